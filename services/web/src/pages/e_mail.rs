//! What e-mail a person gets: the daily one, which can be turned off, what letters say, and, for administrators, what came back.

use axum::extract::{Path, State};
use axum::response::Redirect;
use contract::letters::v1::{
    ChooseDigestRequest, GetLetterChoicesRequest, GetLetterChoicesResponse, LetterKind,
    ListReturnedLettersRequest, PreviewLetterRequest, PreviewLetterResponse, ReturnedLetter,
};
use maud::{Markup, html};

use super::{calendar, crumbs};
use crate::access::role_words;
use crate::components::{Cell, Radio, Radios, Table, button_submit, radios};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Signed, Told, token_field};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(AT, show).post(AT, choose).get("/e-mail/letters/{kind}", letter)
}

pub(crate) const AT: &str = "/e-mail";
const NO_MAIL: &str = "This installation sends no e-mail.";

/// The kinds of letter, each with its place in addresses and with what it is for.
const KINDS: [(&str, LetterKind, &str); 7] = [
    ("proposals", LetterKind::ProposalSent, "Proposals were sent to your school"),
    ("answer-due", LetterKind::AnswerDue, "Tomorrow is the last day to answer"),
    ("report", LetterKind::ReportIssued, "A report was issued to your committee"),
    ("correction", LetterKind::ReportCorrected, "A report that you know was corrected"),
    ("question", LetterKind::QuestionAsked, "A question was asked about a report"),
    ("answer", LetterKind::QuestionAnswered, "Your question was answered"),
    ("digest", LetterKind::Digest, "What waits for you, once a day"),
];

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct EMailPage {
    pub ground: Ground,
    pub choices: GetLetterChoicesResponse,
    /// Letters that came back, for administrators.
    pub returned: Option<Vec<ReturnedLetter>>,
}

/// `GET /e-mail`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let (caller, mut letters) = (visitor.caller(), web.services.letters());
    let choices = letters.get_letter_choices(ask(&caller, GetLetterChoicesRequest {})).await?;
    let returned = match visitor.may.anywhere::<ListReturnedLettersRequest>() {
        true => {
            let wanted = ask(&caller, ListReturnedLettersRequest {});
            Some(letters.list_returned_letters(wanted).await?.into_inner().letters)
        }
        false => None,
    };
    let ground = Ground::load(&web.services, &visitor).await?;
    let loaded = EMailPage { ground, choices: choices.into_inner(), returned };
    Ok(render(&visitor, &loaded, &Told::on(&web, &visitor, &query)))
}

/// `POST /e-mail`
pub(crate) async fn choose(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    let Signed { visitor, fields } = signed;
    let digest = match fields.get("digest") {
        "on" => true,
        "off" => false,
        _ => return Err(Failure::Malformed("Choose whether you get it".to_owned())),
    };
    let command = ask(&visitor.caller(), ChooseDigestRequest { digest });
    web.services.letters().choose_digest(command).await?;
    let done = if digest { "You get the daily e-mail" } else { "The daily e-mail is turned off" };
    web.sessions.leave(&visitor.session, Notice::new(done, 0));
    Ok(Redirect::to(AT))
}

pub(crate) fn render(visitor: &Visitor, loaded: &EMailPage, told: &Told) -> Markup {
    let EMailPage { ground, choices, returned } = loaded;
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Your e-mail" }
        @if !choices.sends { p.govuk-body { (NO_MAIL) } } @else {
            p.govuk-body {
                "E-mail is sent to the address that the trust keeps of you. Between " (choices.quiet_from) " and "
                (choices.quiet_until) " no letter is sent."
            }
        }
        form method="post" action=(AT) novalidate {
            (token_field(&visitor.form_token))
            (radios(&Radios {
                name: "digest",
                legend: "Do you want an e-mail about what waits for you?",
                hint: Some("It comes once a day at most, and only where something waits"),
                items: vec![choice("on", "Yes, on weekdays", choices.digest), choice("off", "No", !choices.digest)],
                ..Radios::default()
            }))
            (button_submit("Save"))
        }
        p.govuk-body { a.govuk-link href=(calendar::AT) { "See the same in your calendar" } }
        h2.govuk-heading-m { "What letters say" }
        ul.govuk-list {
            @for (at, _, words) in KINDS {
                li { a.govuk-link href={(AT) "/letters/" (at)} { (words) } }
            }
        }
        @if let Some(returned) = returned { (came_back(ground, returned)) }
    };
    framed(visitor, "Your e-mail", &crumbs([]), &body)
}

