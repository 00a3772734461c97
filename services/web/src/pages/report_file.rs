//! A report, its draft and its corrections as PDF.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use contract::reports::v1::{
    GetCorrectionPdfRequest, GetCorrectionPdfResponse, GetDraftPdfRequest, GetPdfRequest,
    GetPdfResponse, OpenReportRequest,
};
use tonic::Status;
use uuid::Uuid;

use super::report::load;
use crate::failure::Failure;
use crate::form::Query;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Every paper.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/reports/{report}/report.pdf", pdf)
        .get("/reports/{report}/draft.pdf", draft)
        .get("/reports/{report}/corrections/{correction}/correction.pdf", correction)
}

/// An issued report as a person opens it: recorded as opened, once a sign-in, before it is handed out.
pub(super) async fn opened(
    web: &Web,
    visitor: &Visitor,
    wanted: GetPdfRequest,
) -> Result<GetPdfResponse, Status> {
    let opening = format!("{}/{}", visitor.session, wanted.report_id);
    let opened = OpenReportRequest {
        command_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, opening.as_bytes()).to_string(),
        report_id: wanted.report_id.clone(),
    };
    let mut client = web.services.reports();
    client.open_report(ask(&visitor.caller(), opened)).await?;
    Ok(client.get_pdf(ask(&visitor.caller(), wanted)).await?.into_inner())
}

/// A correction as it was issued.
pub(super) async fn opened_correction(
    web: &Web,
    visitor: &Visitor,
    wanted: GetCorrectionPdfRequest,
) -> Result<GetCorrectionPdfResponse, Status> {
    let answer = web.services.reports().get_correction_pdf(ask(&visitor.caller(), wanted)).await?;
    Ok(answer.into_inner())
}

/// `GET /reports/{report}/report.pdf`, as issued or with `?edition=proof`.
async fn pdf(
    State(web): State<Web>,
    visitor: Visitor,
    Path(report): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    load(&web, &visitor, &report, 0).await?;
    let with_proof = query.get("edition") == "proof";
    let found = opened(&web, &visitor, GetPdfRequest { report_id: report, with_proof }).await?;
    let mut name = file_name(&found.file_name);
    if with_proof {
        name = name.replace(".pdf", "-with-proof.pdf");
    }
    Ok(handed_out("attachment", &name, found.pdf))
}

/// `GET /reports/{report}/corrections/{correction}/correction.pdf`: a correction as it was issued.
async fn correction(
    State(web): State<Web>,
    visitor: Visitor,
    Path((report, correction)): Path<(String, String)>,
) -> Result<Response, Failure> {
    load(&web, &visitor, &report, 0).await?;
    if Uuid::try_parse(&correction).is_err() {
        return Err(Failure::no_page());
    }
    let wanted = GetCorrectionPdfRequest { report_id: report, correction_id: correction };
    let found = opened_correction(&web, &visitor, wanted).await?;
    Ok(handed_out("attachment", &file_name(&found.file_name), found.pdf))
}

/// `GET /reports/{report}/draft.pdf`: the draft as it would be set now.
async fn draft(
    State(web): State<Web>,
    visitor: Visitor,
    Path(report): Path<String>,
) -> Result<Response, Failure> {
    if Uuid::try_parse(&report).is_err() {
        return Err(Failure::no_page());
    }
    let wanted = GetDraftPdfRequest { report_id: report };
    let mut client = web.services.reports();
    let found = client.get_draft_pdf(ask(&visitor.caller(), wanted)).await?.into_inner();
    Ok(handed_out("inline", &file_name(&found.file_name), found.pdf))
}

pub(super) fn handed_out(how: &'static str, name: &str, pdf: Vec<u8>) -> Response {
    let kept = format!("{how}; filename=\"{name}\"");
    let kept = HeaderValue::try_from(kept).unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static("application/pdf")), (CONTENT_DISPOSITION, kept)];
    (headers, pdf).into_response()
}

/// A name that every system takes: letters, digits, hyphens and dots.
pub(super) fn file_name(name: &str) -> String {
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let clean: String =
        name.chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect();
    if clean.trim_matches(['.', '-']).is_empty() { "report.pdf".to_owned() } else { clean }
}

#[cfg(test)]
mod tests;
