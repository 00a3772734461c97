//! Which figures did files bring, of each school, measure and period?

use contract::british_day;
use contract::events::ImportedFiguresEvent;
use contract::evidence::v1::{ImportSource, ImportedFigures, ImportedVersion};
use eventlog::{At, Document, ListColumns};

/// The imported figures of a trust's schools.
#[derive(Debug)]
pub(crate) struct ImportedFiguresList;

impl Document for ImportedFiguresList {
    const NAME: &'static str = "evidence_imported_figures";
    type Body = ImportedFigures;
    type Event = ImportedFiguresEvent;

    fn columns(imported: &ImportedFigures) -> ListColumns<'_> {
        ListColumns::new()
            .within("school_id", &imported.school_id)
            .with("measure_id", &imported.measure_id)
    }

    fn fold(imported: &mut ImportedFigures, event: &ImportedFiguresEvent, at: &At) {
        match event {
            ImportedFiguresEvent::FiguresImported(brought) => {
                imported.school_id.clone_from(&brought.school_id);
                imported.measure_id.clone_from(&brought.measure_id);
                imported.period.clone_from(&brought.period);
                imported.sources.push(ImportSource {
                    import_id: brought.import_id.clone(),
                    file: brought.file.clone(),
                    measure_version: brought.measure_version,
                    imported_on: british_day(at.time).to_string(),
                    position: at.position,
                });
                let import_id = &brought.import_id;
                let version = |figure: &contract::evidence::v1::ImportedFigure| ImportedVersion {
                    import_id: import_id.clone(),
                    figure: Some(figure.clone()),
                };
                imported.versions.extend(brought.figures.iter().map(version));
            }
            ImportedFiguresEvent::ImportTakenBack(taken_back) => {
                imported.sources.retain(|source| source.import_id != taken_back.import_id);
                imported.versions.retain(|version| version.import_id != taken_back.import_id);
            }
        }
    }
}
