#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use access::{Access, Actor, Question, Roles, Subject, all_roles, places_of};
use contract::events::{AnyEvent, CommitteeEvent, HubEvent, PersonEvent, ReportEvent, SchoolEvent};
use contract::reports::v1::ReportDrafted;
use contract::schools::v1::{
    CommitteeFormed, RoleGranted, SchoolEnteredHub, SchoolJoined, Scope, ScopeKind,
};
use jiff::civil::date;
use uuid::Uuid;

use super::*;

const TRUST: Uuid = Uuid::from_u128(1);
const SCHOOL: Uuid = Uuid::from_u128(2);
const HUB: Uuid = Uuid::from_u128(3);
const COMMITTEE: Uuid = Uuid::from_u128(4);
const REPORT: Uuid = Uuid::from_u128(5);
const PERSON: Uuid = Uuid::from_u128(6);

/// A school in a hub, with its committee and a report.
fn places() -> [AnyEvent; 4] {
    let school_id = SCHOOL.to_string();
    let joined = SchoolJoined { school_id: school_id.clone(), ..SchoolJoined::default() };
    let (hub_id, from) = (HUB.to_string(), "2025-09-01".to_owned());
    let entered = SchoolEnteredHub { hub_id, school_id: school_id.clone(), from };
    let committee_id = COMMITTEE.to_string();
    let formed = CommitteeFormed {
        committee_id,
        school_id: school_id.clone(),
        ..CommitteeFormed::default()
    };
    let report_id = REPORT.to_string();
    let drafted = ReportDrafted { report_id, school_id, ..ReportDrafted::default() };
    [
        AnyEvent::School(SchoolEvent::SchoolJoined(joined)),
        AnyEvent::Hub(HubEvent::SchoolEnteredHub(entered)),
        AnyEvent::Committee(CommitteeEvent::CommitteeFormed(formed)),
        AnyEvent::Report(ReportEvent::ReportDrafted(drafted)),
    ]
}

/// Whether the rules let a person read the school's report who holds a role over such a place.
fn reads_the_report(access: &Access, role: Role, kind: ScopeKind) -> bool {
    let id = match kind {
        ScopeKind::Trust => TRUST,
        ScopeKind::Hub => HUB,
        ScopeKind::Committee => COMMITTEE,
        _ => SCHOOL,
    };
    let granted = RoleGranted {
        person_id: PERSON.to_string(),
        grant_id: Uuid::from_u128(7).to_string(),
        role: role.into(),
        scope: Some(Scope { kind: kind.into(), id: id.to_string() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    let mut roles = Roles::default();
    for event in places() {
        roles.take(TRUST, &event);
    }
    roles.take(TRUST, &AnyEvent::Person(PersonEvent::RoleGranted(granted)));
    let question = Question {
        trust: TRUST,
        actor: Actor::Person(PERSON),
        acting_as: None,
        roles: &roles,
        action: "reports.GetReport",
        subject: Subject { report: Some(REPORT), ..Subject::default() },
        on: date(2025, 11, 21),
    };
    access.decide(&question).allowed
}

#[test]
fn those_who_hear_of_a_correction_are_those_whom_the_rules_let_read_the_report() {
    let access = Access::try_new(None).unwrap();
    for role in all_roles() {
        let reads = places_of(role).iter().any(|kind| reads_the_report(&access, role, *kind));
        assert_eq!(reads, READ_REPORTS.contains(&role), "{role:?}");
    }
}
