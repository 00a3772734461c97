//! What another system gets of the record: open events without who did them, and of any other its position.

use access::{Reach, Shows};
use contract::events::{EVENT_TYPES, EventType, WITHHELD};
use contract::log::v1::{EventWithheld, StoredEvent};
use contract::trail::v1::HistoryLine;
use uuid::Uuid;

/// Whether a reader sees the record as another system does.
pub(crate) fn is_outside(reach: &Reach) -> bool {
    reach.shows_any(Shows::HistoryOpen) && !reach.shows_any(Shows::HistoryAll)
}

/// Whether other systems may hear an event of this type. One that this build does not know is not for them.
pub(crate) fn is_open(kind: &str) -> bool {
    EventType::find(kind).is_some_and(|kind| kind.open)
}

/// Full names of the events that other systems may hear.
pub(crate) fn open_types() -> Vec<&'static str> {
    EVENT_TYPES.iter().filter(|kind| kind.open).map(|kind| kind.name).collect()
}

/// A line as another system reads it.
pub(crate) fn line(line: HistoryLine) -> HistoryLine {
    if is_open(&line.r#type) {
        return HistoryLine { actor_id: String::new(), actor_role: String::new(), ..line };
    }
    HistoryLine {
        position: line.position,
        sentence: "This event is not for other systems.".to_owned(),
        r#type: WITHHELD.to_owned(),
        ..HistoryLine::default()
    }
}

/// An event as another system reads it, with what the bus says of it.
pub(crate) fn event(trust: Uuid, event: StoredEvent) -> StoredEvent {
    if is_open(&event.r#type) {
        return StoredEvent { metadata: String::new(), version: 0, ..event };
    }
    let position = event.position;
    let body = EventWithheld { trust_id: trust.to_string(), position };
    StoredEvent {
        position,
        r#type: WITHHELD.to_owned(),
        body: serde_json::to_string(&body).expect("a proto message always has a JSON form"),
        ..StoredEvent::default()
    }
}

#[cfg(test)]
mod tests;
