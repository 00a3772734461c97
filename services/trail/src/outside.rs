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
mod tests {
    use std::collections::BTreeSet;

    use access::Sight;

    use super::*;

    const OPEN: &str = "plumbline.surveys.v1.WaveClosed";
    const HOUSE: &str = "plumbline.surveys.v1.AnswersCollected";

    fn stored(kind: &str) -> StoredEvent {
        StoredEvent {
            position: 7,
            stream: "wave-1".to_owned(),
            version: 3,
            event_id: "an-id".to_owned(),
            r#type: kind.to_owned(),
            body: "{}".to_owned(),
            metadata: "who".to_owned(),
            recorded_at: "2025-11-21T10:00:00Z".to_owned(),
            leaf_hash: "a-hash".to_owned(),
        }
    }

    #[test]
    fn an_open_event_is_told_without_who_did_it() {
        let told = event(Uuid::nil(), stored(OPEN));
        assert_eq!(told, StoredEvent { version: 0, metadata: String::new(), ..stored(OPEN) });
    }

    #[test]
    fn of_any_other_event_and_of_one_that_is_not_known_the_position_is_told() {
        for kind in [HOUSE, "plumbline.surveys.v1.FromTheFuture"] {
            let told = event(Uuid::nil(), stored(kind));
            let body = format!(r#"{{"trustId":"{}","position":"7"}}"#, Uuid::nil());
            let r#type = WITHHELD.to_owned();
            assert_eq!(told, StoredEvent { position: 7, r#type, body, ..StoredEvent::default() });
            let line = line(HistoryLine {
                position: 7,
                school_id: "a-school".to_owned(),
                r#type: kind.to_owned(),
                ..HistoryLine::default()
            });
            assert_eq!((line.position, line.school_id.as_str()), (7, ""));
        }
    }

    #[test]
    fn who_sees_the_whole_history_is_not_outside() {
        let only = |kind| Reach::All(Sight::Only(BTreeSet::from([kind])));
        assert!(is_outside(&only(Shows::HistoryOpen)));
        assert!(!is_outside(&only(Shows::HistoryAll)));
        assert!(!is_outside(&Reach::All(Sight::Whole)));
    }
}
