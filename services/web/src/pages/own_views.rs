//! A school's own view of all areas on one page: what the trust decided last, the words of each region, and one form for all.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{AreaView, CategoryState, StateSchoolViewsRequest};
use contract::evidence::v1::{ListSelfEvaluationsRequest, SelfEvaluation, SelfEvaluationState};
use maud::{Markup, html};
use serde::Deserialize;

use super::citable::{self, Citable};
use super::crumbs;
use super::round_view::{RoundAsked, RoundView};
use super::sef_term::{is_same, typed};
use crate::components::{Cell, Table, details};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{
    Act, Check, Entered, Entry, Form, FormThing, Problem, Query, Told, placed, sends,
};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/schools/{school}/views", show).form::<StateViews>()
}

/// A reason is shorter than the contract allows, since one form holds one for each area.
const LONGEST: usize = 600;

/// A head sends the school's own view of several areas.
#[derive(Debug, Deserialize)]
pub(crate) struct StateViews {
    pub round: String,
    pub school: String,
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct OwnViewsLoaded {
    pub view: RoundView,
    /// The school's self-evaluation of the round's term, once it is signed off.
    pub evaluation: Option<SelfEvaluation>,
    /// What can be cited, by area.
    pub citable: Vec<(String, Vec<Citable>)>,
    /// Whether the running record has more entries than can be cited.
    pub more_entries: bool,
}

impl OwnViewsLoaded {
    fn citable(&self, area: &str) -> &[Citable] {
        let found = self.citable.iter().find(|(of, _)| of == area);
        found.map(|(_, pieces)| pieces.as_slice()).unwrap_or_default()
    }
}

/// `GET /rounds/{round}/schools/{school}/views`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<StateViews>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.of::<StateSchoolViewsRequest>(&act.school) {
        let sentence = "The school’s head states the school’s own view.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let of = RoundAsked { round: &act.round, school: &act.school, at_least: told.at_least() };
    let (view, held) = tokio::try_join!(
        RoundView::load_with_last(&web.services, &visitor, of),
        citable::held(&web.services, &visitor, &act.school),
    )?;
    let evaluation = signed(&web.services, &visitor, &act.school, &view.round.term).await?;
    let about = |area: &str| (area.to_owned(), held.about(area));
    let citable = view.areas().map(about).collect();
    let loaded = OwnViewsLoaded { view, evaluation, citable, more_entries: held.more_entries };
    Ok(render(&visitor, &loaded, &act, &told))
}

/// The self-evaluation of a term that was signed off; nothing where there is none, or where it cannot be asked for.
async fn signed(
    services: &Services,
    visitor: &Visitor,
    school: &str,
    term: &str,
) -> Result<Option<SelfEvaluation>, Failure> {
    let wanted = ListSelfEvaluationsRequest { school_id: school.to_owned(), ..Default::default() };
    let answer = services.evidence().list_self_evaluations(ask(&visitor.caller(), wanted)).await;
    let mut all = spare(answer)?.unwrap_or_default().self_evaluations.into_iter();
    Ok(all.find(|one| one.term == term && one.state() == SelfEvaluationState::Signed))
}

impl Act for StateViews {
    type Command = StateSchoolViewsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::pick("region", "Which fits your school best today?")
            .hint("Leave out what you want to say later")
            .wanted("Choose a region in at least one area"),
        Entry::each("reason", "Why?", LONGEST)
            .hint("Two or three sentences for each. Governors read them beside the decision. Name no pupil, parent or colleague"),
        Entry::ticks("evidence", "What does it rest on?"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "Your view has been sent. Until a region is proposed you can change it on the page of the area";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/schools/{school}/views/check",
        heading: "Check your school’s view",
        then: "Now the improvement lead and the chief executive see it. After a decision is shared your committee and the \
               other heads see it too. All of it is sent in one act, or nothing is.",
        button: "Send your view",
    });
    const LARGEST: usize = citable::LARGEST_OF_AREAS;
    placed!(
        "/rounds/{round}/schools/{school}/views"(round, school),
        "/rounds/{round}/schools/{school}/views"(round, school)
    );
    sends!(categories, state_school_views);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !entered.each_has("region", "reason") {
            let sentence =
                "Say why in a sentence or two, for each area in which you chose a region";
            problems.push(Problem::with("reason", sentence));
        }
        if !["reason", "evidence"].iter().all(|name| entered.each_has(name, "region")) {
            let sentence = "Choose a region in each area of which you said something";
            problems.push(Problem::with("region", sentence));
        }
        problems
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        if let ("evidence", Some(words)) = (name, citable::said(value)) {
            return words;
        }
        let names = &ground.names;
        if names.rung(value) > 0 { names.region(value) } else { names.area(value) }
    }

    fn command(&self, entered: &Entered) -> StateSchoolViewsRequest {
        let picked = entered.each("evidence");
        let view = |(area_id, region_id): (String, String)| {
            let reason = entered.beside("reason", &area_id);
            let of_area = picked.iter().filter(|(of, _)| *of == area_id);
            let of_area: Vec<_> = of_area.map(|(_, piece)| piece.clone()).collect();
            let evidence = citable::chosen(&of_area, String::new());
            AreaView { area_id, region_id, reason, evidence }
        };
        StateSchoolViewsRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            views: entered.each("region").into_iter().map(view).collect(),
        }
    }
}

