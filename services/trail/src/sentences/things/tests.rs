use contract::categories::v1::{RoundOpened, SchoolTakenOutOfRound};
use contract::events::{AnyEvent, EVENT_TYPES};

use super::*;
use crate::sentences::sentence;
use crate::sentences::tests::golden;

/// Everything that a sentence can name by id.
const KINDS: [&str; 11] = [
    "hub",
    "committee",
    "grant",
    "wave",
    "review",
    "finding",
    "pairing",
    "round",
    "report",
    "question",
    "requirement",
];

fn thing() -> Thing {
    Thing {
        name: "n1".into(),
        schools: vec!["s1".into(), "s2".into()],
        areas: vec!["a1".into()],
        term: "2025-26-autumn".into(),
    }
}

/// What only some batch of the history happens to know would be told by chance.
#[test]
fn a_sentence_needs_no_thing_that_its_event_does_not_refer_to() {
    for kind in EVENT_TYPES {
        let body = golden(kind);
        let event = AnyEvent::decode(kind.name, &body).unwrap();
        let (mut all, mut referred) = (Known::default(), Known::default());
        for id in body.split('"') {
            KINDS.iter().for_each(|kind| all.insert(key(kind, id), thing()));
        }
        refers_to(&event).into_iter().for_each(|key| referred.insert(key, thing()));
        assert_eq!(sentence(&event, &all), sentence(&event, &referred), "{}", kind.name);
    }
}

#[test]
fn a_school_that_was_taken_out_of_a_round_is_no_school_of_it() {
    let round_id = "r1".to_owned();
    let school_ids = vec!["s1".to_owned(), "s2".to_owned()];
    let opened = RoundOpened { round_id: round_id.clone(), school_ids, ..RoundOpened::default() };
    let school_id = "s1".to_owned();
    let taken = SchoolTakenOutOfRound { round_id, school_id, ..SchoolTakenOutOfRound::default() };
    let mut known = Known::default();
    known.take(&AnyEvent::Round(opened.into()));
    known.take(&AnyEvent::Round(taken.into()));
    assert_eq!(known.get("round", "r1").schools, ["s2"]);
}
