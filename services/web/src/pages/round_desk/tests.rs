//! What the page of a round offers, and what its forms send.

use super::*;
use crate::form::Fields;
use crate::sample::{self, MARYS, OAK};

fn close() -> CloseRound {
    CloseRound { round: "r".to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(CloseRound::ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn what_is_open_is_listed_and_ticked() {
    let page = render(&sample::lead(), &sample::meeting_loaded(), &Told::default()).into_string();
    assert!(page.contains(&format!("value=\"{OAK}.staff\" checked")), "{page}");
    assert!(!page.contains(&format!("value=\"{MARYS}.outcomes\"")), "shared is not open");
    assert!(page.contains("still open") && page.contains("Take a school out"), "{page}");
    assert!(!page.contains("Open the round again"), "it is open");
}

#[test]
fn a_closed_round_is_opened_again_and_nothing_else() {
    let mut loaded = sample::meeting_loaded();
    loaded.round.closed = true;
    let page = render(&sample::lead(), &loaded, &Told::default()).into_string();
    assert!(page.contains("Open the round again") && !page.contains("Take a school out"), "{page}");
}

#[test]
fn each_open_category_carries_its_own_reason_or_the_common_one() {
    let fields =
        format!("open={MARYS}.staff&open={OAK}.staff&reason=Term+ended&own-{OAK}.staff=New+head");
    let wanted = close().command(&entered(&fields)).not_judged;
    let said: Vec<_> =
        wanted.iter().map(|left| (left.school_id.as_str(), left.reason.as_str())).collect();
    assert_eq!(said, [(MARYS, "Term ended"), (OAK, "New head")]);
}

#[test]
fn what_is_open_is_not_left_without_a_reason() {
    assert!(close().problems(&entered("")).is_empty(), "nothing is open");
    let open = format!("open={MARYS}.staff");
    assert_eq!(close().problems(&entered(&open))[0].field, Some("reason"));
    assert!(close().problems(&entered(&format!("{open}&own-{MARYS}.staff=New+head"))).is_empty());
    assert!(close().problems(&entered(&format!("{open}&reason=Term+ended"))).is_empty());
}
