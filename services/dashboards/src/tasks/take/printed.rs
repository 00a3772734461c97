//! What events say of figures and of the papers that print them.

use contract::events::{FigureEvent, ImportedFiguresEvent};
use contract::evidence::v1::FigureVersion;
use contract::reports::v1::{CorrectionIssued, ReportIssued};

use super::super::printed::{BroughtSeries, FigureSaid, PaperPrinted, PrintedStep};
use super::super::rows::TaskStep;

/// A person recorded a version, or withdrew all that persons recorded.
pub(super) fn recorded(event: &FigureEvent) -> TaskStep {
    TaskStep::Printed(match event {
        FigureEvent::FigureRecorded(recorded) => PrintedStep::Recorded(FigureSaid {
            figure: recorded.figure_id.clone(),
            says: says(recorded.states.as_ref()),
        }),
        FigureEvent::FigureWithdrawn(withdrawn) => {
            PrintedStep::Withdrawn { figure_id: withdrawn.figure_id.clone() }
        }
    })
}

/// A file brought figures, or what it brought was taken back.
pub(super) fn brought(event: &ImportedFiguresEvent) -> TaskStep {
    TaskStep::Printed(match event {
        ImportedFiguresEvent::FiguresImported(brought) => {
            let said = brought.figures.iter().map(|figure| FigureSaid {
                figure: figure.breakdown_id.clone(),
                says: says(Some(&figure.version(brought.measure_version))),
            });
            let series = BroughtSeries {
                import_id: brought.import_id.clone(),
                school_id: brought.school_id.clone(),
                measure_id: brought.measure_id.clone(),
                period: brought.period.clone(),
            };
            PrintedStep::Brought { series, said: said.collect() }
        }
        ImportedFiguresEvent::ImportTakenBack(taken_back) => {
            PrintedStep::TakenBack(BroughtSeries {
                import_id: taken_back.import_id.clone(),
                school_id: taken_back.school_id.clone(),
                measure_id: taken_back.measure_id.clone(),
                period: taken_back.period.clone(),
            })
        }
    })
}

pub(super) fn issued(report: &ReportIssued) -> TaskStep {
    TaskStep::Printed(PrintedStep::Issued(PaperPrinted {
        report_id: report.report_id.clone(),
        school_id: report.school_id.clone(),
        term: report.term.clone(),
        figures: report.figures.clone(),
    }))
}

/// Nothing where the correction is about something else than a figure.
pub(super) fn corrected(correction: &CorrectionIssued) -> Option<TaskStep> {
    let (report_id, figure_id) = (correction.report_id.clone(), correction.figure_id.clone());
    let names = !figure_id.is_empty();
    names.then_some(TaskStep::Printed(PrintedStep::Corrected { report_id, figure_id }))
}

/// What a paper prints of a version: the number and the pupils behind it, or why there is none. A status that is settled with the
/// same number changes nothing that a committee was told.
fn says(version: Option<&FigureVersion>) -> String {
    let value = version.and_then(|states| states.value.as_ref());
    let Some(number) = value.and_then(|value| value.number) else {
        let absence = value.and_then(|value| value.absence.as_ref());
        let code = absence.map(|absence| format!("{} {}", absence.code, absence.means));
        return format!("none {}", code.unwrap_or_default());
    };
    let cohort = version.and_then(|states| states.cohort);
    format!("{number} of {}", cohort.map(|cohort| cohort.to_string()).unwrap_or_default())
}
