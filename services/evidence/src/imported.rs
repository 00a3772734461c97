//! The figures of one measure and period that files brought of a school, in versions of which the last one counts.

use std::collections::BTreeMap;

use contract::commands::Command;
use contract::events::ImportedFiguresEvent;
use contract::evidence::v1::{
    FigureValue, FiguresImported, ImportTakenBack, ImportedFigure, ImportedFile,
};
use contract::{FigureKey, Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::figure::place;

/// Versions of all parts of the pupils together: with them the read model's document stays below 64 kB.
const MOST_VERSIONS: usize = 150;
/// Files that bring something of one measure and period; a release is revised two or three times.
const MOST_FILES: usize = 24;

/// Why an import says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum ImportRefusal {
    #[error("Files brought too many versions of {0}. Take one of those imports back.")]
    TooManyVersions(String),
    #[error("There is no such import.")]
    Unknown,
    #[error("This import was taken back already.")]
    IsTakenBack,
}

impl Refusal for ImportRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::TooManyVersions(_) => (Kind::State, "TOO_MANY_VERSIONS"),
            Self::Unknown => (Kind::Unknown, "IMPORT_UNKNOWN"),
            Self::IsTakenBack => (Kind::State, "IMPORT_IS_TAKEN_BACK"),
        }
    }
}

/// Which figures of a school a file brings, or brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SeriesKey {
    pub school_id: String,
    pub measure_id: String,
    pub period: String,
}

impl SeriesKey {
    /// The stream's id.
    pub(crate) fn id(&self, trust: Uuid) -> String {
        let Self { school_id, measure_id, period } = self;
        FigureKey { school_id, measure_id, period, breakdown_id: "" }.series_id(trust)
    }
}

/// What a file asks for, of one measure and period of a school; the service makes these of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ImportCommand {
    /// The file's figures are to stand.
    Import(SeriesImport),
    /// What an import brought is to stand no more.
    TakeBack(SeriesTakenBack),
}

/// Figures of one measure and period of a school.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SeriesImport {
    pub key: SeriesKey,
    pub import_id: String,
    pub measure_version: u32,
    pub file: ImportedFile,
    /// At most one for each part of the pupils.
    pub figures: Vec<ImportedFigure>,
}

/// An import of one measure and period of a school.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SeriesTakenBack {
    pub key: SeriesKey,
    pub import_id: String,
    pub reason: String,
}

impl Command for ImportCommand {
    fn thing(&self) -> Option<&str> {
        None
    }
}

/// A version of a part of the pupils.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct BroughtVersion {
    import_id: String,
    measure_version: u32,
    figure: ImportedFigure,
}

/// Every version that stands, by part of the pupils, the oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ImportedSeries {
    parts: BTreeMap<String, Vec<BroughtVersion>>,
}

impl ImportedSeries {
    /// The event with what is new; nothing where the file says what stands.
    fn import(&self, asked: &SeriesImport) -> Result<Option<ImportedFiguresEvent>, ImportRefusal> {
        let figures: Vec<_> =
            asked.figures.iter().filter_map(|figure| self.new_version(asked, figure)).collect();
        if figures.is_empty() {
            return Ok(None);
        }
        let standing: usize = self.parts.values().map(Vec::len).sum();
        if standing + figures.len() > MOST_VERSIONS || self.files() >= MOST_FILES {
            let SeriesKey { measure_id, period, .. } = &asked.key;
            return Err(ImportRefusal::TooManyVersions(format!("{measure_id} of {period}")));
        }
        let SeriesImport { key, import_id, measure_version, file, .. } = asked.clone();
        let SeriesKey { school_id, measure_id, period } = key;
        Ok(Some(
            FiguresImported {
                import_id,
                school_id,
                measure_id,
                period,
                measure_version,
                file: Some(file),
                figures,
            }
            .into(),
        ))
    }

    fn files(&self) -> usize {
        let versions = self.parts.values().flatten();
        let files: std::collections::BTreeSet<_> =
            versions.map(|version| version.import_id.as_str()).collect();
        files.len()
    }

    /// The figure as the event holds it; `None` where it is no news. A published figure never becomes less settled, so an older
    /// file brings nothing.
    fn new_version(&self, asked: &SeriesImport, figure: &ImportedFigure) -> Option<ImportedFigure> {
        let last = self.parts.get(&figure.breakdown_id).and_then(|versions| versions.last());
        let Some(last) = last else {
            // An empty cell says nothing where nothing was said before.
            return (!is_empty(figure.value.as_ref()))
                .then(|| ImportedFigure { changes: false, ..figure.clone() });
        };
        let before = &last.figure;
        let alike = before.value == figure.value
            && before.cohort == figure.cohort
            && before.status == figure.status
            && last.measure_version == asked.measure_version;
        if alike || place(figure.status()) < place(before.status()) {
            return None;
        }
        Some(ImportedFigure { changes: true, ..figure.clone() })
    }

    fn holds(&self, import_id: &str) -> bool {
        self.parts.values().flatten().any(|version| version.import_id == import_id)
    }
}

fn is_empty(value: Option<&FigureValue>) -> bool {
    let Some(value) = value else { return true };
    value.number.is_none() && value.absence.as_ref().is_none_or(|absence| absence.code.is_empty())
}

impl Decider for ImportedSeries {
    type Command = ImportCommand;
    type Facts = ();
    type Event = ImportedFiguresEvent;
    type Refusal = ImportRefusal;

    fn decide(
        &self,
        command: &ImportCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<ImportedFiguresEvent>, ImportRefusal> {
        match command {
            ImportCommand::Import(asked) => Ok(self.import(asked)?.into_iter().collect()),
            ImportCommand::TakeBack(asked) => {
                if !self.holds(&asked.import_id) {
                    return Err(ImportRefusal::IsTakenBack);
                }
                let SeriesKey { school_id, measure_id, period } = asked.key.clone();
                let taken_back = ImportTakenBack {
                    import_id: asked.import_id.clone(),
                    school_id,
                    measure_id,
                    period,
                    reason: context.words(&asked.reason),
                };
                Ok(vec![taken_back.into()])
            }
        }
    }

    fn evolve(&mut self, event: &ImportedFiguresEvent) {
        match event {
            ImportedFiguresEvent::FiguresImported(imported) => {
                for figure in &imported.figures {
                    self.parts.entry(figure.breakdown_id.clone()).or_default().push(
                        BroughtVersion {
                            import_id: imported.import_id.clone(),
                            measure_version: imported.measure_version,
                            figure: figure.clone(),
                        },
                    );
                }
            }
            ImportedFiguresEvent::ImportTakenBack(taken_back) => {
                for versions in self.parts.values_mut() {
                    versions.retain(|version| version.import_id != taken_back.import_id);
                }
                self.parts.retain(|_, versions| !versions.is_empty());
            }
        }
    }

    fn derived_id(command: &ImportCommand, context: &Context) -> Option<String> {
        let (ImportCommand::Import(SeriesImport { key, .. })
        | ImportCommand::TakeBack(SeriesTakenBack { key, .. })) = command;
        Some(key.id(context.trust))
    }
}

eventlog::aggregate_plug!(ImportedSeries);

#[cfg(test)]
pub(crate) mod tests;
