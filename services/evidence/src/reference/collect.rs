//! Gathers the figures of a file for the reference data, and says what is wrong with a value.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use contract::Period;
use contract::evidence::v1::{FigureStatus, FigureValue, MeasureDefinition};
use figure_files::{FigureOf, FigureSink, FileFigure};
use jiff::civil::Date;
use measure_registry::shipped_measures;

use super::ReferenceScope;
use crate::figure::{FigureRefusal, place};
use crate::file_figure::understood;

/// Said of a value, and once of a file that the operator calls so.
pub(super) const INTERNAL: &str = "Reference data is published, and this is internal.";

/// What a figure is of. A file of a whole country has millions, so codes are kept as numbers and ids once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct CollectedKey {
    pub scope: ReferenceScope,
    code: u32,
    pub measure_id: &'static str,
    pub period: Period,
    pub breakdown_id: &'static str,
}

impl CollectedKey {
    /// The URN of a school, three digits of an authority; empty of England.
    pub(super) fn code(&self) -> String {
        match self.scope {
            ReferenceScope::School => format!("{:06}", self.code),
            ReferenceScope::Authority => format!("{:03}", self.code),
            ReferenceScope::England => String::new(),
        }
    }
}

/// What a file says of it, and in which line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CollectedReference {
    pub value: FigureValue,
    pub cohort: Option<u32>,
    pub status: FigureStatus,
    line: u64,
}

/// Everything that a file says by the measures that come with Plumbline: no trust's own measure is reference data.
#[derive(Debug)]
pub(super) struct ReferenceCollection {
    measures: HashMap<&'static str, &'static MeasureDefinition>,
    today: Date,
    collected: HashMap<CollectedKey, CollectedReference>,
}

impl ReferenceCollection {
    pub(super) fn new(today: Date) -> Self {
        let definition = |measure: &'static contract::evidence::v1::Measure| {
            Some((measure.measure_id.as_str(), measure.definition.as_ref()?))
        };
        let measures = shipped_measures().iter().filter_map(definition).collect();
        Self { measures, today, collected: HashMap::new() }
    }

    /// What was gathered.
    pub(super) fn collected(self) -> HashMap<CollectedKey, CollectedReference> {
        self.collected
    }

    fn keep(&mut self, key: CollectedKey, found: CollectedReference) -> Result<(), String> {
        let mut before = match self.collected.entry(key) {
            Entry::Vacant(free) => {
                free.insert(found);
                return Ok(());
            }
            Entry::Occupied(before) => before,
        };
        let (status, other) = (place(found.status), place(before.get().status));
        let alike = found.value == before.get().value && found.cohort == before.get().cohort;
        if status > other {
            before.insert(found);
        } else if status == other && !alike {
            let line = before.get().line;
            return Err(format!("Line {line} says otherwise of the same figure."));
        }
        Ok(())
    }
}

/// Three digits, as in `935`.
fn authority(code: &str) -> Result<u32, String> {
    let fits = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let code = code.parse().ok().filter(|_| fits);
    code.ok_or_else(|| {
        "The line does not say which authority it is of, in three digits.".to_owned()
    })
}

impl FigureSink for ReferenceCollection {
    fn wants(&self, _urn: &str) -> bool {
        true
    }

    fn take(&mut self, figure: &FileFigure<'_>) -> Result<(), String> {
        let Some((measure_id, definition)) = self.measures.get_key_value(figure.measure_id) else {
            return Err(FigureRefusal::MeasureUnknown.to_string());
        };
        let (measure_id, definition) = (*measure_id, *definition);
        if figure.status == FigureStatus::Internal {
            return Err(INTERNAL.to_owned());
        }
        let read = understood(figure, definition, self.today);
        let read = read.map_err(|refusal| refusal.to_string())?;
        let value = read.value.unwrap_or_default();
        // An empty cell says nothing, not even why.
        if value.absence.as_ref().is_some_and(|absence| absence.code.is_empty()) {
            return Ok(());
        }
        let (scope, code) = match figure.of {
            // The reader has looked at its six digits.
            FigureOf::School(urn) => (ReferenceScope::School, urn.parse().unwrap_or_default()),
            FigureOf::Authority(code) => (ReferenceScope::Authority, authority(code)?),
            FigureOf::England => (ReferenceScope::England, 0),
        };
        let parts = &definition.breakdowns;
        let part = parts.iter().find(|part| part.breakdown_id == figure.breakdown_id);
        let breakdown_id = part.map_or("", |part| part.breakdown_id.as_str());
        let key = CollectedKey { scope, code, measure_id, period: figure.period, breakdown_id };
        let (cohort, status, line) = (figure.cohort, figure.status, figure.line);
        self.keep(key, CollectedReference { value, cohort, status, line })
    }
}
