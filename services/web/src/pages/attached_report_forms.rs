//! Attaching a report and detaching it: a form for an inspection and for an accreditation each.

use contract::evidence::v1::{
    AttachAccreditationReportRequest, AttachInspectionReportRequest,
    DetachAccreditationReportRequest, DetachInspectionReportRequest,
};
use serde::Deserialize;

use super::attached_report::{AttachedTo, ReportPlace};
use super::register;
use crate::failure::Failure;
use crate::form::{Act, Entered, Entry, placed, sends};
use crate::services::ask;
use crate::sessions::Notice;
use crate::uploads::command_of;
use crate::visitor::Visitor;
use crate::web::Web;

const TITLE: Entry =
    Entry::line_of::<AttachInspectionReportRequest>("title", "What is the report called?")
        .hint("For example Ofsted report, March 2026. Name no person")
        .wanted("Enter what the report is called");
const REASON: Entry = Entry::words_of::<DetachInspectionReportRequest>(
    "reason",
    "Why is it detached?",
)
.hint("The improvement lead, the chief executive and the school’s head read it. Name no person")
.wanted("Say why it is detached");

const ATTACH: &str = "Attach the report";
const ATTACHED: &str = "The report is attached";
const DETACH: &str = "Detach the report";
const DETACHED: &str =
    "The report is detached. The file will be removed, unless another record has it attached";

/// A form whose file was given before. The file's id is in the address.
pub(crate) trait AttachesFile: Act {
    /// To what the report is attached.
    fn place(&self) -> ReportPlace;
    /// The id of the file.
    fn file(&self) -> &str;
}

/// Attaches the report of an inspection.
#[derive(Debug, Deserialize)]
pub(crate) struct AttachInspectionReport {
    pub school: String,
    pub inspection: String,
    pub file: String,
}

impl AttachesFile for AttachInspectionReport {
    fn place(&self) -> ReportPlace {
        let (school, id) = (self.school.clone(), self.inspection.clone());
        ReportPlace { to: AttachedTo::Inspection, school, id }
    }

    fn file(&self) -> &str {
        &self.file
    }
}

impl Act for AttachInspectionReport {
    type Command = AttachInspectionReportRequest;
    const ENTRIES: &'static [Entry] = &[TITLE];
    const BUTTON: &'static str = ATTACH;
    const DONE: &'static str = ATTACHED;
    placed!(
        "/schools/{school}/inspections/{inspection}/report/{file}"(school, inspection, file),
        "/schools/{school}/inspections/{inspection}/report/{file}"(school, inspection, file)
    );
    sends!(evidence, attach_inspection_report);

    fn next(&self) -> String {
        self.place().list()
    }

    fn command(&self, entered: &Entered) -> AttachInspectionReportRequest {
        AttachInspectionReportRequest {
            command_id: command_of(&self.file).to_string(),
            inspection_id: self.inspection.clone(),
            school_id: self.school.clone(),
            title: entered.get(TITLE.name),
            file: Vec::new(),
        }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let file = register::given(web, visitor, &self.file)?;
        let command = AttachInspectionReportRequest { file, ..self.command(entered) };
        let position = Self::send(&web.services, ask(&visitor.caller(), command)).await?;
        Ok(Notice::new(Self::DONE, position))
    }
}

/// Attaches the report of an accreditation.
#[derive(Debug, Deserialize)]
pub(crate) struct AttachAccreditationReport {
    pub school: String,
    pub accreditation: String,
    pub file: String,
}

impl AttachesFile for AttachAccreditationReport {
    fn place(&self) -> ReportPlace {
        let (school, id) = (self.school.clone(), self.accreditation.clone());
        ReportPlace { to: AttachedTo::Accreditation, school, id }
    }

    fn file(&self) -> &str {
        &self.file
    }
}

impl Act for AttachAccreditationReport {
    type Command = AttachAccreditationReportRequest;
    const ENTRIES: &'static [Entry] = &[TITLE];
    const BUTTON: &'static str = ATTACH;
    const DONE: &'static str = ATTACHED;
    placed!(
        "/schools/{school}/accreditations/{accreditation}/report/{file}"(
            school,
            accreditation,
            file
        ),
        "/schools/{school}/accreditations/{accreditation}/report/{file}"(
            school,
            accreditation,
            file
        )
    );
    sends!(evidence, attach_accreditation_report);

    fn next(&self) -> String {
        self.place().list()
    }

    fn command(&self, entered: &Entered) -> AttachAccreditationReportRequest {
        AttachAccreditationReportRequest {
            command_id: command_of(&self.file).to_string(),
            accreditation_id: self.accreditation.clone(),
            school_id: self.school.clone(),
            title: entered.get(TITLE.name),
            file: Vec::new(),
        }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let file = register::given(web, visitor, &self.file)?;
        let command = AttachAccreditationReportRequest { file, ..self.command(entered) };
        let position = Self::send(&web.services, ask(&visitor.caller(), command)).await?;
        Ok(Notice::new(Self::DONE, position))
    }
}

/// Detaches the report of an inspection.
#[derive(Debug, Deserialize)]
pub(crate) struct DetachInspectionReport {
    pub school: String,
    pub inspection: String,
}

impl Act for DetachInspectionReport {
    type Command = DetachInspectionReportRequest;
    const ENTRIES: &'static [Entry] = &[REASON];
    const BUTTON: &'static str = DETACH;
    const DONE: &'static str = DETACHED;
    placed!(
        "/schools/{school}/inspections/{inspection}/detachment"(school, inspection),
        "/schools/{school}/inspections"(school)
    );
    sends!(evidence, detach_inspection_report);

    fn command(&self, entered: &Entered) -> DetachInspectionReportRequest {
        DetachInspectionReportRequest {
            command_id: entered.command(),
            inspection_id: self.inspection.clone(),
            school_id: self.school.clone(),
            reason: entered.get(REASON.name),
        }
    }
}

/// Detaches the report of an accreditation.
#[derive(Debug, Deserialize)]
pub(crate) struct DetachAccreditationReport {
    pub school: String,
    pub accreditation: String,
}

impl Act for DetachAccreditationReport {
    type Command = DetachAccreditationReportRequest;
    const ENTRIES: &'static [Entry] = &[REASON];
    const BUTTON: &'static str = DETACH;
    const DONE: &'static str = DETACHED;
    placed!(
        "/schools/{school}/accreditations/{accreditation}/detachment"(school, accreditation),
        "/schools/{school}/accreditations"(school)
    );
    sends!(evidence, detach_accreditation_report);

    fn command(&self, entered: &Entered) -> DetachAccreditationReportRequest {
        DetachAccreditationReportRequest {
            command_id: entered.command(),
            accreditation_id: self.accreditation.clone(),
            school_id: self.school.clone(),
            reason: entered.get(REASON.name),
        }
    }
}
