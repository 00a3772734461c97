//! Every agreed action in one list: who does it, by when, and what became of it.

use axum::extract::{Path, State};
use contract::evidence::v1::{ListVisitNotesRequest, VisitNote};
use contract::log::v1::AsOf;
use contract::reviews::v1::{ListReviewsRequest, Review};
use contract::schools::v1::{ListMeetingRecordsRequest, MeetingRecord, School};
use maud::{Markup, html};

use super::agreed::{ActionReader, ActionStanding, AgreedAction};
use super::crumbs;
use crate::components::{Cell, SectionWay, tag};
use crate::failure::Failure;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where they are found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(AT, show).get("/schools/{school}/actions", of_school)
}

/// The list over all schools.
pub(crate) const AT: &str = "/actions";

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct ActionsLoaded {
    pub ground: Ground,
    pub notes: Shown<Vec<VisitNote>>,
    pub records: Shown<Vec<MeetingRecord>>,
    pub reviews: Shown<Vec<Review>>,
    pub as_of: Option<AsOf>,
}

/// `GET /actions`
async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let loaded = load(&web, &visitor, ground, "").await?;
    Ok(render(&visitor, &loaded, None))
}

/// `GET /schools/{school}/actions`
async fn of_school(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let found = ground.school(&school, &visitor)?.clone();
    let loaded = load(&web, &visitor, ground, &school).await?;
    Ok(render(&visitor, &loaded, Some(&found)))
}

/// Three calls at once: of one school, or of all where it is empty.
async fn load(
    web: &Web,
    visitor: &Visitor,
    ground: Ground,
    school: &str,
) -> Result<ActionsLoaded, Failure> {
    let caller = visitor.caller();
    let visited = ListVisitNotesRequest { school_id: school.to_owned(), ..Default::default() };
    let reviewed = ListReviewsRequest { host_school_id: school.to_owned(), ..Default::default() };
    let minuted = ListMeetingRecordsRequest {
        committee_id: only_committee(&ground, school),
        ..ListMeetingRecordsRequest::default()
    };
    let (mut evidence, mut reviews, mut schools) =
        (web.services.evidence(), web.services.reviews(), web.services.schools());
    let (notes, reviews, records) = tokio::join!(
        evidence.list_visit_notes(ask(&caller, visited)),
        reviews.list_reviews(ask(&caller, reviewed)),
        schools.list_meeting_records(ask(&caller, minuted)),
    );
    let notes = Shown::of(notes, visitor.visit_notes(school))?;
    let reviews = match school {
        "" => Shown::of(reviews, visitor.reviews())?,
        school => Shown::of(reviews, visitor.reviews_of(school))?,
    };
    let records = Shown::of(records, visitor.records(school))?;
    let as_ofs = [
        notes.known().and_then(|notes| notes.as_of.clone()),
        reviews.known().and_then(|reviews| reviews.as_of.clone()),
        records.known().and_then(|records| records.as_of.clone()),
    ];
    Ok(ActionsLoaded {
        ground,
        notes: notes.map(|notes| notes.notes),
        reviews: reviews.map(|reviews| reviews.reviews),
        records: records.map(|records| records.records),
        as_of: as_ofs.into_iter().flatten().min_by_key(|as_of| as_of.position),
    })
}

/// The committee of a school, so that nothing of other schools is asked for; empty where it has none or several.
fn only_committee(ground: &Ground, school: &str) -> String {
    let mut own = ground.trust.committees.iter().filter(|one| one.school_id == school);
    match (own.next(), own.next()) {
        (Some(only), None) => only.committee_id.clone(),
        _ => String::new(),
    }
}

const WORDS: Words<'_> =
    Words { what: "Agreed actions", none: Absence::of("No action has been agreed yet.") };
/// Why the list may be shorter than what was agreed; what is missing stands below it.
const NOT_ALL: &str = "This is not all that may have been agreed:";

