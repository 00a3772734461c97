//! Where reports are attached to inspections and accreditations.

use super::attached_report::{AttachedTo, GivenFile, RecordOfSchool, ReportPlace, checked, render};
use super::attached_report_forms::{AttachAccreditationReport, AttachInspectionReport};
use super::*;

pub(super) fn of_attached_reports() -> Vec<Preview> {
    let (head, none) = (sample::head(), Told::default());
    let marys = sample::school().ground.school(sample::MARYS, &head).unwrap().clone();
    let (school, file) = (sample::MARYS.to_owned(), "file".to_owned());
    let given = |to, wrong| {
        let place = ReportPlace { to, school: school.clone(), id: "record".to_owned() };
        render(&head, RecordOfSchool { school: &marys, place: &place }, wrong)
    };
    let inspection = AttachInspectionReport {
        school: school.clone(),
        inspection: "record".to_owned(),
        file: file.clone(),
    };
    let inspection = GivenFile { act: &inspection, bytes: 2_560_000 };
    let accreditation = AttachAccreditationReport {
        school: school.clone(),
        accreditation: "record".to_owned(),
        file: file.clone(),
    };
    let accreditation = GivenFile { act: &accreditation, bytes: 30_000 };
    let of_inspection = "/schools/{school}/inspections/{inspection}/report";
    let of_accreditation = "/schools/{school}/accreditations/{accreditation}/report";
    vec![
        preview(of_inspection, "report-given", given(AttachedTo::Inspection, None)),
        preview(
            of_inspection,
            "report-given-wrong",
            given(AttachedTo::Inspection, Some("Choose a file")),
        ),
        preview(
            "/schools/{school}/inspections/{inspection}/report/{file}",
            "report-attached",
            checked(&head, &marys, &inspection, &none),
        ),
        preview(of_accreditation, "award-report-given", given(AttachedTo::Accreditation, None)),
        preview(
            "/schools/{school}/accreditations/{accreditation}/report/{file}",
            "award-report-attached",
            checked(&head, &marys, &accreditation, &none),
        ),
    ]
}
