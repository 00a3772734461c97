//! What people may do and no page lets them: a list that may only shrink.

use std::collections::BTreeSet;

use access::{Access, all_roles};

use crate::sample;

/// Commands that a person may give and no form sends yet. Take out what has its form; nothing may be put in.
const MISSING: &[&str] = &[];

/// Recorded by the page that shows it, not by a form: that a report was opened.
const BY_ITSELF: [&str; 1] = ["reports.OpenReport"];

/// The commands that a person in some role may give.
fn for_people() -> BTreeSet<String> {
    let access = Access::try_new(None).unwrap();
    let writes = access.actions().filter(|known| known.writes);
    let writes: BTreeSet<&str> = writes.map(|known| known.name.as_str()).collect();
    let mays = all_roles().map(sample::may);
    let mays = mays.flat_map(|may| may.actions().map(str::to_owned).collect::<Vec<_>>());
    mays.filter(|action| writes.contains(action.as_str())).collect()
}

#[test]
fn every_command_that_a_person_may_give_has_a_form_or_is_known_to_miss_one() {
    let sent = crate::router::sends().into_iter().chain(BY_ITSELF);
    let sent: BTreeSet<String> = sent.map(str::to_owned).collect();
    let people = for_people();
    let missing: BTreeSet<&str> = people.difference(&sent).map(String::as_str).collect();
    let listed: BTreeSet<&str> = MISSING.iter().copied().collect();
    assert_eq!(missing, listed, "left: without a form; right: the list, which may only shrink");
    let refused: Vec<_> = sent.difference(&people).collect();
    assert!(refused.is_empty(), "forms that would be refused to everybody: {refused:?}");
}
