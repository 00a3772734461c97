//! Every figure the trust holds about its schools: what it says, what it rests on, where it came from.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::dashboards::v1::{Fact, ListFactsRequest, ListFactsResponse, list_facts_request};
use maud::{Markup, html};

use super::asked::{Asked, Wish};
use super::{crumbs, event_link};
use crate::components::{Cell, Field, Select, Table, button_submit, select};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Fields, Query, address};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::router::Web;
use crate::services::ask;
use crate::sessions::Visitor;

/// Rows on one page; a longer list wants a narrower question.
const MOST: usize = 500;

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub school: String,
    pub period: String,
    pub kind: String,
}

impl Filter {
    fn read(query: &Fields) -> Self {
        let taken = |name| query.get(name).to_owned();
        Self { school: taken("school"), period: taken("period"), kind: taken("kind") }
    }

    fn path(&self) -> String {
        address(
            "/facts",
            &[("school", &self.school), ("period", &self.period), ("kind", &self.kind)],
        )
    }
}

/// `GET /facts`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Failure> {
    let filter = Filter::read(&query);
    let asked = match Asked::read("/facts", &query) {
        Wish::Go(address) => return Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => asked,
    };
    let ground = Ground::load(&web.services, &visitor).await?;
    if !filter.school.is_empty() {
        ground.school(&filter.school, &visitor)?;
    }
    let wanted = ListFactsRequest {
        school_id: filter.school.clone(),
        measure_prefix: filter.kind.clone(),
        period: filter.period.clone(),
        as_of: asked.date.map(|date| list_facts_request::AsOf::AsOfDate(date.to_string())),
        ..Default::default()
    };
    let facts =
        web.services.dashboards().list_facts(ask(&visitor.caller(), wanted)).await?.into_inner();
    Ok(render(&visitor, &ground, &facts, (&filter, &asked)).into_response())
}

pub(crate) fn render(
    visitor: &Visitor,
    ground: &Ground,
    facts: &ListFactsResponse,
    (filter, asked): (&Filter, &Asked),
) -> Markup {
    let seen: Vec<_> = facts
        .facts
        .iter()
        .filter(|fact| fact.school_id.is_empty() || visitor.sees(&fact.school_id))
        .collect();
    let path = filter.path();
    let body = html! {
        (asked.above(&path))
        h1.govuk-heading-l { "Every figure" }
        p.pl-lead { "Each number or grade with what it rests on and the event it came from." }
        form.pl-filter method="get" action="/facts" {
            div.pl-filter__fields { (fields(ground, visitor, filter)) }
            (button_submit("Show these figures"))
        }
        @if seen.is_empty() { p.govuk-body { "No figures match." } }
        @else {
            (table(ground, &seen))
            @if seen.len() > MOST {
                p.govuk-body { "The first " (MOST) " of " (seen.len()) " are shown. Choose a school or a term to see fewer." }
            }
        }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Every figure",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: facts.as_of.clone(),
        problem: asked.is_wrong(),
    };
    page(&frame, &body)
}

fn fields(ground: &Ground, visitor: &Visitor, filter: &Filter) -> Markup {
    let all = |words: &str| (String::new(), words.to_owned());
    let schools =
        ground.schools_seen(visitor).map(|school| (school.school_id.clone(), school.name.clone()));
    let terms = ground.rounds.iter().map(|round| (round.term.clone(), dates::term(&round.term)));
    let kinds = [("category.", "Regions"), ("survey.", "Surveys")];
    let kinds = kinds.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned()));
    let choice = |name, label, value, items| {
        select(&Select { field: Field { name, label, value, ..Field::default() }, items })
    };
    html! {
        (choice("school", "School", &filter.school, std::iter::once(all("Every school")).chain(schools).collect()))
        (choice("period", "Term", &filter.period, std::iter::once(all("Every term")).chain(terms).collect()))
        (choice("kind", "Kind", &filter.kind, std::iter::once(all("Every kind")).chain(kinds).collect()))
    }
}

fn table(ground: &Ground, facts: &[&Fact]) -> Markup {
    let rows = facts.iter().take(MOST).map(|fact| {
        let school = if fact.school_id.is_empty() {
            "The trust".to_owned()
        } else {
            ground.names.school(&fact.school_id)
        };
        vec![
            Cell::text(school),
            Cell::new(html! { span.pl-wrap { (fact.measure) } }),
            Cell::text(dates::term(&fact.period)),
            Cell::text(&fact.words),
            Cell::new(html! { (event_link(fact.from_position)) }),
        ]
    });
    Table {
        caption: None,
        head: vec![
            ("About", false),
            ("Measure", false),
            ("Term", false),
            ("What it says", false),
            ("From", false),
        ],
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    }
    .render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_governor_sees_figures_of_the_own_school_and_the_trust() {
        let fact = |school: &str| Fact {
            school_id: school.into(),
            words: "62%".into(),
            ..Default::default()
        };
        let facts = ListFactsResponse {
            as_of: None,
            facts: vec![fact(sample::MARYS), fact(sample::OAK), fact("")],
        };
        let page = render(
            &sample::governor(),
            &sample::ground(),
            &facts,
            (&Filter::default(), &Asked::default()),
        );
        assert_eq!(page.into_string().matches("62%").count(), 2);
    }
}