impl ActionsLoaded {
    /// What is known of a school's actions, or of all: what is still to be done first, by its day.
    fn actions(&self, visitor: &Visitor, school: Option<&School>) -> Vec<AgreedAction> {
        let reader = ActionReader { visitor, ground: &self.ground };
        let notes = self.notes.known().map(|notes| reader.of_visits(notes));
        let records = self.records.known().map(|records| reader.of_meetings(records));
        let reviews = self.reviews.known().map(|reviews| reader.of_reviews(reviews));
        let known = [notes, records, reviews].into_iter().flatten().flatten();
        let here =
            |one: &AgreedAction| school.is_none_or(|school| one.school_id == school.school_id);
        let mut actions: Vec<_> = known.filter(here).collect();
        actions.sort_by_key(|one| (one.standing == ActionStanding::Done, one.due_on.clone()));
        actions
    }

    /// What is not shown of the actions, and why, a sentence each.
    fn missing(&self) -> Vec<String> {
        let parts = [
            missing(&self.notes, "Actions of visits"),
            missing(&self.records, "Actions of meetings"),
            missing(&self.reviews, "What peer reviews look at again"),
        ];
        parts.into_iter().flatten().collect()
    }
}

fn missing<T>(part: &Shown<T>, what: &str) -> Option<String> {
    match part {
        Shown::All(_) => None,
        Shown::Part(_, why) | Shown::Withheld(why) => Some(format!("{what}: {why}")),
        Shown::Away => {
            Some(format!("{what} cannot be shown at the moment. Try again in a minute."))
        }
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &ActionsLoaded, school: Option<&School>) -> Markup {
    let (actions, missing) = (loaded.actions(visitor, school), loaded.missing());
    let shown = match missing.is_empty() {
        true => Shown::All(actions),
        false => Shown::Part(actions, NOT_ALL),
    };
    let list = |actions: &Vec<AgreedAction>| {
        let rows: Vec<_> = actions.iter().map(|one| row(&loaded.ground, one)).collect();
        (!rows.is_empty()).then(|| {
            let head =
                ["Action", "School", "Owner", "By", "State", "What became of it", "Agreed in"];
            PageListing::new("actions", head, rows)
                .narrowed_by(&["School", "Owner", "State"])
                .about(missing.clone())
                .draw(&visitor.view)
        })
    };
    let title = "Agreed actions";
    let body = html! {
        h1.govuk-heading-l { (title) @if let Some(school) = school { " at " bdi { (school.name) } } }
        p.pl-lead { "What visits, meetings and peer reviews agreed, and what became of it." }
        (shown.draw(WORDS, list))
        @if !missing.is_empty() { ul.pl-list { @for line in &missing { li { p.pl-quiet { (line) } } } } }
        p.pl-note {
            "The record of a meeting does not hold what became of an action. Once the day of such an action has passed, its state is “"
            (ActionStanding::Unsaid.words()) "”."
        }
    };
    let here = school.map(|school| (school.name.clone(), format!("/schools/{}", school.school_id)));
    let crumbs: Vec<_> = crumbs([]).into_iter().chain(here).collect();
    let frame = Frame {
        title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: false,
    };
    page(&frame, &body)
}

fn row(ground: &Ground, action: &AgreedAction) -> Vec<Cell> {
    let colour = match action.standing {
        ActionStanding::Overdue => "red",
        ActionStanding::Open => "",
        ActionStanding::Unsaid => "orange",
        ActionStanding::Done => "green",
    };
    vec![
        Cell::new(html! { span.pl-wrap { (action.what) } }),
        Cell::text(ground.names.school(&action.school_id)),
        Cell::text(&action.owner),
        Cell::day(&action.due_on),
        Cell::new(tag(action.standing.words(), colour)),
        Cell::new(html! { span.pl-wrap { (action.became) } }),
        Cell::new(html! { a.govuk-link href=(action.at) { (action.agreed) } }),
    ]
}

/// Whether some actions of a school may be for this person.
fn are_for(visitor: &Visitor, school: &str) -> bool {
    let may = &visitor.may;
    may.of::<ListVisitNotesRequest>(school)
        || may.of::<ListMeetingRecordsRequest>(school)
        || may.of::<ListReviewsRequest>(school)
}

/// The way to the actions from the school's page, for those who are shown any.
pub(crate) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if are_for(visitor, &school.school_id) {
            (SectionWay {
                id: "actions",
                heading: "Agreed actions",
                says: "What visits, meetings and peer reviews agreed.",
                href: &format!("/schools/{}/actions", school.school_id),
                link: "Agreed actions of the school",
            }.draw())
        }
    }
}

#[cfg(test)]
mod tests;
