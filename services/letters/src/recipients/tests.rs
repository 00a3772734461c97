#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::schools::v1::{Committee, Hub, Person, Scope};

use super::*;

fn trust() -> GetTrustResponse {
    let committee = |id: &str, school: &str| Committee {
        committee_id: id.to_owned(),
        school_id: school.to_owned(),
        ..Committee::default()
    };
    GetTrustResponse {
        committees: vec![committee("c1", "s1"), committee("c2", "s2")],
        hubs: vec![Hub { hub_id: "h1".into(), school_ids: vec!["s1".into()], ..Hub::default() }],
        ..GetTrustResponse::default()
    }
}

fn holder(id: u128, role: Role, kind: ScopeKind, over: &str) -> Person {
    let scope = Some(Scope { kind: kind.into(), id: over.to_owned() });
    let granted = RoleGranted { role: role.into(), scope, ..RoleGranted::default() };
    Person { person_id: Uuid::from_u128(id).to_string(), roles: vec![granted], ..Person::default() }
}

fn told(people: Vec<Person>, roles: &[Role], without: u128) -> Vec<u128> {
    let people = ListPeopleResponse { people, ..ListPeopleResponse::default() };
    let places = SchoolPlaces::of(&trust(), "s1");
    let persons = holders(&people, &places, roles, Uuid::from_u128(without));
    persons.into_iter().map(|person| person.as_u128()).collect()
}

#[test]
fn holders_are_those_whose_role_reaches_the_school() {
    let governor = |id, kind, over| holder(id, Role::Governor, kind, over);
    let people = vec![
        governor(1, ScopeKind::Committee, "c1"),
        governor(2, ScopeKind::Committee, "c2"),
        governor(3, ScopeKind::School, "s1"),
        governor(4, ScopeKind::Hub, "h1"),
        governor(5, ScopeKind::Trust, "t"),
        holder(6, Role::Headteacher, ScopeKind::School, "s1"),
        holder(7, Role::Clerk, ScopeKind::Trust, "t"),
    ];
    assert_eq!(told(people.clone(), &[Role::Governor], 0), [1, 3, 4]);
    assert_eq!(told(people, &[Role::Governor, Role::Clerk], 0), [1, 3, 4, 7]);
}

#[test]
fn what_is_held_over_the_trust_reaches_each_school() {
    let people = vec![
        holder(1, Role::Trustee, ScopeKind::Trust, "t"),
        holder(2, Role::ChiefExecutive, ScopeKind::Trust, "t"),
        holder(3, Role::Administrator, ScopeKind::Trust, "t"),
    ];
    assert_eq!(told(people, &[Role::Trustee, Role::ChiefExecutive], 0), [1, 2]);
}

#[test]
fn the_person_who_caused_a_letter_gets_none() {
    let head = |id| holder(id, Role::Headteacher, ScopeKind::School, "s1");
    assert_eq!(told(vec![head(1), head(2)], &[Role::Headteacher], 1), [2]);
}
