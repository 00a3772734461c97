use contract::schools::v1::Role;

use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::committees_page(), &Told::default()).into_string()
}

#[test]
fn the_list_tells_the_next_meeting_the_vacant_seats_and_the_terms_that_end_soon() {
    let page = shown(&sample::clerk());
    assert!(page.contains("Thursday 27 November 2025"), "the next one that is not cancelled");
    assert!(page.contains("1 of 3"));
    assert!(page.contains("Peter Lund") && page.contains("31 December 2025"));
    assert!(page.contains(&format!("/committees/{}", sample::COMMITTEE)));
}

#[test]
fn an_administrator_sets_committees_up() {
    assert!(shown(&sample::somebody(Role::Administrator)).contains("/committees/new"));
    assert!(!shown(&sample::trustee()).contains("action=\"/committees"));
}

#[test]
fn a_committee_without_seats_is_not_said_to_have_no_vacancy() {
    let mut loaded = sample::committees_page();
    loaded.committees = loaded.committees.map(|mut all| {
        all[0].seats.clear();
        all
    });
    let page = render(&sample::clerk(), &loaded, &Told::default()).into_string();
    assert!(page.contains("Seats not recorded"));
}
