//! The terms of the academic years: kept by administrators, for the trust or for one school.

use axum::extract::State;
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, ListTermsRequest, SetTermsRequest, TermBreak, TermDates,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{choices, crumbs};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/terms", show).form::<SetTerms>()
}

/// A term of a year, with the entries for its days.
#[derive(Clone, Copy, Debug)]
struct TermEntries {
    name: &'static str,
    starts: &'static str,
    ends: &'static str,
    /// First and last day of half-term.
    half: [&'static str; 2],
}

const TERMS: [TermEntries; 3] = [
    TermEntries {
        name: "autumn",
        starts: "autumn-starts",
        ends: "autumn-ends",
        half: ["autumn-half-starts", "autumn-half-ends"],
    },
    TermEntries {
        name: "spring",
        starts: "spring-starts",
        ends: "spring-ends",
        half: ["spring-half-starts", "spring-half-ends"],
    },
    TermEntries {
        name: "summer",
        starts: "summer-starts",
        ends: "summer-ends",
        half: ["summer-half-starts", "summer-half-ends"],
    },
];

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct TermsPage {
    pub trust: GetTrustResponse,
    /// The trust's own, of this year and the next.
    pub terms: Vec<TermDates>,
}

/// `GET /terms`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (caller, mut schools) = (visitor.caller(), web.services.schools());
    let trust = web.services.trust(ask(&caller, GetTrustRequest::default())).await?;
    let mut terms = Vec::new();
    for year in choices::years(&visitor) {
        let at_least = told.at_least();
        let wanted = ListTermsRequest { at_least, academic_year: year.value, ..Default::default() };
        terms.extend(schools.list_terms(ask(&caller, wanted)).await?.into_inner().terms);
    }
    Ok(render(&visitor, TermsPage { trust, terms }, &told))
}

/// An administrator sets the three terms of a year.
#[derive(Debug, Deserialize)]
pub(crate) struct SetTerms {}

impl Act for SetTerms {
    type Command = SetTermsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("year", "Academic year").wanted("Choose the academic year"),
        Entry::choice("school", "For whom?"),
        Entry::day("autumn-starts", "Autumn term, first day")
            .wanted("Enter the first day of the autumn term"),
        Entry::day("autumn-ends", "Autumn term, last day")
            .wanted("Enter the last day of the autumn term"),
        Entry::day("autumn-half-starts", "Autumn half-term, first day off"),
        Entry::day("autumn-half-ends", "Autumn half-term, last day off"),
        Entry::day("spring-starts", "Spring term, first day")
            .wanted("Enter the first day of the spring term"),
        Entry::day("spring-ends", "Spring term, last day")
            .wanted("Enter the last day of the spring term"),
        Entry::day("spring-half-starts", "Spring half-term, first day off"),
        Entry::day("spring-half-ends", "Spring half-term, last day off"),
        Entry::day("summer-starts", "Summer term, first day")
            .wanted("Enter the first day of the summer term"),
        Entry::day("summer-ends", "Summer term, last day")
            .wanted("Enter the last day of the summer term"),
        Entry::day("summer-half-starts", "Summer half-term, first day off"),
        Entry::day("summer-half-ends", "Summer half-term, last day off"),
    ];
    const BUTTON: &'static str = "Set the terms";
    const DONE: &'static str = "The terms are set";
    placed!("/terms"(), "/terms"());
    sends!(schools, set_terms);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let backwards = |[starts, ends]: &[&'static str; 2]| {
            let (starts, ends) = (entered.get(starts), entered.get(ends));
            !starts.is_empty() && !ends.is_empty() && ends < starts
        };
        let halved = |[starts, ends]: &[&'static str; 2]| {
            entered.get(starts).is_empty() != entered.get(ends).is_empty()
        };
        let days = TERMS.iter().flat_map(|term| [[term.starts, term.ends], term.half]);
        let backwards = days.filter(backwards);
        let backwards =
            backwards.map(|[_, ends]| Problem::with(ends, "The last day comes after the first"));
        let halved = TERMS.iter().map(|term| term.half).filter(halved);
        let halved = halved
            .map(|[starts, _]| Problem::with(starts, "Enter both days of half-term, or neither"));
        backwards.chain(halved).collect()
    }

    fn command(&self, entered: &Entered) -> SetTermsRequest {
        let year = entered.get("year");
        let half_term = |[starts, ends]: [&'static str; 2]| {
            let (starts_on, ends_on) = (entered.get(starts), entered.get(ends));
            (!starts_on.is_empty()).then_some(TermBreak { starts_on, ends_on })
        };
        let terms = TERMS.map(|term| TermDates {
            term: format!("{year}-{}", term.name),
            starts_on: entered.get(term.starts),
            ends_on: entered.get(term.ends),
            breaks: half_term(term.half).into_iter().collect(),
        });
        SetTermsRequest {
            command_id: entered.command(),
            academic_year: year,
            school_id: entered.get("school"),
            terms: terms.to_vec(),
        }
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: TermsPage, told: &Told) -> Markup {
    let rows = loaded.terms.iter().map(|term| {
        let days = [&term.starts_on, &term.ends_on].map(|day| Cell::text(dates::weekday(day)));
        let off = |off: &TermBreak| {
            format!("{} to {}", dates::weekday(&off.starts_on), dates::weekday(&off.ends_on))
        };
        let off = term.breaks.iter().map(off).collect::<Vec<_>>().join("; ");
        let first = std::iter::once(Cell::text(dates::term(&term.term)));
        first.chain(days).chain([Cell::text(off)]).collect()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let ground = Ground::of(loaded.trust, Vec::new(), Vec::new(), Default::default());
    let schools = choices::schools::<SetTermsRequest>(visitor, &ground);
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Terms" }
        @if rows.is_empty() { p.govuk-body { "The trust has set no terms for this year and the next." } }
        @else {
            (Table {
                head: vec![("Term of the trust", false), ("First day", false), ("Last day", false), ("Days off", false)],
                rows,
                first_is_header: true,
                stacks: true,
                ..Table::default()
            }.render())
        }
        @if visitor.may.anywhere::<SetTermsRequest>() {
            h2.govuk-heading-m { "Set the terms of a year" }
            (Form::new(&SetTerms {}, visitor, told)
                .choices("year", choices::or("Choose a year", choices::years(visitor)))
                .choices("school", choices::or("The whole trust", schools))
                .render())
        }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Terms",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: ground.trust.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

#[cfg(test)]
mod tests;
