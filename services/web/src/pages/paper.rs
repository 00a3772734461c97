//! A governor's check of a paper. Any reader gives the PDF of a report, signed in or not, and is told whether it is the issued one.

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::handler::Handler as _;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::trail::v1::{GetSealRequest, GetSealResponse};
use maud::{Markup, html};
use uuid::Uuid;

use super::report;
use crate::checker::{PaperOutcome, PaperVerdict};
use crate::components::{
    Row, button_link, button_submit, error_summary, inset, summary_list, warning,
};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{FileField, Query, TOKEN, Upload, address, same, token_field};
use crate::frame::{self, Frame, Place};
use crate::page_key::secret;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/paper", show)
        .post("/paper", check.layer(DefaultBodyLimit::max(LARGEST_PAPER)))
        .get("/paper/checked", show_checked)
        .get("/reports/{report}/check", show_how)
}

/// Where papers are checked.
pub(crate) const AT: &str = "/paper";
/// Largest PDF that is checked; a report with its proof has a third of a megabyte.
pub(crate) const LARGEST_PAPER: usize = 8 * 1024 * 1024;
/// What the file's field is called.
const FILE: &str = "paper";

/// `GET /paper`; `?wrong=` says what kept the last file from being checked.
pub(crate) async fn show(State(web): State<Web>, Query(query): Query) -> Markup {
    render(wrong(query.get("wrong")), &web.open_token)
}

/// What is said of a file that was not checked, by the word in the address.
fn wrong(word: &str) -> Option<&'static str> {
    match word {
        "none" => Some("Choose the PDF you were given"),
        "kind" => Some("This file is no PDF. Choose the file you were given, as it was sent"),
        "form" => Some("This page was no longer valid. Choose the file again"),
        "later" => Some("The paper could not be checked at the moment. Try again in a minute"),
        "gone" => Some("What came of the check is not kept. Choose the file again"),
        _ => None,
    }
}

/// `POST /paper`: checks the file and leads to what came of it. The file is forgotten at once.
pub(crate) async fn check(State(web): State<Web>, request: Request) -> Result<Response, Failure> {
    let led = |query: &[(&str, &str)], at: &str| Redirect::to(&address(at, query)).into_response();
    let back = |word: &str| led(&[("wrong", word)], AT);
    let (token, pdf) = read(request).await?;
    if !same(&token, &web.open_token) {
        return Ok(back("form"));
    }
    if pdf.is_empty() {
        return Ok(back("none"));
    }
    if !pdf.starts_with(b"%PDF") {
        return Ok(back("kind"));
    }
    let Some(verdict) = web.checker.check(pdf).await else { return Ok(back("later")) };
    let (id, told) = (secret(), serde_json::to_string(&verdict).unwrap_or_default());
    web.verdicts.keep(Uuid::nil(), &id, told);
    Ok(led(&[("of", &id)], "/paper/checked"))
}

/// The form's token and the file.
async fn read(request: Request) -> Result<(String, Vec<u8>), Failure> {
    let Upload { fields, file } = Upload::read(request, &[TOKEN, FILE], LARGEST_PAPER).await?;
    Ok((fields.get(TOKEN).to_owned(), file))
}

/// `GET /paper/checked`: what came of a check, for an hour.
pub(crate) async fn show_checked(State(web): State<Web>, Query(query): Query) -> Response {
    let found = web.verdicts.find(Uuid::nil(), query.get("of"));
    match found.and_then(|told| serde_json::from_str(&told).ok()) {
        Some(verdict) => checked(&verdict).into_response(),
        None => Redirect::to("/paper?wrong=gone").into_response(),
    }
}

pub(crate) fn render(wrong: Option<&str>, token: &str) -> Markup {
    let error = wrong.map(|sentence| (sentence.to_owned(), Some(FILE.to_owned())));
    let body = html! {
        @if let Some(error) = &error { (error_summary(std::slice::from_ref(error))) }
        h1.govuk-heading-l { "Check a paper" }
        p.pl-lead { "Is the report in your hands the one that was issued, to the last letter?" }
        p.govuk-body {
            "Choose the PDF of the edition with its proof. It is checked here and then forgotten. You need not sign in, and "
            "nobody learns that you asked."
        }
        form method="post" action=(AT) enctype="multipart/form-data" novalidate {
            (token_field(token))
            (FileField {
                name: FILE,
                label: "The report as a PDF",
                hint: "Up to 8 megabytes",
                accept: "application/pdf",
                wrong,
            }.render())
            (button_submit("Check the paper"))
        }
        h2.govuk-heading-m { "What is checked" }
        ol class="govuk-list govuk-list--number" {
            li { "The data in the paper is the data that was issued." }
            li { "The issue is an event of the trust’s record, at its place in the sealed log." }
            li { "The seal was signed with the key that the paper names." }
            li { "The pages are those that this data gives, byte for byte." }
        }
        p.govuk-body {
            "This page is part of Plumbline. If you want to rely on nobody, run "
            code.pl-mono { "plumbline verify report" } " on a machine of your own: it says the same."
        }
    };
    let title = if wrong.is_some() { "Error: Check a paper" } else { "Check a paper" };
    frame::plain(title, body)
}

