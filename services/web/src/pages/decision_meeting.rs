//! The meeting that decides a round: what waits for it, many categories in one form, and a preview of what moves.

use std::collections::HashMap;

use axum::extract::{Path, State};
use contract::categories::v1::{Category, CategoryState, CellDecision, DecideCategoriesRequest};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::round_view::{
    RoundAsked, RoundView, agreement, agreement_words, agreements, category_stands, key_of,
};
use super::{counted, crumbs};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::names::Names;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/meeting", show).form::<DecideTogether>()
}

/// Bytes of a meeting's form: 90 schools in 9 areas, with reasons.
pub(crate) const LARGEST_MEETING: usize = 256 * 1024;

/// Whether an address takes what was said of a whole round: the decisions of a meeting, its outcomes, or what is left unjudged.
pub(crate) fn takes_decisions(path: &str) -> bool {
    let large = ["/meeting/decisions", "/moderation/outcomes", "/closing", "/sharing"];
    path.starts_with("/rounds/") && large.iter().any(|end| path.ends_with(end))
}

/// A reason that fits in one line, so that hundreds of them fit on a page.
const LONGEST_REASON: usize = 200;

/// `GET /rounds/{round}/meeting`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(meeting): Path<DecideTogether>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.anywhere::<DecideCategoriesRequest>() {
        let sentence = "The chief executive records what the decision meeting decided.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let of = RoundAsked { round: &meeting.round, school: "", at_least: told.at_least() };
    let loaded = RoundView::load(&web.services, &visitor, of).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// The chief executive records what a meeting decided. A ticked category is `<school> <area> <region> <region before>`; one that
/// is not judged is `<school>.<area>`.
#[derive(Debug, Deserialize)]
pub(crate) struct DecideTogether {
    pub round: String,
}

impl Act for DecideTogether {
    type Command = DecideCategoriesRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("cells", "Decide these")
            .hint("As they were proposed, or as moderation came to them. To decide another region, open the school’s area"),
        Entry::each("left", "Not judged, because", LONGEST_REASON)
            .hint("Governors read the reason. Leave empty what is judged, or stays open"),
        Entry::boxes("present", "Who was there?")
            .hint("At least one person who did not make the proposals")
            .wanted("Choose who was there"),
        Entry::words_of::<Self::Command>("interests", "Which interests were declared?")
            .hint("Leave empty where there were none"),
        Entry::radios("agreement", "How did the meeting decide?")
            .wanted("Choose how the meeting decided"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The meeting’s decisions are recorded. No committee sees them until they are shared";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/meeting/decisions/check",
        heading: "Check what the meeting decided",
        then: "All of it is recorded in one act, or nothing is. No committee sees a decision until it is shared.",
        button: "Record the decisions",
    });
    const LARGEST: usize = LARGEST_MEETING;
    placed!("/rounds/{round}/meeting/decisions"(round), "/rounds/{round}/meeting"(round));
    sends!(categories, decide_categories);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let (ticked, left) = (entered.all("cells"), entered.each("left"));
        if ticked.is_empty() && left.is_empty() {
            let sentence = "Tick what the meeting decided, or say why something is not judged";
            return vec![Problem::with("cells", sentence)];
        }
        let is_both = |cell: &TickedCell<'_>| left.iter().any(|(of, _)| *of == cell.key());
        if ticked.iter().filter_map(|value| TickedCell::read(value)).any(|cell| is_both(&cell)) {
            let sentence = "Untick what is not judged, or take its reason away";
            return vec![Problem::with("left", sentence)];
        }
        Vec::new()
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        let names = &ground.names;
        match (name, TickedCell::read(value), value) {
            ("cells", Some(ticked), _) => ticked.said(names),
            ("left", _, _) => names.cell(value),
            ("present", _, _) => names.person(value),
            ("agreement", _, _) => agreement_words(value),
            _ => names.said(value),
        }
    }

    fn command(&self, entered: &Entered) -> DecideCategoriesRequest {
        let ticked = entered.all("cells");
        let ticked = ticked.iter().filter_map(|value| TickedCell::read(value));
        let left = entered.each("left").into_iter().filter_map(|(of, reason)| {
            let (school, area) = of.split_once('.')?;
            Some(decided(school, area, "", reason))
        });
        let decisions =
            ticked.map(|cell| decided(cell.school, cell.area, cell.region, String::new()));
        DecideCategoriesRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            present_ids: entered.all("present"),
            interests: entered.get("interests"),
            agreement: agreement(entered).into(),
            cells: decisions.chain(left).collect(),
        }
    }
}

fn decided(school: &str, area: &str, region: &str, reason: String) -> CellDecision {
    let [school_id, area_id, region_id] = [school, area, region].map(str::to_owned);
    CellDecision { school_id, area_id, region_id, reason }
}

/// A ticked category.
pub(super) struct TickedCell<'a> {
    pub(super) school: &'a str,
    pub(super) area: &'a str,
    pub(super) region: &'a str,
    /// Empty where there is none.
    pub(super) before: &'a str,
}

impl<'a> TickedCell<'a> {
    pub(super) fn read(value: &'a str) -> Option<Self> {
        let mut words = value.split(' ');
        let (school, area, region) = (words.next()?, words.next()?, words.next()?);
        Some(Self { school, area, region, before: words.next().unwrap_or_default() })
    }

    /// The box that is ticked for it.
    pub(super) fn choice(&self, names: &Names) -> Choice {
        let Self { school, area, region, before } = self;
        let value = format!("{school} {area} {region} {before}");
        Choice::new(value.trim_end(), self.said(names))
    }

    /// Where it is and to what it moves, in words.
    pub(super) fn said(&self, names: &Names) -> String {
        format!("{}: {}", names.cell(&self.key()), self.moves(names))
    }

