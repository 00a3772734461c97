use super::*;
use crate::sample;

fn shown(visitor: &Visitor, state: VisitNoteState) -> String {
    render(visitor, &sample::visit_page(state), &Told::default()).into_string()
}

/// A person of the central team who did not write the note.
fn colleague() -> Visitor {
    Visitor { actor: uuid::Uuid::from_u128(77), ..sample::somebody(Role::CentralTeam) }
}

#[test]
fn a_draft_is_for_its_writer_and_the_lead_to_change() {
    for state in [VisitNoteState::Draft, VisitNoteState::Commented] {
        let lead = shown(&sample::lead(), state);
        for form in ["/findings\"", "/actions\"", "/sending\"", "/out\""] {
            assert!(lead.contains(form), "{state:?} {form}");
        }
        let writer = shown(&sample::somebody(Role::CentralTeam), state);
        assert!(writer.contains("/sending\""), "{state:?}");
        assert!(!shown(&colleague(), state).contains("<form method=\"post\" action=\"/schools"));
    }
    for state in [VisitNoteState::Sent, VisitNoteState::Agreed, VisitNoteState::Issued] {
        assert!(!shown(&sample::lead(), state).contains("/sending\""), "{state:?}");
    }
}

#[test]
fn the_head_agrees_or_comments_while_it_is_with_the_head() {
    let sent = shown(&sample::head(), VisitNoteState::Sent);
    assert!(sent.contains("/agreement\"") && sent.contains("/comment\""));
    for state in [VisitNoteState::Commented, VisitNoteState::Agreed, VisitNoteState::Issued] {
        let page = shown(&sample::head(), state);
        assert!(!page.contains("/agreement\"") && !page.contains("/comment\""), "{state:?}");
        assert!(page.contains("What the head said of it"), "{state:?}");
    }
    assert!(!shown(&sample::lead(), VisitNoteState::Sent).contains("/agreement\""));
}

#[test]
fn it_is_issued_by_writer_or_lead_and_looked_at_again_after() {
    for state in [VisitNoteState::Sent, VisitNoteState::Agreed] {
        assert!(shown(&sample::lead(), state).contains("/issue\""), "{state:?}");
        assert!(!shown(&sample::head(), state).contains("/issue\""), "{state:?}");
    }
    let issued = VisitNoteState::Issued;
    assert!(shown(&sample::lead(), issued).contains("/revisits\""));
    assert!(shown(&colleague(), issued).contains("/revisits\""));
    let head = shown(&sample::head(), issued);
    assert!(!head.contains("/revisits\""));
    assert!(head.contains("Not improved") && head.contains("Each class has its books."));
    assert!(!shown(&sample::lead(), VisitNoteState::Agreed).contains("/revisits\""));
}

#[test]
fn who_reads_it_is_said_before_and_after_the_issue() {
    let before = shown(&sample::lead(), VisitNoteState::Draft);
    assert!(before.contains("Until it is issued"));
    let after = shown(&sample::governor(), VisitNoteState::Issued);
    assert!(after.contains(VisitReader::Committee.words()) && !after.contains("had not answered"));
    let mut unanswered = sample::visit_page(VisitNoteState::Issued);
    unanswered.note.agreed_on.clear();
    let page = render(&sample::lead(), &unanswered, &Told::default()).into_string();
    assert!(page.contains("The head had not answered by then."));
}

#[test]
fn its_events_are_linked_for_the_lead_alone() {
    let links = |visitor: &Visitor| {
        shown(visitor, VisitNoteState::Issued).matches("href=\"/trail/").count()
    };
    assert!(links(&sample::lead()) > 0);
    let chief = sample::somebody(Role::ChiefExecutive);
    assert_eq!((links(&sample::head()), links(&chief)), (0, 0));
}
