//! Figures with what they measure, and how pages say them.

use contract::evidence::v1::{KeptVersion, Measure, MeasureDefinition, RecordedFigure};
use contract::{FigureKey, Period};
use maud::{Markup, html};

use crate::access::Behind;

pub(crate) use contract::FIGURE_NOT_SHOWN as NOT_SHOWN;

/// What a reader of a list of figures has to know of small cohorts.
pub(crate) const FEW: &str =
    "A figure of five pupils or fewer is shown to the head and the improvement lead only.";

/// Figures, and what they measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct FiguresKnown {
    /// By measure and part of the pupils, the latest period first.
    pub figures: Vec<RecordedFigure>,
    /// The newest definition of each first.
    pub measures: Vec<Measure>,
}

impl FiguresKnown {
    /// The newest definition of a measure.
    pub(crate) fn measure(&self, measure_id: &str) -> Option<&Measure> {
        self.measures.iter().find(|known| known.measure_id == measure_id)
    }

    /// The definition by which a version was recorded.
    fn definition(&self, measure_id: &str, kept: &KeptVersion) -> Option<&MeasureDefinition> {
        let version = kept.states.as_ref()?.measure_version;
        MeasureDefinition::among(&self.measures, measure_id, version)
    }

    /// The definition by which the newest version of a figure was recorded.
    pub(crate) fn newest_definition(&self, figure: &RecordedFigure) -> Option<&MeasureDefinition> {
        self.definition(&figure.measure_id, figure.versions.first()?)
    }

    /// What a version of a figure says.
    pub(crate) fn says(&self, figure: &RecordedFigure, kept: &KeptVersion) -> String {
        if figure.not_shown {
            return NOT_SHOWN.to_owned();
        }
        let definition = self.definition(&figure.measure_id, kept);
        let said = definition.zip(kept.states.as_ref());
        said.map(|(definition, states)| definition.figure(states)).unwrap_or_default()
    }

    /// What the trust's other schools say together.
    pub(crate) fn others(&self, figure: &RecordedFigure) -> String {
        match self.newest_definition(figure).zip(figure.others.as_ref()) {
            None => "–".to_owned(),
            Some((definition, others)) => {
                let schools = if others.schools == 1 { "school" } else { "schools" };
                format!(
                    "{} (of {} in {} {schools})",
                    definition.said(others.number),
                    others.cohort,
                    others.schools
                )
            }
        }
    }

    /// The newest figure of each measure, of all pupils where there is one.
    pub(crate) fn newest(&self) -> Vec<&RecordedFigure> {
        let mut newest: Vec<&RecordedFigure> = Vec::new();
        for figure in &self.figures {
            if newest.last().is_none_or(|last| last.measure_id != figure.measure_id) {
                newest.push(figure);
            }
        }
        newest
    }
}

/// The years together, beside a share of few or in the place of one that is not shown.
pub(crate) fn three_years(figure: &RecordedFigure) -> Markup {
    html! {
        @if let Some(total) = &figure.three_years { br; "Together " (total.words()) }
    }
}

/// What a figure is of.
pub(crate) fn key(figure: &RecordedFigure) -> FigureKey<'_> {
    FigureKey {
        school_id: &figure.school_id,
        measure_id: &figure.measure_id,
        period: &figure.period,
        breakdown_id: &figure.breakdown_id,
    }
}

/// A period in words.
pub(crate) fn period(text: &str) -> String {
    text.parse::<Period>().map_or_else(|_| text.to_owned(), Period::words)
}

/// The status of a figure's newest version.
pub(crate) fn status(figure: &RecordedFigure) -> &'static str {
    let newest = figure.versions.first().and_then(|kept| kept.states.as_ref());
    newest.map_or("", |states| states.status().words())
}

/// Who is shown the event that holds a figure.
pub(crate) fn behind(figure: &RecordedFigure) -> Behind<'_> {
    Behind::Figure(&figure.school_id)
}

/// The title of a measure by its newest definition, which says of a survey that it was run elsewhere; its id where there is none.
pub(crate) fn title(known: &FiguresKnown, measure_id: &str) -> String {
    let definition = known.measure(measure_id).and_then(|measure| measure.definition.as_ref());
    let Some(definition) = definition else { return measure_id.to_owned() };
    match definition.survey_elsewhere {
        true => format!("{} (survey run elsewhere)", definition.title),
        false => definition.title.clone(),
    }
}

/// The number of a figure's newest version, where it has one and it is shown.
pub(crate) fn number(figure: &RecordedFigure) -> Option<f64> {
    let states = figure.versions.first()?.states.as_ref()?;
    states.value.as_ref()?.number.filter(|_| !figure.not_shown)
}

/// The part of the pupils that a figure is of, in words.
pub(crate) fn part(known: &FiguresKnown, figure: &RecordedFigure) -> String {
    if figure.breakdown_id.is_empty() {
        return "All pupils".to_owned();
    }
    let mut of = known.measures.iter().filter(|one| one.measure_id == figure.measure_id);
    let named = of.find_map(|measure| {
        let parts = &measure.definition.as_ref()?.breakdowns;
        parts.iter().find(|part| part.breakdown_id == figure.breakdown_id)
    });
    named.map_or_else(|| figure.breakdown_id.clone(), |part| part.title.clone())
}

/// What “not shown” means, where it is said of one of the figures that were drawn.
pub(crate) fn few<'a>(drawn: impl IntoIterator<Item = &'a RecordedFigure>) -> Markup {
    html! {
        @if drawn.into_iter().any(|figure| figure.not_shown) {
            p.pl-note {
                "“Not shown”: the figure rests on five pupils or fewer, or would tell such a figure. "
                "The school’s headteacher and the improvement lead see it. "
                "A total of three years stands in where no single year can be worked out from it."
            }
        }
    }
}
