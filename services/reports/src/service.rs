//! The gRPC doors: read a request, tell the report or ask a read model, answer.

mod papers;
mod proved;

use contract::events::ReportEvent;
use contract::log::v1::AsOf;
use contract::reports::v1::reports_service_server::ReportsService;
use contract::reports::v1::*;
use contract::{Caller, Refusal as _, SYSTEM_ACTOR, field, not_found};
use eventlog::{Envelope, Log, Receipt, When};
use host::{Door, Peers, Reading, Shows};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::documents::Documents;
use crate::report::{self, Act, Change, ReportCommand, ReportRefusal};
use crate::reports::Reports;
use crate::typesetter::Typesetter;

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub log: Log,
    pub door: Door,
    pub peers: Peers,
    pub reports: eventlog::Documents<Reports>,
    pub documents: Documents,
    pub typesetter: Typesetter,
}

type Answer<T> = Result<Response<T>, Status>;

/// Longest paragraph, question, answer or correction, in characters.
const LONGEST: usize = 10_000;

impl Doors {
    async fn tell(
        &self,
        envelope: &Envelope,
        report_id: Uuid,
        act: Act,
    ) -> Result<Receipt<ReportEvent>, Status> {
        let command = ReportCommand { report_id, act };
        Ok(eventlog::execute::<report::Report>(&self.log, report_id, &command, envelope).await?)
    }

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

/// Plumbline itself reads what a paper is made of, for whoever asked for the paper: what of it the committee does not
/// receive is left out by the same rules whoever asked.
fn on_behalf(envelope: &Envelope) -> Caller {
    Caller {
        now: Some(envelope.context.now),
        cause: envelope.causation,
        traceparent: envelope.traceparent.clone(),
        ..Caller::new(envelope.trust, SYSTEM_ACTOR, "system")
    }
}

fn unknown() -> Status {
    not_found("REPORT_UNKNOWN", "there is no such report here")
}

#[tonic::async_trait]
impl ReportsService for Doors {
    async fn mark_change(&self, request: Request<MarkChangeRequest>) -> Answer<MarkChangeResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let request = request.into_inner();
        let school_id = field::uuid("school_id", &request.school_id)?;
        let term = field::term("term", &request.term)?;
        let change = Change {
            school_id: school_id.to_string(),
            term: term.to_string(),
            area_id: field::slug("area_id", &request.area_id)?,
            from_region_id: field::slug("from_region_id", &request.from_region_id)?,
            to_region_id: field::slug("to_region_id", &request.to_region_id)?,
            because_position: request.because_position,
        };
        let report_id = report::Report::id(school_id, term);
        let receipt = self.tell(&envelope, report_id, Act::Mark(change)).await?;
        Ok(Response::new(MarkChangeResponse { position: receipt.position }))
    }

