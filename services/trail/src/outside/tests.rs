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
