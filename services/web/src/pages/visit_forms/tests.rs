use super::*;
use crate::form::Fields;

fn entered<A: Act>(text: &str) -> Entered {
    Entered::read(A::ENTRIES, Fields::parse(text.as_bytes()))
}

fn ids() -> (String, String) {
    ("s".to_owned(), "v".to_owned())
}

#[test]
fn an_action_is_a_roles_or_a_persons() {
    let (school, visit) = ids();
    let act = AgreeVisitAction { school, visit };
    let command = |owner: &str| {
        let text = format!("text=Buy+books&owner={owner}&due-day=30&due-month=6&due-year=2026");
        act.command(&entered::<AgreeVisitAction>(&text))
    };
    let role = command("ROLE_HEADTEACHER");
    assert_eq!((role.owner_role(), role.owner_id.as_str()), (Role::Headteacher, ""));
    let person = command("p1");
    assert_eq!((person.owner_role(), person.owner_id.as_str()), (Role::Unspecified, "p1"));
    assert_eq!(person.due_on, "2026-06-30");
}

#[test]
fn the_readers_that_were_ticked_are_sent_and_said() {
    let (school, visit) = ids();
    let act = IssueVisitNote { school, visit };
    let ticked = entered::<IssueVisitNote>(
        "readers=VISIT_READER_COMMITTEE&readers=VISIT_READER_TRUST&readers=x",
    );
    let readers: Vec<_> = act.command(&ticked).readers().collect();
    assert_eq!(readers, [VisitReader::Committee, VisitReader::Trust]);
    assert!(act.command(&entered::<IssueVisitNote>("")).readers.is_empty(), "the head alone");
    let ground = crate::sample::ground();
    assert_eq!(act.said(&ground, "readers", "VISIT_READER_TRUST"), VisitReader::Trust.words());
}
