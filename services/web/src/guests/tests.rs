use contract::schools::v1::Scope;

use super::*;
use crate::sample;

fn over(kind: ScopeKind, id: &str) -> RoleGranted {
    let scope = Some(Scope { kind: kind.into(), id: id.to_owned() });
    RoleGranted { scope, ..RoleGranted::default() }
}

#[test]
fn a_guest_is_a_person_whose_every_role_is_over_a_visit() {
    let visit = over(ScopeKind::Visit, "v");
    assert_eq!(visits_of(&[visit.clone(), over(ScopeKind::Visit, "w")]), ["v", "w"]);
    for others in [
        vec![],
        vec![over(ScopeKind::School, "s")],
        vec![visit, over(ScopeKind::School, "s")],
        vec![RoleGranted::default()],
    ] {
        assert!(visits_of(&others).is_empty(), "{others:?}");
    }
}

/// The address as the router writes it, and filled in.
fn opened(visitor: &Visitor, visit: &str) -> Vec<&'static str> {
    let filled = |at: &str| {
        let parts = at.split('/').map(|part| match part {
            VISIT => visit,
            part if part.starts_with('{') => sample::MARYS,
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    };
    let all = crate::routes().into_iter().map(|(_, at)| at);
    all.filter(|at| opens(visitor, at, &filled(at))).collect()
}

#[test]
fn of_every_address_there_is_a_guest_opens_these_alone() {
    let guest = sample::guest();
    let own = guest.visits.first().unwrap().clone();
    let mut found = opened(&guest, &own);
    found.sort_unstable();
    found.dedup();
    let mut listed = OPEN.to_vec();
    listed.sort_unstable();
    assert_eq!(found, listed, "each address of the list is the router's, and there are no others");
    let other = opened(&guest, "another");
    assert_eq!(other.len(), 2, "the list of visits and the way out: {other:?}");
}
