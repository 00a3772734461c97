//! One event: what happened in a sentence, because of what, what it led to, and as it is stored, for auditors.

use axum::extract::{Path, State};
use contract::log::v1::{AsOf, StoredEvent};
use contract::trail::v1::{
    GetEventRequest, GetEventResponse, HistoryLine, LinkedEvents, ListHistoryRequest,
};
use maud::{Markup, html};

use super::trail;
use crate::components::{Row, details, pagination, summary_list};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
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
    let found = found?.into_inner();
    let GetEventResponse { event, last_position, because_of, led_to, as_of } = found;
    let event = event.ok_or_else(Failure::no_page)?;
    // Who may open the event is not always shown the line that tells of it.
    let lines = spare(line)?.unwrap_or_default().lines.into_iter();
    let sentence = lines.filter(|line| line.position == position).map(|line| line.sentence).next();
    let (because_of, led_to) = (linked(because_of), linked(led_to));
    let loaded = Loaded { event, last_position, sentence, because_of, led_to, as_of };
    Ok(render(&visitor, &ground?, &loaded))
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub event: StoredEvent,
    /// Position of the newest event.
    pub last_position: u64,
    /// What happened, with ids in braces; nothing where the reader is not shown it in words.
    pub sentence: Option<String>,
    /// The event by which Plumbline did it.
    pub because_of: Shown<Vec<HistoryLine>>,
    /// What Plumbline did because of it.
    pub led_to: Shown<Vec<HistoryLine>>,
    /// How far the history was told.
    pub as_of: Option<AsOf>,
}

const OTHERS_WITHHELD: &str =
    "There are others, which your role does not open: they are about more than you are shown.";
const ALL_WITHHELD: &str =
    "There is such an event. Your role does not open it: it is about more than you are shown.";
const OTHERS_MORE: &str = "There are more. The first 50 are looked at.";

/// What a page got of linked events. A trail service that does not know them yet says nothing of them.
fn linked(events: Option<LinkedEvents>) -> Shown<Vec<HistoryLine>> {
    let Some(LinkedEvents { lines, withheld, more }) = events else { return Shown::Away };
    match (withheld, more) {
        (true, _) if lines.is_empty() => Shown::Withheld(ALL_WITHHELD),
        (true, _) => Shown::Part(lines, OTHERS_WITHHELD),
        (false, true) => Shown::Part(lines, OTHERS_MORE),
        (false, false) => Shown::All(lines),
    }
}

const BECAUSE_OF: Words<'_> =
    Words { what: "What led to it", none: Absence::of("No earlier event led to it.") };
const LED_TO: Words<'_> =
    Words { what: "What it led to", none: Absence::of("It has led to no other event.") };

pub(crate) fn render(visitor: &Visitor, ground: &Ground, loaded: &Loaded) -> Markup {
    let event = &loaded.event;
    let kind = spaced(event.r#type.rsplit('.').next().unwrap_or_default());
    let body = html! {
        span class="govuk-caption-l" { "Event " (event.position) }
        h1.govuk-heading-l { (kind) }
        @if let Some(sentence) = &loaded.sentence { p.pl-lead { (ground.names.sentence(sentence)) } }
        (who(ground, event))
        h2.govuk-heading-m { "Because of" }
        (loaded.because_of.draw(BECAUSE_OF, |lines| links(visitor, ground, lines)))
        h2.govuk-heading-m { "Led to" }
        (loaded.led_to.draw(LED_TO, |lines| links(visitor, ground, lines)))
        p.pl-note { "Linked is what Plumbline itself did because of an event. What people did next stands in the trail." }
        h2.govuk-heading-m { "As it is recorded" }
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
            as_of: loaded.as_of.clone(),
            problem: false,
        },
        &body,
    )
}

/// Linked events, each with the way to it; nothing where there are none.
fn links(visitor: &Visitor, ground: &Ground, lines: &[HistoryLine]) -> Option<Markup> {
    (!lines.is_empty()).then(|| {
        html! {
            ul.pl-list {
                @for line in lines { li { (trail::told(visitor, ground, line)) } }
            }
        }
    })
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
