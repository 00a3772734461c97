use contract::events::{AnyEvent, CommitteeEvent};
use contract::schools::v1::{CommitteeFormed, Scope};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

#[test]
fn a_role_in_a_committee_is_told_under_its_school_to_its_end() {
    let mut known = Known::default();
    let formed = CommitteeFormed {
        committee_id: "c1".into(),
        school_id: "s1".into(),
        ..CommitteeFormed::default()
    };
    known.take(&AnyEvent::Committee(CommitteeEvent::CommitteeFormed(formed)));
    let mut granted = RoleGranted {
        person_id: "p1".into(),
        grant_id: "g1".into(),
        scope: Some(Scope { kind: ScopeKind::Committee.into(), id: "c1".into() }),
        ..RoleGranted::default()
    };
    granted.set_role(Role::GovernanceChair);
    known.take(&AnyEvent::Person(PersonEvent::RoleGranted(granted)));
    let ended = RoleEnded {
        person_id: "p1".into(),
        grant_id: "g1".into(),
        on: "2026-08-31".into(),
        reason: sealed(),
    };
    let line = person(&PersonEvent::RoleEnded(ended), &known);
    assert_eq!(
        line.sentence,
        "{person:p1} ceased to be chair of the committee of {school:s1} on 31 August 2026: {words:c0}"
    );
    assert_eq!(line.schools, ["s1"]);
}

#[test]
fn a_role_is_told_with_its_scope_and_its_days() {
    let mut granted = RoleGranted {
        person_id: "p1".into(),
        scope: Some(Scope { kind: ScopeKind::School.into(), id: "s1".into() }),
        from: "2025-09-01".into(),
        ..RoleGranted::default()
    };
    granted.set_role(Role::Headteacher);
    let line = person(&PersonEvent::RoleGranted(granted), &Known::default());
    assert_eq!(
        line.sentence,
        "{person:p1} was made headteacher of {school:s1} from 1 September 2025."
    );
    reads_well(&line.sentence);
}
