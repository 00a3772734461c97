use super::*;
use crate::form::{Fields, Told};
use crate::sample;

fn entered(text: &str) -> Entered {
    Entered::read(ENTRIES, Fields::parse(text.as_bytes()))
}

#[test]
fn two_taps_and_a_sentence_are_enough() {
    let text = "text=Calm+corridors&kind=RECORD_KIND_STRENGTH&areas=governance&source=RECORD_SOURCE_OBSERVATION&on-day=&on-month=&on-year=";
    let entered = entered(text);
    assert!(entered.problems.is_empty(), "{:?}", entered.problems);
    let act = AddRecordEntry { school: sample::MARYS.to_owned() };
    let command = act.command(&entered);
    assert_eq!((command.text.as_str(), command.on.as_str()), ("Calm corridors", ""));
    assert_eq!(
        (command.kind(), command.source()),
        (RecordKind::Strength, RecordSource::Observation)
    );
    assert_eq!(command.areas, ["governance"]);
}

#[test]
fn the_form_begins_with_an_observation_that_is_of_neither_kind() {
    let (head, told, ground) = (sample::head(), Told::default(), sample::ground());
    let marys = ground.school(sample::MARYS, &head).unwrap();
    let of = ForReader { visitor: &head, ground: &ground, told: &told };
    let form = adding(of, marys).into_string();
    let observation = format!("value=\"{}\" selected", RecordSource::Observation.as_str_name());
    assert!(form.contains(&observation), "{form}");
    assert!(form.contains("value=\"\" checked"), "{form}");
}

#[test]
fn a_correction_begins_with_what_the_entry_says_but_not_with_what_was_removed() {
    let (head, told, ground) = (sample::head(), Told::default(), sample::ground());
    let of = ForReader { visitor: &head, ground: &ground, told: &told };
    let mut entry = sample::record_entries().remove(0);
    assert!(correcting(of, &entry).into_string().contains("Corridors are calm"));
    if let Some(words) = &mut entry.text {
        words.text.clear();
        words.removed_on = "2026-01-10".to_owned();
    }
    assert!(!correcting(of, &entry).into_string().contains("Removed on"));
}
