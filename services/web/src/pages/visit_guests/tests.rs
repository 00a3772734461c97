use contract::schools::v1::Scope;

use super::super::visit::render;
use super::*;
use crate::form::{Fields, Told};
use crate::sample;

const SUE: &str = "00000000-0000-4000-8000-0000000000f9";

/// The page of a note in a state, of a visit that has a guest.
fn shown(visitor: &Visitor, state: VisitNoteState) -> String {
    let mut page = sample::visit_page(state);
    let scope = Scope { kind: ScopeKind::Visit.into(), id: page.note.visit_note_id.clone() };
    let until = "2025-11-30".to_owned();
    let role = RoleGranted { scope: Some(scope), until, ..RoleGranted::default() };
    let mut people = sample::people();
    let (person_id, name) = (SUE.to_owned(), "Sue Officer".to_owned());
    people.push(Person { person_id, name, roles: vec![role], ..Person::default() });
    page.ground = Ground::of(sample::trust(), people, Vec::new(), sample::framework());
    render(visitor, &page, &Told::default()).into_string()
}

#[test]
fn the_lead_sees_guests_and_ends_their_visit_while_the_note_is_open() {
    for state in [VisitNoteState::Draft, VisitNoteState::Sent, VisitNoteState::Agreed] {
        let lead = shown(&sample::lead(), state);
        assert!(lead.contains("Sue Officer") && lead.contains("until 30 November 2025"), "{lead}");
        assert!(lead.contains("/guests\"") && lead.contains(&format!("/guests/{SUE}/end\"")));
        let head = shown(&sample::head(), state);
        assert!(!head.contains("Sue Officer") && !head.contains("/guests"), "{state:?}");
    }
    assert!(!shown(&sample::lead(), VisitNoteState::Issued).contains("/guests"));
}

#[test]
fn a_guest_writes_in_the_draft_and_finds_no_way_to_another_page() {
    let guest = sample::guest();
    let draft = shown(&guest, VisitNoteState::Draft);
    for form in ["/findings\"", "/actions\"", "/sending\"", "/out\""] {
        assert!(draft.contains(form), "{form}");
    }
    let elsewhere = draft.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let inside = |to: &&str| !to.starts_with('#') && !to.starts_with("/assets/");
    let elsewhere: Vec<_> = elsewhere.filter(inside).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    let mut other = sample::visit_page(VisitNoteState::Draft);
    other.note.visit_note_id = "another".to_owned();
    let other = render(&guest, &other, &Told::default()).into_string();
    assert!(!other.contains("action=\"/schools"), "the note of another visit");
}

#[test]
fn an_address_with_other_letters_is_not_sent() {
    let invite = InviteGuest { school: sample::MARYS.to_owned(), visit: "visit".to_owned() };
    let problems = |email: &str| {
        let fields = Fields(vec![("email".to_owned(), email.to_owned())]);
        invite.problems(&Entered::read(InviteGuest::ENTRIES, fields))
    };
    assert!(problems("sue@county.example").is_empty());
    let [problem] = &problems("s\u{fc}e@county.example")[..] else { panic!("one problem") };
    assert_eq!(problem.field, Some("email"));
}
