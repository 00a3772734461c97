use contract::schools::v1::Role;

use super::*;
use crate::sample;

fn shown(visitor: &Visitor, loaded: &PersonPage) -> String {
    render(visitor, loaded, &Told::default()).into_string()
}

#[test]
fn administrators_give_and_end_roles_and_see_no_more() {
    let page = shown(&sample::administrator(), &sample::person_loaded(None));
    assert!(page.contains("/change\""), "{page}");
    assert!(page.contains("/roles\"") && page.contains("/roles/grant-2/end\""), "{page}");
    assert!(!page.contains("/erasure\"") && !page.contains("What is kept about"));
}

#[test]
fn what_is_on_hold_is_released_and_not_erased() {
    let officer = sample::somebody(Role::DataProtectionOfficer);
    assert!(!shown(&officer, &sample::person_loaded(None)).contains("/change\""));
    let free = shown(&officer, &sample::person_loaded(Some(false)));
    assert!(
        free.contains("/hold\"") && free.contains("/erasure\"") && !free.contains("/release\"")
    );
    let held = shown(&officer, &sample::person_loaded(Some(true)));
    assert!(
        held.contains("/release\"") && !held.contains("/erasure\"") && !held.contains("/hold\"")
    );
    assert!(!held.contains("/roles\""), "a role is given by administrators");
}
