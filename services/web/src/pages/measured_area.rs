//! Which area of the framework a measure is about, and what its figures did from one period to the next.

use contract::Period;
use contract::evidence::v1::{Measure, MeasureStage, MeasureUnit, Polarity, RecordedFigure};

use super::figures_known::{FiguresKnown, number};
use super::triangulation::FigureChange;

/// Areas of the framework that comes with Plumbline. A trust that agreed another framework may have neither.
const OUTCOMES: &str = "outcomes";
const BEHAVIOUR: &str = "behaviour-and-attendance";

/// How the ids of measures begin that are about behaviour and attendance.
const OF_BEHAVIOUR: [&str; 4] = ["absence", "attendance", "exclu", "suspen"];

/// The area that a measure is about: results of pupils are outcomes. Of most other measures no area is known.
pub(crate) fn area_of(measure: &Measure) -> Option<&'static str> {
    let definition = measure.definition.as_ref()?;
    match definition.stage() {
        // What people answered elsewhere is no result of pupils.
        _ if definition.survey_elsewhere => None,
        MeasureStage::EarlyYears
        | MeasureStage::KeyStage1
        | MeasureStage::KeyStage2
        | MeasureStage::KeyStage4
        | MeasureStage::SixthForm => Some(OUTCOMES),
        MeasureStage::WholeSchool | MeasureStage::Unspecified => {
            let begins = OF_BEHAVIOUR.iter().any(|start| measure.measure_id.starts_with(start));
            begins.then_some(BEHAVIOUR)
        }
    }
}

/// The figures of all pupils about an area, the latest period of each measure first.
pub(crate) fn about<'a>(
    known: &'a FiguresKnown,
    area: &'a str,
) -> impl Iterator<Item = &'a RecordedFigure> {
    let is_about = move |figure: &&RecordedFigure| {
        let measure = known.measure(&figure.measure_id);
        figure.breakdown_id.is_empty() && measure.and_then(area_of) == Some(area)
    };
    known.figures.iter().filter(is_about)
}

/// What each measure about an area did between its last two periods, where both figures are shown and mean the same.
pub(crate) fn changes(known: &FiguresKnown, area: &str) -> Vec<FigureChange> {
    let mut changes: Vec<FigureChange> = Vec::new();
    let mut last = "";
    for figure in about(known, area) {
        if figure.measure_id == last {
            continue;
        }
        last = &figure.measure_id;
        let earlier = about(known, area).filter(|other| other.measure_id == figure.measure_id);
        let earlier = earlier.skip(1).find(|other| are_alike(&figure.period, &other.period));
        changes.extend(earlier.and_then(|earlier| change(known, earlier, figure)));
    }
    changes
}

/// Whether two periods are years, or the same part of two years. The absence of a summer says little beside that of an autumn.
fn are_alike(one: &str, other: &str) -> bool {
    let period = |text: &str| text.parse::<Period>().ok();
    match (period(one), period(other)) {
        (Some(Period::Year(_)), Some(Period::Year(_))) => true,
        (Some(Period::Term(one)), Some(Period::Term(other))) => one.name == other.name,
        (Some(Period::HalfTerm(one, half)), Some(Period::HalfTerm(other, of_other))) => {
            one.name == other.name && half == of_other
        }
        _ => false,
    }
}

fn change(
    known: &FiguresKnown,
    earlier: &RecordedFigure,
    newest: &RecordedFigure,
) -> Option<FigureChange> {
    let (before, now) = (earlier.versions.first()?, newest.versions.first()?);
    let (was, is) = (before.states.as_ref()?, now.states.as_ref()?);
    let definition = known.measure(&newest.measure_id)?.definition.as_ref()?;
    if was.measure_version != is.measure_version {
        return None;
    }
    let by = number(newest)? - number(earlier)?;
    let least = match (definition.unit(), was.cohort.into_iter().chain(is.cohort).min()) {
        // What one pupil makes of a hundred.
        (MeasureUnit::Percent, Some(cohort)) => 100.0 / f64::from(cohort.max(1)),
        _ => 0.0,
    };
    let better = match definition.polarity() {
        _ if by.abs() <= least => None,
        Polarity::HigherIsBetter => Some(by > 0.0),
        Polarity::LowerIsBetter => Some(by < 0.0),
        Polarity::Neither | Polarity::Unspecified => None,
    };
    let said = [known.says(earlier, before), known.says(newest, now)];
    Some(FigureChange { measure_id: newest.measure_id.clone(), said, better })
}

#[cfg(test)]
mod tests;
