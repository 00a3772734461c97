use super::*;
use crate::schools::v1::{Role, Scope};

const REVIEW: Uuid = Uuid::from_u128(1);
const PERSON: Uuid = Uuid::from_u128(2);

fn role(grant: Uuid) -> RoleGranted {
    RoleGranted {
        person_id: PERSON.to_string(),
        grant_id: grant.to_string(),
        role: Role::PeerReviewer.into(),
        scope: Some(Scope { kind: ScopeKind::Review.into(), id: REVIEW.to_string() }),
        from: "2025-10-02".to_owned(),
        until: String::new(),
    }
}

#[test]
fn a_role_by_the_match_is_told_from_one_that_was_granted() {
    let (review, person) = (REVIEW, PERSON);
    let by_match = role_by_match(review, person, "2025-10-02");
    assert!(is_by_match(&role(by_match)));
    assert!(!is_by_match(&role(Uuid::from_u128(3))));
    for other in [
        role_by_match(person, person, "2025-10-02"),
        role_by_match(review, review, "2025-10-02"),
        role_by_match(review, person, "2025-10-03"),
    ] {
        assert!(!is_by_match(&role(other)), "of another review, person or day");
    }
}

#[test]
fn a_role_by_the_match_counts_beside_a_role_of_the_trust_alone() {
    let by_match = role(role_by_match(REVIEW, PERSON, "2025-10-02"));
    let scope = |kind: ScopeKind| Some(Scope { kind: kind.into(), id: Uuid::nil().to_string() });
    let head = RoleGranted { scope: scope(ScopeKind::School), ..role(Uuid::from_u128(3)) };
    let guest = RoleGranted { scope: scope(ScopeKind::Visit), ..role(Uuid::from_u128(4)) };
    let count = |held: &[&RoleGranted]| {
        let held = held.iter().map(|role| (*role).clone()).collect();
        roles_that_count::<RoleGranted>(held)
    };
    assert_eq!(count(&[&by_match, &head]), [by_match.clone(), head.clone()]);
    assert!(count(&[&by_match]).is_empty());
    assert_eq!(
        count(&[&by_match, &guest]),
        std::slice::from_ref(&guest),
        "a guest is not of the trust"
    );
    assert_eq!(count(&[&guest]), [guest]);
}
