//! A guest of a visit: what that role opens, and that it opens nothing else.

use std::collections::BTreeSet;

use access::{Actor, KnownVisit, Question, Shows, Subject};
use contract::events::{AnyEvent, VisitNoteEvent};
use contract::evidence::v1::{VisitNoteBegun, VisitNoteIssued};
use contract::schools::v1::{Role, ScopeKind};
use uuid::Uuid;

use crate::trust::{OTHER, OWN, Stand, TODAY, access};

/// To `OWN`.
const VISIT: Uuid = Uuid::from_u128(0x51);
/// To `OTHER`.
const OTHER_VISIT: Uuid = Uuid::from_u128(0x52);

/// All that a guest may about the own visit.
const OF_THE_VISIT: [&str; 9] = [
    "categories.GetFramework",
    "evidence.AgreeVisitAction",
    "evidence.ListVisitNotes",
    "evidence.RecordVisitFinding",
    "evidence.SendVisitNote",
    "evidence.TakeOutVisitAction",
    "evidence.TakeOutVisitFinding",
    "schools.GetGuestVisit",
    "schools.GetOneself",
];
/// What a guest may wherever it is about, since it tells nothing of a school.
const ANYWHERE: [&str; 2] = ["categories.GetFramework", "schools.GetOneself"];

/// A person whose one role is over a visit to the own school.
pub(crate) fn guest() -> Stand {
    let mut stand = Stand::with(Role::ExternalVerifier, ScopeKind::Visit, VISIT);
    for (visit, school) in [(VISIT, OWN), (OTHER_VISIT, OTHER)] {
        let begun = VisitNoteBegun {
            visit_note_id: visit.to_string(),
            school_id: school.to_string(),
            ..VisitNoteBegun::default()
        };
        stand.take(AnyEvent::VisitNote(VisitNoteEvent::VisitNoteBegun(begun)));
    }
    stand
}

fn visit_at(visit: Uuid, school: Uuid) -> Subject {
    Subject { visit: Some(visit), ..Subject::school(school) }
}

/// The visit that the guest came for.
pub(crate) fn of_the_visit() -> Subject {
    visit_at(VISIT, OWN)
}

/// What the person may about a subject and a caller who has not signed in may not.
fn opened(stand: &Stand, subject: Subject) -> BTreeSet<String> {
    let mut opened = BTreeSet::new();
    for action in access().actions() {
        let question = stand.question(&action.name, subject);
        let anyone = Question { actor: Actor::Anyone, ..question };
        if access().decide(&question).allowed && !access().decide(&anyone).allowed {
            opened.insert(action.name.clone());
        }
    }
    opened
}

fn named(actions: &[&str]) -> BTreeSet<String> {
    actions.iter().map(|action| (*action).to_owned()).collect()
}

#[test]
fn a_guest_may_these_calls_about_the_own_visit_and_no_other() {
    let stand = guest();
    assert_eq!(opened(&stand, visit_at(VISIT, OWN)), named(&OF_THE_VISIT));
    let visit_alone = Subject { visit: Some(VISIT), ..Subject::default() };
    assert_eq!(opened(&stand, visit_alone), named(&OF_THE_VISIT));
    for elsewhere in [
        Subject::default(),
        Subject::school(OWN),
        visit_at(OTHER_VISIT, OTHER),
        visit_at(OTHER_VISIT, OWN),
        // The own visit beside another school.
        visit_at(VISIT, OTHER),
        visit_at(Uuid::from_u128(0x59), OWN),
    ] {
        assert_eq!(opened(&stand, elsewhere), named(&ANYWHERE), "{elsewhere:?}");
    }
}

#[test]
fn a_guest_has_to_name_the_visit_and_is_shown_its_note_alone() {
    let stand = guest();
    let action = "evidence.ListVisitNotes";
    assert!(stand.reach(action).is_nothing());
    let subject = Subject { visit: Some(VISIT), ..Subject::default() };
    let (decision, reach) = access().admit(&stand.question(action, subject));
    assert!(decision.allowed && reach.shows(Some(OWN), Shows::VisitNoteForGuest));
    assert!(!reach.covers(Some(OTHER)));
    for kind in [Shows::VisitNoteWhole, Shows::VisitNoteForTrust] {
        assert!(!reach.shows(Some(OWN), kind), "{kind}");
    }
    let other = Subject { visit: Some(OTHER_VISIT), ..Subject::default() };
    let (decision, reach) = access().admit(&stand.question(action, other));
    assert!(!decision.allowed && reach.is_nothing());
}

#[test]
fn a_visit_that_is_named_takes_nothing_from_a_role_over_its_school() {
    let mut stand = guest();
    stand.grant(crate::trust::ANNE, Role::Headteacher, (ScopeKind::School, OWN));
    assert!(stand.may("evidence.AgreeVisitNote", visit_at(VISIT, OWN)));
    assert!(stand.may("schools.ListSchools", Subject::default()), "the head is of the trust");
}

#[test]
fn with_its_school_a_visit_leaves_the_trust() {
    let mut stand = guest();
    stand.leaves(OWN, TODAY);
    for subject in [visit_at(VISIT, OWN), Subject { visit: Some(VISIT), ..Subject::default() }] {
        assert_eq!(opened(&stand, subject), named(&ANYWHERE), "{subject:?}");
    }
}

#[test]
fn with_the_issue_of_the_note_a_guest_may_nothing() {
    let mut stand = guest();
    let issued = VisitNoteIssued { visit_note_id: VISIT.to_string(), ..VisitNoteIssued::default() };
    stand.take(AnyEvent::VisitNote(VisitNoteEvent::VisitNoteIssued(issued)));
    assert_eq!(opened(&stand, visit_at(VISIT, OWN)), BTreeSet::new());
    for (visit, school, is_issued) in [(VISIT, OWN, true), (OTHER_VISIT, OTHER, false)] {
        let known = stand.roles.visit(crate::trust::TRUST, visit);
        assert_eq!(known, Some(KnownVisit { school, is_issued }));
    }
    assert_eq!(stand.roles.visit(crate::trust::TRUST, OWN), None);
}
