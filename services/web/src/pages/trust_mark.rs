//! The trust's mark and its one colour: what they are, what they look like, and the forms that set them.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::Colour;
use contract::schools::v1::{GetTrustStyleRequest, GetTrustStyleResponse, SetTrustMarkRequest};
use maud::{Markup, html};

use super::trust_mark_forms::{COLOUR, RemoveTrustMark, SetTrustColour, SetTrustMark};
use super::{crumbs, register};
use crate::components::{Field, button_submit, error_summary, input, inset};
use crate::failure::Failure;
use crate::form::{FileField, Form, Query, TOKEN, Told, Upload, address, same, token_field};
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::ask;
use crate::trust_style::{TrustStyle, kept_at};
use crate::visitor::Visitor;
use crate::web::Web;

/// The page, and where a file is given.
pub(crate) const AT: &str = "/trust/mark";
/// Largest form with a file. The service keeps 128 kB of a picture; what stands beside it in the file is left out there.
pub(crate) const LARGEST_MARK_FORM: usize = 1024 * 1024;
const FILE: &str = "file";
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const TITLE: &str = "Mark and colour";
/// A picture is found by the hash of its bytes. Those who are signed in may keep it, and caches between may not.
const FOR_EVER: &str = "private, max-age=31536000, immutable";

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/trust/mark", show)
        .post("/trust/mark", give)
        .get("/trust/mark/{file}", check)
        .form::<SetTrustMark>()
        .get("/trust/mark-given/{file}", given)
        .get("/trust/marks/{sha256}", kept)
        .form::<RemoveTrustMark>()
        .form::<SetTrustColour>()
}

/// The address of a file that was given and is not set.
fn given_at(file: &str) -> String {
    format!("/trust/mark-given/{file}")
}

fn may_set(visitor: &Visitor) -> Result<(), Failure> {
    match visitor.may.anywhere::<SetTrustMarkRequest>() {
        true => Ok(()),
        false => Err(Failure::Forbidden(
            "Administrators set the trust’s mark and its colour.".to_owned(),
        )),
    }
}

/// A colour that the address asks to be shown. Nothing is set by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TriedColour(pub String);

impl TriedColour {
    /// The colour, where white text can be read on it.
    fn colour(&self) -> Option<Colour> {
        Colour::read(&self.0).filter(|colour| colour.bears_white())
    }

    /// Why it is not shown.
    fn wrong(&self) -> Option<String> {
        match Colour::read(&self.0) {
            _ if self.0.is_empty() => None,
            None => {
                Some("Write # and six digits or letters from a to f, such as #12436d".to_owned())
            }
            Some(colour) if colour.bears_white() => None,
            Some(colour) => Some(format!(
                "{colour} on white has {} to 1; 4.5 to 1 is needed. Choose a darker colour",
                colour.contrast_words()
            )),
        }
    }
}

/// What the address asks of the page: a colour to try, and a word for what kept a file from being taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct StyleAsked {
    pub tried: TriedColour,
    pub wrong: Option<&'static str>,
}

fn wrong(word: &str) -> Option<&'static str> {
    match word {
        "kind" => Some("This file is no PNG. Save the mark as a PNG, and choose that"),
        other => register::wrong_file(other),
    }
}

/// `GET /trust/mark`; `?colour=` shows the page in a colour that is not set, `?wrong=` says what kept a file from being taken.
async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    may_set(&visitor)?;
    let told = Told::on(&web, &visitor, &query);
    let wanted = GetTrustStyleRequest { at_least: told.at_least(), with_image: false };
    let mut schools = web.services.schools();
    let style = schools.get_trust_style(ask(&visitor.caller(), wanted)).await?.into_inner();
    // What was set a moment ago is at the head of this page and of the next ones.
    let shown = web.styles.keep(visitor.trust, TrustStyle::read(&style));
    let visitor = Visitor { style: shown, ..visitor };
    let asked = StyleAsked {
        tried: TriedColour(query.get(COLOUR).to_owned()),
        wrong: wrong(query.get("wrong")),
    };
    Ok(render(&visitor, &style, &asked, &told))
}

