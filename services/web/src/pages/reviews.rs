//! Peer reviews: all that a person is shown, and each on a page with what can be done next.

use access::role_name;
use axum::extract::{Path, State};
use contract::Said as _;
use contract::log::v1::AsOf;
use contract::reviews::v1::{
    AgreeDistributionRequest, CompleteReviewRequest, Finding, FindingKind, FollowUpRecorded,
    HoldReviewRequest, ListReviewsRequest, MatchTeamRequest, ProposePairingRequest, Recipient,
    RecordFindingRequest, RecordFollowUpRequest, RequestReviewRequest, Review, ReviewState,
};
use contract::schools::v1::ScopeKind;
use maud::{Markup, html};

use super::review_steps::{
    AgreeDistribution, CompleteReview, HoldReview, MatchTeam, ProposePairing, RecordFinding,
    RecordFollowUp, RequestReview, recipient,
};
use super::{ForReader, choices, crumbs, review_changes, school_reviews, state};
use crate::access::role_words;
use crate::components::Cell;
use crate::dates;
use crate::failure::Failure;
use crate::form::{Choice, Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/reviews", show).get("/reviews/{review}", show_one)
}

/// What the pages are made from.
#[derive(Debug)]
pub(crate) struct ReviewsPage {
    pub ground: Ground,
    pub reviews: Shown<Vec<Review>>,
    pub as_of: Option<AsOf>,
}

/// `GET /reviews`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web, &visitor, told.at_least()).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// `GET /reviews/{review}`
pub(crate) async fn show_one(
    State(web): State<Web>,
    visitor: Visitor,
    Path(review): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web, &visitor, told.at_least()).await?;
    let mut known = loaded.reviews.known().into_iter().flatten();
    let found = known.find(|known| known.review_id == review);
    let none = || Failure::NotFound("You are shown no such review.".to_owned());
    Ok(render_one(&visitor, &loaded, found.ok_or_else(none)?, &told))
}

async fn load(web: &Web, visitor: &Visitor, at_least: u64) -> Result<ReviewsPage, Failure> {
    let mut client = web.services.reviews();
    let wanted = ListReviewsRequest { at_least, ..Default::default() };
    let (ground, listed) = tokio::join!(
        Ground::load(&web.services, visitor),
        client.list_reviews(ask(&visitor.caller(), wanted)),
    );
    let listed = Shown::of(listed, visitor.reviews())?;
    let as_of = listed.known().and_then(|listed| listed.as_of.clone());
    Ok(ReviewsPage { ground: ground?, reviews: listed.map(|listed| listed.reviews), as_of })
}

/// Where a review stands, in a word.
pub(crate) fn review_state(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Requested => "requested",
        ReviewState::Matched => "matched",
        ReviewState::Agreed => "agreed",
        ReviewState::Held => "held",
        ReviewState::Completed => "completed",
        ReviewState::Cancelled => "called off",
        ReviewState::Unspecified => "",
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &ReviewsPage, told: &Told) -> Markup {
    let none = match visitor.may.anywhere::<RequestReviewRequest>() {
        true => Absence::of("No peer review has been asked for. Ask for the first below."),
        false => Absence::of(
            "No peer review has been asked for. The first appears here once a school asks.",
        ),
    };
    let words = Words { what: "Peer reviews", none };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Peer reviews" }
        p.pl-lead { "Colleagues of other schools look at a school with its head. What they find goes to those whom the head agreed to." }
        (loaded.reviews.draw(words, |reviews| table(visitor, &loaded.ground, reviews)))
        (asking(visitor, &loaded.ground, told))
        (pairing(visitor, &loaded.ground, told))
    };
    let crumbs = crumbs([]);
    framed(frame(visitor, "Peer reviews", &crumbs), loaded, told, &body)
}

