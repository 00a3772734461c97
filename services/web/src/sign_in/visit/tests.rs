use super::*;

fn role(grant: &str, until: &str) -> RoleGranted {
    RoleGranted { grant_id: grant.to_owned(), until: until.to_owned(), ..Default::default() }
}

#[test]
fn roles_are_the_same_in_any_order_and_other_when_one_is() {
    let held = digest(&[role("a", ""), role("b", "")]);
    assert_eq!(digest(&[role("b", ""), role("a", "")]), held);
    assert_ne!(digest(&[role("a", "")]), held);
    assert_ne!(digest(&[role("a", ""), role("b", "2026-08-31")]), held);
    assert_ne!(digest(&[role("a", ""), role("b", ""), role("c", "")]), held);
}
