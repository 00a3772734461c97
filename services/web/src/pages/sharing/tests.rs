//! What the page of sharing offers, and what it sends.

use super::*;
use crate::form::Fields;
use crate::sample::{self, MARYS, OAK};

fn shown() -> String {
    render(&sample::lead(), &sample::decided_loaded(), &Told::default()).into_string()
}

#[test]
fn what_is_decided_is_ticked_with_what_the_committee_will_read() {
    let page = shown();
    assert!(
        page.contains(&format!("value=\"{MARYS} governance sustain improve\" checked")),
        "{page}"
    );
    assert!(page.contains("Governance: Sustain, up from Improve"), "{page}");
    assert!(page.contains("The committee reads: "), "{page}");
    assert!(page.contains("1 decision waits"), "{page}");
    assert!(!page.contains(&format!("value=\"{MARYS} outcomes ")), "it is shared already");
    assert!(!page.contains(&format!("value=\"{MARYS} staff ")), "it is not decided");
    assert!(page.contains("not decided yet"), "{page}");
}

#[test]
fn where_all_is_shared_nothing_is_offered() {
    let mut loaded = sample::decided_loaded();
    loaded.categories.retain(|category| category.state() == CategoryState::Shared);
    let page = render(&sample::lead(), &loaded, &Told::default()).into_string();
    assert!(page.contains("Every decision of this round is shared."), "{page}");
    assert!(!page.contains("<form method=\"post\" action=\"/rounds"), "{page}");
}

#[test]
fn the_ticked_decisions_become_one_command() {
    let fields = format!("cells={MARYS}+governance+sustain+improve&cells={OAK}+staff+repair");
    let entered = Entered::read(ShareTogether::ENTRIES, Fields::parse(fields.as_bytes()));
    let wanted = ShareTogether { round: "r".to_owned() }.command(&entered);
    let cell = |school: &str, area: &str| DecidedCell {
        school_id: school.to_owned(),
        area_id: area.to_owned(),
    };
    assert_eq!(wanted.cells, [cell(MARYS, "governance"), cell(OAK, "staff")]);
    assert_eq!(wanted.round_id, "r");
}