/// `POST /trust/mark`: keeps a file for an hour, and leads to the page that shows what it looks like.
async fn give(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Failure> {
    may_set(&visitor)?;
    let Upload { fields, file } = Upload::read(request, &[TOKEN, FILE], LARGEST_MARK_FORM).await?;
    let back = |word| Ok(Redirect::to(&address(AT, &[("wrong", word)])).into_response());
    if !same(fields.get(TOKEN), &visitor.form_token) {
        return back("form");
    }
    if file.is_empty() {
        return back("none");
    }
    if !file.starts_with(SIGNATURE) {
        return back("kind");
    }
    let id = web.uploads.keep(visitor.actor, file);
    Ok(Redirect::to(&format!("{AT}/{id}")).into_response())
}

/// `GET /trust/mark/{file}`: what a file looks like, and the form that sets it.
async fn check(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<SetTrustMark>,
    Query(query): Query,
) -> Result<Response, Failure> {
    may_set(&visitor)?;
    let told = Told::on(&web, &visitor, &query);
    if web.uploads.find(visitor.actor, &act.file).is_none() {
        return Ok(Redirect::to(&address(AT, &[("wrong", "gone")])).into_response());
    }
    Ok(checked(&visitor, &act, &told).into_response())
}

/// `GET /trust/mark-given/{file}`: a file, for the person who gave it. It was not read yet, so it is shown to no other.
async fn given(
    State(web): State<Web>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let found = web.uploads.find(visitor.actor, &file);
    let found = found.filter(|bytes| bytes.starts_with(SIGNATURE)).ok_or_else(Failure::no_page)?;
    Ok(([(CONTENT_TYPE, "image/png")], found.to_vec()).into_response())
}

/// `GET /trust/marks/{sha256}`: the trust's mark. One that is no longer shown is given to no reader.
async fn kept(
    State(web): State<Web>,
    visitor: Visitor,
    Path(sha256): Path<String>,
) -> Result<Response, Failure> {
    let wanted = GetTrustStyleRequest { at_least: 0, with_image: true };
    let mut schools = web.services.schools();
    let style = schools.get_trust_style(ask(&visitor.caller(), wanted)).await?.into_inner();
    if style.mark.is_none_or(|mark| mark.sha256 != sha256) {
        return Err(Failure::no_page());
    }
    let headers = [(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, FOR_EVER)];
    Ok((headers, style.png).into_response())
}

pub(crate) fn render(
    visitor: &Visitor,
    style: &GetTrustStyleResponse,
    asked: &StyleAsked,
    told: &Told,
) -> Markup {
    let StyleAsked { tried, wrong } = asked;
    let wrong_file = wrong.map(|sentence| (sentence.to_owned(), Some(FILE.to_owned())));
    let wrong_colour = tried.wrong().map(|sentence| (sentence, Some(COLOUR.to_owned())));
    let errors: Vec<_> = wrong_file.into_iter().chain(wrong_colour).collect();
    let body = html! {
        (told.above())
        @if !errors.is_empty() { (error_summary(&errors)) }
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "The mark and the colour stand at the head of each page and of each report. "
            "A report that was issued keeps what it was issued with."
        }
        (mark_part(visitor, style, *wrong, told))
        (colour_part(visitor, style, tried, told))
    };
    let visitor = match tried.colour() {
        Some(colour) => wearing(visitor, TrustStyle { colour: Some(colour), ..own(visitor) }),
        None => visitor.clone(),
    };
    framed(&visitor, style, told.is_problem() || !errors.is_empty(), &body)
}

fn own(visitor: &Visitor) -> TrustStyle {
    TrustStyle::clone(&visitor.style)
}

