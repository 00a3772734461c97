//! One event as it is stored: what auditors look at.

use axum::extract::{Path, State};
use contract::log::v1::StoredEvent;
use contract::trail::v1::GetEventRequest;
use maud::{Markup, html};

use crate::components::{Row, pagination, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::router::Web;
use crate::services::ask;
use crate::sessions::Visitor;

/// `GET /trail/{position}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(position): Path<String>,
) -> Result<Markup, Failure> {
    let position: u64 = position.parse().map_err(|_| Failure::no_page())?;
    let mut client = web.services.trail();
    let (ground, found) = tokio::join!(
        Ground::load(&web.services, &visitor),
        client.get_event(ask(&visitor.caller(), GetEventRequest { position })),
    );
    let event = found?.into_inner().event.ok_or_else(Failure::no_page)?;
    Ok(render(&visitor, &ground?, &event))
}

pub(crate) fn render(visitor: &Visitor, ground: &Ground, event: &StoredEvent) -> Markup {
    let short = event.r#type.rsplit('.').next().unwrap_or_default();
    let body = html! {
        span class="govuk-caption-l" { "Event " (event.position) }
        h1.govuk-heading-l { (spaced(short)) }
        (summary_list(&facts(event)))
        h2.govuk-heading-m { "What happened" }
        pre.pl-code { code { (pretty(&event.body)) } }
        h2.govuk-heading-m { "Who, by which command, because of what" }
        (who(ground, event))
        pre.pl-code { code { (pretty(&event.metadata)) } }
        p.pl-note.pl-measure {
            "Shown with line breaks put in. The hash is taken over the bytes exactly as stored; any change after \
             the event was recorded shows when the record is verified."
        }
        (neighbours(event.position))
    };
    let crumbs = vec![("Trail".to_owned(), "/trail".to_owned())];
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

fn neighbours(position: u64) -> Markup {
    let before = (position > 1).then(|| format!("/trail/{}", position - 1));
    let after = format!("/trail/{}", position.saturating_add(1));
    pagination(before.as_deref().map(|href| ("Event before", href)), Some(("Event after", &after)))
}

/// JSON with line breaks; anything else as it is.
fn pretty(text: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(text);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| text.to_owned())
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
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn an_event_is_shown_as_stored_with_its_hash_and_its_neighbours() {
        let page = render(&sample::lead(), &sample::ground(), &sample::event()).into_string();
        for wanted in [
            "Category decided",
            "plumbline.categories.v1.CategoryDecided",
            "9f2c",
            "Amira Khan, improvement lead",
            "/trail/309",
            "/trail/311",
            "&lt;script&gt;",
        ] {
            assert!(page.contains(wanted), "{wanted} is missing");
        }
        assert!(!page.contains("<script>"));
    }

    #[test]
    fn the_first_event_has_none_before_it() {
        assert!(!neighbours(1).into_string().contains("Event before"));
    }
}
