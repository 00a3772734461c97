use super::*;
use crate::sample;

const TERM: &str = "2025-26-autumn";

fn meeting(on: &str) -> PlannedMeeting {
    PlannedMeeting { term: TERM.to_owned(), on: on.to_owned(), ..PlannedMeeting::default() }
}

fn of_meeting(on: &str, reports: &[Report]) -> PackPapers {
    PackPapers::of_meeting(&sample::ground(), sample::MARYS, &meeting(on), reports)
}

/// Why the one thing that was left out is not in the pack.
fn why(pack: &PackPapers) -> &str {
    let [left_out] = pack.left_out.as_slice() else { panic!("{pack:?}") };
    assert!(left_out.what.starts_with("Report on "), "{left_out:?}");
    &left_out.why
}

#[test]
fn an_issued_report_goes_to_its_meeting_with_its_corrections_in_their_order() {
    let report = sample::loaded_report().report;
    let pack = of_meeting("2025-11-27", std::slice::from_ref(&report));
    let [first, second] = pack.papers.as_slice() else { panic!("{pack:?}") };
    assert_eq!((&first.sha256, first.correction_id.as_str()), (&report.pdf_sha256, ""));
    assert!(first.title.ends_with("Autumn 2025-26") && first.address().ends_with("/report.pdf"));
    assert_eq!(second.sha256, report.corrections[0].pdf_sha256);
    assert!(second.title.starts_with("Correction 1: Report on "));
    assert!(second.address().ends_with("/corrections/correction-1/correction.pdf"));
    assert_eq!(second.issued, "24 November 2025");
    assert!(pack.left_out.is_empty(), "{pack:?}");
}

#[test]
fn a_correction_that_is_no_paper_is_left_out_and_named() {
    let mut report = sample::loaded_report().report;
    report.corrections[0].pdf_sha256.clear();
    let pack = of_meeting("2025-11-27", &[report]);
    assert_eq!(pack.papers.len(), 1);
    assert!(pack.left_out[0].what.starts_with("Correction 1: "), "{pack:?}");
}

#[test]
fn what_is_not_issued_or_goes_elsewhere_is_left_out_with_the_reason() {
    assert_eq!(why(&of_meeting("2025-11-27", &[])), NOT_ISSUED);
    let drafted = Report { state: ReportState::Approved.into(), ..sample::report() };
    assert_eq!(why(&of_meeting("2025-11-27", &[drafted])), NOT_ISSUED);
    let elsewhere = of_meeting("2025-12-11", &[sample::report()]);
    assert!(elsewhere.papers.is_empty());
    assert_eq!(why(&elsewhere), "It goes to the meeting on Thursday 27 November 2025.");
    let spring = PlannedMeeting { term: "2025-26-spring".to_owned(), ..meeting("2026-03-05") };
    let pack =
        PackPapers::of_meeting(&sample::ground(), sample::MARYS, &spring, &[sample::report()]);
    assert_eq!(why(&pack), "It waits for a meeting of the term to be fixed.");
}

#[test]
fn a_report_that_was_issued_for_a_meeting_stays_with_it() {
    let moved = Report { meeting_on: "2025-11-20".to_owned(), ..sample::report() };
    assert_eq!(of_meeting("2025-11-20", &[moved]).papers.len(), 1);
}

#[test]
fn a_pack_of_a_term_holds_what_its_reader_reads_and_counts_the_rest() {
    let ground = sample::ground();
    let other = Report { school_id: sample::OAK.to_owned(), ..sample::report() };
    let earlier = Report { term: "2024-25-summer".to_owned(), ..sample::report() };
    let reports = [sample::report(), other, earlier];
    let board = PackPapers::of_term(&sample::trustee(), &ground, TERM, &reports);
    assert_eq!(board.papers.len(), 2);
    assert_eq!(why(&board), NOT_ISSUED, "of the third school");
    let governor = PackPapers::of_term(&sample::governor(), &ground, TERM, &reports);
    assert_eq!(governor.papers.len(), 1, "never another committee's paper");
    let [rest] = governor.left_out.as_slice() else { panic!("{governor:?}") };
    assert_eq!(rest.what, "Reports on 2 other schools");
}