    async fn draft_report(
        &self,
        request: Request<DraftReportRequest>,
    ) -> Answer<DraftReportResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let caller = on_behalf(&envelope);
        let request = request.into_inner();
        let school_id = field::uuid("school_id", &request.school_id)?;
        let term = field::term("term", &request.term)?;
        let report_id = report::Report::id(school_id, term);
        let drafting = self.draft(&caller, school_id, term, request.at_least).await?;
        let receipt = self.tell(&envelope, report_id, Act::Draft(drafting)).await?;
        Ok(Response::new(DraftReportResponse {
            position: receipt.position,
            report_id: report_id.to_string(),
        }))
    }

    async fn add_commentary(
        &self,
        request: Request<AddCommentaryRequest>,
    ) -> Answer<AddCommentaryResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let text = field::optional_text("text", &request.get_ref().text, LONGEST)?;
        let receipt = self.tell(&envelope, report_id, Act::Comment { text }).await?;
        Ok(Response::new(AddCommentaryResponse { position: receipt.position }))
    }

    async fn approve_report(
        &self,
        request: Request<ApproveReportRequest>,
    ) -> Answer<ApproveReportResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let receipt = self.tell(&envelope, report_id, Act::Approve).await?;
        Ok(Response::new(ApproveReportResponse { position: receipt.position }))
    }

    async fn issue_report(
        &self,
        request: Request<IssueReportRequest>,
    ) -> Answer<IssueReportResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let caller = on_behalf(&envelope);
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let issuing = self.freeze(&caller, &envelope, report_id).await?;
        let receipt = self.tell(&envelope, report_id, Act::Issue(issuing)).await?;
        let issued = receipt.events.into_iter().find_map(|event| match event {
            ReportEvent::ReportIssued(issued) => Some(issued),
            _ => None,
        });
        let ReportIssued { data_sha256, pdf_sha256, .. } = issued.unwrap_or_default();
        Ok(Response::new(IssueReportResponse {
            position: receipt.position,
            data_sha256,
            pdf_sha256,
        }))
    }

    async fn open_report(&self, request: Request<OpenReportRequest>) -> Answer<OpenReportResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let receipt = self.tell(&envelope, report_id, Act::Open).await?;
        Ok(Response::new(OpenReportResponse { position: receipt.position }))
    }

    async fn ask_question(
        &self,
        request: Request<AskQuestionRequest>,
    ) -> Answer<AskQuestionResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let request = request.into_inner();
        let report_id = field::uuid("report_id", &request.report_id)?;
        let paragraph = field::optional_text("paragraph", &request.paragraph, 200)?;
        let text = field::optional_text("text", &request.text, LONGEST)?;
        let is_there = self.has_paragraph(envelope.trust, report_id, &paragraph).await?;
        let act = Act::Ask { paragraph, is_there, text };
        let receipt = self.tell(&envelope, report_id, act).await?;
        let question_id = envelope.context.new_id("question").to_string();
        Ok(Response::new(AskQuestionResponse { position: receipt.position, question_id }))
    }

    async fn answer_question(
        &self,
        request: Request<AnswerQuestionRequest>,
    ) -> Answer<AnswerQuestionResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let request = request.into_inner();
        let report_id = field::uuid("report_id", &request.report_id)?;
        let question_id = field::uuid("question_id", &request.question_id)?;
        let text = field::optional_text("text", &request.text, LONGEST)?;
        let receipt = self.tell(&envelope, report_id, Act::Answer { question_id, text }).await?;
        Ok(Response::new(AnswerQuestionResponse { position: receipt.position }))
    }

    async fn issue_correction(
        &self,
        request: Request<IssueCorrectionRequest>,
    ) -> Answer<IssueCorrectionResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let request = request.into_inner();
        let report_id = field::uuid("report_id", &request.report_id)?;
        let text = field::optional_text("text", &request.text, LONGEST)?;
        let reason = field::optional_text("reason", &request.reason, LONGEST)?;
        let receipt = self.tell(&envelope, report_id, Act::Correct { text, reason }).await?;
        let correction_id = envelope.context.new_id("correction").to_string();
        Ok(Response::new(IssueCorrectionResponse { position: receipt.position, correction_id }))
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
        Ok(Response::new(ListReportsResponse { as_of: Some(as_of), reports }))
    }

    async fn get_report(&self, request: Request<GetReportRequest>) -> Answer<GetReportResponse> {
        let Reading { caller, decision, .. } = self.door.reading(&request).await?;
        let report_id = field::uuid("report_id", &request.get_ref().report_id)?;
        let (as_of, report) = self.one(caller.trust, report_id, request.get_ref().at_least).await?;
        if !is_issued(&report) && !decision.shows(Shows::ReportDraft) {
            return Err(unknown());
        }
        let data = match report.data_sha256.as_str() {
            "" => String::new(),
            sha256 => String::from_utf8_lossy(&self.kept(caller.trust, sha256).await?).into_owned(),
        };
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
}
