//! Taking one's own answers back, with the receipt code, until the survey closes.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::surveys::v1::WithdrawResponseRequest;
use contract::{Caller, SYSTEM_ACTOR};
use maud::{Markup, html};
use tonic::Status;
use uuid::Uuid;

use crate::components::{button_submit, error_summary, panel};
use crate::failure::{Failure, reason};
use crate::form::{
    Again, Drawing, ENTERED, Entered, Entry, Posted, Problem, Query, Whose, address, errors,
    token_field,
};
use crate::frame::{self, Answering};
use crate::page_key::PageKey;
use crate::routes::Routes;
use crate::services::ask;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/withdraw", show)
        .post("/withdraw", withdraw)
        .get("/withdraw/done", show_done)
}

const AT: &str = "/withdraw";

/// The part of an address and the field that say which school asked.
const SCHOOL: &str = "school";
/// What the name of a school is sealed for: only these pages can make an address that speaks in a school's name.
const MATTER: &str = "school of answers that are taken back";

/// Where the answers of a school are taken back. Without its name the pages speak of no school.
pub(crate) fn at(key: &PageKey, school: Option<&str>) -> String {
    let sealed = school.map(|school| key.seal(MATTER, school.as_bytes())).unwrap_or_default();
    address(AT, &[(SCHOOL, &sealed)])
}

/// The school that asked, as the address says it.
#[derive(Debug, Default)]
pub(crate) struct AskingSchool {
    sealed: String,
    name: Option<String>,
}

impl AskingSchool {
    fn read(key: &PageKey, sealed: &str) -> Self {
        let name = key.open(MATTER, sealed).and_then(|name| String::from_utf8(name).ok());
        let sealed = if name.is_some() { sealed.to_owned() } else { String::new() };
        Self { sealed, name }
    }

    fn page<'a>(&'a self, title: &'a str) -> Answering<'a> {
        Answering { title, school: self.name.as_deref(), back: None }
    }
}

const ENTRIES: &[Entry] = &[Entry::line("receipt", "Receipt code")
    .hint("It was shown once, after you sent your answers")
    .wanted("Enter the receipt code you were shown after sending")];

/// `GET /withdraw`
pub(crate) async fn show(State(web): State<Web>, Query(query): Query) -> Markup {
    let again = web.keeping.find(query.get(ENTERED), Whose::Bearer);
    let asking = AskingSchool::read(&web.key, query.get(SCHOOL));
    render(again.as_ref(), &web.open_token, &asking)
}

/// `GET /withdraw/done`
pub(crate) async fn show_done(State(web): State<Web>, Query(query): Query) -> Markup {
    done(&AskingSchool::read(&web.key, query.get(SCHOOL)))
}

/// `POST /withdraw`
pub(crate) async fn withdraw(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let school = AskingSchool::read(&web.key, fields.get(SCHOOL)).sealed;
    let entered = Entered::read(ENTRIES, fields);
    let entered =
        if entered.problems.is_empty() { take_back(&web, entered).await? } else { entered };
    if entered.problems.is_empty() {
        return Ok(Redirect::to(&address("/withdraw/done", &[(SCHOOL, &school)])).into_response());
    }
    let again = Again { address: AT.to_owned(), key: String::new(), entered };
    let id = web.keeping.keep(Whose::Bearer, again);
    Ok(Redirect::to(&address(AT, &[(ENTERED, &id), (SCHOOL, &school)])).into_response())
}

async fn take_back(web: &Web, entered: Entered) -> Result<Entered, Failure> {
    let caller = Caller::new(Uuid::nil(), SYSTEM_ACTOR, "respondent");
    let wanted = WithdrawResponseRequest { receipt_code: entered.get("receipt") };
    Ok(match web.services.surveys().withdraw_response(ask(&caller, wanted)).await {
        Ok(_) => entered,
        Err(status) => entered.wrong(refused(status)?),
    })
}

fn refused(status: Status) -> Result<Problem, Failure> {
    Ok(match reason(&status).as_str() {
        "RECEIPT_UNKNOWN" => {
            Problem::with("receipt", "No answers belong to this code. Check it: each letter counts")
        }
        "WAVE_NOT_OPEN" => Problem::with(
            "receipt",
            "The survey has closed. Its answers have been mixed with everybody’s, so yours can’t be found any more",
        ),
        _ => Problem::whole(Failure::from(status).beside_the_form()?.sentence),
    })
}

pub(crate) fn render(again: Option<&Again>, token: &str, asking: &AskingSchool) -> Markup {
    let fresh = Entered::nothing(ENTRIES);
    let entered = again.map_or(&fresh, |again| &again.entered);
    let drawing = Drawing { entered, key: "", choices: &[], starts: &[], fresh: true, about: "" };
    let body = html! {
        @if let Some(again) = again { (error_summary(&errors(again))) }
        h1.govuk-heading-l { "Take your answers back" }
        p.govuk-body {
            "Until the survey closes you can take back what you sent. Your answers are then removed as if they had never been given."
        }
        form method="post" action=(AT) novalidate {
            (token_field(token))
            @if !asking.sealed.is_empty() { input type="hidden" name=(SCHOOL) value=(asking.sealed); }
            @for entry in ENTRIES { (drawing.entry(entry)) }
            (button_submit("Take my answers back"))
        }
    };
    let prefix = if again.is_some() { "Error: " } else { "" };
    let title = format!("{prefix}Take your answers back");
    frame::answering(asking.page(&title), &body)
}

pub(crate) fn done(asking: &AskingSchool) -> Markup {
    let title = "Your answers have been removed";
    frame::answering(
        asking.page(title),
        &html! {
            (panel(title, &html! { "Nothing of them is left." }))
            p.govuk-body { "You can close this page." }
        },
    )
}

#[cfg(test)]
mod tests;
