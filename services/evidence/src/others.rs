//! What the trust's other schools say together, without the school itself.

use std::collections::{BTreeMap, BTreeSet};

use contract::evidence::v1::{
    FigureLevel, FigureStatus, FigureVersion, Measure, MeasureDefinition, MeasureUnit,
    OtherSchools, RecordedFigure,
};

/// What figures must have in common to be put together: definition, period, part of the pupils, and whether they are internal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ComparedFigures {
    measure_id: String,
    measure_version: u32,
    period: String,
    breakdown_id: String,
    internal: bool,
}

/// A school's figure that counts.
#[derive(Clone, Copy, Debug)]
struct CountedFigure {
    number: f64,
    cohort: u32,
}

/// The schools' figures that may be put together, by what they are alike in.
#[derive(Debug, Default)]
pub(crate) struct Together(BTreeMap<ComparedFigures, BTreeMap<String, CountedFigure>>);

impl Together {
    /// The figures that the reader is shown. Those that rest on few pupils are left out for every reader. Otherwise one reader's
    /// sum and another's would tell them.
    pub(crate) fn of(figures: &[RecordedFigure], small: &BTreeSet<String>) -> Self {
        let mut together = Self::default();
        for figure in figures.iter().filter(|figure| !small.contains(&figure.figure_id)) {
            let Some((alike, version)) = newest(figure) else { continue };
            let number = version.value.as_ref().and_then(|value| value.number);
            let Some((number, cohort)) = number.zip(version.cohort) else { continue };
            let schools = together.0.entry(alike).or_default();
            schools.insert(figure.school_id.clone(), CountedFigure { number, cohort });
        }
        together
    }

    /// The other schools beside a figure: the mean of their numbers by the size of their cohorts, in the measure's digits.
    pub(crate) fn beside(
        &self,
        figure: &RecordedFigure,
        measures: &[Measure],
    ) -> Option<OtherSchools> {
        let (alike, _) = newest(figure)?;
        let definition =
            MeasureDefinition::among(measures, &alike.measure_id, alike.measure_version)?;
        // A mean of counts says nothing where schools are of different sizes.
        if matches!(definition.unit(), MeasureUnit::Count | MeasureUnit::Pounds) {
            return None;
        }
        let schools = self.0.get(&alike)?;
        let others = || schools.iter().filter(|(school, _)| **school != figure.school_id);
        // What is kept may hold a cohort from before there was a largest one.
        let cohort: u64 = others().map(|(_, counted)| u64::from(counted.cohort)).sum();
        let cohort = u32::try_from(cohort).unwrap_or(u32::MAX);
        if cohort == 0 {
            return None;
        }
        let weight: f64 = others().map(|(_, one)| f64::from(one.cohort)).sum();
        let sum: f64 = others().map(|(_, one)| one.number * f64::from(one.cohort)).sum();
        let schools = u32::try_from(others().count()).unwrap_or(u32::MAX);
        Some(OtherSchools { number: rounded(sum / weight, definition), cohort, schools })
    }
}

fn rounded(number: f64, definition: &MeasureDefinition) -> f64 {
    let factor = 10_f64.powi(i32::try_from(definition.decimals).unwrap_or_default());
    (number * factor).round() / factor
}

fn newest(figure: &RecordedFigure) -> Option<(ComparedFigures, &FigureVersion)> {
    if figure.level() != FigureLevel::School || figure.not_shown {
        return None;
    }
    let version = figure.versions.first()?.states.as_ref()?;
    let alike = ComparedFigures {
        measure_id: figure.measure_id.clone(),
        measure_version: version.measure_version,
        period: figure.period.clone(),
        breakdown_id: figure.breakdown_id.clone(),
        internal: version.status() == FigureStatus::Internal,
    };
    Some((alike, version))
}

#[cfg(test)]
mod tests;
