//! Which files were imported, by whom, and how much did they bring?

use contract::british_day;
use contract::events::ImportedFiguresEvent;
use contract::evidence::v1::FigureImport;
use eventlog::{At, Document};

/// The imports of a trust. What a file brought is in many streams; here it is one thing.
#[derive(Debug)]
pub(crate) struct FigureImportsList;

impl Document for FigureImportsList {
    const NAME: &'static str = "evidence_figure_imports";
    type Body = FigureImport;
    type Event = ImportedFiguresEvent;

    fn thing(event: &ImportedFiguresEvent, _: &str) -> String {
        match event {
            ImportedFiguresEvent::FiguresImported(imported) => imported.import_id.clone(),
            ImportedFiguresEvent::ImportTakenBack(taken_back) => taken_back.import_id.clone(),
        }
    }

    fn fold(import: &mut FigureImport, event: &ImportedFiguresEvent, at: &At) {
        match event {
            ImportedFiguresEvent::FiguresImported(imported) => {
                if import.import_id.is_empty() {
                    import.import_id.clone_from(&imported.import_id);
                    import.file.clone_from(&imported.file);
                    import.imported_by = at.actor.to_string();
                    import.imported_on = british_day(at.time).to_string();
                    import.position = at.position;
                }
                import.until_position = at.position;
                once(&mut import.school_ids, &imported.school_id);
                once(&mut import.measure_ids, &imported.measure_id);
                for figure in &imported.figures {
                    if figure.changes {
                        import.changed += 1;
                    } else {
                        import.added += 1;
                    }
                }
            }
            ImportedFiguresEvent::ImportTakenBack(taken_back) => {
                import.taken_back_on = british_day(at.time).to_string();
                import.taken_back_because.clone_from(&taken_back.reason);
            }
        }
    }
}

fn once(ids: &mut Vec<String>, id: &str) {
    if let Err(place) = ids.binary_search_by(|known| known.as_str().cmp(id)) {
        ids.insert(place, id.to_owned());
    }
}
