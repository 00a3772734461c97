//! What the people of the sample may do, by the rules that are shipped.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use access::{Access, Actor, Question, Roles, Subject, places_of};
use contract::events::{AnyEvent, CommitteeEvent, PersonEvent, ReviewEvent, SchoolEvent};
use contract::reviews::v1::ReviewRequested;
use contract::schools::v1::{
    CommitteeFormed, ListMayResponse, Role, RoleGranted, SchoolJoined, Scope, ScopeKind,
};
use jiff::civil::date;
use uuid::Uuid;

use super::{BROOK, COMMITTEE, MARYS, OAK, REVIEW, TRUST};
use crate::may::May;

static ACCESS: LazyLock<Access> = LazyLock::new(|| Access::try_new(None).unwrap());
static KNOWN: LazyLock<Mutex<HashMap<Role, Arc<May>>>> = LazyLock::new(Mutex::default);

/// What a person may who holds a role as it usually is: over the trust, St Mary's or its committee.
pub(crate) fn may(role: Role) -> Arc<May> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(role).or_insert_with(|| Arc::new(asked(role))).clone()
}

fn asked(role: Role) -> May {
    let (trust, person, on) = (TRUST.parse().unwrap(), Uuid::from_u128(7), date(2025, 11, 21));
    let roles = roles(role, person);
    let (actor, subject) = (Actor::Person(person), Subject::default());
    let question =
        Question { trust, actor, acting_as: None, roles: &roles, action: "", subject, on };
    let (may, until) = (ACCESS.may(&question), on.to_string());
    May::read(ListMayResponse { as_of: None, until, may })
}

fn roles(role: Role, person: Uuid) -> Roles {
    let (trust, mut roles) = (TRUST.parse().unwrap(), Roles::default());
    for (school, character) in [(MARYS, "Church of England"), (OAK, ""), (BROOK, "")] {
        let (school_id, religious_character) = (school.to_owned(), character.to_owned());
        let joined = SchoolJoined { school_id, religious_character, ..SchoolJoined::default() };
        roles.take(trust, &AnyEvent::School(SchoolEvent::SchoolJoined(joined)));
    }
    let (committee_id, school_id) = (COMMITTEE.to_owned(), MARYS.to_owned());
    let formed = CommitteeFormed { committee_id, school_id, ..CommitteeFormed::default() };
    roles.take(trust, &AnyEvent::Committee(CommitteeEvent::CommitteeFormed(formed)));
    let (review_id, host_school_id) = (REVIEW.to_owned(), MARYS.to_owned());
    let asked = ReviewRequested { review_id, host_school_id, ..ReviewRequested::default() };
    roles.take(trust, &AnyEvent::Review(ReviewEvent::ReviewRequested(asked)));
    let kind = places_of(role)[0];
    let id = match kind {
        ScopeKind::School => MARYS,
        ScopeKind::Committee => COMMITTEE,
        ScopeKind::Review => REVIEW,
        _ => TRUST,
    };
    let granted = RoleGranted {
        person_id: person.to_string(),
        grant_id: Uuid::from_u128(8).to_string(),
        role: role.into(),
        scope: Some(Scope { kind: kind.into(), id: id.to_owned() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    roles.take(trust, &AnyEvent::Person(PersonEvent::RoleGranted(granted)));
    roles
}