/// The outcome in a heading and in what to do with it.
fn outcome(outcome: PaperOutcome) -> (&'static str, &'static str) {
    match outcome {
        PaperOutcome::Holds => (
            "This paper is what was issued",
            "Every step holds. Compare the key below with the one you were told, for example on the page “How to check this \
             paper” of the report, or in an older paper.",
        ),
        PaperOutcome::NoProof => (
            "This file cannot be checked",
            "It is not the edition with its proof, or it was changed after it was made. Ask your clerk for the edition with \
             its proof. A printed and scanned paper cannot be checked either.",
        ),
        PaperOutcome::Broken => (
            "This paper is not what was issued",
            "A step of the check does not hold. Keep the file as it is, and tell your clerk and the trust which step it was.",
        ),
        PaperOutcome::OtherEdition => (
            "The pages of this paper cannot be compared here",
            "Another edition of Plumbline made its pages. What was issued is told below: compare the pages with it by eye.",
        ),
    }
}

/// What came of a check.
pub(crate) fn checked(verdict: &PaperVerdict) -> Markup {
    let (heading, next) = outcome(verdict.outcome);
    let holds = verdict.outcome == PaperOutcome::Holds;
    let body = html! {
        h1.govuk-heading-l { (heading) }
        @if holds { (inset(&html! { (next) })) } @else { (warning(next)) }
        @if !verdict.steps.is_empty() {
            h2.govuk-heading-m { @if holds { "What was checked" } @else { "What was found before that" } }
            ul class="govuk-list govuk-list--bullet" {
                @for step in &verdict.steps { li.pl-wrap { (step) } }
            }
        }
        @if !verdict.fault.is_empty() {
            h2.govuk-heading-m { "What does not hold" }
            p class="govuk-body pl-wrap" { (verdict.fault) }
        }
        p.govuk-body { "The file was forgotten as soon as it was checked." }
        p { (button_link("Check another paper", AT)) }
    };
    frame::plain(heading, body)
}

/// `GET /reports/{report}/check`
pub(crate) async fn show_how(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let loaded = report::load(&web, &visitor, &id, 0).await?;
    let mut trail = web.services.trail();
    let seal = match spare(trail.get_seal(ask(&visitor.caller(), GetSealRequest {})).await) {
        Ok(seal) => seal,
        Err(Failure::Refused(_)) => None,
        Err(other) => return Err(other),
    };
    Ok(how(&visitor, &loaded, seal.as_ref()))
}

/// How to check a report that was issued: by its page, or without us.
pub(crate) fn how(
    visitor: &Visitor,
    loaded: &report::Loaded,
    seal: Option<&GetSealResponse>,
) -> Markup {
    let report = &loaded.report;
    let (id, school) = (&report.report_id, loaded.ground.names.school(&report.school_id));
    let proof = format!("/reports/{id}/report.pdf?edition=proof");
    let mut rows = vec![
        Row::new("Report", html! { (school) ", " (dates::term(&report.term)) }),
        Row::new("SHA-256 of its data", html! { span.pl-mono { (report.data_sha256) } }),
    ];
    for key in seal.map(|seal| seal.public_keys.as_slice()).unwrap_or_default() {
        rows.push(Row::new("Key of the trust’s record", html! { span.pl-mono { (key) } }));
    }
    let body = html! {
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { "How to check this paper" }
        p.pl-lead { "An issued report never changes. You can find out for yourself whether the paper you hold is the one." }
        ol class="govuk-list govuk-list--number" {
            li { a.govuk-link href=(proof) { "Download the edition with its proof" } ", or take the one you were sent." }
            li { a.govuk-link href=(AT) { "Give it to the page that checks papers" } ". Nobody needs to sign in there." }
            li { "Compare the key it names with the one below. An older paper of your committee names the same key." }
        }
        h2.govuk-heading-m { "Without this website" }
        p.govuk-body { "Run the program on a machine of your own. It needs the file and nothing else:" }
        pre.pl-code tabindex="0" { "plumbline verify report report-with-proof.pdf" }
        h2.govuk-heading-m { "What to compare with" }
        (summary_list(&rows))
    };
    let crumbs = [
        ("Reports".to_owned(), "/reports".to_owned()),
        (dates::term(&report.term), format!("/reports/{id}")),
    ];
    let frame = Frame {
        title: "How to check this paper",
        place: Place::Reports,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: false,
    };
    frame::page(&frame, &body)
}

#[cfg(test)]
mod tests;