/// One row a review; nothing where there is none.
fn table(visitor: &Visitor, ground: &Ground, reviews: &[Review]) -> Option<Markup> {
    let names = &ground.names;
    let rows = reviews.iter().map(|review| {
        let school = names.school(&review.host_school_id);
        vec![
            Cell::new(html! { a.govuk-link href={"/reviews/" (review.review_id)} { (school) } }),
            Cell::term(&review.term),
            Cell::text(review.focus.said()),
            Cell::new(state(review_state(review.state()))),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let head = ["School", "Term", "Focus", "State"];
    (!rows.is_empty()).then(|| {
        let listing = PageListing::new("peer-reviews", head, rows);
        listing.narrowed_by(&["School", "Term", "State"]).draw(&visitor.view)
    })
}

fn framed(frame: Frame<'_>, loaded: &ReviewsPage, told: &Told, body: &Markup) -> Markup {
    let (as_of, problem) = (loaded.as_of.clone(), told.is_problem());
    page(&Frame { as_of, problem, ..frame }, body)
}

/// A page of reviews, before it is said as of when.
fn frame<'a>(visitor: &'a Visitor, title: &'a str, crumbs: &'a [(String, String)]) -> Frame<'a> {
    Frame { title, place: Place::Elsewhere, visitor, crumbs, as_of: None, problem: false }
}

fn asking(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let schools = choices::schools::<RequestReviewRequest>(visitor, ground);
    html! {
        @if !schools.is_empty() {
            (Form::new(&RequestReview {}, visitor, told)
                .choices("school", choices::or("Choose a school", schools))
                .choices("term", choices::or("Choose a term", choices::terms(visitor)))
                .choices("areas", choices::areas(ground))
                .folded("Ask for a review"))
        }
    }
}

fn pairing(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let schools = choices::schools::<ProposePairingRequest>(visitor, ground);
    let schools = choices::or("Choose a school", schools);
    html! {
        @if visitor.may.anywhere::<ProposePairingRequest>() {
            (Form::new(&ProposePairing {}, visitor, told)
                .choices("area", choices::or("Choose an area", choices::areas(ground)))
                .choices("giving", schools.clone())
                .choices("receiving", schools)
                .folded("Propose that two schools work together"))
        }
    }
}

pub(crate) fn render_one(
    visitor: &Visitor,
    loaded: &ReviewsPage,
    review: &Review,
    told: &Told,
) -> Markup {
    let desk = ReviewDesk { visitor, ground: &loaded.ground, told, review };
    let school = loaded.ground.names.school(&review.host_school_id);
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (dates::term(&review.term)) }
        h1.govuk-heading-l { "Peer review of " (school) }
        (desk.steps())
        h2.govuk-heading-m { "The review" }
        (school_reviews::a_review(&loaded.ground, review, visitor))
        (school_reviews::taken(&loaded.ground, visitor, &Shown::All(vec![review.clone()])))
        (review_changes::told(review))
        (review_changes::forms(ForReader { visitor, ground: &loaded.ground, told }, review))
        @if review.state() == ReviewState::Completed { (desk.follow_ups()) }
    };
    let crumbs = crumbs([("Peer reviews".to_owned(), "/reviews".to_owned())]);
    let title = format!("Peer review of {school}");
    framed(frame(visitor, &title, &crumbs), loaded, told, &body)
}

/// A review and who looks at it.
#[derive(Debug)]
struct ReviewDesk<'a> {
    visitor: &'a Visitor,
    ground: &'a Ground,
    told: &'a Told,
    review: &'a Review,
}

