//! Every figure the trust holds about its schools: what it says, what it rests on, where it came from.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::dashboards::v1::{
    Fact, GetHeatmapRequest, ListFactsRequest, ListFactsResponse, list_facts_request,
};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};
use maud::{Markup, html};

use super::asked::{Asked, Wish};
use super::dashboard::heat_request;
use super::{crumbs, event_link, measure};
use crate::access::Behind;
use crate::components::{Cell, Field, Select, Table, button_submit, select};
use crate::dates;
use crate::failure::{Failure, open, spare};
use crate::form::{Fields, Query, address};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::router::Web;
use crate::services::{Services, ask};
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

/// What the page is made from.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub facts: ListFactsResponse,
    /// For the words of survey questions.
    pub instruments: Vec<InstrumentPublished>,
    /// Schools, areas and terms whose decisions were shared.
    pub shared: BTreeSet<(String, String, String)>,
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
    let loaded = load(&web.services, &visitor, ground, (&filter, &asked)).await?;
    Ok(render(&visitor, &loaded, (&filter, &asked)).into_response())
}

async fn load(
    services: &Services,
    visitor: &Visitor,
    ground: Ground,
    (filter, asked): (&Filter, &Asked),
) -> Result<Loaded, Failure> {
    let caller = visitor.caller();
    let wanted = ListFactsRequest {
        school_id: filter.school.clone(),
        measure_prefix: filter.kind.clone(),
        period: filter.period.clone(),
        as_of: asked.date.map(|date| list_facts_request::AsOf::AsOfDate(date.to_string())),
        ..Default::default()
    };
    let every =
        GetHeatmapRequest { shared_only: true, every_term: true, ..heat_request(visitor, asked) };
    let (mut dashboards, mut heatmaps, mut surveys) =
        (services.dashboards(), services.dashboards(), services.surveys());
    let (facts, heat, instruments) = tokio::join!(
        dashboards.list_facts(ask(&caller, wanted)),
        heatmaps.get_heatmap(ask(&caller, every)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
    );
    let shared =
        open(heat)?.cells.into_iter().map(|cell| (cell.school_id, cell.area_id, cell.term));
    Ok(Loaded {
        ground,
        facts: open(facts)?,
        instruments: spare(instruments)?.unwrap_or_default().instruments,
        shared: shared.collect(),
    })
}

impl Loaded {
    /// Whether this person may see a figure: what is not shared, whose answers, what a review found.
    fn shows(&self, visitor: &Visitor, fact: &Fact) -> bool {
        let school = &fact.school_id;
        if school.is_empty() || visitor.sees_drafts(school) {
            return true;
        }
        let mut parts = fact.measure.split('.');
        let (kind, subject) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let shared =
            || self.shared.contains(&(school.clone(), subject.to_owned(), fact.period.clone()));
        visitor.sees(school)
            && match kind {
                "category" => shared(),
                "survey" => visitor.sees_answers_of(school),
                "review" => false,
                _ => true,
            }
    }
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &Loaded,
    (filter, asked): (&Filter, &Asked),
) -> Markup {
    let seen: Vec<_> =
        loaded.facts.facts.iter().filter(|fact| loaded.shows(visitor, fact)).collect();
    let kept =
        [("school", filter.school.as_str()), ("period", &filter.period), ("kind", &filter.kind)];
    let body = html! {
        (asked.above(&filter.path()))
        h1.govuk-heading-l { "Every figure" }
        p.pl-lead { "Each number or grade with what it rests on and the event it came from." }
        form.pl-filter method="get" action="/facts" {
            @if asked.date.is_some() { input type="hidden" name="as-of" value=(asked.iso()); }
            div.pl-filter__fields { (fields(&loaded.ground, visitor, filter)) }
            (button_submit("Show these figures"))
        }
        @if seen.is_empty() { p.govuk-body { "No figures match." } }
        @else {
            (table(visitor, loaded, &seen))
            @if seen.len() > MOST {
                p.govuk-body { "The first " (MOST) " of " (seen.len()) " are shown. Choose a school or a term to see fewer." }
            }
        }
        div.pl-filter { (asked.picker("/facts", &kept)) }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Every figure",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.facts.as_of.clone(),
        problem: asked.is_wrong(),
    };
    page(&frame, &body)
}

fn fields(ground: &Ground, visitor: &Visitor, filter: &Filter) -> Markup {
    let all = |words: &str| (String::new(), words.to_owned());
    let schools =
        ground.schools_seen(visitor).map(|school| (school.school_id.clone(), school.name.clone()));
    let terms = ground.rounds.iter().map(|round| (round.term.clone(), dates::term(&round.term)));
    let kinds = [
        ("category.", "Regions"),
        ("survey.", "Surveys"),
        ("review.", "Peer reviews"),
        ("roll.", "Pupils"),
    ];
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

fn table(visitor: &Visitor, loaded: &Loaded, facts: &[&Fact]) -> Markup {
    let names = &loaded.ground.names;
    let rows = facts.iter().take(MOST).map(|fact| {
        let school = if fact.school_id.is_empty() {
            "The trust".to_owned()
        } else {
            names.school(&fact.school_id)
        };
        vec![
            Cell::text(school),
            Cell::text(measure::words(names, &loaded.instruments, &fact.measure)),
            Cell::text(dates::term(&fact.period)),
            Cell::text(&fact.words),
            Cell::new(event_link(
                visitor,
                Behind::fact(&fact.measure, &fact.school_id),
                fact.from_position,
            )),
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

    fn fact(school: &str, measure: &str) -> Fact {
        Fact {
            school_id: school.to_owned(),
            measure: measure.to_owned(),
            period: "2025-26-autumn".to_owned(),
            words: "62%".to_owned(),
            ..Default::default()
        }
    }

    fn shown(visitor: &Visitor, facts: Vec<Fact>) -> usize {
        let shared =
            (sample::MARYS.to_owned(), "governance".to_owned(), "2025-26-autumn".to_owned());
        let loaded = Loaded {
            ground: sample::ground(),
            facts: ListFactsResponse { as_of: None, facts },
            shared: [shared].into(),
            ..Loaded::default()
        };
        let page = render(visitor, &loaded, (&Filter::default(), &Asked::default()));
        page.into_string().matches("62%").count()
    }

    #[test]
    fn a_governor_sees_figures_of_the_own_school_and_the_trust() {
        let facts =
            [sample::MARYS, sample::OAK, ""].map(|school| fact(school, "survey.x.q1.positive"));
        assert_eq!(shown(&sample::governor(), facts.to_vec()), 2);
        assert_eq!(shown(&sample::head(), facts.to_vec()), 2);
        assert_eq!(shown(&sample::trustee(), facts.to_vec()), 3);
    }

    #[test]
    fn what_is_not_shared_is_for_those_who_judge() {
        let facts = vec![
            fact(sample::MARYS, "category.governance"),
            fact(sample::MARYS, "category.staff.school_view"),
        ];
        assert_eq!(shown(&sample::trustee(), facts.clone()), 1);
        assert_eq!(shown(&sample::lead(), facts.clone()), 2);
        assert_eq!(shown(&sample::head(), facts), 2);
    }
}
