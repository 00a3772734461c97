//! What is measured: the registry, and the forms that define and retire the trust's own measures.

use axum::extract::State;
use contract::Said as _;
use contract::evidence::v1::{
    Breakdown, DefineMeasureRequest, ImportFiguresRequest, ListMeasuresRequest, Measure,
    MeasureDefinition, MeasureStage, MeasureUnit, Polarity, RetireMeasureRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::wave_plan::slug;
use super::{crumbs, figure_file};
use crate::components::{Cell, tag};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(AT, show)
        .form::<DefineMeasure>()
        .form::<RedefineMeasure>()
        .form::<RetireMeasure>()
}

pub(crate) const AT: &str = "/measures";

/// Longest list of parts a form takes; the service has the last word.
const LONGEST_LIST: usize = 4_000;
/// What both forms of a definition ask for.
const DEFINITION: [Entry; 9] = [
    Entry::line_of::<DefineMeasureRequest>("title", "Title").wanted("Enter a title"),
    Entry::choice("unit", "What is it given in?").wanted("Choose what it is given in"),
    Entry::choice("decimals", "Digits behind the point").wanted("Choose how many digits"),
    Entry::radios("polarity", "Which way is better?").wanted("Choose which way is better"),
    Entry::choice("stage", "Of which pupils?").wanted("Choose of which pupils"),
    Entry::words_of::<DefineMeasureRequest>("counts", "Who or what is counted?")
        .hint("For example: pupils of Years 1 to 6 who took the test")
        .wanted("Say who or what is counted"),
    Entry::words_of::<DefineMeasureRequest>("source", "Where does the trust take it from?")
        .wanted("Say where it is taken from"),
    Entry::radios("elsewhere", "Is it the result of a survey that was run elsewhere?")
        .hint("With another tool or on paper. Its pages then say so"),
    Entry::words("parts", "Parts of the pupils, one a line", LONGEST_LIST)
        .hint("For example “Year group: Year 4”. Parts under one word make up the whole. Leave it empty where there are none"),
];

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct MeasuresLoaded {
    /// The newest definition of each first.
    pub measures: Shown<Vec<Measure>>,
}

/// `GET /measures`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let wanted = ListMeasuresRequest { at_least: told.at_least(), ..Default::default() };
    let answer = web.services.evidence().list_measures(ask(&visitor.caller(), wanted)).await;
    let measures = Shown::whole(answer)?.map(|answer| answer.measures);
    Ok(render(&visitor, &MeasuresLoaded { measures }, &told))
}

/// Defines a measure of the trust's own.
#[derive(Debug, Deserialize)]
pub(crate) struct DefineMeasure {}

impl Act for DefineMeasure {
    type Command = DefineMeasureRequest;
    const ENTRIES: &'static [Entry] = &DEFINITION;
    const BUTTON: &'static str = "Define the measure";
    const DONE: &'static str = "The measure is defined. Figures can be recorded by it now";
    placed!("/measures/new"(), "/measures"());
    sends!(evidence, define_measure);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        problems(entered)
    }

    fn command(&self, entered: &Entered) -> DefineMeasureRequest {
        DefineMeasureRequest {
            command_id: entered.command(),
            measure_id: slug(&entered.get("title")).chars().take(64).collect(),
            version: 1,
            definition: Some(definition(entered)),
        }
    }
}

/// Gives a measure of the trust's own a new definition.
#[derive(Debug, Deserialize)]
pub(crate) struct RedefineMeasure {
    pub measure: String,
    /// Of the new definition.
    pub version: String,
}

impl Act for RedefineMeasure {
    type Command = DefineMeasureRequest;
    const ENTRIES: &'static [Entry] = &DEFINITION;
    const BUTTON: &'static str = "Define the measure anew";
    const DONE: &'static str = "The measure has a new definition";
    placed!("/measures/{measure}/versions/{version}"(measure, version), "/measures"());
    sends!(evidence, define_measure);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        problems(entered)
    }

    fn command(&self, entered: &Entered) -> DefineMeasureRequest {
        DefineMeasureRequest {
            command_id: entered.command(),
            measure_id: self.measure.clone(),
            // An address that was typed may name no version; the service refuses it.
            version: self.version.parse().unwrap_or_default(),
            definition: Some(definition(entered)),
        }
    }
}

/// Ends the use of a measure of the trust's own.
#[derive(Debug, Deserialize)]
pub(crate) struct RetireMeasure {
    pub measure: String,
}

