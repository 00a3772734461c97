//! The papers that a school's events name: issued reports and corrections, and reports that others published of it.

use contract::events::{AccreditationEvent, AnyEvent, InspectionEvent, ReportEvent};
use contract::evidence::v1::AttachedReport;
use eventlog::Recorded;

/// The table in which a paper's bytes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaperStore {
    Documents,
    Attachments,
}

/// A paper that an event names by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedPaper {
    /// What it is and the event's position, for example `report-310.pdf`.
    pub(super) file: String,
    /// Of its bytes, lower-case hex.
    pub(super) sha256: String,
    pub(super) position: u64,
    pub(super) store: PaperStore,
    /// The record has it attached no more, so no reader is given it.
    pub(super) detached: bool,
    stream: String,
}

/// All that the events name so far.
#[derive(Debug, Default)]
pub(super) struct OwnPapers(Vec<NamedPaper>);

impl OwnPapers {
    pub(super) fn take(&mut self, event: &AnyEvent, recorded: &Recorded) {
        match event {
            AnyEvent::Report(event) => self.of_report(event, recorded),
            AnyEvent::Inspection(event) => self.of_inspection(event, recorded),
            AnyEvent::Accreditation(event) => self.of_accreditation(event, recorded),
            _ => {}
        }
    }

    pub(super) fn named(&self) -> &[NamedPaper] {
        &self.0
    }

    fn of_report(&mut self, event: &ReportEvent, recorded: &Recorded) {
        if let ReportEvent::ReportIssued(issued) = event {
            self.document("report", "pdf", &issued.pdf_sha256, recorded);
            self.document("report", "json", &issued.data_sha256, recorded);
        }
        if let ReportEvent::CorrectionIssued(issued) = event {
            self.document("correction", "pdf", &issued.pdf_sha256, recorded);
        }
    }

    fn of_inspection(&mut self, event: &InspectionEvent, recorded: &Recorded) {
        match event {
            InspectionEvent::InspectionRecorded(_) => {}
            InspectionEvent::InspectionReportAttached(attached) => {
                self.attached("inspection", attached.report.as_ref(), recorded);
            }
            InspectionEvent::InspectionWithdrawn(_)
            | InspectionEvent::InspectionReportDetached(_) => self.detached(recorded),
        }
    }

    fn of_accreditation(&mut self, event: &AccreditationEvent, recorded: &Recorded) {
        match event {
            AccreditationEvent::AccreditationAwarded(_)
            | AccreditationEvent::AccreditationEnded(_) => {}
            AccreditationEvent::AccreditationReportAttached(attached) => {
                self.attached("accreditation", attached.report.as_ref(), recorded);
            }
            AccreditationEvent::AccreditationReportDetached(_) => self.detached(recorded),
        }
    }

    fn document(&mut self, what: &str, ending: &str, sha256: &str, recorded: &Recorded) {
        let file = format!("{what}-{}.{ending}", recorded.position);
        self.name(file, sha256, PaperStore::Documents, recorded);
    }

    fn attached(&mut self, what: &str, report: Option<&AttachedReport>, recorded: &Recorded) {
        let sha256 = report.map(|report| report.sha256.as_str()).unwrap_or_default();
        let file = format!("{what}-{}.pdf", recorded.position);
        self.name(file, sha256, PaperStore::Attachments, recorded);
    }

    fn name(&mut self, file: String, sha256: &str, store: PaperStore, recorded: &Recorded) {
        // A correction from before corrections were papers names none.
        if sha256.is_empty() {
            return;
        }
        let (position, stream) = (recorded.position, recorded.stream.clone());
        let sha256 = sha256.to_owned();
        self.0.push(NamedPaper { file, sha256, position, store, detached: false, stream });
    }

    /// What the record had attached until now is its own no more.
    fn detached(&mut self, recorded: &Recorded) {
        for paper in self.0.iter_mut().filter(|paper| paper.stream == recorded.stream) {
            paper.detached = true;
        }
    }
}

#[cfg(test)]
mod tests;
