//! The gRPC doors: read a request, tell the report or ask a read model, answer.

mod corrected;
mod papers;
mod proved;

use access::Shows;
use contract::commands::ReportCommand;
use contract::events::ReportEvent;
use contract::log::v1::AsOf;
use contract::reports::v1::*;
use contract::{Caller, Refusal as _, SYSTEM_ACTOR, field, not_found};
use door::{Answer, Door, Reading};
use eventlog::{Envelope, Knows, Log, Lookup, When};
use peers::Peers;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::canonical;
use crate::documents::KeptDocuments;
use crate::report::{self, Papers, ReportRefusal};
use crate::reports::Reports;
use crate::typesetter::Typesetter;

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub log: Log,
    pub door: Door,
    pub peers: Peers,
    pub reports: eventlog::Documents<Reports>,
    pub documents: KeptDocuments,
    pub typesetter: Typesetter,
}

impl Doors {
    async fn one(
        &self,
        trust: Uuid,
        report_id: Uuid,
        at_least: u64,
    ) -> Result<(AsOf, Report), Status> {
        let when = When::now(at_least);
        let (as_of, report) = self.reports.get(trust, when, &report_id.to_string()).await?;
        Ok((as_of, report.ok_or_else(unknown)?))
    }

    async fn kept(&self, trust: Uuid, sha256: &str) -> Result<Vec<u8>, Status> {
        match self.documents.find(trust, sha256).await? {
            Some(bytes) => Ok(bytes),
            None => {
                tracing::error!(%trust, sha256, "a document named by an event is not kept");
                Err(Status::data_loss("The document of this report is missing from the store."))
            }
        }
    }
}

fn is_issued(report: &Report) -> bool {
    report.state() == ReportState::Issued
}

/// Leaves out how the draft was written: other wordings, what was taken out, what went to and fro before the issue.
fn as_issued(report: &mut Report) {
    report.paragraphs.retain(|paragraph| paragraph.removed_at.is_empty());
    report.paragraphs.iter_mut().for_each(|paragraph| paragraph.earlier.clear());
    (report.sent, report.sent_back) = (None, None);
}

/// Plumbline itself reads what a paper is made of, for whoever asked for the paper: what of it the committee does not
/// receive is left out by the same rules whoever asked.
fn on_behalf(envelope: &Envelope) -> Caller {
    Caller {
        now: Some(envelope.context.now),
        cause: envelope.causation,
        traceparent: envelope.traceparent.clone(),
        ..Caller::new(envelope.trust(), SYSTEM_ACTOR, "system")
    }
}

/// The same for a read: what Plumbline itself asks in the course of a caller's call.
fn in_course_of(caller: &Caller) -> Caller {
    Caller {
        now: caller.now,
        traceparent: caller.traceparent.clone(),
        ..Caller::new(caller.trust, SYSTEM_ACTOR, "system")
    }
}

fn unknown() -> Status {
    not_found("REPORT_UNKNOWN", "There is no such report here.")
}

#[tonic::async_trait]
impl Knows<report::Report> for Doors {
    async fn facts(&self, command: &ReportCommand, lookup: &Lookup<'_>) -> Result<Papers, Status> {
        match command {
            ReportCommand::DraftReport(asked) => {
                let term = field::term("term", &asked.term)?;
                let school_id = field::uuid("school_id", &asked.school_id)?;
                let caller = on_behalf(lookup.envelope);
                let drafting = self.draft(&caller, school_id, term, asked.at_least).await?;
                Ok(Papers::Drafted(drafting))
            }
            ReportCommand::IssueReport(asked) => {
                let report_id = field::uuid("report_id", &asked.report_id)?;
                let caller = on_behalf(lookup.envelope);
                Ok(Papers::Frozen(self.freeze(&caller, lookup.envelope, report_id).await?))
            }
            ReportCommand::AskQuestion(asked) => {
                let report_id = field::uuid("report_id", &asked.report_id)?;
                let is_there = self.has_paragraph(lookup.trust(), report_id, &asked.paragraph);
                Ok(Papers::Paragraph { is_there: is_there.await? })
            }
            ReportCommand::IssueCorrection(asked) => self.correction(asked, lookup.envelope).await,
            ReportCommand::MarkChange(_)
            | ReportCommand::AddCommentary(_)
            | ReportCommand::EditCommentary(_)
            | ReportCommand::RemoveCommentary(_)
            | ReportCommand::MoveCommentary(_)
            | ReportCommand::RequestDecision(_)
            | ReportCommand::DropDecision(_)
            | ReportCommand::SendForApproval(_)
            | ReportCommand::SendBack(_)
            | ReportCommand::ApproveReport(_)
            | ReportCommand::OpenReport(_)
            | ReportCommand::AnswerQuestion(_)
            | ReportCommand::FollowUpQuestion(_)
            | ReportCommand::CloseQuestion(_) => Ok(Papers::Unasked),
        }
    }
}

/// What decides the commands, by the names that the contract gives.
mod aggregates {
    pub(super) use crate::report::Report;
}

contract::reports_service!(Doors);

