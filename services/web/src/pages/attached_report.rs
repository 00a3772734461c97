//! The report of an inspection or an accreditation in full: its file is given, attached, opened and detached.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::evidence::v1::{
    AttachAccreditationReportRequest, AttachInspectionReportRequest, AttachedReport,
    GetAttachedReportRequest,
};
use contract::schools::v1::School;
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::attached_report_forms::{
    AttachAccreditationReport, AttachInspectionReport, AttachesFile, DetachAccreditationReport,
    DetachInspectionReport,
};
use super::report_file::{file_name, handed_out};
use super::{counted, crumbs, register};
use crate::components::{button_submit, error_summary};
use crate::failure::Failure;
use crate::form::{Act, FileField, Form, Query, TOKEN, Told, Upload, address, same, token_field};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Largest form with a file: a file of 10 MB, which the service takes at most, and what stands around it.
pub(crate) const LARGEST_ATTACHMENT: usize = 10 * 1024 * 1024 + 16 * 1024;
const FILE: &str = "file";
const TITLE: &str = "Attach the full report";

/// Every page, with the forms.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/inspections/{inspection}/report", show::<OfInspection>)
        .post("/schools/{school}/inspections/{inspection}/report", give::<OfInspection>)
        .get("/schools/{school}/inspections/{inspection}/report.pdf", open::<OfInspection>)
        .get(
            "/schools/{school}/inspections/{inspection}/report/{file}",
            check::<AttachInspectionReport>,
        )
        .form::<AttachInspectionReport>()
        .form::<DetachInspectionReport>()
        .get("/schools/{school}/accreditations/{accreditation}/report", show::<OfAccreditation>)
        .post("/schools/{school}/accreditations/{accreditation}/report", give::<OfAccreditation>)
        .get("/schools/{school}/accreditations/{accreditation}/report.pdf", open::<OfAccreditation>)
        .get(
            "/schools/{school}/accreditations/{accreditation}/report/{file}",
            check::<AttachAccreditationReport>,
        )
        .form::<AttachAccreditationReport>()
        .form::<DetachAccreditationReport>()
}

/// Whether a file is sent to an address.
pub(crate) fn takes_report(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts[..], ["", "schools", _, "inspections" | "accreditations", _, "report"])
}

/// What a report is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttachedTo {
    Inspection,
    Accreditation,
}

/// The record of a school to which a report is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportPlace {
    pub to: AttachedTo,
    /// The school's id.
    pub school: String,
    /// The id of the inspection or the accreditation.
    pub id: String,
}

/// An inspection in an address.
#[derive(Debug, Deserialize)]
pub(crate) struct OfInspection {
    school: String,
    inspection: String,
}

/// An accreditation in an address.
#[derive(Debug, Deserialize)]
pub(crate) struct OfAccreditation {
    school: String,
    accreditation: String,
}

impl From<OfInspection> for ReportPlace {
    fn from(OfInspection { school, inspection }: OfInspection) -> Self {
        Self { to: AttachedTo::Inspection, school, id: inspection }
    }
}

impl From<OfAccreditation> for ReportPlace {
    fn from(OfAccreditation { school, accreditation }: OfAccreditation) -> Self {
        Self { to: AttachedTo::Accreditation, school, id: accreditation }
    }
}

impl ReportPlace {
    /// The page of all such records of the school.
    pub(crate) fn list(&self) -> String {
        let records = match self.to {
            AttachedTo::Inspection => "inspections",
            AttachedTo::Accreditation => "accreditations",
        };
        format!("/schools/{}/{records}", self.school)
    }

    /// Where the file is given.
    fn at(&self) -> String {
        format!("{}/{}/report", self.list(), self.id)
    }

    fn attaches(&self, visitor: &Visitor) -> bool {
        match self.to {
            AttachedTo::Inspection => visitor.may.of::<AttachInspectionReportRequest>(&self.school),
            AttachedTo::Accreditation => {
                visitor.may.of::<AttachAccreditationReportRequest>(&self.school)
            }
        }
    }

    /// No page where the address holds other words than ids.
    fn must_be_one(&self) -> Result<(), Failure> {
        match [&self.school, &self.id].into_iter().all(|id| Uuid::try_parse(id).is_ok()) {
            true => Ok(()),
            false => Err(Failure::no_page()),
        }
    }

