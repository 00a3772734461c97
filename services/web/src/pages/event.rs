//! One event: what happened in a sentence, and as it is stored, for auditors.

use axum::extract::{Path, State};
use contract::log::v1::StoredEvent;
use contract::trail::v1::{GetEventRequest, GetEventResponse, ListHistoryRequest};
use maud::{Markup, html};

use crate::components::{Row, details, pagination, summary_list};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/trail/{position}", show)
}

/// `GET /trail/{position}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(position): Path<String>,
) -> Result<Markup, Failure> {
    let position: u64 = position.parse().map_err(|_| Failure::no_page())?;
    let (mut client, mut history) = (web.services.trail(), web.services.trail());
    let line = ListHistoryRequest {
        before_position: position.saturating_add(1),
        page_size: 1,
        ..ListHistoryRequest::default()
    };
    let (ground, found, line) = tokio::join!(
        Ground::load(&web.services, &visitor),
        client.get_event(ask(&visitor.caller(), GetEventRequest { position })),
        history.list_history(ask(&visitor.caller(), line)),
    );
    let GetEventResponse { event, last_position } = found?.into_inner();
    let event = event.ok_or_else(Failure::no_page)?;
    // Who may open the event is not always shown the line that tells of it.
    let lines = spare(line)?.unwrap_or_default().lines.into_iter();
    let sentence = lines.filter(|line| line.position == position).map(|line| line.sentence).next();
    Ok(render(&visitor, &ground?, &Loaded { event, last_position, sentence }))
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub event: StoredEvent,
    /// Position of the newest event.
    pub last_position: u64,
    /// What happened, with ids in braces; nothing where the reader is not shown it in words.
    pub sentence: Option<String>,
}

pub(crate) fn render(visitor: &Visitor, ground: &Ground, loaded: &Loaded) -> Markup {
    let event = &loaded.event;
    let kind = spaced(event.r#type.rsplit('.').next().unwrap_or_default());
    let body = html! {
        span class="govuk-caption-l" { "Event " (event.position) }
        h1.govuk-heading-l { (kind) }
        @if let Some(sentence) = &loaded.sentence { p.pl-lead { (ground.names.sentence(sentence)) } }
        (who(ground, event))
        (summary_list(&facts(event)))
        (details("What was recorded, as data", &html! {
            p { "What happened:" }
            pre.pl-code { code { (laid_out(&event.body)) } }
            p { "Who did it, by which command, because of what:" }
            pre.pl-code { code { (laid_out(&event.metadata)) } }
        }))
        (details("Exactly as stored, byte for byte", &html! {
            p { "The leaf hash rests on these bytes: any change made after the event was recorded shows when the record is verified." }
            pre.pl-code { code { (event.body) } }
            pre.pl-code { code { (event.metadata) } }
        }))
        @if visitor.opens_every_event() { (neighbours(event.position, loaded.last_position)) }
    };
    let trail = visitor.has_a_trail().then(|| ("Trail".to_owned(), "/trail".to_owned()));
    let crumbs = trail.into_iter().collect::<Vec<_>>();
    let title = format!("Event {}", event.position);
    page(
        &Frame {
            title: &title,
            place: Place::Trail,
            visitor,
            crumbs: &crumbs,
            as_of: None,
            problem: false,
        },
        &body,
    )
}

fn facts(event: &StoredEvent) -> Vec<Row> {
    let row = |key: &str, value: Markup| Row::new(key, value);
    let mono = |text: &str| html! { span.pl-mono { (text) } };
    vec![
        row("Position", html! { (event.position) }),
        row(
            "Recorded",
            html! { (dates::moment(&event.recorded_at)) " " span.pl-mono { "(" (event.recorded_at) ")" } },
        ),
        row("Type", mono(&event.r#type)),
        row("Belongs to", html! { span.pl-mono { (event.stream) } ", version " (event.version) }),
        row("Event id", mono(&event.event_id)),
        row("Leaf hash", mono(&event.leaf_hash)),
    ]
}

/// The actor's name, where the metadata has one.
fn who(ground: &Ground, event: &StoredEvent) -> Markup {
    let metadata: serde_json::Value = serde_json::from_str(&event.metadata).unwrap_or_default();
    let text = |name: &str| metadata.get(name).and_then(serde_json::Value::as_str);
    html! {
        @if let Some(actor) = text("actor") {
            p.govuk-body {
                (ground.names.person(actor))
                @if let Some(role) = text("role") { ", " (crate::access::role_words(role).to_lowercase()) }
                @if let Some(at) = text("at") { ", " (dates::moment(at)) }
            }
        }
    }
}

fn neighbours(position: u64, last: u64) -> Markup {
    let before = (position > 1).then(|| format!("/trail/{}", position - 1));
    let after = (position < last).then(|| format!("/trail/{}", position + 1));
    pagination(
        before.as_deref().map(|href| ("Event before", href)),
        after.as_deref().map(|href| ("Event after", href)),
    )
}

/// JSON with line breaks and nothing else changed: no key moved, no number rewritten.
fn laid_out(json: &str) -> String {
    if serde_json::from_str::<serde_json::Value>(json).is_err() {
        return json.to_owned();
    }
    let mut page = String::new();
    let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
    let line = |page: &mut String, depth: usize| {
        page.push('\n');
        page.extend(std::iter::repeat_n("  ", depth));
    };
    for letter in json.chars() {
        if inside {
            page.push(letter);
            inside = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            '{' | '[' => {
                depth += 1;
                page.push(letter);
                line(&mut page, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut page, depth);
                page.push(letter);
            }
            ',' => {
                page.push(letter);
                line(&mut page, depth);
            }
            ':' => page.push_str(": "),
            letter if letter.is_ascii_whitespace() => {}
            letter => {
                inside = letter == '"';
                page.push(letter);
            }
        }
    }
    page
}

/// `CategoryDecided` as `Category decided`.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && place > 0 {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests;
