//! Every figure the trust holds about its schools: what it says, what it rests on, where it came from.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::dashboards::v1::{Fact, ListFactsRequest, ListFactsResponse, list_facts_request};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};
use maud::{Markup, html};

use super::asked::{Asked, Wish};
use super::{crumbs, event_link, measure};
use crate::access::Behind;
use crate::components::{Cell, Field, Select, button_submit, select};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Fields, Query, address};
use crate::frame::{Frame, Place, page_of_a_day};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/facts", show)
}

/// Kinds of figures, by how the names of their measures begin.
const KINDS: [(&str, &str); 4] = [
    ("category.", "Regions"),
    ("survey.", "Surveys"),
    ("review.", "Peer reviews"),
    ("roll.", "Pupils"),
];

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub school: String,
    pub period: String,
    pub kind: String,
}

impl Filter {
    /// The figures that match, as they stood on the day.
    fn wanted(&self, asked: &Asked) -> ListFactsRequest {
        ListFactsRequest {
            school_id: self.school.clone(),
            measure_prefix: self.kind.clone(),
            period: self.period.clone(),
            as_of: asked.date.map(|date| list_facts_request::AsOf::AsOfDate(date.to_string())),
            ..Default::default()
        }
    }

    fn read(query: &Fields) -> Self {
        let taken = |name| query.get(name).to_owned();
        Self { school: taken("school"), period: taken("period"), kind: taken("kind") }
    }

    /// What of it narrows the figures, as the file says it.
    fn words(&self, ground: &Ground) -> Vec<String> {
        let kind = KINDS.iter().find(|(value, _)| *value == self.kind).map(|(_, words)| *words);
        let school = (!self.school.is_empty()).then(|| ground.names.school(&self.school));
        let period = (!self.period.is_empty()).then(|| dates::term(&self.period));
        [
            school.map(|school| format!("School: {school}")),
            period.map(|period| format!("Term: {period}")),
            kind.map(|kind| format!("Kind: {kind}")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn path(&self) -> String {
        address(
            "/facts",
            &[("school", &self.school), ("period", &self.period), ("kind", &self.kind)],
        )
    }
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub facts: Shown<ListFactsResponse>,
    /// For the words of survey questions.
    pub instruments: Vec<InstrumentPublished>,
}

/// `GET /facts`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Failure> {
    let filter = Filter::read(&query);
    let asked = match Asked::read("/facts", &query, visitor.today) {
        Wish::Go(address) => return Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => asked,
    };
    let ground = Ground::load(&web.services, &visitor).await?;
    if !filter.school.is_empty() {
        ground.school(&filter.school, &visitor)?;
    }
    let loaded = load(&web.services, &visitor, ground, filter.wanted(&asked)).await?;
    Ok(render(&visitor, &loaded, &filter, &asked).into_response())
}

async fn load(
    services: &Services,
    visitor: &Visitor,
    ground: Ground,
    wanted: ListFactsRequest,
) -> Result<Loaded, Failure> {
    let caller = visitor.caller();
    let extent = visitor.figures(&wanted.school_id);
    let (mut dashboards, mut surveys) = (services.dashboards(), services.surveys());
    let (facts, instruments) = tokio::join!(
        dashboards.list_facts(ask(&caller, wanted)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
    );
    Ok(Loaded {
        ground,
        facts: Shown::of(facts, extent)?,
        instruments: spare(instruments)?.unwrap_or_default().instruments,
    })
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, filter: &Filter, asked: &Asked) -> Markup {
    let words = Words {
        what: "Figures",
        none: Absence::of(
            "No figures match. Choose another school, period or kind, or a later day.",
        ),
    };
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
        (loaded.facts.draw(words, |known| list(visitor, loaded, filter, &known.facts)))
        div.pl-filter { (asked.picker("/facts", &kept)) }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Every figure",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.facts.known().and_then(|facts| facts.as_of.clone()),
        problem: asked.is_wrong(),
    };
    page_of_a_day(&frame, &body)
}

fn fields(ground: &Ground, visitor: &Visitor, filter: &Filter) -> Markup {
    let all = |words: &str| (String::new(), words.to_owned());
    let schools =
        ground.schools_seen(visitor).map(|school| (school.school_id.clone(), school.name.clone()));
    let terms = ground.rounds.iter().map(|round| (round.term.clone(), dates::term(&round.term)));
    let kinds = KINDS.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned()));
    let choice = |name, label, value, items| {
        select(&Select { field: Field { name, label, value, ..Field::default() }, items })
    };
    html! {
        (choice("school", "School", &filter.school, std::iter::once(all("Every school")).chain(schools).collect()))
        (choice("period", "Term", &filter.period, std::iter::once(all("Every term")).chain(terms).collect()))
        (choice("kind", "Kind", &filter.kind, std::iter::once(all("Every kind")).chain(kinds).collect()))
    }
}

/// One row a figure; nothing where there is none.
fn list(visitor: &Visitor, loaded: &Loaded, filter: &Filter, facts: &[Fact]) -> Option<Markup> {
    let head = ["About", "Measure", "Term", "What it says", "From"];
    (!facts.is_empty()).then(|| {
        let rows = facts.iter().map(|fact| row(visitor, loaded, fact)).collect();
        let about = filter.words(&loaded.ground);
        PageListing::new("every-figure", head, rows).about(about).noting(FEW).draw(&visitor.view)
    })
}

/// What a reader of the file has to know of figures that rest on few answers.
const FEW: &str =
    "Where a survey figure rests on too few answers, its row says so in place of the figure.";

fn row(visitor: &Visitor, loaded: &Loaded, fact: &Fact) -> Vec<Cell> {
    let names = &loaded.ground.names;
    let school = match fact.school_id.as_str() {
        "" => "The trust".to_owned(),
        school => names.school(school),
    };
    let behind = Behind::fact(&fact.measure, &fact.school_id);
    vec![
        Cell::text(school),
        Cell::new(html! {
            (measure::words(names, &loaded.instruments, fact))
            @if let Some(line) = line(fact) { br; span.pl-quiet { (line) } }
        }),
        Cell::term(&fact.period),
        Cell::text(&fact.words)
            .by(fact.value.map_or_else(|| fact.words.to_lowercase(), |one| one.to_string())),
        Cell::new(event_link(visitor, behind, fact.from_position))
            .by(fact.from_position.to_string()),
    ]
}

/// With which versions of its questions a survey figure may be compared, where there is more than one.
fn line(fact: &Fact) -> Option<String> {
    let (version, since) = (fact.instrument_version, fact.compared_since);
    match (version, since) {
        (0 | 1, _) | (_, 0) => None,
        (version, since) if version == since => {
            Some(format!("Version {version}, not compared with earlier ones"))
        }
        (version, since) => Some(format!("Version {version}, compared since version {since}")),
    }
}

#[cfg(test)]
mod tests;
