//! Gathers a file's figures of the trust's schools, and says what is wrong with a value.

use std::collections::{BTreeMap, HashMap};

use contract::evidence::v1::{FigureFault, ImportedFigure, Measure, MeasureDefinition};
use figure_files::{FigureOf, FigureSink, FileFigure};
use jiff::civil::Date;

use crate::figure::{FigureRefusal, place};
use crate::file_figure::understood;
use crate::imported::SeriesKey;
use crate::school_urns::SchoolUrns;

/// A school by one of its URNs; a later URN has a higher rank.
#[derive(Clone, Debug)]
struct RankedUrn {
    school_id: String,
    rank: usize,
}

/// The newest definition of a measure.
#[derive(Clone, Copy, Debug)]
struct MeasureInUse<'a> {
    version: u32,
    definition: &'a MeasureDefinition,
    retired: bool,
}

/// A figure that the file has.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CollectedFigure {
    pub figure: ImportedFigure,
    rank: usize,
}

/// The figures of one measure and period of a school, by part of the pupils.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CollectedSeries {
    pub measure_version: u32,
    pub figures: BTreeMap<String, CollectedFigure>,
}

/// Everything that the file has of the trust's schools.
#[derive(Debug, Default)]
pub(super) struct CollectedFigures {
    pub series: BTreeMap<SeriesKey, CollectedSeries>,
    /// Figures that were left out for those of a later URN.
    pub of_earlier_urns: u64,
    pub faults: Vec<FigureFault>,
}

/// What is wanted of a file: the figures of these schools, by these measures.
#[derive(Debug)]
pub(super) struct WantedFigures<'a> {
    urns: HashMap<&'a str, RankedUrn>,
    measures: HashMap<&'a str, MeasureInUse<'a>>,
    today: Date,
    collected: CollectedFigures,
}

impl<'a> WantedFigures<'a> {
    /// Schools that left the trust are none of its schools. Measures come with the newest definition first.
    pub(super) fn new(schools: &'a [SchoolUrns], measures: &'a [Measure], today: Date) -> Self {
        let mut urns = HashMap::new();
        for school in schools.iter().filter(|school| !school.left) {
            for (rank, urn) in school.urns.iter().enumerate() {
                urns.insert(urn.as_str(), RankedUrn { school_id: school.school_id.clone(), rank });
            }
        }
        let mut in_use = HashMap::new();
        for measure in measures {
            if let Some(definition) = &measure.definition {
                let (version, retired) = (measure.version, !measure.retired_on.is_empty());
                let newest = MeasureInUse { version, definition, retired };
                in_use.entry(measure.measure_id.as_str()).or_insert(newest);
            }
        }
        Self { urns, measures: in_use, today, collected: CollectedFigures::default() }
    }

    /// What was gathered.
    pub(super) fn collected(self) -> CollectedFigures {
        self.collected
    }
}

impl FigureSink for WantedFigures<'_> {
    fn wants(&self, urn: &str) -> bool {
        self.urns.contains_key(urn)
    }

    fn take(&mut self, figure: &FileFigure<'_>) -> Result<(), String> {
        let FigureOf::School(urn) = figure.of else { return Ok(()) };
        let Some(school) = self.urns.get(urn) else { return Ok(()) };
        let Some(measure) = self.measures.get(figure.measure_id).copied() else {
            return Err(FigureRefusal::MeasureUnknown.to_string());
        };
        if measure.retired {
            return Err(FigureRefusal::MeasureRetired.to_string());
        }
        let understood = understood(figure, measure.definition, self.today)
            .map_err(|refusal| refusal.to_string())?;
        let key = SeriesKey {
            school_id: school.school_id.clone(),
            measure_id: figure.measure_id.to_owned(),
            period: figure.period.to_string(),
        };
        let found = CollectedFigure { figure: understood, rank: school.rank };
        let series = self.collected.series.entry(key).or_default();
        series.measure_version = measure.version;
        let part = figure.breakdown_id.to_owned();
        let Some(before) = series.figures.get(&part) else {
            series.figures.insert(part, found);
            return Ok(());
        };
        if before.rank != found.rank {
            self.collected.of_earlier_urns += 1;
        }
        match replaces(&found, before) {
            Some(true) => series.figures.insert(part, found),
            Some(false) => None,
            None => {
                let line = before.figure.line;
                return Err(format!("Line {line} says otherwise of the same figure."));
            }
        };
        Ok(())
    }
}

/// Whether a figure takes the place of one that the file had before; `None` where the two contradict each other. A later URN
/// counts more than an earlier one, and of two versions the more settled one.
fn replaces(found: &CollectedFigure, before: &CollectedFigure) -> Option<bool> {
    if found.rank != before.rank {
        return Some(found.rank > before.rank);
    }
    let (status, other) = (place(found.figure.status()), place(before.figure.status()));
    if status != other {
        return Some(status > other);
    }
    let alike =
        found.figure.value == before.figure.value && found.figure.cohort == before.figure.cohort;
    alike.then_some(false)
}
