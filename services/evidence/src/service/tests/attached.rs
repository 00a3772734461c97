use super::*;
use crate::report_file::tests::report as file;

/// As long as what is read of a file can be.
pub(super) fn largest() -> AttachedReport {
    let (sha256, title) = ("f".repeat(64), "T".repeat(200));
    AttachedReport { sha256, bytes: u32::MAX, pages: u32::MAX, title }
}

impl House {
    async fn attach(&self, inspection: &str, file: &[u8]) -> Result<u64, Status> {
        let request = AttachInspectionReportRequest {
            command_id: new_id(),
            inspection_id: inspection.to_owned(),
            school_id: SCHOOL.to_string(),
            title: "Ofsted report".to_owned(),
            file: file.to_vec(),
        };
        let answer = self.doors.attach_inspection_report(self.request(request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn detach(&self, inspection: &str) -> Result<u64, Status> {
        let request = DetachInspectionReportRequest {
            command_id: new_id(),
            inspection_id: inspection.to_owned(),
            school_id: SCHOOL.to_string(),
            reason: "It was another report.".to_owned(),
        };
        let answer = self.doors.detach_inspection_report(self.request(request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn report(&self, school: Uuid, of: &str) -> Result<GetAttachedReportResponse, Status> {
        self.service.catch_up().await;
        let (school_id, of_id) = (school.to_string(), of.to_owned());
        let asked = GetAttachedReportRequest { school_id, of_id };
        let answer = self.doors.get_attached_report(self.request(asked)).await;
        answer.map(tonic::Response::into_inner)
    }

    async fn kept(&self) -> usize {
        self.service.rows(&["attachment.file"]).await.len()
    }
}

fn reason<T: std::fmt::Debug>(refused: Result<T, Status>) -> String {
    reason_of(&refused.unwrap_err())
}

#[tokio::test]
async fn a_report_is_given_out_byte_for_byte_until_it_is_detached() {
    let house = House::start().await;
    let inspection = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    assert_eq!(reason(house.report(SCHOOL, &inspection).await), "REPORT_NOT_ATTACHED");
    let pdf = file("en-GB");
    house.attach(&inspection, &pdf).await.unwrap();
    let found = house.report(SCHOOL, &inspection).await.unwrap();
    assert_eq!(found.pdf, pdf);
    assert_eq!(found.file_name, "inspection-2025-12-02.pdf");
    let told = found.report.unwrap();
    assert_eq!((told.bytes as usize, told.pages), (pdf.len(), 2));
    assert_eq!(house.list(Some(SCHOOL)).await[0].report.as_ref(), Some(&told));
    assert_eq!(reason(house.report(OTHER, &inspection).await), "REPORT_NOT_ATTACHED");
    assert_eq!(reason(house.attach(&inspection, &file("cy")).await), "REPORT_IS_ATTACHED");
    house.detach(&inspection).await.unwrap();
    assert_eq!(reason(house.report(SCHOOL, &inspection).await), "REPORT_NOT_ATTACHED");
    assert_eq!(house.list(Some(SCHOOL)).await[0].report, None);
    assert_eq!(reason(house.detach(&inspection).await), "REPORT_NOT_ATTACHED");
}

#[tokio::test]
async fn an_accreditation_has_a_report_as_an_inspection_has() {
    let house = House::start().await;
    let request = RecordAccreditationRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        scheme: "Artsmark".to_owned(),
        awarded_on: "2025-03-04".to_owned(),
        ..RecordAccreditationRequest::default()
    };
    let answer = house.doors.record_accreditation(house.request(request)).await.unwrap();
    let accreditation_id = answer.into_inner().accreditation_id;
    let request = AttachAccreditationReportRequest {
        command_id: new_id(),
        accreditation_id: accreditation_id.clone(),
        school_id: SCHOOL.to_string(),
        title: "Artsmark report".to_owned(),
        file: file("en-GB"),
    };
    house.doors.attach_accreditation_report(house.request(request)).await.unwrap();
    let found = house.report(SCHOOL, &accreditation_id).await.unwrap();
    assert_eq!(found.pdf, file("en-GB"));
    assert_eq!(found.file_name, "accreditation-2025-03-04.pdf");
    let request = DetachAccreditationReportRequest {
        command_id: new_id(),
        accreditation_id: accreditation_id.clone(),
        school_id: SCHOOL.to_string(),
        reason: "It was another report.".to_owned(),
    };
    house.doors.detach_accreditation_report(house.request(request)).await.unwrap();
    assert_eq!(reason(house.report(SCHOOL, &accreditation_id).await), "REPORT_NOT_ATTACHED");
}

#[tokio::test]
async fn one_file_is_kept_once_and_no_event_holds_its_bytes() {
    let house = House::start().await;
    let first = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    let second = house.record(SCHOOL, "2026-01-13").await.unwrap().inspection_id;
    let pdf = file("en-GB");
    house.attach(&first, &pdf).await.unwrap();
    let position = house.attach(&second, &pdf).await.unwrap();
    assert_eq!(house.kept().await, 1);
    let events = house.doors.log.read(house.service.trust, position - 1, 1).await.unwrap();
    let told = house.report(SCHOOL, &second).await.unwrap().report.unwrap();
    assert!(events[0].body.contains(&told.sha256), "{}", events[0].body);
    assert!(events[0].body.len() < 1_000 && !events[0].body.contains("%PDF"));
}

#[tokio::test]
async fn a_repeat_of_the_command_is_the_same_attachment() {
    let mut house = House::start().await;
    let inspection_id = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    let request = AttachInspectionReportRequest {
        command_id: new_id(),
        inspection_id: inspection_id.clone(),
        school_id: SCHOOL.to_string(),
        title: "Ofsted report".to_owned(),
        file: file("en-GB"),
    };
    let answer = house.doors.attach_inspection_report(house.request(request.clone())).await;
    let position = answer.unwrap().into_inner().position;
    house.doors.scanner = VirusScanner::named(Some("clamd:/nowhere/clamd.ctl")).unwrap();
    let again = house.doors.attach_inspection_report(house.request(request.clone())).await;
    assert_eq!(again.unwrap().into_inner().position, position, "nothing is asked a second time");
    let other = AttachInspectionReportRequest { file: file("cy"), ..request.clone() };
    let other = house.doors.attach_inspection_report(house.request(other)).await;
    assert_eq!(reason(other), "COMMAND_ID_REUSED");
    house.detach(&inspection_id).await.unwrap();
    house.service.store.admin().await.execute("delete from attachment.file", &[]).await.unwrap();
    let late = house.doors.attach_inspection_report(house.request(request)).await;
    assert_eq!(late.unwrap().into_inner().position, position);
    assert_eq!(reason(house.report(SCHOOL, &inspection_id).await), "REPORT_NOT_ATTACHED");
    assert_eq!(house.kept().await, 0, "a repeat stores nothing");
}

#[tokio::test]
async fn what_the_record_refuses_is_neither_read_nor_stored() {
    let mut house = House::start().await;
    let inspection = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    house.attach(&inspection, &file("en-GB")).await.unwrap();
    house.doors.scanner = VirusScanner::named(Some("clamd:/nowhere/clamd.ctl")).unwrap();
    assert_eq!(reason(house.attach(&inspection, &file("cy")).await), "REPORT_IS_ATTACHED");
    assert_eq!(reason(house.attach(&new_id(), &file("cy")).await), "INSPECTION_UNKNOWN");
    assert_eq!(house.kept().await, 1);
}

#[tokio::test]
async fn a_file_is_its_trusts_own_and_is_compared_with_its_hash() {
    let house = House::start().await;
    let inspection = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    house.attach(&inspection, &file("en-GB")).await.unwrap();
    let sha256 = house.report(SCHOOL, &inspection).await.unwrap().report.unwrap().sha256;
    let find = |trust| house.doors.files.find(trust, &sha256);
    assert!(find(house.service.trust).await.unwrap().is_some());
    assert_eq!(find(house.service.store.trust().await).await.unwrap(), None);
    let altered = "update attachment.file set bytes = bytes || '!'::bytea";
    house.service.store.admin().await.execute(altered, &[]).await.unwrap();
    let status = house.report(SCHOOL, &inspection).await.unwrap_err();
    assert_eq!(status.code(), Code::DataLoss);
}

#[tokio::test]
async fn an_inspection_that_is_withdrawn_gives_out_no_report() {
    let house = House::start().await;
    let inspection = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    house.attach(&inspection, &file("en-GB")).await.unwrap();
    let withdraw = WithdrawInspectionRequest {
        command_id: new_id(),
        inspection_id: inspection.clone(),
        school_id: SCHOOL.to_string(),
        reason: "It was of another school.".to_owned(),
    };
    house.doors.withdraw_inspection(house.request(withdraw)).await.unwrap();
    assert_eq!(reason(house.report(SCHOOL, &inspection).await), "REPORT_NOT_ATTACHED");
    house.record(SCHOOL, "2025-12-02").await.unwrap();
    assert_eq!(reason(house.report(SCHOOL, &inspection).await), "REPORT_NOT_ATTACHED");
}

#[tokio::test]
async fn what_is_no_report_or_was_not_found_clean_is_not_stored() {
    let mut house = House::start().await;
    let inspection = house.record(SCHOOL, "2025-12-02").await.unwrap().inspection_id;
    let cut = &file("en-GB")[..200];
    assert_eq!(reason(house.attach(&inspection, cut).await), "REPORT_NOT_A_PDF");
    let scan = |command: &str| VirusScanner::named(Some(command)).unwrap();
    house.doors.scanner = scan("/bin/sh -c false");
    assert_eq!(reason(house.attach(&inspection, &file("en-GB")).await), "REPORT_INFECTED");
    house.doors.scanner = scan("clamd:/nowhere/clamd.ctl");
    let status = house.attach(&inspection, &file("en-GB")).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition, "nothing else is away");
    assert!(status.message().contains("could not be checked"), "{}", status.message());
    assert_eq!(house.kept().await, 0);
    house.doors.scanner = scan("/bin/sh -c true");
    house.attach(&inspection, &file("en-GB")).await.unwrap();
    assert_eq!(house.kept().await, 1);
}