impl ReviewDesk<'_> {
    fn may<M: contract::Asks>(&self) -> bool {
        let (review, host) = (&self.review.review_id, &self.review.host_school_id);
        self.visitor.may.of_review::<M>(review, host)
    }

    /// What comes next, and the forms for it where they are this person's.
    fn steps(&self) -> Markup {
        let (next, forms) = match self.review.state() {
            ReviewState::Requested => ("The improvement lead names the team next.", self.team()),
            ReviewState::Matched => {
                ("The school’s head agrees next who receives the findings.", self.distribution())
            }
            ReviewState::Agreed => ("The team visits next.", self.visit()),
            ReviewState::Held => {
                ("The team records what it finds, and ends the review.", self.findings())
            }
            ReviewState::Completed | ReviewState::Cancelled | ReviewState::Unspecified => {
                return html! {};
            }
        };
        html! {
            section #next {
                h2.govuk-heading-m { "What comes next" }
                @match forms {
                    Some(forms) => (forms),
                    None => p.govuk-body { (next) },
                }
            }
        }
    }

    fn team(&self) -> Option<Markup> {
        let act = MatchTeam { review: self.review.review_id.clone() };
        let leads = choices::or("Choose a person", self.reviewers());
        let people = choices::or("Nobody", self.reviewers());
        let form = Form::new(&act, self.visitor, self.told);
        let form = form.choices("lead", leads).choices("second", people.clone());
        let form = form.choices("third", people.clone()).choices("fourth", people);
        self.may::<MatchTeamRequest>().then(|| form.render())
    }

    /// Each holder of a role at another school of the trust, with that school.
    fn reviewers(&self) -> Vec<Choice> {
        let people = self.ground.people.iter().filter(|person| !person.name.is_empty());
        let roles = people.flat_map(|person| person.roles.iter().map(move |role| (person, role)));
        let choices = roles.filter_map(|(person, role)| {
            let scope = role.scope.as_ref().filter(|scope| scope.kind() == ScopeKind::School)?;
            let elsewhere = scope.id != self.review.host_school_id;
            let (name, school) = (&person.name, self.ground.names.school(&scope.id));
            let words =
                format!("{name}, {}, {school}", role_words(&role_name(role.role())).to_lowercase());
            elsewhere.then(|| Choice::new(format!("{} {}", person.person_id, scope.id), words))
        });
        choices.collect()
    }

    fn distribution(&self) -> Option<Markup> {
        let act = AgreeDistribution { review: self.review.review_id.clone() };
        let all = [
            Recipient::HostHeadteacher,
            Recipient::HostCommittee,
            Recipient::ImprovementLead,
            Recipient::Trustees,
        ];
        let choices = all.map(|one| {
            let choice = Choice::new(one.as_str_name(), recipient(one));
            if one == Recipient::HostHeadteacher { choice.filled("ticked") } else { choice }
        });
        let form = Form::new(&act, self.visitor, self.told)
            .choices("recipients", choices.to_vec())
            .choices("evidence", choices::yes_or_no());
        self.may::<AgreeDistributionRequest>().then(|| form.render())
    }

    fn visit(&self) -> Option<Markup> {
        let act = HoldReview { review: self.review.review_id.clone() };
        let form = Form::new(&act, self.visitor, self.told);
        self.may::<HoldReviewRequest>().then(|| form.render())
    }

    fn findings(&self) -> Option<Markup> {
        let (visitor, told, id) = (self.visitor, self.told, &self.review.review_id);
        let kinds = [
            (FindingKind::Strength, "A strength"),
            (FindingKind::ToImprove, "Something to improve"),
        ];
        let kinds = kinds.map(|(kind, words)| Choice::new(kind.as_str_name(), words)).to_vec();
        let names = &self.ground.names;
        let areas = self.review.areas.iter().map(|area| Choice::new(area, names.area(area)));
        let record = RecordFinding { review: id.clone() };
        let record = Form::new(&record, visitor, told)
            .choices("kind", kinds)
            .choices("areas", areas.collect())
            .render();
        let end = CompleteReview { review: id.clone() };
        let end = Form::new(&end, visitor, told).folded("End the review");
        let ends = self.may::<CompleteReviewRequest>() && !self.review.findings.is_empty();
        self.may::<RecordFindingRequest>().then(|| html! { (record) @if ends { (end) } })
    }

    /// What became of each finding, and the form to say so for the team.
    fn follow_ups(&self) -> Markup {
        let receives = self.visitor.receives(self.review);
        let records = self.may::<RecordFollowUpRequest>();
        html! {
            @if receives || records {
                h2.govuk-heading-m #follow-ups { "What became of it" }
                @for finding in &self.review.findings { (self.follow_up(finding, records)) }
            }
        }
    }

    fn follow_up(&self, finding: &Finding, records: bool) -> Markup {
        let (review, id) = (self.review.review_id.clone(), finding.finding_id.clone());
        let act = RecordFollowUp { review, finding: id };
        html! {
            p class="govuk-body pl-wrap" { strong { (finding_text(finding)) } }
            // Who is shown a finding is shown all that became of it.
            (Shown::All(&finding.follow_ups).draw(BECAME, |follow_ups| followed_up(follow_ups)))
            @if records {
                (Form::new(&act, self.visitor, self.told)
                    .choices("improved", choices::yes_or_no())
                    .about(&format!("about: {}", finding_text(finding)))
                    .folded("Record what became of it"))
            }
        }
    }
}

const BECAME: Words<'_> =
    Words { what: "What became of it", none: Absence::of("Nothing is recorded yet.") };

fn followed_up(follow_ups: &[FollowUpRecorded]) -> Option<Markup> {
    let told = html! {
        @for told in follow_ups {
            p class="govuk-body pl-wrap" {
                (dates::day(&told.on)) ": " @if told.improved { "better. " } @else { "not better yet. " }
                (told.outcome.said())
            }
        }
    };
    (!follow_ups.is_empty()).then_some(told)
}

fn finding_text(finding: &Finding) -> std::borrow::Cow<'_, str> {
    finding.text.said()
}

#[cfg(test)]
mod tests;
