//! A school's answer to all proposals on one page: differences first, and one form to agree or to challenge.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{AnswerProposalsRequest, AreaChallenge, Category, CategoryState};
use maud::{Markup, html};
use serde::Deserialize;

use super::evidence::evidence_list;
use super::round_view::{RoundAsked, RoundView};
use super::{counted, crumbs, rung};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/schools/{school}/answers", show).form::<AnswerAll>()
}

/// A challenge is shorter than the contract allows, since one form holds one for each area.
const LONGEST: usize = 1_000;

/// A head answers what is proposed for the school.
#[derive(Debug, Deserialize)]
pub(crate) struct AnswerAll {
    pub round: String,
    pub school: String,
}

/// `GET /rounds/{round}/schools/{school}/answers`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<AnswerAll>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.of::<AnswerProposalsRequest>(&act.school) {
        let sentence = "The school’s head answers what is proposed for the school.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let of = RoundAsked { round: &act.round, school: &act.school, at_least: told.at_least() };
    let loaded = RoundView::load(&web.services, &visitor, of).await?;
    Ok(render(&visitor, &loaded, &act, &told))
}

impl Act for AnswerAll {
    type Command = AnswerProposalsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("agree", "I agree with these")
            .hint("What is proposed as you see it yourself is ticked. Leave out what you answer later"),
        Entry::each("challenge", "I challenge these, because", LONGEST)
            .hint("What do you see differently, and what would settle it? The lead and the moderation meeting read it. Evidence is cited on the page of the area"),
        Entry::pick("region", "Where do you see your school instead?"),
        Entry::boxes("leave", "My reason may be printed in the committee’s report")
            .hint("Elsewhere the report says that the headteacher’s view differed, and not why"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "Your answers have been sent. What you challenge goes to moderation";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/schools/{school}/answers/check",
        heading: "Check your answers",
        then: "The lead and the moderation meeting read what you challenge. The committee is told that there was a challenge \
               and how it ended. It reads your words only where you give leave. An answer is not taken back.",
        button: "Send your answers",
    });
    placed!(
        "/rounds/{round}/schools/{school}/answers"(round, school),
        "/rounds/{round}/schools/{school}/answers"(round, school)
    );
    sends!(categories, answer_proposals);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let (agreed, challenged) = (entered.all("agree"), entered.each("challenge"));
        if agreed.is_empty() && challenged.is_empty() {
            let sentence = "Tick what you agree with, or say what you challenge";
            return vec![Problem::with("agree", sentence)];
        }
        let regions = entered.each("region");
        let is_both = |area: &String| agreed.contains(area);
        let without = |area: &String| !regions.iter().any(|(of, _)| of == area);
        if challenged.iter().any(|(area, _)| is_both(area)) {
            let sentence = "Untick what you challenge, or take the challenge away";
            return vec![Problem::with("challenge", sentence)];
        }
        if challenged.iter().any(|(area, _)| without(area)) {
            let sentence = "Choose where you see your school, in each area that you challenge";
            return vec![Problem::with("region", sentence)];
        }
        Vec::new()
    }

    fn said(&self, ground: &Ground, _: &str, value: &str) -> String {
        let names = &ground.names;
        if names.rung(value) > 0 { names.region(value) } else { names.area(value) }
    }

    fn command(&self, entered: &Entered) -> AnswerProposalsRequest {
        let leave = entered.all("leave");
        let challenge = |(area_id, reason): (String, String)| {
            let region_id = entered.beside("region", &area_id);
            let in_report = leave.contains(&area_id);
            AreaChallenge { area_id, region_id, reason, in_report }
        };
        AnswerProposalsRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            accepted_area_ids: entered.all("agree"),
            challenges: entered.each("challenge").into_iter().map(challenge).collect(),
        }
    }
}

/// A proposal that waits for the school's answer.
struct Proposed<'a> {
    area: &'a str,
    category: &'a Category,
}