    fn must_attach(&self, visitor: &Visitor) -> Result<(), Failure> {
        match self.attaches(visitor) {
            true => Ok(()),
            false => Err(Failure::Forbidden(
                "The school’s headteacher, the improvement lead and administrators attach reports."
                    .to_owned(),
            )),
        }
    }
}

/// What is said of a file that was not taken, by the word in the address.
fn wrong(word: &str) -> Option<&'static str> {
    match word {
        "kind" => Some("This file is no PDF. Choose the report as a PDF"),
        other => register::wrong_file(other),
    }
}

/// `GET .../report`: where the file is given; `?wrong=` says what kept the last one from being taken.
async fn show<P: DeserializeOwned + Into<ReportPlace> + Send>(
    State(web): State<Web>,
    visitor: Visitor,
    Path(at): Path<P>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let place: ReportPlace = at.into();
    place.must_be_one()?;
    place.must_attach(&visitor)?;
    let ground = Ground::load(&web.services, &visitor).await?;
    let school = ground.school(&place.school, &visitor)?;
    Ok(render(&visitor, RecordOfSchool { school, place: &place }, wrong(query.get("wrong"))))
}

/// `POST .../report`: keeps the file for an hour, and leads to the form that attaches it.
async fn give<P: DeserializeOwned + Into<ReportPlace> + Send>(
    State(web): State<Web>,
    visitor: Visitor,
    Path(at): Path<P>,
    request: Request,
) -> Result<Response, Failure> {
    let place: ReportPlace = at.into();
    place.must_be_one()?;
    place.must_attach(&visitor)?;
    let Upload { fields, file } = Upload::read(request, &[TOKEN, FILE], LARGEST_ATTACHMENT).await?;
    let back = |word| Ok(Redirect::to(&address(&place.at(), &[("wrong", word)])).into_response());
    if !same(fields.get(TOKEN), &visitor.form_token) {
        return back("form");
    }
    if file.is_empty() {
        return back("none");
    }
    if !file.starts_with(b"%PDF-") {
        return back("kind");
    }
    let id = web.uploads.keep(visitor.actor, file);
    Ok(Redirect::to(&format!("{}/{id}", place.at())).into_response())
}

/// `GET .../report/{file}`: the form that attaches a file. Nothing is stored yet.
async fn check<A: AttachesFile>(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<A>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let place = act.place();
    place.must_be_one()?;
    place.must_attach(&visitor)?;
    let ground = Ground::load(&web.services, &visitor).await?;
    let school = ground.school(&place.school, &visitor)?;
    let told = Told::on(&web, &visitor, &query);
    let Some(file) = web.uploads.find(visitor.actor, act.file()) else {
        return Ok(Redirect::to(&address(&place.at(), &[("wrong", "gone")])).into_response());
    };
    let given = GivenFile { act: &act, bytes: file.len() };
    Ok(checked(&visitor, school, &given, &told).into_response())
}

/// `GET .../report.pdf`: the file as it was attached. Who was given it is recorded by the service.
async fn open<P: DeserializeOwned + Into<ReportPlace> + Send>(
    State(web): State<Web>,
    visitor: Visitor,
    Path(at): Path<P>,
) -> Result<Response, Failure> {
    let place: ReportPlace = at.into();
    place.must_be_one()?;
    let wanted = GetAttachedReportRequest { school_id: place.school, of_id: place.id };
    let mut evidence = web.services.evidence();
    let found = evidence.get_attached_report(ask(&visitor.caller(), wanted)).await?.into_inner();
    Ok(handed_out("attachment", &file_name(&found.file_name), found.pdf))
}

/// A record with the school it is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordOfSchool<'a> {
    pub school: &'a School,
    pub place: &'a ReportPlace,
}