    fn key(&self) -> String {
        key_of(self.school, self.area)
    }

    /// The region, and from where it moves.
    fn moves(&self, names: &Names) -> String {
        let region = names.region(self.region);
        let way = match names.rung(self.region).cmp(&names.rung(self.before)) {
            _ if self.before.is_empty() => return format!("{region}, for the first time"),
            _ if self.before == self.region => return format!("{region}, as before"),
            std::cmp::Ordering::Less => "down from",
            std::cmp::Ordering::Greater => "up from",
            std::cmp::Ordering::Equal => "before",
        };
        format!("{region}, {way} {}", names.region(self.before))
    }
}

/// A category of the round that is neither decided nor left unjudged.
pub(super) struct OpenCell<'a> {
    school: &'a str,
    area: &'a str,
    category: Option<&'a Category>,
    /// Whether the school may still answer the proposal, so that it is not decided yet.
    awaited: bool,
}

impl OpenCell<'_> {
    fn key(&self) -> String {
        key_of(self.school, self.area)
    }

    /// What a meeting decides where it agrees with what was said last; nothing before a proposal, and where a challenge waits
    /// for moderation.
    fn region(&self) -> Option<&str> {
        let category = self.category?;
        let last = category.moderation.as_ref().or(category.proposal.as_ref())?;
        let waits = self.awaited || category.state() == CategoryState::Challenged;
        (!waits).then_some(last.region_id.as_str())
    }

    fn tick(&self, names: &Names) -> Option<Choice> {
        let (category, region) = (self.category?, self.region()?);
        let before = category.previous_region_id.as_str();
        let ticked = TickedCell { school: self.school, area: self.area, region, before };
        let (state, filled) = match category.state() {
            CategoryState::Accepted => ("The head agrees with the proposal", "ticked"),
            CategoryState::Moderated => ("Moderated", "ticked"),
            CategoryState::Reopened => ("Opened again", ""),
            _ => ("The head has not answered the proposal yet", ""),
        };
        Some(Choice { hint: Some(state.to_owned()), ..ticked.choice(names).filled(filled) })
    }
}

impl RoundView {
    /// By school and area, as the trust lists them.
    pub(super) fn waiting(&self, today: Date) -> Vec<OpenCell<'_>> {
        let known: HashMap<[&str; 2], &Category> = self
            .categories
            .iter()
            .filter_map(|category| {
                let cell = category.cell.as_ref()?;
                Some(([cell.school_id.as_str(), cell.area_id.as_str()], category))
            })
            .collect();
        let cells = self.schools().flat_map(|school| self.areas().map(move |area| (school, area)));
        let waiting = cells.map(|(school, area)| {
            let category = known.get(&[school, area]).copied();
            let waits = |category: &Category| {
                let by = category.answer_by.parse::<Date>();
                category.state() == CategoryState::Proposed && by.is_ok_and(|by| today <= by)
            };
            OpenCell { school, area, category, awaited: category.is_some_and(waits) }
        });
        waiting
            .filter(|cell| cell.category.is_none_or(|category| !category_stands(category)))
            .collect()
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &RoundView, told: &Told) -> Markup {
    let term = dates::term(&loaded.round.term);
    let waiting = loaded.waiting(visitor.today);
    let title = format!("Decision meeting for {term}");
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) }
        @if waiting.is_empty() {
            p.govuk-body { "Every category of this round is decided or left unjudged." }
        } @else {
            p.pl-lead { (counted(waiting.len(), "category waits", "categories wait")) " for a decision." }
            (challenged(&loaded.ground.names, &waiting))
            (awaited(&loaded.ground.names, &waiting))
            (form(visitor, loaded, &waiting, told))
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

/// What has to be moderated before the meeting can decide it.
fn challenged(names: &Names, waiting: &[OpenCell<'_>]) -> Markup {
    let is_challenged = |category: &Category| category.state() == CategoryState::Challenged;
    let first = waiting.iter().filter(|cell| cell.category.is_some_and(is_challenged));
    let first: Vec<_> = first.collect();
    html! {
        @if !first.is_empty() {
            h2.govuk-heading-m { "Challenged, to be moderated first" }
            ul.govuk-list.govuk-list--bullet {
                @for cell in first {
                    li { a.govuk-link href={"/schools/" (cell.school) "/areas/" (cell.area)} {
                        (names.cell(&cell.key()))
                    } }
                }
            }
        }
    }
}

/// What the school may still answer.
fn awaited(names: &Names, waiting: &[OpenCell<'_>]) -> Markup {
    let awaited: Vec<_> = waiting.iter().filter(|cell| cell.awaited).collect();
    html! {
        @if !awaited.is_empty() {
            h2.govuk-heading-m { "Waiting for the school’s answer" }
            ul.govuk-list.govuk-list--bullet {
                @for cell in awaited {
                    li { a.govuk-link href={"/schools/" (cell.school) "/areas/" (cell.area)} {
                        (names.cell(&cell.key()))
                    } ", until " (dates::weekday(cell.category.map_or("", |category| category.answer_by.as_str()))) }
                }
            }
        }
    }
}

fn form(visitor: &Visitor, loaded: &RoundView, waiting: &[OpenCell<'_>], told: &Told) -> Markup {
    let names = &loaded.ground.names;
    let left = waiting.iter().map(|cell| {
        let key = cell.key();
        let words = names.cell(&key);
        Choice::new(key, words)
    });
    let act = DecideTogether { round: loaded.round.round_id.clone() };
    Form::new(&act, visitor, told)
        .choices("cells", waiting.iter().filter_map(|cell| cell.tick(names)).collect())
        .choices("left", left.collect())
        .choices("present", loaded.people())
        .choices("agreement", agreements())
        .render()
}

#[cfg(test)]
mod tests;
