use super::*;
use crate::form::Fields;

#[test]
fn lines_become_questions_under_their_headings() {
    let found = questions("# Safety\n!My child is safe\n\nMy child is happy\n", "agree");
    assert_eq!(found.len(), 2);
    assert!(found[0].sensitive && !found[1].sensitive);
    assert_eq!((found[0].text.as_str(), found[1].section.as_str()), ("My child is safe", "Safety"));
    assert_eq!((found[1].question_id.as_str(), found[1].options.len()), ("q2", 5));
    assert_eq!(slug("Parents’ Voice, 2026!"), "parents-voice-2026");
}

#[test]
fn a_survey_does_not_end_before_it_begins() {
    let fields =
        b"opens-day=2&opens-month=3&opens-year=2026&closes-day=1&closes-month=3&closes-year=2026";
    let entered = Entered::read(ScheduleWave::ENTRIES, Fields::parse(fields));
    assert_eq!(ScheduleWave {}.problems(&entered).len(), 1);
}
