//! Which figures does the trust hold of each school, in which versions?

use contract::british_day;
use contract::events::FigureEvent;
use contract::evidence::v1::{KeptVersion, RecordedFigure};
use eventlog::{At, Document, ListColumns};

/// The figures of a trust's schools.
#[derive(Debug)]
pub(crate) struct FiguresList;

impl Document for FiguresList {
    const NAME: &'static str = "evidence_figures";
    type Body = RecordedFigure;
    type Event = FigureEvent;

    fn columns(figure: &RecordedFigure) -> ListColumns<'_> {
        ListColumns::new()
            .within("school_id", &figure.school_id)
            .with("measure_id", &figure.measure_id)
    }

    fn fold(figure: &mut RecordedFigure, event: &FigureEvent, at: &At) {
        match event {
            FigureEvent::FigureRecorded(recorded) => {
                let kept = KeptVersion {
                    states: recorded.states.clone(),
                    recorded_on: british_day(at.time).to_string(),
                    position: at.position,
                    import_id: String::new(),
                };
                // What was withdrawn is not among the versions of what was recorded after it.
                let before = if figure.withdrawn {
                    Vec::new()
                } else {
                    std::mem::take(&mut figure.versions)
                };
                *figure = RecordedFigure {
                    figure_id: recorded.figure_id.clone(),
                    level: recorded.level,
                    school_id: recorded.school_id.clone(),
                    hub_id: recorded.hub_id.clone(),
                    authority: recorded.authority.clone(),
                    measure_id: recorded.measure_id.clone(),
                    period: recorded.period.clone(),
                    breakdown_id: recorded.breakdown_id.clone(),
                    versions: std::iter::once(kept).chain(before).collect(),
                    ..RecordedFigure::default()
                };
            }
            FigureEvent::FigureWithdrawn(_) => figure.withdrawn = true,
        }
    }
}