#[tonic::async_trait]
impl contract::answers::ReportsAnswers for Doors {
    async fn approve_reports(
        &self,
        request: Request<ApproveReportsRequest>,
    ) -> Answer<ApproveReportsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let command_id = asked.command_id;
        let approve =
            |report_id| ApproveReportRequest { command_id: command_id.clone(), report_id }.into();
        let commands = asked.report_ids.into_iter().map(approve).collect();
        let receipt = self.door.tell_each::<report::Report>(&envelope, commands, self).await?;
        Ok(Response::new(ApproveReportsResponse { position: receipt.position }))
    }

    async fn issue_reports(
        &self,
        request: Request<IssueReportsRequest>,
    ) -> Answer<IssueReportsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let command_id = asked.command_id;
        let issue =
            |report_id| IssueReportRequest { command_id: command_id.clone(), report_id }.into();
        let commands = asked.report_ids.into_iter().map(issue).collect();
        let receipt = self.door.tell_each::<report::Report>(&envelope, commands, self).await?;
        Ok(Response::new(IssueReportsResponse { position: receipt.position }))
    }

    async fn issue_report(
        &self,
        request: Request<IssueReportRequest>,
    ) -> Answer<IssueReportResponse> {
        let (told, receipt) = self.door.told::<report::Report, _>(request, self).await?;
        let issued = receipt.events.into_iter().find_map(|event| match event {
            ReportEvent::ReportIssued(issued) => Some(issued),
            _ => None,
        });
        let ReportIssued { data_sha256, pdf_sha256, .. } = issued.unwrap_or_default();
        let position = told.position;
        Ok(Response::new(IssueReportResponse { position, data_sha256, pdf_sha256 }))
    }

    async fn list_reports(
        &self,
        request: Request<ListReportsRequest>,
    ) -> Answer<ListReportsResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let request = request.into_inner();
        let school = field::optional_uuid("school_id", &request.school_id)?;
        if !request.term.is_empty() {
            field::term("term", &request.term)?;
        }
        let school_id = school.map(|school| school.to_string()).unwrap_or_default();
        let like = Report { school_id, term: request.term, ..Report::default() };
        let when = When::asked(request.at_least, &request.as_of_date)?;
        let (as_of, mut reports) = self.reports.list(caller.trust, when, &like).await?;
        reports.sort_by(|a, b| b.term.cmp(&a.term).then_with(|| a.school_id.cmp(&b.school_id)));
        reports.retain(|report| {
            let shows = |kind| reach.shows_of(&report.school_id, kind);
            shows(Shows::ReportDraft) || (is_issued(report) && shows(Shows::ReportIssued))
        });
        let drafts = |report: &Report| reach.shows_of(&report.school_id, Shows::ReportDraft);
        reports.iter_mut().filter(|report| !drafts(report)).for_each(as_issued);
        self.door.fill(&caller, reports.as_mut_slice()).await?;
        Ok(Response::new(ListReportsResponse { as_of: Some(as_of), reports }))
    }

    async fn get_report(&self, request: Request<GetReportRequest>) -> Answer<GetReportResponse> {
        let Reading { caller, decision, .. } = self.door.reading(&request).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let (as_of, mut report) =
            self.one(caller.trust, report_id, request.get_ref().at_least).await?;
        if !is_issued(&report) && !decision.shows(Shows::ReportDraft) {
            return Err(unknown());
        }
        let data = match report.data_sha256.as_str() {
            "" => String::new(),
            sha256 if is_issued(&report) => {
                String::from_utf8_lossy(&self.kept(caller.trust, sha256).await?).into_owned()
            }
            sha256 => {
                let data = self.data(caller.trust, report_id, sha256, papers::UNREADABLE);
                let mut data = data.await?;
                self.say(caller.trust, &mut data).await?;
                canonical::text(&data)
            }
        };
        if !decision.shows(Shows::ReportDraft) {
            as_issued(&mut report);
        }
        self.door.fill(&caller, &mut report).await?;
        Ok(Response::new(GetReportResponse { as_of: Some(as_of), report: Some(report), data }))
    }

    async fn get_pdf(&self, request: Request<GetPdfRequest>) -> Answer<GetPdfResponse> {
        let caller = self.door.caller(&request).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let mut report = self.one(caller.trust, report_id, 0).await;
        if !report.as_ref().is_ok_and(|(_, report)| report.state() == ReportState::Issued) {
            // It may have been issued a moment ago: look again once the rows hold all there is.
            let head = self.log.head(caller.trust).await?.unwrap_or(0);
            report = self.one(caller.trust, report_id, head).await;
        }
        let (_, report) = report?;
        if report.pdf_sha256.is_empty() {
            return Err(ReportRefusal::NotIssued.to_status());
        }
        let data = self.kept(caller.trust, &report.data_sha256).await?;
        let pdf = if request.get_ref().with_proof {
            self.with_proof(&caller, &report, &data).await?
        } else {
            self.kept(caller.trust, &report.pdf_sha256).await?
        };
        Ok(Response::new(GetPdfResponse { file_name: papers::file_name(&data), pdf }))
    }

    async fn get_correction_pdf(
        &self,
        request: Request<GetCorrectionPdfRequest>,
    ) -> Answer<GetCorrectionPdfResponse> {
        let trust = self.door.caller(&request).await?.trust;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let correction_id = field::uuid("correction_id", &request.get_ref().correction_id)?;
        let file = self.correction_file(trust, report_id, correction_id).await?;
        Ok(Response::new(GetCorrectionPdfResponse { file_name: file.name, pdf: file.pdf }))
    }

    async fn get_draft_pdf(
        &self,
        request: Request<GetDraftPdfRequest>,
    ) -> Answer<GetDraftPdfResponse> {
        let Reading { caller, decision, .. } = self.door.reading(&request).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        if !decision.shows(Shows::ReportDraft) {
            return Err(unknown());
        }
        let (pdf, data) = self.preview(&in_course_of(&caller), report_id).await?;
        let file_name = format!("draft-{}", papers::file_name(data.as_bytes()));
        Ok(Response::new(GetDraftPdfResponse { file_name, pdf }))
    }
}
