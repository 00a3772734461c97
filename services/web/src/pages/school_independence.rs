//! At which level of independence a school has worked, term by term, and the forms that record and withdraw a level.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::evidence::v1::{
    ListIndependenceRequest, RecordIndependenceRequest, SchoolIndependence,
    WithdrawIndependenceRequest,
};
use contract::schools::v1::School;
use maud::{Markup, html};
use serde::Deserialize;

use super::independence::{self, IndependenceLoaded, level_name, load, term_of};
use super::{choices, crumbs, event_link};
use crate::access::Behind;
use crate::components::{Cell, SectionWay};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::listing::PageListing;
use crate::shown::{Absence, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Terms for which a level can be chosen, this one and those before.
const TERMS: usize = 6;

/// `GET /schools/{school}/independence`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (at_least, school_id) = (told.at_least(), school.clone());
    let wanted = ListIndependenceRequest { at_least, school_id, ..Default::default() };
    let loaded = load(&web, &visitor, wanted).await?;
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// Records the level of the school in a term.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordIndependence {
    pub school: String,
}

impl Act for RecordIndependence {
    type Command = RecordIndependenceRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("term", "Term").wanted("Choose the term"),
        Entry::radios("level", "At which level does the school work?").wanted("Choose the level"),
        Entry::words_of::<Self::Command>("reasons", "Why?")
            .hint("The school’s head, its committee and the trust’s team read it. Name no person")
            .wanted("Say why"),
    ];
    const BUTTON: &'static str = "Record the level";
    const DONE: &'static str = "The level is recorded. The school’s head and committee see it now";
    placed!("/schools/{school}/independence/new"(school), "/schools/{school}/independence"(school));
    sends!(evidence, record_independence);

    fn command(&self, entered: &Entered) -> RecordIndependenceRequest {
        RecordIndependenceRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            term: entered.get("term"),
            level_id: entered.get("level"),
            reasons: entered.get("reasons"),
        }
    }
}

/// Withdraws a level that was of another school or term.
#[derive(Debug, Deserialize)]
pub(crate) struct WithdrawIndependence {
    pub school: String,
}

impl Act for WithdrawIndependence {
    type Command = WithdrawIndependenceRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("term", "Term").wanted("Choose the term"),
        Entry::words_of::<Self::Command>("reason", "Why is it withdrawn?")
            .hint("The improvement lead, the chief executive and the school’s head read it. Name no person")
            .wanted("Say why it is withdrawn"),
    ];
    const BUTTON: &'static str = "Withdraw the level";
    const DONE: &'static str = "The level is withdrawn";
    placed!(
        "/schools/{school}/independence/withdrawal"(school),
        "/schools/{school}/independence"(school)
    );
    sends!(evidence, withdraw_independence);

    fn command(&self, entered: &Entered) -> WithdrawIndependenceRequest {
        WithdrawIndependenceRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            term: entered.get("term"),
            reason: entered.get("reason"),
        }
    }
}

const WORDS: Words<'static> = Words {
    what: "Levels of the school",
    none: Absence::of("No level of this school has been recorded yet."),
};

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &IndependenceLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Independence of " bdi { (school.name) } }
        (loaded.levels.draw(WORDS, |levels| table(visitor, loaded, levels)))
        @if let Some(scale) = loaded.versions.known().and_then(|versions| versions.first()) {
            h2.govuk-heading-m { "What the levels mean" }
            (independence::meanings(scale))
        }
        (forms(visitor, loaded, school, told))
        @if visitor.may.anywhere::<ListIndependenceRequest>() {
            p.govuk-body { a.govuk-link href=(independence::AT) { "Independence of schools" } }
        }
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Independence",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// One row a term, the latest first; nothing where there is none.
fn table(
    visitor: &Visitor,
    loaded: &IndependenceLoaded,
    levels: &[SchoolIndependence],
) -> Option<Markup> {
    let rows = levels.iter().map(|level| {
        let behind = Behind::School(&level.school_id);
        vec![
            Cell::term(&level.term),
            Cell::text(level_name(loaded, level)),
            Cell::new(html! { span.pl-wrap { (level.reasons.said()) } }),
            Cell::new(html! {
                (dates::day(&level.recorded_on)) " by " (loaded.ground.names.person(&level.by_id)) ", "
                (event_link(visitor, behind, level.position))
            })
            .by(&level.recorded_on),
        ]
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let head = ["Term", "Level", "Why", "Recorded on"];
        PageListing::new("independence", head, rows).narrowed_by(&["Level"]).draw(&visitor.view)
    })
}

fn forms(visitor: &Visitor, loaded: &IndependenceLoaded, school: &School, told: &Told) -> Markup {
    let id = &school.school_id;
    let record = RecordIndependence { school: id.clone() };
    let withdraw = WithdrawIndependence { school: id.clone() };
    let scale = loaded.versions.known().and_then(|versions| versions.first());
    let levels = scale.into_iter().flat_map(|scale| &scale.levels);
    let levels = levels.map(|level| Choice {
        hint: Some(level.means.clone()),
        ..Choice::new(&level.level_id, &level.name)
    });
    let levels: Vec<_> = levels.collect();
    let recorded = loaded.levels.known().into_iter().flatten();
    let recorded = recorded.map(|level| Choice::new(&level.term, dates::term(&level.term)));
    let recorded: Vec<_> = recorded.collect();
    html! {
        @if visitor.may.of::<RecordIndependenceRequest>(id) {
            @if levels.is_empty() {
                p.govuk-body {
                    "A level can be recorded once the levels are set. "
                    a.govuk-link href=(independence::AT) { "Set the levels" }
                }
            } @else {
                (Form::new(&record, visitor, told)
                    .choices("term", choices::or("Choose a term", terms(visitor)))
                    .choices("level", levels)
                    .folded("Record the level of a term"))
            }
        }
        @if visitor.may.of::<WithdrawIndependenceRequest>(id) && !recorded.is_empty() {
            (Form::new(&withdraw, visitor, told)
                .choices("term", choices::or("Choose a term", recorded))
                .folded("Withdraw a level"))
        }
    }
}

/// This term and those before, the latest first.
fn terms(visitor: &Visitor) -> Vec<Choice> {
    let this = term_of(visitor.today);
    let terms = std::iter::successors(Some(this), |term| Some(term.previous())).take(TERMS);
    terms.map(|term| Choice::new(term.to_string(), term.words())).collect()
}

/// The way to the page from the school's page, for those who are shown the level.
pub(crate) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if visitor.may.of::<ListIndependenceRequest>(&school.school_id) {
            (SectionWay {
                id: "independence",
                heading: "Independence",
                says: "How far the school works by itself, term by term and with reasons.",
                href: &format!("/schools/{}/independence", school.school_id),
                link: "Independence of the school",
            }.draw())
        }
    }
}

#[cfg(test)]
mod tests;