impl Act for RetireMeasure {
    type Command = RetireMeasureRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("reason", "Why is it retired?")
            .hint("The improvement lead and the executive read it. Name no person")
            .wanted("Say why it is retired")];
    const BUTTON: &'static str = "Retire the measure";
    const DONE: &'static str = "The measure is retired. What was recorded stays";
    placed!("/measures/{measure}/retire"(measure), "/measures"());
    sends!(evidence, retire_measure);

    fn command(&self, entered: &Entered) -> RetireMeasureRequest {
        RetireMeasureRequest {
            command_id: entered.command(),
            measure_id: self.measure.clone(),
            reason: entered.get("reason"),
        }
    }
}

/// A title has to give an id, and a part its topic.
fn problems(entered: &Entered) -> Vec<Problem> {
    let (title, parts) = (entered.get("title"), entered.get("parts"));
    let mut problems = Vec::new();
    if !title.is_empty() && slug(&title).is_empty() {
        problems.push(Problem::with("title", "Enter a title with letters or digits"));
    }
    let whole = |line: &str| {
        line.split_once(':')
            .is_some_and(|(topic, part)| !slug(topic).is_empty() && !slug(part).is_empty())
    };
    if !parts.lines().filter(|line| !line.trim().is_empty()).all(whole) {
        let sentence =
            "Enter each part with what parts the pupils, for example “Year group: Year 4”";
        problems.push(Problem::with("parts", sentence));
    }
    problems
}

fn definition(entered: &Entered) -> MeasureDefinition {
    let unit = MeasureUnit::from_str_name(&entered.get("unit")).unwrap_or_default();
    let polarity = Polarity::from_str_name(&entered.get("polarity")).unwrap_or_default();
    let stage = MeasureStage::from_str_name(&entered.get("stage")).unwrap_or_default();
    MeasureDefinition {
        title: entered.get("title"),
        unit: unit.into(),
        polarity: polarity.into(),
        decimals: entered.get("decimals").parse().unwrap_or_default(),
        stage: stage.into(),
        counts: entered.get("counts"),
        source: entered.get("source"),
        breakdowns: breakdowns(&entered.get("parts")),
        survey_elsewhere: entered.get("elsewhere") == "yes",
    }
}

fn breakdowns(text: &str) -> Vec<Breakdown> {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    let short = |text: &str| slug(text).chars().take(64).collect();
    let parts = lines.map(|(topic, part)| Breakdown {
        breakdown_id: short(part),
        title: part.trim().to_owned(),
        topic: short(topic),
    });
    parts.collect()
}

/// The parts of a definition as the form takes them.
fn as_lines(definition: &MeasureDefinition) -> String {
    let parts = definition.breakdowns.iter().map(|part| format!("{}: {}", part.topic, part.title));
    parts.collect::<Vec<_>>().join("\n")
}

const WORDS: Words<'static> =
    Words { what: "Measures", none: Absence::of("Nothing is measured yet.") };

pub(crate) fn render(visitor: &Visitor, loaded: &MeasuresLoaded, told: &Told) -> Markup {
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "What is measured" }
        p.govuk-body {
            "Each measure with what it counts and which way is better. A measure whose definition changed has a new version; "
            "a figure is read by the version it was recorded by."
        }
        @if visitor.may.anywhere::<ImportFiguresRequest>() {
            p.govuk-body { a.govuk-link href=(figure_file::AT) { "Import figures from a file" } }
        }
        @if visitor.may.anywhere::<DefineMeasureRequest>() {
            (define(visitor, told))
        }
        (loaded.measures.draw(WORDS, |measures| by_stage(visitor, told, measures)))
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "What is measured",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn by_stage(visitor: &Visitor, told: &Told, measures: &[Measure]) -> Option<Markup> {
    let of = |stage: MeasureStage| {
        let of_stage = move |measure: &&Measure| {
            measure.definition.as_ref().is_some_and(|one| one.stage() == stage)
        };
        measures.iter().filter(of_stage)
    };
    (!measures.is_empty()).then(|| {
        let sorted: Vec<_> = MeasureStage::ALL.into_iter().flat_map(of).collect();
        html! {
            (list(visitor, &sorted))
            (own(visitor, told, measures))
        }
    })
}

