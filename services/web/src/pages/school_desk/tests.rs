use contract::schools::v1::Role;

use super::*;
use crate::sample;

#[test]
fn heads_say_what_is_theirs_and_administrators_keep_the_register() {
    let (trust, told) = (sample::trust(), Told::default());
    let shown = |visitor: &Visitor| forms(visitor, &trust.schools[0], &told).into_string();
    let head = shown(&sample::head());
    assert!(
        head.contains("/uniqueness\"")
            && head.contains("learns to sail")
            && !head.contains("/departure")
    );
    let administrator = shown(&sample::somebody(Role::Administrator));
    assert!(administrator.contains("/departure\"") && administrator.contains("/succession\""));
    assert!(shown(&sample::lead()).is_empty());
}
