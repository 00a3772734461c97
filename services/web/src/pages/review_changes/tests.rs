use contract::log::v1::Words;

use super::*;
use crate::form::Told;
use crate::sample;
use crate::visitor::Visitor;

fn shown(visitor: &Visitor, state: ReviewState) -> String {
    let loaded = sample::reviews_loaded(state);
    let review = &loaded.reviews.known().unwrap()[0];
    let reader = ForReader { visitor, ground: &loaded.ground, told: &Told::default() };
    forms(reader, review).into_string()
}

#[test]
fn a_review_is_put_off_or_called_off_before_the_visit_only() {
    for visitor in [sample::lead(), sample::head()] {
        let before = shown(&visitor, ReviewState::Matched);
        assert!(before.contains("/term\"") && before.contains("/cancellation\""), "{before}");
        let after = shown(&visitor, ReviewState::Held);
        assert!(!after.contains("/term\"") && !after.contains("/cancellation\""), "{after}");
    }
    assert!(!shown(&sample::governor(), ReviewState::Matched).contains("<form"));
}

#[test]
fn the_head_alone_widens_the_readers_and_comments() {
    let head = shown(&sample::head(), ReviewState::Completed);
    assert!(head.contains("/wider\"") && head.contains("/comments\""), "{head}");
    let lead = shown(&sample::lead(), ReviewState::Completed);
    assert!(!lead.contains("/wider\"") && !lead.contains("/comments\""), "{lead}");
}

#[test]
fn who_receives_the_findings_is_not_offered_again() {
    let review = Review {
        recipients: vec![Recipient::HostCommittee.into(), Recipient::Trustees.into()],
        ..Review::default()
    };
    let more: Vec<_> = more(&review).into_iter().map(|choice| choice.value).collect();
    assert_eq!(more, [Recipient::ImprovementLead.as_str_name()]);
}

#[test]
fn a_reader_who_is_not_shown_why_reads_that_it_was_called_off() {
    let mut review = Review { cancelled_on: "2026-03-02".to_owned(), ..Review::default() };
    review.set_state(ReviewState::Cancelled);
    assert!(told(&review).into_string().contains("Called off on 2 March 2026."));
    let why = Words { text: "Two of the team are ill".to_owned(), ..Words::default() };
    review.cancelled_because = Some(why);
    assert!(
        told(&review).into_string().contains("Called off on 2 March 2026: Two of the team are ill")
    );
}
