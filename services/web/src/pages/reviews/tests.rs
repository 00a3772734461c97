use contract::schools::v1::Role;

use super::*;
use crate::sample;

fn shown(visitor: &Visitor, state: ReviewState) -> String {
    let loaded = sample::reviews_loaded(state);
    let review = &loaded.reviews.known().unwrap()[0];
    render_one(visitor, &loaded, review, &Told::default()).into_string()
}

#[test]
fn each_step_is_for_whom_it_is_when_it_is_due() {
    let (lead, head) = (sample::lead(), sample::head());
    assert!(shown(&lead, ReviewState::Requested).contains("/team\""));
    assert!(!shown(&head, ReviewState::Requested).contains("/team\""));
    assert!(shown(&head, ReviewState::Matched).contains("/distribution\""));
    assert!(shown(&lead, ReviewState::Matched).contains("agrees next who receives"));
    let reviewer = sample::somebody(Role::PeerReviewer);
    assert!(shown(&reviewer, ReviewState::Agreed).contains("/visit\""));
    assert!(shown(&reviewer, ReviewState::Held).contains("/findings\""));
    assert!(shown(&reviewer, ReviewState::Completed).contains("/follow-up\""));
    assert!(!shown(&lead, ReviewState::Held).contains("/findings\""));
}

#[test]
fn nobody_of_the_host_is_offered_for_the_team() {
    let page = shown(&sample::lead(), ReviewState::Requested);
    assert!(!page.contains("Ruth O'Neill,"), "{page}");
}
