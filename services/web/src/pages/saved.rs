//! What a person saved for later: each form with what was typed, the way back to it, and a way to throw it away. Below stand the
//! views of lists that the person saved.

use axum::extract::State;
use axum::response::Redirect;
use maud::{Markup, html};

use super::counted;
use crate::components::details;
use crate::dates;
use crate::drafts::{KEPT_DAYS, SAVED_AT, SavedForm};
use crate::failure::Failure;
use crate::form::{Query, Signed, Told, token_field};
use crate::frame::{Frame, Place, page};
use crate::listing;
use crate::routes::Routes;
use crate::saved_views::ListedView;
use crate::sessions::Notice;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(SAVED_AT, show).post(SAVED_AT, throw_away)
}

const FORM: &str = "form";

const WORDS: Words<'_> =
    Words { what: "What you saved", none: Absence::of("You have saved no form for later.") };

/// `GET /saved`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let views = match &web.views {
        Some(views) => views.all(visitor.known()).await?,
        None => Vec::new(),
    };
    Ok(render(&visitor, &views, &told))
}

/// `POST /saved`: throws one of them away.
pub(crate) async fn throw_away(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Redirect, Failure> {
    let Signed { visitor, fields } = signed;
    let drafts = web.drafts.as_ref().ok_or_else(Failure::no_page)?;
    drafts.forget(visitor.known(), fields.get(FORM)).await?;
    web.sessions.leave(&visitor.session, Notice::new("It is thrown away", 0));
    Ok(Redirect::to(SAVED_AT))
}

pub(crate) fn render(visitor: &Visitor, views: &[ListedView], told: &Told) -> Markup {
    // Each person is shown all drafts of their own.
    let drafts = Shown::All(visitor.saved.drafts.as_slice());
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Saved for later" }
        p.pl-lead {
            "Forms that you began and did not send. Nobody else sees them, and they are no part of the record. "
            "Each is removed when you send it, or " (KEPT_DAYS) " days after you saved it last."
        }
        (drafts.draw(WORDS, |drafts| {
            (!drafts.is_empty()).then(|| html! { @for draft in *drafts { (one(visitor, draft)) } })
        }))
        @if !views.is_empty() {
            h2.govuk-heading-m { "Views of lists" }
            p.govuk-body { "Each stands above its list, too, and stays until you remove it. Nobody else sees it." }
            (listing::all_views(views, &visitor.form_token))
        }
    };
    let frame = Frame {
        title: "Saved for later",
        place: Place::Elsewhere,
        visitor,
        crumbs: &[],
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn one(visitor: &Visitor, draft: &SavedForm) -> Markup {
    let typed =
        html! { @for text in &draft.what.texts { p class="govuk-body pl-wrap" { (text) } } };
    html! {
        section.pl-listing {
            h2.govuk-heading-m { (draft.what.button) }
            p.govuk-body {
                "Saved on " (dates::moment(&draft.saved.to_string())) ". "
                a.govuk-link href=(draft.what.page) { "Go on with it" }
            }
            @if !draft.what.texts.is_empty() { (details("What you typed", &typed)) }
            form method="post" action=(SAVED_AT) {
                (token_field(&visitor.form_token))
                input type="hidden" name=(FORM) value=(draft.form);
                button.pl-link-button type="submit" { "Throw it away" }
            }
        }
    }
}

/// Says on the first page that something waits to be gone on with.
pub(crate) fn begun(visitor: &Visitor) -> Markup {
    let count = visitor.saved.drafts.len();
    html! {
        @if count > 0 {
            p.govuk-body {
                "You saved " (counted(count, "form", "forms")) " for later. "
                a.govuk-link href=(SAVED_AT) { "Go on" }
            }
        }
    }
}