fn choice(value: &str, text: &str, checked: bool) -> Radio {
    Radio { value: value.to_owned(), text: text.to_owned(), hint: None, checked }
}

const RETURNED: Words<'_> =
    Words { what: "What came back", none: Absence::of("No letter came back in the last 90 days.") };

fn came_back(ground: &Ground, returned: &[ReturnedLetter]) -> Markup {
    let row = |letter: &ReturnedLetter| {
        let kind = KINDS.iter().find(|(_, kind, _)| *kind == letter.kind());
        vec![
            Cell::text(ground.names.person(&letter.person_id)),
            Cell::text(kind.map_or("", |(_, _, words)| *words)),
            Cell::text(dates::moment(&letter.at)),
            Cell::text(&letter.code),
        ]
    };
    html! {
        h2.govuk-heading-m { "What came back" }
        (Shown::All(returned).draw(RETURNED, |letters| {
            let table = Table {
                caption: Some("Letters that the mail server refused. Put the address right; the letter is not sent again."),
                head: ["Person", "Letter", "When", "Code"].map(|head| (head, false)).to_vec(),
                rows: letters.iter().map(row).collect(),
                first_is_header: true,
                stacks: true,
            };
            (!letters.is_empty()).then(|| table.render())
        }))
    }
}

/// `GET /e-mail/letters/{kind}`
pub(crate) async fn letter(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let none = || Failure::NotFound("There is no such letter.".to_owned());
    let (_, kind, _) = KINDS.iter().find(|(at, ..)| *at == kind).ok_or_else(none)?;
    let school_id = query.get("school").to_owned();
    let wanted = PreviewLetterRequest { kind: (*kind).into(), school_id };
    let shown = web.services.letters().preview_letter(ask(&visitor.caller(), wanted)).await?;
    Ok(render_letter(&visitor, &shown.into_inner()))
}

pub(crate) fn render_letter(visitor: &Visitor, shown: &PreviewLetterResponse) -> Markup {
    let roles: Vec<String> = shown.to_roles.iter().map(|role| role_words(role)).collect();
    let body = html! {
        h1.govuk-heading-l { "What the e-mail says" }
        @if !shown.sends { p.govuk-body { (NO_MAIL) } }
        @if !roles.is_empty() {
            p.govuk-body { "It goes to each person who holds one of these roles over the school: " (roles.join(", ")) "." }
        }
        p.govuk-body { "Names and days are examples." }
        h2.govuk-heading-m { "Subject" }
        p.govuk-body { (shown.subject) }
        h2.govuk-heading-m { "Text" }
        p class="govuk-body pl-wrap" { (shown.text) }
    };
    let crumbs = crumbs([("Your e-mail".to_owned(), AT.to_owned())]);
    framed(visitor, "What the e-mail says", &crumbs, &body)
}

/// One line beside a form that causes a letter: who gets it, with a link to its text. `kind` is its place in addresses.
pub(crate) fn letter_line(kind: &str, school_id: &str, who: &str) -> Markup {
    let query = if school_id.is_empty() { String::new() } else { format!("?school={school_id}") };
    html! {
        p.govuk-body {
            (who) " an e-mail, if this installation sends any. "
            a.govuk-link href={(AT) "/letters/" (kind) (query)} { "See what it says" }
        }
    }
}

fn framed(visitor: &Visitor, title: &str, crumbs: &[(String, String)], body: &Markup) -> Markup {
    let frame =
        Frame { title, place: Place::Elsewhere, visitor, crumbs, as_of: None, problem: false };
    page(&frame, body)
}
