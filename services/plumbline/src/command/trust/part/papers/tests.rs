use contract::evidence::v1::{InspectionReportAttached, InspectionReportDetached};
use contract::reports::v1::{CorrectionIssued, ReportIssued};
use uuid::Uuid;

use super::*;

/// Takes an event in at a position of a stream.
fn take(papers: &mut OwnPapers, position: u64, event: &AnyEvent) {
    let recorded = Recorded {
        trust: Uuid::nil(),
        position,
        stream: "inspection-1".to_owned(),
        version: position,
        event_id: Uuid::nil(),
        kind: event.type_name().to_owned(),
        body: event.to_json(),
        metadata: "{}".to_owned(),
        recorded_at: "2026-07-10T10:00:00Z".parse().unwrap(),
    };
    papers.take(event, &recorded);
}

fn attached(sha256: &str) -> AnyEvent {
    let report = Some(AttachedReport { sha256: sha256.to_owned(), ..Default::default() });
    let attached = InspectionReportAttached { report, ..Default::default() };
    AnyEvent::Inspection(InspectionEvent::InspectionReportAttached(attached))
}

fn files(papers: &OwnPapers) -> Vec<(&str, bool)> {
    papers.named().iter().map(|paper| (paper.file.as_str(), paper.detached)).collect()
}

#[test]
fn an_issued_report_has_pages_and_data_and_a_correction_has_pages() {
    let mut papers = OwnPapers::default();
    let (data_sha256, pdf_sha256) = ("d".to_owned(), "p".to_owned());
    let issued = ReportIssued { data_sha256, pdf_sha256, ..Default::default() };
    take(&mut papers, 7, &AnyEvent::Report(ReportEvent::ReportIssued(issued)));
    let correction = CorrectionIssued { pdf_sha256: "c".to_owned(), ..Default::default() };
    take(&mut papers, 8, &AnyEvent::Report(ReportEvent::CorrectionIssued(correction)));
    let of_old = AnyEvent::Report(ReportEvent::CorrectionIssued(CorrectionIssued::default()));
    take(&mut papers, 9, &of_old);
    let expected = [("report-7.pdf", false), ("report-7.json", false), ("correction-8.pdf", false)];
    assert_eq!(files(&papers), expected);
}

#[test]
fn a_report_that_its_record_detached_is_given_to_no_reader() {
    let mut papers = OwnPapers::default();
    take(&mut papers, 3, &attached("a"));
    let detached = InspectionReportDetached::default();
    take(
        &mut papers,
        4,
        &AnyEvent::Inspection(InspectionEvent::InspectionReportDetached(detached)),
    );
    take(&mut papers, 5, &attached("b"));
    assert_eq!(files(&papers), [("inspection-3.pdf", true), ("inspection-5.pdf", false)]);
}
