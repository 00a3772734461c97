//! Moderation: one area, all schools side by side, with what was said, proposed and challenged; and what the meeting came to.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{
    Category, CategoryState, CellModeration, DecideCategoriesRequest, ModerateCategoriesRequest,
    Step,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::decision_meeting::LARGEST_MEETING;
use super::own_views::descriptors;
use super::round_view::{RoundAsked, RoundView, agreement, agreement_words, agreements};
use super::{counted, crumbs, rung};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{
    Act, Check, Choice, Entered, Entry, Form, Problem, Query, Told, address, placed, sends,
};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/moderation", show).form::<ModerateTogether>()
}

/// A reason is shorter than the contract allows, since one form holds one for each school.
const LONGEST_REASON: usize = 600;

/// What moderation came to in an area; the names in its address.
#[derive(Debug, Deserialize)]
pub(crate) struct ModerateTogether {
    pub round: String,
    pub area: String,
}

/// The names in the page's address.
#[derive(Debug, Deserialize)]
pub(crate) struct ModeratedRound {
    round: String,
}

/// What is looked at.
#[derive(Debug, Default)]
pub(crate) struct ModerationAsked {
    /// Empty: the first area with a challenge.
    pub area: String,
    pub names_hidden: bool,
}

/// `GET /rounds/{round}/moderation`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ModeratedRound { round }): Path<ModeratedRound>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let may = &visitor.may;
    let moderates = may.anywhere::<ModerateCategoriesRequest>();
    if !moderates && !may.anywhere::<DecideCategoriesRequest>() {
        let sentence = "The improvement lead and the chief executive see the schools side by side.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let of = RoundAsked { round: &round, school: "", at_least: told.at_least() };
    let loaded = RoundView::load(&web.services, &visitor, of).await?;
    let area = query.get("area").to_owned();
    let asked = ModerationAsked { area, names_hidden: query.get("names") == "hidden" };
    Ok(render(&visitor, &loaded, &asked, &told))
}

impl Act for ModerateTogether {
    type Command = ModerateCategoriesRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::pick("outcome", "What did moderation come to?")
            .hint("Leave out what was not looked at")
            .wanted("Choose an outcome for at least one school"),
        Entry::each("reason", "Why?", LONGEST_REASON)
            .hint("The school’s head and the people who judge read it"),
        Entry::boxes("present", "Who was there?")
            .hint("At least one person who did not make the proposals")
            .wanted("Choose who was there"),
        Entry::words_of::<Self::Command>("interests", "Which interests were declared?")
            .hint("Leave empty where there were none"),
        Entry::radios("agreement", "How was it reached?").wanted("Choose how it was reached"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "What moderation came to is recorded. It can be decided now";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/areas/{area}/moderation/outcomes/check",
        heading: "Check what moderation came to",
        then: "All of it is recorded in one act, or nothing is. The heads of these schools see the outcome of their own.",
        button: "Record the outcomes",
    });
    const LARGEST: usize = LARGEST_MEETING;
    placed!(
        "/rounds/{round}/areas/{area}/moderation/outcomes"(round, area),
        "/rounds/{round}/moderation?area={area}"(round, area)
    );
    sends!(categories, moderate_categories);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let reasons = entered.each("reason");
        let without = |(school, _): &(String, String)| !reasons.iter().any(|(of, _)| of == school);
        match entered.each("outcome").iter().any(without) {
            true => vec![Problem::with("reason", "Say why, for each school with an outcome")],
            false => Vec::new(),
        }
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        match (name, value) {
            ("agreement", _) => agreement_words(value),
            ("outcome", region) if ground.names.rung(region) > 0 => ground.names.region(region),
            _ => ground.names.said(value),
        }
    }

    fn command(&self, entered: &Entered) -> ModerateCategoriesRequest {
        let cell = |(school_id, region_id): (String, String)| {
            let reason = entered.beside("reason", &school_id);
            CellModeration { school_id, area_id: self.area.clone(), region_id, reason }
        };
        ModerateCategoriesRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            present_ids: entered.all("present"),
            interests: entered.get("interests"),
            agreement: agreement(entered).into(),
            cells: entered.each("outcome").into_iter().map(cell).collect(),
        }
    }
}

/// A school as the page calls it.
struct SideBySide<'a> {
    school: &'a str,
    called: String,
    category: Option<&'a Category>,
}

impl SideBySide<'_> {
    fn is(&self, states: &[CategoryState]) -> bool {
        self.category.is_some_and(|category| states.contains(&category.state()))
    }

    /// Whether moderation can come to an outcome.
    fn is_open(&self) -> bool {
        use CategoryState::{Accepted, Challenged, Moderated, Proposed, Reopened};
        self.is(&[Proposed, Accepted, Challenged, Moderated, Reopened])
            && self.category.is_some_and(|category| category.proposal.is_some())
    }
}

/// The area that is looked at: what was asked for, else the first with a challenge, else the first.
fn area_of<'a>(loaded: &'a RoundView, asked: &'a ModerationAsked) -> &'a str {
    if loaded.areas().any(|area| area == asked.area) {
        return &asked.area;
    }
    let is_challenged = |area: &&str| {
        loaded.schools().any(|school| {
            let category = loaded.of(school, area);
            category.is_some_and(|category| category.state() == CategoryState::Challenged)
        })
    };
    let mut areas = loaded.areas();
    loaded.areas().find(is_challenged).or_else(|| areas.next()).unwrap_or_default()
}

