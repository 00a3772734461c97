//! The figures that a paper prints: those that the last paper printed, then those that committees ask after first.

use contract::evidence::v1::{Measure, MeasureDefinition, RecordedFigure};
use contract::reports::v1::{KeyFigure, ReportFact};
use contract::{FIGURE_NOT_SHOWN, Period};

use super::Sources;

/// A strip that is longer is not read.
const MOST: usize = 6;

/// What a committee asks after first, in this order. Each is published for the schools that it applies to.
const ASKED_FIRST: [&str; 8] = [
    "ks2-rwm-expected",
    "absence-overall",
    "absence-persistent",
    "phonics-year-1",
    "eyfs-gld",
    "suspensions-rate",
    "mtc-average",
    "roll",
];

/// Published figures of a school, and what they measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchoolFigures {
    /// By measure and part of the pupils, the latest period first.
    pub figures: Vec<RecordedFigure>,
    pub measures: Vec<Measure>,
}

impl SchoolFigures {
    /// The figure of the latest period, of all pupils.
    fn newest(&self, measure_id: &str) -> Option<&RecordedFigure> {
        let mut of = self.figures.iter().filter(|figure| figure.measure_id == measure_id);
        of.find(|figure| figure.breakdown_id.is_empty())
    }

    /// The definition that a figure was recorded by.
    fn definition(&self, measure_id: &str, version: u32) -> Option<&MeasureDefinition> {
        MeasureDefinition::among(&self.measures, measure_id, version)
    }

    /// Whether the figure of a period, said in words, may not be shown now.
    fn hides(&self, measure_id: &str, period: &str) -> bool {
        let mut of = self.figures.iter().filter(|figure| figure.measure_id == measure_id);
        of.any(|one| {
            one.not_shown && one.breakdown_id.is_empty() && period_words(&one.period) == period
        })
    }
}

/// At most six published figures of all pupils, each of its measure's latest period. What the last paper printed comes first, so
/// that a committee can follow it. A measure that committees ask after fills a free place where it has a number that is shown.
pub(super) fn key_figures(sources: &Sources) -> Vec<KeyFigure> {
    let printed = printed(sources).filter_map(|last| key_figure(sources, &last.measure_id));
    let mut chosen: Vec<KeyFigure> = printed.take(MOST).collect();
    for measure_id in ASKED_FIRST {
        let is_new = chosen.iter().all(|figure| figure.measure_id != measure_id);
        if chosen.len() < MOST && is_new {
            let found = key_figure(sources, measure_id);
            chosen.extend(found.filter(|figure| figure.value.is_some()));
        }
    }
    chosen
}

/// What the last paper printed.
fn printed(sources: &Sources) -> impl Iterator<Item = &KeyFigure> {
    sources.last_paper.iter().flat_map(|last| &last.data.key_figures)
}

fn key_figure(sources: &Sources, measure_id: &str) -> Option<KeyFigure> {
    let figure = sources.figures.newest(measure_id)?;
    let kept = figure.versions.first()?;
    let states = kept.states.as_ref()?;
    let definition = sources.figures.definition(measure_id, states.measure_version)?;
    let value = states.value.as_ref().and_then(|value| value.number);
    let last = printed(sources).find(|last| last.measure_id == measure_id);
    // A number that may not be shown any more is not printed again as what the last paper said.
    let last = last.filter(|last| !sources.figures.hides(measure_id, &last.period_words));
    let others = figure.others.as_ref().map(|others| {
        let schools = if others.schools == 1 { "school" } else { "schools" };
        format!("{} in {} {schools}", definition.said(others.number), others.schools)
    });
    Some(KeyFigure {
        anchor: format!("figure/{measure_id}"),
        figure_id: figure.figure_id.clone(),
        measure_id: measure_id.to_owned(),
        title: definition.title.clone(),
        period_words: period_words(&figure.period),
        words: if figure.not_shown {
            FIGURE_NOT_SHOWN.to_owned()
        } else {
            definition.figure(states)
        },
        value: value.filter(|_| !figure.not_shown),
        cohort: states.cohort.filter(|_| !figure.not_shown),
        status_words: states.status().words().to_lowercase(),
        others_words: others.unwrap_or_default(),
        last_words: last.map(|last| last.words.clone()).unwrap_or_default(),
        last_period_words: last.map(|last| last.period_words.clone()).unwrap_or_default(),
        position: kept.position,
        three_years_words: figure.three_years.as_ref().map(|one| one.words()).unwrap_or_default(),
    })
}

fn period_words(period: &str) -> String {
    period.parse::<Period>().map_or_else(|_| period.to_owned(), Period::words)
}

/// A printed figure as a fact of the annex.
pub(super) fn fact(figure: &KeyFigure) -> ReportFact {
    let suppression = if figure.value.is_some() { "" } else { "not_shown" };
    ReportFact {
        about: "school".to_owned(),
        measure: format!("figure.{}", figure.measure_id),
        label: figure.title.clone(),
        period_words: figure.period_words.clone(),
        words: figure.words.clone(),
        value: figure.value,
        n: figure.cohort,
        suppression: suppression.to_owned(),
        source: format!("figure:{}", figure.figure_id),
        position: figure.position,
    }
}
