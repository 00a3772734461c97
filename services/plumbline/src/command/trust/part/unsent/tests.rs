use contract::evidence::v1::{
    VisitActionAgreed, VisitFindingRecorded, VisitFindingTakenOut, VisitNoteBegun, VisitNoteSent,
};

use super::*;

const NOTE: &str = "n";

fn begun() -> VisitNoteEvent {
    VisitNoteBegun { visit_note_id: NOTE.to_owned(), ..Default::default() }.into()
}

fn found(finding_id: &str) -> VisitNoteEvent {
    let (visit_note_id, finding_id) = (NOTE.to_owned(), finding_id.to_owned());
    VisitFindingRecorded { visit_note_id, finding_id, ..Default::default() }.into()
}

fn taken_out(finding_id: &str) -> VisitNoteEvent {
    let (visit_note_id, finding_id) = (NOTE.to_owned(), finding_id.to_owned());
    VisitFindingTakenOut { visit_note_id, finding_id, ..Default::default() }.into()
}

fn to_do(action_id: &str) -> VisitNoteEvent {
    let (visit_note_id, action_id) = (NOTE.to_owned(), action_id.to_owned());
    VisitActionAgreed { visit_note_id, action_id, ..Default::default() }.into()
}

fn sent() -> VisitNoteEvent {
    VisitNoteSent { visit_note_id: NOTE.to_owned(), ..Default::default() }.into()
}

/// Where the steps stand that no school was sent, of events from position 1 on.
fn unsent(events: &[VisitNoteEvent]) -> Vec<u64> {
    let mut steps = UnsentSteps::default();
    for (position, event) in (1..).zip(events) {
        steps.take(event, position);
    }
    steps.positions().into_iter().collect()
}

#[test]
fn a_note_is_its_writers_until_it_was_sent() {
    assert_eq!(unsent(&[begun(), found("f"), to_do("a")]), [1, 2, 3]);
    assert!(unsent(&[begun(), found("f"), to_do("a"), sent()]).is_empty());
}

#[test]
fn what_was_taken_out_before_the_school_saw_it_stays() {
    let draft = [begun(), found("f"), found("g"), taken_out("f"), sent()];
    assert_eq!(unsent(&draft), [2, 4]);
    assert!(unsent(&[begun(), found("f"), sent(), taken_out("f")]).is_empty());
}