/// Challenged schools first; letters in place of names where they are hidden.
fn side_by_side<'a>(loaded: &'a RoundView, area: &str, names_hidden: bool) -> Vec<SideBySide<'a>> {
    let schools = loaded.schools().zip(b'A'..).map(|(school, letter)| SideBySide {
        school,
        called: match names_hidden && letter <= b'Z' {
            true => format!("School {}", char::from(letter)),
            false if names_hidden => "A further school".to_owned(),
            false => loaded.ground.names.school(school),
        },
        category: loaded.of(school, area),
    });
    let mut schools: Vec<_> = schools.collect();
    schools.sort_by_key(|one| !one.is(&[CategoryState::Challenged]));
    schools
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &RoundView,
    asked: &ModerationAsked,
    told: &Told,
) -> Markup {
    let area = area_of(loaded, asked);
    let schools = side_by_side(loaded, area, asked.names_hidden);
    let disputed = schools.iter().filter(|one| one.is(&[CategoryState::Challenged])).count();
    let (name, term) = (loaded.ground.names.area(area), dates::term(&loaded.round.term));
    let title = format!("Moderation, {term}");
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) }
        (switches(loaded, area, asked))
        h2.govuk-heading-m {
            (name) ", " (counted(schools.len(), "school", "schools")) " side by side"
        }
        p.govuk-body { (counted(disputed, "proposal is", "proposals are")) " challenged." }
        (descriptors(&loaded.ground, area))
        (table(loaded, asked, area, &schools))
        @if visitor.may.anywhere::<ModerateCategoriesRequest>() {
            @let act = ModerateTogether { round: loaded.round.round_id.clone(), area: area.to_owned() };
            (form(visitor, told, &act, &choices(loaded, &schools)))
        }
    };
    let crumbs = crumbs([("Rounds".to_owned(), "/rounds".to_owned())]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The areas, and names shown or hidden: all of it in the address.
fn switches(loaded: &RoundView, area: &str, asked: &ModerationAsked) -> Markup {
    let here = format!("/rounds/{}/moderation", loaded.round.round_id);
    let hidden = if asked.names_hidden { "hidden" } else { "" };
    let other = if asked.names_hidden { "" } else { "hidden" };
    html! {
        ul.pl-tags aria-label="Areas" {
            @for one in loaded.areas() {
                li { a href=(address(&here, &[("area", one), ("names", hidden)])) aria-current=[(one == area).then_some("page")] {
                    (loaded.ground.names.area(one))
                } }
            }
        }
        p.govuk-body { a.govuk-link href=(address(&here, &[("area", area), ("names", other)])) {
            @if asked.names_hidden { "Show the schools’ names" } @else { "Hide the schools’ names" }
        } }
    }
}

fn table(
    loaded: &RoundView,
    asked: &ModerationAsked,
    area: &str,
    schools: &[SideBySide<'_>],
) -> Markup {
    let names = &loaded.ground.names;
    let step = |step: Option<&Step>| match step {
        // A school's own words may say which school it is.
        Some(step) => {
            html! { (rung(names, &step.region_id)) @if !asked.names_hidden { p.pl-wrap { (step.reason.said()) } } }
        }
        None => html! { "–" },
    };
    let rows = schools.iter().map(|one| {
        let known = one.category;
        let before = known.map_or("", |category| category.previous_region_id.as_str());
        let proposal = known.and_then(|category| category.proposal.as_ref());
        let cited = proposal.map_or(0, |proposal| proposal.evidence.len());
        let reached = known.and_then(|category| category.decision.as_ref());
        let reached = reached.or(known.and_then(|category| category.moderation.as_ref()));
        let head = match asked.names_hidden {
            true => html! { (one.called) },
            false => html! { a.govuk-link href={"/schools/" (one.school) "/areas/" (area)} { (one.called) } },
        };
        vec![
            Cell::new(head),
            Cell::new(if before.is_empty() { html! { "–" } } else { rung(names, before) }),
            Cell::new(step(known.and_then(|category| category.school_view.as_ref()))),
            Cell::new(step(proposal)),
            Cell::text(counted(cited, "piece", "pieces")),
            Cell::new(step(known.and_then(|category| category.challenge.as_ref()))),
            Cell::new(step(reached)),
        ]
    });
    let head = ["School", "Last", "School says", "Proposed", "Evidence", "Challenge", "Outcome"];
    Table {
        caption: Some("Challenged first"),
        head: head.map(|words| (words, false)).to_vec(),
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    }
    .render()
}

/// What the form offers to choose from.
struct ModerationChoices {
    /// Schools that wait for an outcome.
    open: Vec<Choice>,
    regions: Vec<Choice>,
    people: Vec<Choice>,
}

fn choices(loaded: &RoundView, schools: &[SideBySide<'_>]) -> ModerationChoices {
    let open = schools.iter().filter(|one| one.is_open());
    ModerationChoices {
        open: open.map(|one| Choice::new(one.school, &one.called)).collect(),
        regions: loaded.ladder("Not looked at"),
        people: loaded.people(),
    }
}

fn form(
    visitor: &Visitor,
    told: &Told,
    act: &ModerateTogether,
    choices: &ModerationChoices,
) -> Markup {
    let ModerationChoices { open, regions, people } = choices;
    html! {
        @if open.is_empty() {
            p.govuk-body { "What is proposed in this area can be moderated here until it is decided." }
        } @else {
            (Form::new(act, visitor, told)
                .choices("outcome", open.clone())
                .choices("outcome/of", regions.clone())
                .choices("reason", open.clone())
                .choices("present", people.clone())
                .choices("agreement", agreements())
                .render())
        }
    }
}

#[cfg(test)]
mod tests;
