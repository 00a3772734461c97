//! Beginning a trust with the one-time link that the start of Plumbline printed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::schools::v1::{BeginTrustRequest, BeginTrustResponse, CheckFoundingRequest};
use contract::{Caller, longest};
use maud::{Markup, html};
use uuid::Uuid;

use crate::components::{button_submit, error_summary};
use crate::failure::Failure;
use crate::form::{Again, Drawing, Entered, Entry, Posted, Problem, errors, token_field};
use crate::frame;
use crate::pages::chooser;
use crate::routes::Routes;
use crate::services::ask;
use crate::sign_in::{Beginning, Invitation, Moment, before_anybody};
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/begin/{token}", show).post("/begin/{token}", begin)
}

const ENTRIES: &[Entry] = &[
    Entry::line("trust", "Name of the trust")
        .at_most(longest::<BeginTrustRequest>("name"))
        .wanted("Enter the name of the trust"),
    Entry::line("first", "Your name")
        .at_most(longest::<BeginTrustRequest>("first_name"))
        .wanted("Enter your name"),
    Entry::email("first-email", "Your e-mail address")
        .at_most(longest::<BeginTrustRequest>("first_email"))
        .wanted("Enter your e-mail address"),
    Entry::line("second", "Name of the second officer")
        .at_most(longest::<BeginTrustRequest>("second_name"))
        .hint("A person cannot give a role to himself or herself. The two of you give each other further roles")
        .wanted("Enter the name of the second officer"),
    Entry::email("second-email", "E-mail address of the second officer")
        .at_most(longest::<BeginTrustRequest>("second_email"))
        .wanted("Enter the e-mail address of the second officer"),
];

/// `GET /begin/{token}`. Looking spends nothing.
pub(crate) async fn show(
    State(web): State<Web>,
    moment: Moment,
    Path(token): Path<String>,
) -> Result<Markup, Failure> {
    let beginning = read(&token)?;
    let wanted = CheckFoundingRequest { secret: beginning.secret.bytes().to_vec() };
    let caller = caller(&beginning, &moment);
    web.services.schools().check_founding(ask(&caller, wanted)).await?;
    Ok(render(&token, Entered::nothing(ENTRIES), &web.open_token))
}

/// `POST /begin/{token}`: begins the trust, and leads on to signing in.
pub(crate) async fn begin(
    State(web): State<Web>,
    moment: Moment,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let beginning = read(&token)?;
    let mut entered = Entered::read(ENTRIES, fields);
    entered.problems.extend(addresses(&entered));
    let again = |entered| {
        let page = render(&token, entered, &web.open_token);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if !entered.problems.is_empty() {
        return again(entered);
    }
    // The invitation follows from the link, so that the form sent twice leads to the same.
    let Some(secret) = beginning.secret.follower("invitation") else {
        return Err(Failure::no_page());
    };
    let wanted = BeginTrustRequest {
        command_id: beginning.command().to_string(),
        secret: beginning.secret.bytes().to_vec(),
        name: entered.get("trust"),
        first_name: entered.get("first"),
        first_email: entered.get("first-email"),
        second_name: entered.get("second"),
        second_email: entered.get("second-email"),
        invitation_sha256: secret.hash(),
    };
    let caller = caller(&beginning, &moment);
    match web.services.schools().begin_trust(ask(&caller, wanted)).await {
        Ok(begun) => {
            let begun = begun.into_inner();
            let person = Uuid::try_parse(&begun.person_id).map_err(|_| Failure::no_page())?;
            go_on(&web, Invitation { trust: beginning.trust, person, secret }, &begun).await
        }
        Err(status) => again(entered.refused(Failure::from(status).beside_the_form()?)),
    }
}

/// To the first officer's invitation; in a demonstration the first officer is chosen.
async fn go_on(
    web: &Web,
    invitation: Invitation,
    begun: &BeginTrustResponse,
) -> Result<Response, Failure> {
    match &web.sign_in {
        Some(_) => {
            let next = format!("/invitation/{}", invitation.text());
            Ok(Redirect::to(&next).into_response())
        }
        None => chooser::enter(web, invitation.trust, invitation.person, begun.position).await,
    }
}

fn caller(beginning: &Beginning, moment: &Moment) -> Caller {
    Caller { now: moment.given, ..before_anybody(beginning.trust) }
}

fn read(token: &str) -> Result<Beginning, Failure> {
    Beginning::parse(token).ok_or_else(|| {
        let sentence =
            "This is not the whole link. Copy all of it from where Plumbline was started";
        Failure::NotFound(sentence.to_owned())
    })
}

/// What is wrong with the addresses.
fn addresses(entered: &Entered) -> Vec<Problem> {
    let mut problems = Vec::new();
    for field in ["first-email", "second-email"] {
        let address = entered.get(field);
        if !address.is_empty() && !address.contains('@') {
            problems.push(Problem::with(field, "Enter an e-mail address like name@example.org"));
        }
    }
    let [first, second] = ["first-email", "second-email"].map(|field| entered.get(field));
    if !first.is_empty() && first.eq_ignore_ascii_case(&second) {
        let sentence = "Enter another address: the second officer is another person";
        problems.push(Problem::with("second-email", sentence));
    }
    problems
}

pub(crate) fn render(token: &str, entered: Entered, open_token: &str) -> Markup {
    let again = Again { address: format!("/begin/{token}"), key: String::new(), entered };
    let wrong = errors(&again);
    let drawing = Drawing {
        entered: &again.entered,
        key: "",
        choices: &[],
        starts: &[],
        fresh: false,
        about: "",
    };
    let body = html! {
        div.govuk-grid-row {
            div class="govuk-grid-column-two-thirds" {
                @if !wrong.is_empty() { (error_summary(&wrong)) }
                h1.govuk-heading-l { "Begin the record of your trust" }
                p.pl-lead { "You become its first administrator. Schools, people and terms follow." }
                p.govuk-body {
                    "A trust needs two officers who administer it, so that each checks what the other may see. "
                    "You invite the second officer afterwards."
                }
                form method="post" action=(again.address) novalidate {
                    (token_field(open_token))
                    @for entry in ENTRIES { (drawing.entry(entry)) }
                    (button_submit("Begin"))
                }
            }
        }
    };
    let prefix = if wrong.is_empty() { "" } else { "Error: " };
    frame::plain(&format!("{prefix}Begin the record of your trust"), body)
}

/// The page as it first is, and as it is where something is wrong.
#[cfg(test)]
pub(crate) fn samples() -> [Markup; 2] {
    let name = ("trust".to_owned(), crate::sample::words("Oak & <b>"));
    let wrong = Entered::read(ENTRIES, crate::form::Fields(vec![name]));
    [Entered::nothing(ENTRIES), wrong].map(|entered| render("link", entered, "token"))
}

#[cfg(test)]
mod tests;
