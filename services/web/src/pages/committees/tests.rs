use contract::schools::v1::Role;

use super::*;
use crate::sample;

#[test]
fn a_clerk_fixes_meetings_and_an_administrator_sets_committees_up() {
    let shown =
        |visitor: &Visitor| render(visitor, &sample::ground(), &Told::default()).into_string();
    let clerk = shown(&sample::clerk());
    assert!(clerk.contains("/committees/meeting") && clerk.contains("Thursday 27 November 2025"));
    let administrator = shown(&sample::somebody(Role::Administrator));
    assert!(administrator.contains("/committees/new"));
    assert!(!administrator.contains("/committees/meeting"));
    assert!(!shown(&sample::trustee()).contains("action=\"/committees"));
}
