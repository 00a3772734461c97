use contract::schools::v1::Role;

use super::*;
use crate::listing::testing::taken;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    drawn(visitor).into_string()
}

fn drawn(visitor: &Visitor) -> Markup {
    let loaded = sample::committees_page();
    let committee = find(visitor, &loaded, sample::COMMITTEE).unwrap();
    render(visitor, &loaded, committee, &Told::default())
}

#[test]
fn a_clerk_fixes_meetings_and_keeps_seats_and_an_administrator_keeps_seats() {
    let clerk = shown(&sample::clerk());
    let at = |form: &str| format!("action=\"/committees/{}/{form}\"", sample::COMMITTEE);
    for form in ["meetings", "members", "seats", "seats/seat-1/end", "quorum"] {
        assert!(clerk.contains(&at(form)), "{form}");
    }
    assert!(!clerk.contains(&at("seats/seat-3/end")), "a vacant seat is not given up");
    let administrator = shown(&sample::somebody(Role::Administrator));
    assert!(administrator.contains(&at("members")) && !administrator.contains(&at("meetings")));
    assert!(!shown(&sample::trustee()).contains("action=\"/committees"));
}

#[test]
fn the_page_says_what_became_of_each_meeting() {
    let page = shown(&sample::trustee());
    assert!(page.contains("Cancelled") && page.contains("Extraordinary"));
    assert!(page.contains("Moved, first fixed for 20 November 2025"));
}

#[test]
fn a_committee_that_is_not_there_is_not_found() {
    let loaded = sample::committees_page();
    let answer = find(&sample::clerk(), &loaded, "other");
    assert!(matches!(answer, Err(Failure::NotFound(_))));
}

#[tokio::test]
async fn seats_and_meetings_are_taken_as_files() {
    let file =
        |table| taken("/committees/c", table, |view| drawn(&Visitor { view, ..sample::trustee() }));
    let seats = file("seats").await;
    assert!(
        seats.contains("Seat,Member,Term of office\r\n") && seats.contains("Vacant"),
        "{seats}"
    );
    let meetings = file("meetings").await;
    assert!(meetings.contains("\"Moved, first fixed for 20 November 2025\""), "{meetings}");
}
