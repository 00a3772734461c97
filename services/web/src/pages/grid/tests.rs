use super::*;
use crate::sample;

#[test]
fn the_grid_shows_each_cell_and_offers_what_waits_for_a_proposal() {
    let loaded = sample::proposals_loaded().round;
    let page = render(&sample::lead(), &loaded).into_string();
    for wanted in ["View stated", "View awaited", "Propose 1 region", "scope=\"row\""] {
        assert!(page.contains(wanted), "{wanted} is missing: {page}");
    }
    let head = render(&sample::head(), &loaded).into_string();
    assert!(!head.contains("/proposals"), "a head proposes nothing");
}
