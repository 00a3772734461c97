use contract::events::AnyEvent;
use contract::surveys::v1::{AnswersCollected, Invited};

use super::*;
use crate::sentences::tests::reads_well;

fn known() -> Known {
    let scheduled = WaveScheduled {
        wave_id: "w1".into(),
        title: "Parents' views {x}".into(),
        term: "2025-26-autumn".into(),
        school_ids: vec!["s1".into(), "s2".into()],
        ..WaveScheduled::default()
    };
    let mut known = Known::default();
    known.take(&AnyEvent::Wave(WaveEvent::WaveScheduled(scheduled)));
    known
}

#[test]
fn an_opening_says_how_many_were_invited() {
    let invited = vec![
        Invited { school_id: "s1".into(), count: 1_200 },
        Invited { school_id: "s2".into(), count: 34 },
    ];
    let opened = WaveOpened { wave_id: "w1".into(), invited, ..WaveOpened::default() };
    let line = wave(&WaveEvent::WaveOpened(opened), &known());
    assert_eq!(
        line.sentence,
        "The survey “Parents' views (x)” for Autumn 2025-26 opened; 1,234 people were invited in 2 schools."
    );
    assert_eq!(line.schools, ["s1", "s2"]);
}

#[test]
fn collected_answers_are_not_counted_and_not_placed() {
    let collected = AnswersCollected { wave_id: "w1".into(), number: 7, ..Default::default() };
    let line = wave(&WaveEvent::AnswersCollected(collected), &known());
    assert_eq!(
        line.sentence,
        "A shuffled batch of answers to the survey “Parents' views (x)” for Autumn 2025-26 was fixed."
    );
    assert_eq!(line.schools, ["s1", "s2"], "the wave's schools");
    reads_well(&line.sentence);
}
