//! The terms of the academic years: kept by administrators, for the trust or for one school.

use axum::extract::State;
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, ListTermsRequest, SetTermsRequest, TermDates,
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
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// The terms of a year, with the entries for their first and last days.
const TERMS: [(&str, &str, &str); 3] = [
    ("autumn", "autumn-starts", "autumn-ends"),
    ("spring", "spring-starts", "spring-ends"),
    ("summer", "summer-starts", "summer-ends"),
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
    let trust = schools.get_trust(ask(&caller, GetTrustRequest::default())).await?.into_inner();
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
        Entry::day("spring-starts", "Spring term, first day")
            .wanted("Enter the first day of the spring term"),
        Entry::day("spring-ends", "Spring term, last day")
            .wanted("Enter the last day of the spring term"),
        Entry::day("summer-starts", "Summer term, first day")
            .wanted("Enter the first day of the summer term"),
        Entry::day("summer-ends", "Summer term, last day")
            .wanted("Enter the last day of the summer term"),
    ];
    const BUTTON: &'static str = "Set the terms";
    const DONE: &'static str = "The terms are set";
    placed!("/terms"(), "/terms"());
    sends!(schools, set_terms);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let backwards = |(_, starts, ends): &&(&str, &'static str, &'static str)| {
            let (starts, ends) = (entered.get(starts), entered.get(ends));
            !starts.is_empty() && !ends.is_empty() && ends < starts
        };
        let problem = |(_, _, ends): &(&str, &str, &'static str)| {
            Problem::with(ends, "The last day comes after the first")
        };
        TERMS.iter().filter(backwards).map(problem).collect()
    }

    fn command(&self, entered: &Entered) -> SetTermsRequest {
        let year = entered.get("year");
        let terms = TERMS.map(|(name, starts, ends)| TermDates {
            term: format!("{year}-{name}"),
            starts_on: entered.get(starts),
            ends_on: entered.get(ends),
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
        std::iter::once(Cell::text(dates::term(&term.term))).chain(days).collect()
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
                head: vec![("Term of the trust", false), ("First day", false), ("Last day", false)],
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
mod tests {
    use super::*;
    use crate::form::Fields;

    #[test]
    fn three_terms_are_set_at_once_and_none_ends_before_it_begins() {
        let fields = b"year=2026-27&autumn-starts-day=1&autumn-starts-month=9&autumn-starts-year=2026&autumn-ends-day=1&autumn-ends-month=8&autumn-ends-year=2026";
        let entered = Entered::read(SetTerms::ENTRIES, Fields::parse(fields));
        let wanted = SetTerms {}.command(&entered);
        assert_eq!((wanted.terms.len(), wanted.terms[1].term.as_str()), (3, "2026-27-spring"));
        assert_eq!(wanted.terms[0].starts_on, "2026-09-01");
        assert_eq!(SetTerms {}.problems(&entered).len(), 1);
    }
}