fn list(visitor: &Visitor, measures: &[&Measure]) -> Markup {
    let rows = measures.iter().map(|measure| {
        let definition = measure.definition.clone().unwrap_or_default();
        vec![
            Cell::new(html! {
                a.govuk-link href={(AT) "/" (measure.measure_id)} { (definition.title) }
                @if !measure.shipped { " " (tag("The trust’s own", "")) }
                @if definition.survey_elsewhere { " " (tag("Survey run elsewhere", "grey")) }
                @if measure.version > 1 || !measure.shipped { br; "Version " (measure.version) }
                @if !measure.retired_on.is_empty() {
                    br; "Retired on " (dates::day(&measure.retired_on)) ": "
                    span.pl-wrap { (measure.retired_because.said()) }
                }
            }),
            Cell::text(definition.stage().words()),
            Cell::text(&definition.counts),
            Cell::text(definition.unit().words()),
            Cell::text(definition.polarity().words()),
            Cell::text(&definition.source),
        ]
    });
    let head = ["Measure", "Stage", "Counts", "Given in", "Which way", "Source"];
    let listing = PageListing::new("measures", head, rows.collect());
    listing.narrowed_by(&["Stage", "Given in", "Source"]).draw(&visitor.view)
}

fn define(visitor: &Visitor, told: &Told) -> Markup {
    asking(Form::new(&DefineMeasure {}, visitor, told))
        .starting("elsewhere", "no")
        .folded("Define a measure of the trust’s own")
}

/// The forms for each of the trust's own measures, beside its newest definition.
fn own(visitor: &Visitor, told: &Told, measures: &[Measure]) -> Markup {
    let mut newest: Vec<&Measure> = Vec::new();
    for measure in measures.iter().filter(|measure| !measure.shipped) {
        if newest.last().is_none_or(|last| last.measure_id != measure.measure_id) {
            newest.push(measure);
        }
    }
    let redefines = visitor.may.anywhere::<DefineMeasureRequest>();
    let retires = visitor.may.anywhere::<RetireMeasureRequest>();
    html! {
        @if !newest.is_empty() && (redefines || retires) {
            h2.govuk-heading-m { "Change the trust’s own measures" }
            @for measure in newest {
                @let definition = measure.definition.clone().unwrap_or_default();
                @if redefines { (redefine(visitor, told, measure, &definition)) }
                @if retires && measure.retired_on.is_empty() {
                    @let act = RetireMeasure { measure: measure.measure_id.clone() };
                    (Form::new(&act, visitor, told).about(&definition.title).folded(&format!("Retire “{}”", definition.title)))
                }
            }
        }
    }
}

fn redefine(
    visitor: &Visitor,
    told: &Told,
    measure: &Measure,
    definition: &MeasureDefinition,
) -> Markup {
    let (id, version) = (measure.measure_id.clone(), measure.version.saturating_add(1));
    let act = RedefineMeasure { measure: id, version: version.to_string() };
    asking(Form::new(&act, visitor, told))
        .about(&definition.title)
        .starting("title", &definition.title)
        .starting("unit", definition.unit().as_str_name())
        .starting("decimals", definition.decimals.to_string())
        .starting("polarity", definition.polarity().as_str_name())
        .starting("stage", definition.stage().as_str_name())
        .starting("counts", &definition.counts)
        .starting("source", &definition.source)
        .starting("elsewhere", if definition.survey_elsewhere { "yes" } else { "no" })
        .starting("parts", as_lines(definition))
        .folded(&format!("Define “{}” anew", definition.title))
}

fn asking<A: Act>(form: Form<'_, A>) -> Form<'_, A> {
    let units = MeasureUnit::ALL.map(|unit| Choice::new(unit.as_str_name(), unit.words()));
    let ways = Polarity::ALL.map(|way| Choice::new(way.as_str_name(), way.words()));
    let stages = MeasureStage::ALL.map(|stage| Choice::new(stage.as_str_name(), stage.words()));
    let digits = ["0", "1", "2", "3", "4"].map(|digits| Choice::new(digits, digits));
    form.choices("unit", super::choices::or("Choose a unit", units.to_vec()))
        .choices("decimals", digits.to_vec())
        .choices("elsewhere", vec![Choice::new("no", "No"), Choice::new("yes", "Yes")])
        .choices("polarity", ways.to_vec())
        .choices("stage", super::choices::or("Choose the pupils", stages.to_vec()))
}

#[cfg(test)]
mod tests;