impl Proposed<'_> {
    /// Empty where the school said nothing.
    fn own(&self) -> &str {
        self.category.school_view.as_ref().map_or("", |step| step.region_id.as_str())
    }

    fn region(&self) -> &str {
        self.category.proposal.as_ref().map_or("", |step| step.region_id.as_str())
    }

    fn matches(&self) -> bool {
        self.own() == self.region()
    }
}

/// What waits for an answer, differences first.
fn waiting<'a>(loaded: &'a RoundView, school: &str) -> Vec<Proposed<'a>> {
    let found = loaded.areas().filter_map(|area| {
        let category = loaded.of(school, area)?;
        let asked = [CategoryState::Proposed, CategoryState::Reopened].contains(&category.state());
        (asked && category.proposal.is_some()).then_some(Proposed { area, category })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(Proposed::matches);
    found
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &RoundView,
    act: &AnswerAll,
    told: &Told,
) -> Markup {
    let names = &loaded.ground.names;
    let (school, term) = (names.school(&act.school), dates::term(&loaded.round.term));
    let waiting = waiting(loaded, &act.school);
    let by = waiting.iter().map(|one| one.category.answer_by.as_str());
    let by = by.filter(|day| !day.is_empty()).min();
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { "What is proposed for your school, " (term) }
        @if waiting.is_empty() {
            p.govuk-body { "Every proposal for your school is answered, or yet to be made." }
        } @else {
            p.pl-lead {
                (counted(waiting.len(), "proposal waits", "proposals wait")) " for your answer"
                @if let Some(day) = by { ", the first until " (dates::weekday(day)) } "."
            }
            (table(visitor, loaded, act, &waiting))
            (form(visitor, loaded, act, told))
        }
    };
    let crumbs = crumbs([(school.clone(), format!("/schools/{}", act.school))]);
    let frame = Frame {
        title: "What is proposed for your school",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn table(
    visitor: &Visitor,
    loaded: &RoundView,
    act: &AnswerAll,
    waiting: &[Proposed<'_>],
) -> Markup {
    let names = &loaded.ground.names;
    let rows = waiting.iter().map(|one| {
        let proposal = one.category.proposal.clone().unwrap_or_default();
        let own = match one.own() {
            "" => html! { "The school gave none" },
            region => rung(names, region),
        };
        vec![
            Cell::new(html! {
                a.govuk-link href={"/schools/" (act.school) "/areas/" (one.area)} { (names.area(one.area)) }
            }),
            Cell::new(own),
            Cell::new(rung(names, one.region())),
            Cell::new(html! {
                p.pl-wrap { (proposal.reason.said()) }
                (evidence_list(visitor, names, &act.school, &proposal.evidence))
            }),
        ]
    });
    Table {
        caption: Some("Differences first"),
        head: ["Area", "You said", "Proposed", "Why, and on what"]
            .map(|words| (words, false))
            .to_vec(),
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    }
    .render()
}

fn form(visitor: &Visitor, loaded: &RoundView, act: &AnswerAll, told: &Told) -> Markup {
    let (names, waiting) = (&loaded.ground.names, waiting(loaded, &act.school));
    let agree = waiting.iter().map(|one| {
        let words = format!("{}: {}", names.area(one.area), names.region(one.region()));
        let filled = if one.matches() { "ticked" } else { "" };
        Choice::new(one.area, words).filled(filled)
    });
    let areas = waiting.iter().map(|one| Choice::new(one.area, names.area(one.area)));
    let areas: Vec<Choice> = areas.collect();
    let instead = waiting.iter().map(|one| {
        let own = if one.matches() { "" } else { one.own() };
        Choice::new(one.area, names.area(one.area)).filled(own)
    });
    Form::new(act, visitor, told)
        .choices("agree", agree.collect())
        .choices("challenge", areas.clone())
        .choices("leave", areas)
        .choices("region", instead.collect())
        .choices("region/of", loaded.ladder("Choose a region"))
        .render()
}

#[cfg(test)]
mod tests;
