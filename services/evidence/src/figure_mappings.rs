//! Which mappings of columns did the trust save, and what does each version say?

use contract::british_day;
use contract::events::FigureMappingEvent;
use contract::evidence::v1::SavedFigureMapping;
use eventlog::{At, Document};

/// Every version of a trust's saved mappings; a version is a thing of its own.
#[derive(Debug)]
pub(crate) struct FigureMappingsList;

impl Document for FigureMappingsList {
    const NAME: &'static str = "evidence_figure_mappings";
    type Body = SavedFigureMapping;
    type Event = FigureMappingEvent;

    fn thing(event: &FigureMappingEvent, figure_mapping_id: &str) -> String {
        match event {
            FigureMappingEvent::FigureMappingMade(_) => format!("{figure_mapping_id}/1"),
            FigureMappingEvent::FigureMappingRevised(revised) => {
                format!("{figure_mapping_id}/{}", revised.version)
            }
            FigureMappingEvent::FigureMappingTakenOut(out) => {
                format!("{figure_mapping_id}/{}", out.version)
            }
        }
    }

    fn fold(saved: &mut SavedFigureMapping, event: &FigureMappingEvent, at: &At) {
        match event {
            FigureMappingEvent::FigureMappingMade(made) => {
                *saved = SavedFigureMapping {
                    figure_mapping_id: made.figure_mapping_id.clone(),
                    version: 1,
                    name: made.name.clone(),
                    mapping: made.mapping.clone(),
                    ..of(at)
                };
            }
            FigureMappingEvent::FigureMappingRevised(revised) => {
                *saved = SavedFigureMapping {
                    figure_mapping_id: revised.figure_mapping_id.clone(),
                    version: revised.version,
                    name: revised.name.clone(),
                    mapping: revised.mapping.clone(),
                    ..of(at)
                };
            }
            FigureMappingEvent::FigureMappingTakenOut(_) => {
                saved.taken_out_on = british_day(at.time).to_string();
            }
        }
    }
}

/// What the moment of an event says of its version.
fn of(at: &At) -> SavedFigureMapping {
    SavedFigureMapping {
        made_on: british_day(at.time).to_string(),
        made_by: at.actor.to_string(),
        position: at.position,
        ..SavedFigureMapping::default()
    }
}
