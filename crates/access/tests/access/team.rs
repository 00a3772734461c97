//! The team of a review: the role that each member holds by the match, and when it ends.

use access::{Question, Shows, Subject};
use contract::events::{AnyEvent, ReviewEvent};
use contract::reviews::v1::{ReviewCancelled, Reviewer, TeamMatched, TeamReleased};
use contract::schools::v1::{Role, ScopeKind};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::trust::{ANNE, BILL, OTHER, OTHER_REVIEW, OWN, REVIEW, Stand, TODAY, TRUST, access};

const RECORD: &str = "reviews.RecordFinding";
const READ: &str = "reviews.ListReviews";
const DAY_AFTER: Date = date(2026, 11, 25);

/// Anne is the head of another school than the one that is reviewed.
fn head() -> Stand {
    Stand::with(Role::Headteacher, ScopeKind::School, OTHER)
}

fn happens(stand: &mut Stand, event: impl Into<ReviewEvent>) {
    stand.take(AnyEvent::Review(event.into()));
}

fn named(on: &str, people: &[Uuid]) -> TeamMatched {
    let reviewer = |person: &Uuid| Reviewer {
        person_id: person.to_string(),
        school_id: OTHER.to_string(),
        lead: *person == people[0],
    };
    let reviewers = people.iter().map(reviewer).collect();
    TeamMatched { review_id: REVIEW.to_string(), reviewers, on: on.to_owned() }
}

/// Anne and Bill, today.
fn both() -> TeamMatched {
    named("2026-11-24", &[ANNE, BILL])
}

fn released() -> TeamReleased {
    TeamReleased { review_id: REVIEW.to_string(), on: TODAY.to_string() }
}

fn on_day(stand: &Stand, action: &str, day: Date) -> bool {
    let question = stand.question(action, Subject::review(REVIEW));
    access().decide(&Question { on: day, ..question }).allowed
}

/// Whether Anne may write a finding, and is shown the review whole, on a day. The two are one answer.
fn reviews_on(stand: &Stand, day: Date) -> bool {
    let (writes, reads) = (on_day(stand, RECORD, day), on_day(stand, READ, day));
    assert_eq!(writes, reads);
    writes
}

#[test]
fn a_member_reviews_from_the_match_without_a_grant() {
    let mut stand = head();
    assert!(!reviews_on(&stand, TODAY));
    happens(&mut stand, both());
    assert!(reviews_on(&stand, TODAY) && reviews_on(&stand, DAY_AFTER));
    assert!(!reviews_on(&stand, date(2026, 11, 23)), "the day before the match");
    assert!(stand.decide(READ, Subject::review(REVIEW)).shows(Shows::ReviewWhole));
    for elsewhere in [Subject::review(OTHER_REVIEW), Subject::school(OWN)] {
        assert!(!stand.may(RECORD, elsewhere), "{elsewhere:?}");
    }
    let reach = stand.reach(READ);
    assert!(reach.sight_of_review(REVIEW, OWN).is_some() && !reach.covers(Some(OWN)));
}

#[test]
fn a_member_who_is_replaced_reviews_no_longer_and_may_be_named_again() {
    let mut stand = head();
    happens(&mut stand, both());
    happens(&mut stand, named("2026-11-25", &[BILL]));
    assert!(reviews_on(&stand, TODAY));
    assert!(!reviews_on(&stand, DAY_AFTER));
    happens(&mut stand, named("2026-11-25", &[BILL, ANNE]));
    assert!(reviews_on(&stand, DAY_AFTER));
}

#[test]
fn the_role_ends_when_the_review_is_called_off_and_with_the_day_of_a_release() {
    let mut off = head();
    happens(&mut off, both());
    let (review_id, on) = (REVIEW.to_string(), TODAY.to_string());
    happens(&mut off, ReviewCancelled { review_id, on, ..ReviewCancelled::default() });
    assert!(!reviews_on(&off, TODAY));
    let held: Vec<Role> = off.roles.held(TRUST, ANNE, TODAY).map(|held| held.role).collect();
    assert_eq!(held, [Role::Headteacher]);

    let mut over = head();
    happens(&mut over, both());
    happens(&mut over, released());
    assert!(reviews_on(&over, TODAY));
    assert!(!reviews_on(&over, DAY_AFTER));
}

#[test]
fn events_that_are_read_again_change_nothing() {
    let mut stand = head();
    for _ in 0..2 {
        happens(&mut stand, named("2026-11-24", &[BILL]));
        happens(&mut stand, named("2026-11-24", &[ANNE]));
    }
    assert!(reviews_on(&stand, DAY_AFTER));
    for _ in 0..2 {
        happens(&mut stand, both());
        happens(&mut stand, named("2026-11-25", &[BILL]));
    }
    assert!(reviews_on(&stand, TODAY));
    assert!(!reviews_on(&stand, DAY_AFTER), "not named any more");
    happens(&mut stand, both());
    happens(&mut stand, released());
    happens(&mut stand, both());
    assert!(!reviews_on(&stand, DAY_AFTER), "the review is over");
}

#[test]
fn with_the_last_other_role_a_member_leaves_the_team() {
    let mut stand = Stand::new();
    happens(&mut stand, both());
    assert!(!reviews_on(&stand, TODAY), "of no school of the trust");
    let grant = stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OTHER));
    assert!(reviews_on(&stand, TODAY));
    stand.end(ANNE, grant, DAY_AFTER);
    assert!(reviews_on(&stand, TODAY));
    assert!(!reviews_on(&stand, DAY_AFTER));
    // A guest of a visit is not of the trust either.
    stand.grant(ANNE, Role::ExternalVerifier, (ScopeKind::Visit, Uuid::from_u128(0x51)));
    assert!(!reviews_on(&stand, DAY_AFTER));
}

#[test]
fn a_match_without_a_day_gives_no_role_and_a_granted_one_stays_as_it_was_given() {
    let mut stand = head();
    happens(&mut stand, named("", &[ANNE]));
    assert!(!reviews_on(&stand, TODAY));
    stand.grant(ANNE, Role::PeerReviewer, (ScopeKind::Review, REVIEW));
    happens(&mut stand, released());
    assert!(reviews_on(&stand, DAY_AFTER));
}