/// The same person on a page of another style.
fn wearing(visitor: &Visitor, style: TrustStyle) -> Visitor {
    Visitor { style: Arc::new(style), ..visitor.clone() }
}

fn mark_part(
    visitor: &Visitor,
    style: &GetTrustStyleResponse,
    wrong: Option<&str>,
    told: &Told,
) -> Markup {
    html! {
        section {
            h2.govuk-heading-m { "The mark" }
            @match &style.mark {
                Some(mark) => {
                    p { img.pl-mark src=(kept_at(&mark.sha256)) alt="The trust’s mark"; }
                    p.govuk-body { (mark.width) " by " (mark.height) " pixels." }
                }
                None => { p.govuk-body { "The trust has no mark." } }
            }
            form method="post" action=(AT) enctype="multipart/form-data" novalidate {
                (token_field(&visitor.form_token))
                (FileField {
                    name: FILE,
                    label: if style.mark.is_some() { "Another mark" } else { "A mark" },
                    hint: "A PNG of up to 128 kilobytes, with 32 to 2,000 pixels a side. You see what it looks like before it is set",
                    accept: "image/png",
                    wrong,
                }.render())
                (button_submit("Show me the mark"))
            }
            @if style.mark.is_some() { (Form::new(&RemoveTrustMark {}, visitor, told).render()) }
        }
    }
}

fn colour_part(
    visitor: &Visitor,
    style: &GetTrustStyleResponse,
    tried: &TriedColour,
    told: &Told,
) -> Markup {
    let contrast =
        |colour: Colour| format!("{colour}, {} to 1 against white", colour.contrast_words());
    let wrong = tried.wrong();
    let field = Field {
        name: COLOUR,
        label: "A colour to try",
        hint: Some("White text stands on it, so it needs 4.5 to 1 against white"),
        error: wrong.as_deref(),
        value: &tried.0,
        classes: "govuk-input--width-10",
        ..Field::default()
    };
    let begins = tried.colour().map_or_else(|| style.colour.clone(), |colour| colour.to_string());
    html! {
        section {
            h2.govuk-heading-m { "The colour" }
            p.govuk-body {
                @match Colour::read(&style.colour) {
                    Some(colour) => { (contrast(colour)) "." }
                    None => { "The trust has no colour of its own, so pages have Plumbline’s." }
                }
            }
            @if let Some(colour) = tried.colour() {
                (inset(&html! { "The head of this page shows " (contrast(colour)) ". It is not set yet." }))
            }
            form method="get" action=(AT) novalidate {
                (input(&field, "text"))
                (button_submit("Show me the colour"))
            }
            (Form::new(&SetTrustColour {}, visitor, told).starting(COLOUR, begins).render())
        }
    }
}

/// What a file looks like at the head of a page and on white, and the form that sets it.
pub(crate) fn checked(visitor: &Visitor, act: &SetTrustMark, told: &Told) -> Markup {
    let mark = given_at(&act.file);
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Is this the mark?" }
        p.govuk-body { "The head of this page shows it as each page will. A report shows it on white:" }
        p { img.pl-mark src=(mark) alt="The mark that you chose"; }
        p.govuk-body {
            "It is checked before it is set. What stands in the file beside the picture, such as texts or a place, is not kept."
        }
        (Form::new(act, visitor, told).render())
        p.govuk-body { a.govuk-link href=(AT) { "Choose another file" } }
    };
    let visitor = wearing(visitor, TrustStyle { mark: Some(mark), ..own(visitor) });
    framed(&visitor, &GetTrustStyleResponse::default(), told.is_problem(), &body)
}

fn framed(
    visitor: &Visitor,
    style: &GetTrustStyleResponse,
    problem: bool,
    body: &Markup,
) -> Markup {
    let crumbs = crumbs([]);
    let frame = Frame {
        title: TITLE,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: style.as_of.clone(),
        problem,
    };
    page(&frame, body)
}

#[cfg(test)]
mod tests;
