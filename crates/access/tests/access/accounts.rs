//! Other systems: what their scopes come to.

use access::{Actor, Question, Scope, Scopes, Shows, Subject};
use contract::schools::v1::Role;
use uuid::Uuid;

use crate::trust::{OWN, access, usual};

fn may(scopes: &[Scope], action: &str) -> access::Decision {
    let stand = usual(Role::Administrator);
    let actor = Actor::Account { id: Uuid::from_u128(7), scopes: scopes.iter().copied().collect() };
    let question = stand.question(action, Subject::school(OWN));
    access().decide(&Question { actor, ..question })
}

#[test]
fn a_scope_opens_its_services_reads_and_nothing_else() {
    for action in access().actions() {
        for scope in Scope::all() {
            let allowed = may(&[scope], &action.name).allowed;
            let fits = !action.writes && action.service == scope.service();
            assert!(!allowed || fits, "{} with {scope}", action.name);
        }
        assert!(!may(&[], &action.name).allowed, "{} without a scope", action.name);
    }
    for action in ["trail.ListHistory", "trail.GetEvent", "trail.GetProof"] {
        let decision = may(&[Scope::ReadTrail], action);
        assert!(
            decision.shows(Shows::HistoryOpen) && !decision.shows(Shows::HistoryAll),
            "{action}"
        );
    }
    let all: Vec<Scope> = Scope::all().collect();
    assert!(may(&all, "schools.ListSchools").allowed && may(&all, "dashboards.ListFacts").allowed);
    assert!(!may(&all, "dashboards.ListFacts").shows(Shows::CategoryDraft));
    assert!(!may(&all, "schools.ListPeople").allowed);
}

#[test]
fn in_the_demonstration_another_system_may_no_more_than_elsewhere() {
    let stand = usual(Role::Administrator);
    let actor = Actor::Account { id: Uuid::from_u128(7), scopes: Scopes::default() };
    let question = stand.question("schools.ListPeople", Subject::default());
    let question = Question { actor, ..question };
    assert!(!access().clone().in_demo().decide(&question).allowed);
}
