//! Reports in full: a file is read, scanned and stored before its event, and given out to readers of the record.

use contract::Refusal as _;
use contract::commands::Answered as _;
use contract::evidence::v1::*;
use door::{Answer, Reading};
use eventlog::{Decider, Envelope, FoundBefore, When};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::EvidenceDoors;
use super::listed::usual;
use crate::accreditation::Accreditation as AccreditationRecord;
use crate::attached::AttachmentRefusal;
use crate::inspection::Inspection as InspectionRecord;

/// Attaches a report to an inspection.
pub(super) async fn to_inspection(
    doors: &EvidenceDoors,
    request: Request<AttachInspectionReportRequest>,
) -> Answer<AttachInspectionReportResponse> {
    let (envelope, mut asked) = doors.door.command(request).await?;
    // A repeat gets the first answer, though the scanner may be away by now.
    if let Some(earlier) = doors.log.earlier_act::<InspectionRecord>(&envelope).await? {
        return Ok(Response::new(AttachInspectionReportResponse { position: earlier.position }));
    }
    let (file, id) = (std::mem::take(&mut asked.file), &asked.inspection_id);
    doors.would_take::<InspectionRecord>(&envelope, id, asked.clone().into()).await?;
    let report = FoundBefore(doors.taken_in(envelope.trust(), &file, &asked.title).await?);
    let told = doors.door.tell_admitted::<InspectionRecord, _>(&envelope, asked, &report).await?;
    Ok(Response::new(AttachInspectionReportRequest::answer(&told.0)))
}

/// Attaches a report to an accreditation.
pub(super) async fn to_accreditation(
    doors: &EvidenceDoors,
    request: Request<AttachAccreditationReportRequest>,
) -> Answer<AttachAccreditationReportResponse> {
    let (envelope, mut asked) = doors.door.command(request).await?;
    if let Some(earlier) = doors.log.earlier_act::<AccreditationRecord>(&envelope).await? {
        return Ok(Response::new(AttachAccreditationReportResponse { position: earlier.position }));
    }
    let (file, id) = (std::mem::take(&mut asked.file), &asked.accreditation_id);
    doors.would_take::<AccreditationRecord>(&envelope, id, asked.clone().into()).await?;
    let report = FoundBefore(doors.taken_in(envelope.trust(), &file, &asked.title).await?);
    let told =
        doors.door.tell_admitted::<AccreditationRecord, _>(&envelope, asked, &report).await?;
    Ok(Response::new(AttachAccreditationReportRequest::answer(&told.0)))
}

/// The report of an inspection or an accreditation, as it stands now.
pub(super) async fn report(
    doors: &EvidenceDoors,
    request: Request<GetAttachedReportRequest>,
) -> Answer<GetAttachedReportResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let of_id = usual("of_id", &asked.of_id)?;
    // What was detached a moment ago is given to no reader any more.
    let now = When::now(doors.log.head(caller.trust).await?.unwrap_or(0));
    let (as_of, inspection) = doors.inspections.get(caller.trust, now, &of_id).await?;
    let (_, accreditation) = doors.accreditations.get(caller.trust, now, &of_id).await?;
    let inspection = inspection.filter(|one| one.school_id == school_id);
    let accreditation = accreditation.filter(|one| one.school_id == school_id);
    let (name, report) = match (inspection, accreditation) {
        (Some(one), _) => (format!("inspection-{}.pdf", one.on), one.report),
        (None, Some(one)) => (format!("accreditation-{}.pdf", one.awarded_on), one.report),
        (None, None) => (String::new(), None),
    };
    let report = report.ok_or_else(|| AttachmentRefusal::NotAttached.to_status())?;
    let pdf = doors.files.find(caller.trust, &report.sha256).await?.ok_or_else(|| {
        tracing::error!(trust = %caller.trust, sha256 = report.sha256, "an attached file is not kept");
        Status::data_loss("The file of this report is missing from the store.")
    })?;
    let (as_of, report) = (Some(as_of), Some(report));
    Ok(Response::new(GetAttachedReportResponse { as_of, report, file_name: name, pdf }))
}

impl EvidenceDoors {
    /// Refuses what the record refuses, so that no file is read, scanned and stored for nothing. The record decides once more.
    async fn would_take<A: Decider<Facts = AttachedReport>>(
        &self,
        envelope: &Envelope,
        id: &str,
        command: A::Command,
    ) -> Result<(), Status> {
        let (record, _) = eventlog::load::<A>(&self.log, envelope.trust(), id).await?;
        let decided = record.decide(&command, &AttachedReport::default(), &envelope.context);
        decided.map(drop).map_err(|refusal| refusal.to_status())
    }

    /// Stores a file once it was read and scanned; gives what the event says of it.
    async fn taken_in(
        &self,
        trust: Uuid,
        file: &[u8],
        title: &str,
    ) -> Result<AttachedReport, Status> {
        let _turn = self.files.turn().await;
        let report = self.files.read(file, title).await?;
        self.scanner.check(file).await.map_err(|refusal| refusal.to_status())?;
        self.files.keep(trust, &report.sha256, file).await?;
        Ok(report)
    }
}
