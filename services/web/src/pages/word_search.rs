//! A search through everything that persons wrote, for the data protection officer. What is looked for stands in no address.

use axum::extract::State;
use contract::Said as _;
use contract::trail::v1::{FoundWords, SearchWordsRequest, SearchWordsResponse};
use maud::{Markup, html};

use super::{crumbs, event_named, removal};
use crate::components::{button_submit, error_summary};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Again, Drawing, Entered, Entry, Signed, TOKEN, errors, token_field};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(AT, show).post(AT, search)
}

pub(crate) const AT: &str = "/trail/words";
/// The hidden field of the next page.
const BEFORE: &str = "before";
const ENTRIES: &[Entry] = &[
    Entry::line_of::<SearchWordsRequest>("text", "What shall be looked for?")
        .hint("A name or a few words, upper and lower case alike. They are kept nowhere")
        .wanted("Say what shall be looked for"),
    Entry::line_of::<SearchWordsRequest>("why", "Why?")
        .hint(
            "Without names, for example the number of the request. It stands in your access record",
        )
        .wanted("Say why you look"),
];

fn may_search(visitor: &Visitor) -> Result<(), Failure> {
    match visitor.may.anywhere::<SearchWordsRequest>() {
        true => Ok(()),
        false => Err(Failure::Forbidden(
            "The data protection officer searches what was written.".to_owned(),
        )),
    }
}

/// `GET /trail/words`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Markup, Failure> {
    may_search(&visitor)?;
    let ground = Ground::load(&web.services, &visitor).await?;
    Ok(render(&visitor, &ground, &nothing(Entered::nothing(ENTRIES)), None))
}

/// `POST /trail/words`: a search is sent as a form, so that what is looked for stands in no address and no log.
pub(crate) async fn search(State(web): State<Web>, signed: Signed) -> Result<Markup, Failure> {
    let Signed { visitor, fields } = signed;
    may_search(&visitor)?;
    let before = fields.get(BEFORE).parse().unwrap_or(0);
    let entered = Entered::read(ENTRIES, fields);
    if !entered.problems.is_empty() {
        let ground = Ground::load(&web.services, &visitor).await?;
        return Ok(render(&visitor, &ground, &nothing(entered), None));
    }
    let wanted = SearchWordsRequest {
        text: entered.get("text"),
        why: entered.get("why"),
        before_position: before,
        ..SearchWordsRequest::default()
    };
    let mut trail = web.services.trail();
    let (ground, found) = tokio::join!(
        Ground::load(&web.services, &visitor),
        trail.search_words(ask(&visitor.caller(), wanted)),
    );
    Ok(render(&visitor, &ground?, &nothing(entered), Some(&found?.into_inner())))
}

/// The form as it stands, with what was entered.
pub(crate) fn nothing(entered: Entered) -> Again {
    Again { address: AT.to_owned(), key: String::new(), entered }
}

/// What a reader of the page enters first.
#[cfg(test)]
pub(crate) fn asked(text: &str) -> Again {
    nothing(Entered::read(ENTRIES, crate::form::Fields::parse(text.as_bytes())))
}

const FOUND: Words<'_> = Words {
    what: "What was found",
    none: Absence::of("Nothing that is kept holds this text. What was erased is not found."),
};

pub(crate) fn render(
    visitor: &Visitor,
    ground: &Ground,
    again: &Again,
    found: Option<&SearchWordsResponse>,
) -> Markup {
    let problem = !again.entered.problems.is_empty();
    let drawing = Drawing {
        entered: &again.entered,
        key: "",
        choices: &[],
        starts: &[],
        fresh: !problem && found.is_none(),
        about: "",
    };
    let body = html! {
        @if problem { (error_summary(&errors(again))) }
        h1.govuk-heading-l { "Search what was written" }
        p.pl-lead {
            "Looks through every text that a person typed and that is kept, for any readers. Each search is recorded as a look of yours."
        }
        form method="post" action=(AT) novalidate {
            (token_field(&visitor.form_token))
            @for entry in ENTRIES { (drawing.entry(entry)) }
            (button_submit("Search"))
        }
        @if let Some(found) = found {
            h2.govuk-heading-m { "What was found" }
            // The officer is shown every text there is.
            (Shown::All(&found.found).draw(FOUND, |texts| {
                let listed = html! { @for one in texts.iter() { (text(ground, one)) } };
                (!texts.is_empty()).then_some(listed)
            }))
            (next(visitor, again, found.next_before))
        }
    };
    let crumbs = crumbs([("Trail".to_owned(), "/trail".to_owned())]);
    let frame = Frame {
        title: "Search what was written",
        place: Place::Trail,
        visitor,
        crumbs: &crumbs,
        as_of: found.and_then(|found| found.as_of.clone()),
        problem,
    };
    page(&frame, &body)
}

/// One text, with the event that holds it and the way to remove or class it.
fn text(ground: &Ground, found: &FoundWords) -> Markup {
    let (line, words) = (found.line.clone().unwrap_or_default(), found.words.clone());
    let readers = words.as_ref().map(|words| removal::readers(words.class)).unwrap_or_default();
    html! {
        article.pl-figure {
            p.govuk-body.pl-wrap { (words.said()) }
            p.pl-wrap { "In: " (ground.names.sentence(&line.sentence)) }
            p.pl-trail__meta {
                (dates::moment(&line.at)) ", " (ground.names.actor(&line.actor_id, &line.actor_role))
                ", " (event_named(line.opens, line.position))
                ". For: " (readers) ". "
                a.govuk-link href={"/trail/" (line.position) "/words"} {
                    "Remove it, or change who may read it"
                    span.govuk-visually-hidden { " (event " (line.position) ")" }
                }
            }
        }
    }
}

/// Older ones, by the same form.
fn next(visitor: &Visitor, again: &Again, before: u64) -> Markup {
    html! {
        @if before > 0 {
            form method="post" action=(AT) {
                (token_field(&visitor.form_token))
                @for (name, value) in again.entered.pairs().filter(|(name, _)| *name != TOKEN && *name != BEFORE) {
                    input type="hidden" name=(name) value=(value);
                }
                input type="hidden" name=(BEFORE) value=(before);
                (button_submit("Show older ones"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
