use contract::reviews::v1::FollowUpRecorded;

use super::*;
use crate::sample;
use crate::shown::Shown;

/// The actions of a kind on a day, as the lead is shown them.
fn on(day: &str, of: impl Fn(ActionReader<'_>) -> Vec<AgreedAction>) -> Vec<AgreedAction> {
    let visitor = Visitor { today: day.parse().unwrap(), ..sample::lead() };
    of(ActionReader { visitor: &visitor, ground: &sample::ground() })
}

fn notes() -> Vec<VisitNote> {
    let notes = sample::visits_page(&sample::lead()).notes;
    notes.known().map(|listed| listed.notes.clone()).unwrap_or_default()
}

#[test]
fn an_action_of_a_visit_is_done_once_it_improved_and_overdue_after_its_day() {
    let [done] = on("2025-11-21", |of| of.of_visits(&notes())).try_into().unwrap();
    assert_eq!(done.standing, ActionStanding::Done);
    assert_eq!(done.owner, "Headteacher");
    assert!(done.became.contains("Each class has its books."), "the last look counts: {done:?}");
    let again = || {
        let mut notes = notes();
        for action in notes.iter_mut().flat_map(|note| &mut note.actions) {
            action.revisits.truncate(1);
        }
        notes
    };
    let standing = |day| on(day, |of| of.of_visits(&again()))[0].standing;
    assert_eq!(standing("2025-12-19"), ActionStanding::Open, "on its day");
    assert_eq!(standing("2025-12-20"), ActionStanding::Overdue);
}

#[test]
fn a_note_that_is_a_draft_has_agreed_nothing() {
    let drafts: Vec<_> =
        notes().into_iter().filter(|note| note.state() != VisitNoteState::Issued).collect();
    assert_eq!(drafts.len(), 2);
    assert!(on("2025-11-21", |of| of.of_visits(&drafts)).is_empty());
}

#[test]
fn an_action_of_a_meeting_says_that_its_outcome_is_not_recorded() {
    let minuted = |day| on(day, |of| of.of_meetings(&[sample::meeting_record()]));
    let [open] = minuted("2026-01-15").try_into().unwrap();
    assert_eq!((open.standing, open.owner.contains("Amira")), (ActionStanding::Open, true));
    assert_eq!(open.school_id, sample::MARYS);
    assert_eq!(minuted("2026-01-16")[0].standing, ActionStanding::Unsaid);
}

/// The finding of a review that was completed on 20 October 2025, and what became of it.
fn reviewed(follow_ups: &[FollowUpRecorded]) -> Vec<Review> {
    let loaded = sample::reviews_loaded(ReviewState::Completed).reviews;
    let Shown::All(mut reviews) = loaded else { panic!("the sample shows all") };
    reviews.truncate(1);
    for review in &mut reviews {
        review.completed_on = "2025-10-20".to_owned();
        review.findings.truncate(1);
        for finding in &mut review.findings {
            finding.set_kind(FindingKind::ToImprove);
            finding.follow_ups = follow_ups.to_vec();
        }
    }
    reviews
}

#[test]
fn a_review_looks_again_after_90_days_and_once_more_after_a_year() {
    let look = |improved| FollowUpRecorded {
        improved,
        on: "2026-01-18".to_owned(),
        ..FollowUpRecorded::default()
    };
    let of = |follow_ups: &[FollowUpRecorded]| {
        let found = on("2026-01-19", |of| of.of_reviews(&reviewed(follow_ups)));
        let [one] = found.try_into().unwrap();
        one
    };
    let waits = of(&[]);
    assert_eq!((waits.due_on.as_str(), waits.standing), ("2026-01-18", ActionStanding::Overdue));
    let again = of(&[look(false)]);
    assert_eq!((again.due_on.as_str(), again.standing), ("2026-10-20", ActionStanding::Open));
    assert_eq!(of(&[look(true)]).standing, ActionStanding::Done);
    let last = FollowUpRecorded { on: "2026-10-21".to_owned(), ..look(false) };
    assert_eq!(of(&[look(false), last]).standing, ActionStanding::Done, "no look is due any more");
}

#[test]
fn a_strength_is_no_action_and_a_review_under_way_has_agreed_none() {
    let mut reviews = reviewed(&[]);
    reviews[0].findings[0].set_kind(FindingKind::Strength);
    assert!(on("2025-11-21", |of| of.of_reviews(&reviews)).is_empty());
    let mut reviews = reviewed(&[]);
    reviews[0].set_state(ReviewState::Held);
    assert!(on("2025-11-21", |of| of.of_reviews(&reviews)).is_empty());
}