/// Where the file is given.
pub(crate) fn render(visitor: &Visitor, of: RecordOfSchool<'_>, wrong: Option<&str>) -> Markup {
    let error = wrong.map(|sentence| (sentence.to_owned(), Some(FILE.to_owned())));
    let body = html! {
        @if let Some(error) = &error { (error_summary(std::slice::from_ref(error))) }
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Attach the report as it was published. Everyone in the trust can open it, and who opened it is recorded."
        }
        form method="post" action=(of.place.at()) enctype="multipart/form-data" novalidate {
            (token_field(&visitor.form_token))
            (FileField {
                name: FILE,
                label: "The report as a PDF",
                hint: "Up to 10 megabytes, without a password",
                accept: "application/pdf",
                wrong,
            }.render())
            (button_submit("Continue"))
        }
    };
    framed(visitor, of, wrong.is_some(), &body)
}

/// A file that was given, with the form that attaches it.
#[derive(Debug)]
pub(crate) struct GivenFile<'a, A> {
    pub act: &'a A,
    pub bytes: usize,
}

/// The form that attaches a file.
pub(crate) fn checked<A: AttachesFile>(
    visitor: &Visitor,
    school: &School,
    given: &GivenFile<'_, A>,
    told: &Told,
) -> Markup {
    let place = given.act.place();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "The file you chose has " (size(given.bytes)) ". It is checked before it is stored." }
        (Form::new(given.act, visitor, told).render())
        p.govuk-body { a.govuk-link href=(place.at()) { "Choose another file" } }
    };
    framed(visitor, RecordOfSchool { school, place: &place }, told.is_problem(), &body)
}

fn framed(visitor: &Visitor, of: RecordOfSchool<'_>, problem: bool, body: &Markup) -> Markup {
    let RecordOfSchool { school, place } = of;
    let records = match place.to {
        AttachedTo::Inspection => "Inspections",
        AttachedTo::Accreditation => "Accreditations",
    };
    let of_school = (school.name.clone(), format!("/schools/{}", school.school_id));
    let crumbs = crumbs([of_school, (records.to_owned(), place.list())]);
    let frame = Frame {
        title: TITLE,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem,
    };
    page(&frame, body)
}

/// A record as its page shows it: with its report, where one is attached.
#[derive(Clone, Debug)]
pub(crate) struct ReportPart<'a> {
    pub place: ReportPlace,
    pub report: Option<&'a AttachedReport>,
    /// Tells records apart, for example `of 3 March 2026`.
    pub about: String,
}

impl ReportPart<'_> {
    /// The way to the report; nothing where none is attached.
    pub(crate) fn way(&self) -> Markup {
        html! {
            @if let Some(report) = self.report {
                a.govuk-link href={ (self.place.at()) ".pdf" } { bdi { (report.title) } }
                " (PDF, " (counted(report.pages as usize, "page", "pages")) ", " (size(report.bytes as usize)) ")"
            }
        }
    }

    /// The way to attach a report, or the form that detaches it, where this person may.
    pub(crate) fn changes(&self, visitor: &Visitor, told: &Told) -> Markup {
        let (school, id) = (self.place.school.clone(), self.place.id.clone());
        match (self.report, self.place.to) {
            (None, _) => html! {
                @if self.place.attaches(visitor) {
                    p.govuk-body {
                        a.govuk-link href=(self.place.at()) { (TITLE) span.govuk-visually-hidden { " " (self.about) } }
                    }
                }
            },
            (Some(_), AttachedTo::Inspection) => {
                self.detaching(&DetachInspectionReport { school, inspection: id }, visitor, told)
            }
            (Some(_), AttachedTo::Accreditation) => {
                let act = DetachAccreditationReport { school, accreditation: id };
                self.detaching(&act, visitor, told)
            }
        }
    }

    fn detaching<A: Act>(&self, act: &A, visitor: &Visitor, told: &Told) -> Markup {
        let form = Form::new(act, visitor, told).about(&self.about);
        html! {
            @if visitor.may.of::<A::Command>(&self.place.school) {
                (form.folded(&format!("Detach the report {}", self.about)))
            }
        }
    }
}

/// For example `640 kB` or `2.4 MB`.
fn size(bytes: usize) -> String {
    const KILO: usize = 1024;
    match bytes.div_ceil(KILO) {
        kilo if kilo < KILO => format!("{kilo} kB"),
        kilo => format!("{}.{} MB", kilo / KILO, (kilo % KILO) * 10 / KILO),
    }
}

#[cfg(test)]
mod tests;
