//! Corrections of an issued report.

use super::*;

fn correct() -> Act {
    let (text, reason) = ("It was 41.".into(), "A slip.".into());
    let asked = IssueCorrectionRequest {
        report_id: id(),
        stood: "It was 14.".into(),
        text,
        reason,
        ..Default::default()
    };
    Act(asked.into(), Papers::Corrected { pdf_sha256: "dd".into() })
}

fn corrected(number: u32) -> ReportEvent {
    CorrectionIssued {
        report_id: id(),
        correction_id: context().new_id("correction").to_string(),
        text: context().words("It was 41."),
        reason: context().words("A slip."),
        number,
        stood: context().words("It was 14."),
        pdf_sha256: "dd".into(),
        figure_id: String::new(),
    }
    .into()
}

#[test]
fn corrections_of_an_issued_report_are_counted_and_each_has_its_paper() {
    given(vec![drafted("aa")])(correct()).then_expect_error(ReportRefusal::NotIssued);
    given(out())(correct()).then_expect_events(vec![corrected(1)]);
    let again = [out(), vec![corrected(1)]].concat();
    given(again)(correct()).then_expect_events(vec![corrected(2)]);
    let Act(command, _) = correct();
    given(out())(Act(command, Papers::Unasked)).then_expect_error(ReportRefusal::NotIssued);
}

#[test]
fn a_correction_names_a_figure_that_the_report_prints() {
    let asked = |figure: &str| {
        let Act(ReportCommand::IssueCorrection(asked), _) = correct() else { panic!("another") };
        ReportCommand::from(IssueCorrectionRequest { figure_id: figure.into(), ..asked })
    };
    given(out())(Act(asked("figure-2"), Papers::FigureNotPrinted))
        .then_expect_error(ReportRefusal::FigureNotPrinted);
    let ReportEvent::CorrectionIssued(plain) = corrected(1) else { panic!("another") };
    let of_figure = CorrectionIssued { figure_id: "figure-1".into(), ..plain };
    given(out())(Act(asked("figure-1"), Papers::Corrected { pdf_sha256: "dd".into() }))
        .then_expect_events(vec![of_figure.into()]);
}