pub(crate) fn render(
    visitor: &Visitor,
    of: &OwnViewsLoaded,
    act: &StateViews,
    told: &Told,
) -> Markup {
    let OwnViewsLoaded { view: loaded, evaluation, more_entries, .. } = of;
    let names = &loaded.ground.names;
    let (school, term) = (names.school(&act.school), dates::term(&loaded.round.term));
    let unsaid: Vec<&str> = loaded.areas().filter(|area| is_unsaid(loaded, act, area)).collect();
    let filled = evaluation.as_ref().map(|one| filled(of, one, &unsaid)).unwrap_or_default();
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { "Your school’s own view, " (term) }
        @if !loaded.round.views_by.is_empty() {
            p.pl-lead { "Send it by " (dates::weekday(&loaded.round.views_by)) "." }
        }
        @if loaded.round.closed {
            p.govuk-body { "The round is closed." }
        } @else if unsaid.is_empty() {
            p.govuk-body { "You have said your view of every area." }
        } @else {
            @if let Some(from) = evaluation.as_ref().filter(|_| !filled.is_empty()) {
                p.pl-note {
                    "Regions, words and evidence below start from the self-evaluation that you signed off on "
                    (dates::day(&from.signed_on)) ". Change what you see otherwise, and shorten what is longer than 600 characters."
                }
            }
            @if *more_entries { p.pl-note { (citable::NEWEST) } }
            (Form::new(act, visitor, told)
                .filled(filled)
                .choices("region/of", loaded.ladder("Say later"))
                .things(unsaid.iter().map(|area| thing(visitor, of, act, area)).collect())
                .render())
        }
        (so_far(loaded, act))
    };
    let crumbs = crumbs([(school.clone(), format!("/schools/{}", act.school))]);
    let frame = Frame {
        title: "Your school’s own view",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// What the fields of some areas hold at first: the region and the strengths of a self-evaluation, and what it rests on.
fn filled(
    loaded: &OwnViewsLoaded,
    evaluation: &SelfEvaluation,
    areas: &[&str],
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for known in evaluation.areas.iter().filter(|known| !known.region_id.is_empty()) {
        let area = known.area_id.as_str();
        if areas.contains(&area) {
            fields.push((format!("region-{area}"), known.region_id.clone()));
            fields.push((format!("reason-{area}"), typed(known.strengths.as_ref())));
            let cites = |one: &&Citable| known.evidence.iter().any(|piece| is_same(one, piece));
            for piece in loaded.citable(area).iter().filter(cites) {
                fields.push((format!("evidence-{area}"), citable::value(piece)));
            }
        }
    }
    fields
}

/// Whether the school has said nothing of an area yet.
fn is_unsaid(loaded: &RoundView, act: &StateViews, area: &str) -> bool {
    let said = loaded.of(&act.school, area);
    said.is_none_or(|category| {
        let open = [CategoryState::ViewStated, CategoryState::Reopened].contains(&category.state());
        open && category.school_view.is_none()
    })
}

/// An area to be viewed, with what was decided last and the words of each region.
fn thing(visitor: &Visitor, of: &OwnViewsLoaded, act: &StateViews, area: &str) -> FormThing {
    let (loaded, names) = (&of.view, &of.view.ground.names);
    let ticks = citable::choices(of.citable(area), visitor.today);
    let before = loaded.before(&act.school, area);
    let above = html! {
        @if !before.is_empty() { p.govuk-body { "Decided last: " strong { (names.region(before)) } "." } }
        (descriptors(&loaded.ground, area))
    };
    FormThing { of: area.to_owned(), heading: names.area(area), above, ticks }
}

/// What the school has said this term.
fn so_far(loaded: &RoundView, act: &StateViews) -> Markup {
    let names = &loaded.ground.names;
    let said = loaded.areas().filter_map(|area| {
        let known = loaded.of(&act.school, area)?;
        Some((area, known.school_view.as_ref()?))
    });
    let rows = said.map(|(area, step)| {
        vec![
            Cell::new(html! {
                a.govuk-link href={"/schools/" (act.school) "/areas/" (area)} { (names.area(area)) }
            }),
            Cell::text(names.region(&step.region_id)),
            Cell::text(step.reason.said()),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return html! {};
    }
    Table {
        caption: Some("What you have said"),
        head: ["Area", "You say", "Why"].map(|words| (words, false)).to_vec(),
        rows,
        first_is_header: true,
        stacks: true,
    }
    .render()
}

/// What an area looks like in each region, folded.
pub(crate) fn descriptors(ground: &Ground, area: &str) -> Markup {
    let words = |region: &str| {
        let mut all = ground.framework.descriptors.iter();
        all.find(|words| words.area_id == area && words.region_id == region)
    };
    details(
        &format!("What {} looks like in each region", ground.names.area(area)),
        &html! {
            @for region in &ground.framework.regions {
                @if let Some(words) = words(&region.region_id) {
                    p { strong { (region.name) ": " } (words.text) }
                }
            }
        },
    )
}

#[cfg(test)]
mod tests;
