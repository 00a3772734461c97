//! What is waited for: the school's view until its day, and its answer until its day.

use jiff::civil::date;

use super::*;

fn noted() -> CategoryEvent {
    let reason = context().words("The head is away.");
    ViewNotGiven { cell: cell(AUTUMN), reason }.into()
}

fn taken_back() -> CategoryEvent {
    let reason = context().words("The figures were corrected.");
    ProposalWithdrawn { cell: cell(AUTUMN), reason }.into()
}

/// A step in the autumn, in a round that waits for views until a day. Today is 21 November.
fn views_until(day: &str, step: Step) -> Asked {
    let asked = autumn(step);
    Asked { round: RoundFacts { views_by: day.to_owned(), ..asked.round }, ..asked }
}

#[test]
fn a_proposal_names_the_day_to_answer_by() {
    let asking = |day: &str| autumn(propose_until(asks("repair"), day));
    given(vec![viewed()])
        .when(asking("2025-12-05"))
        .then_expect_events(vec![proposed_until("2025-12-05")]);
    given(vec![viewed()])
        .when(asking("2025-11-21"))
        .then_expect_events(vec![proposed_until("2025-11-21")]);
    let past = given(vec![viewed()]).when(asking("2025-11-20"));
    past.then_expect_error(CategoryRefusal::AnswerDayPast);
}

#[test]
fn until_the_day_has_passed_only_what_was_accepted_or_moderated_is_decided() {
    let awaited = CategoryRefusal::AnswerAwaited(date(2025, 11, 21));
    assert!(awaited.to_string().contains("until 21 November 2025"), "{awaited}");
    let today = || vec![viewed(), proposed_until("2025-11-21")];
    given(today()).when(autumn(decide("improve"))).then_expect_error(awaited);
    for answer in [accepted(), moderated()] {
        let history = [today(), vec![answer]].concat();
        let decided = given(history).when(autumn(decide("improve"))).inspect_result();
        assert_eq!(decided.unwrap().len(), 1);
    }
}

#[test]
fn that_no_answer_came_is_told_once_and_after_the_day() {
    let missed = || -> CategoryEvent {
        AnswerNotGiven { cell: cell(AUTUMN), answer_by: "2025-11-20".to_owned() }.into()
    };
    let over = || vec![viewed(), proposed_until("2025-11-20")];
    given(over()).when(autumn(note_no_answer())).then_expect_events(vec![missed()]);
    let nothing = |history: Vec<CategoryEvent>| {
        given(history).when(autumn(note_no_answer())).then_expect_events(vec![]);
    };
    nothing([over(), vec![missed()]].concat());
    nothing(vec![viewed(), proposed_until("2025-11-21")]);
    nothing(vec![viewed()]);
    for answer in [accepted(), challenged(), moderated(), taken_back()] {
        nothing([over(), vec![answer]].concat());
    }
    // The school can answer still, and a new proposal has a day of its own.
    let late = [over(), vec![missed()]].concat();
    given(late.clone()).when(autumn(accept())).then_expect_events(vec![accepted()]);
    let again = [late, vec![taken_back(), proposed_until("2025-11-20")]].concat();
    given(again).when(autumn(note_no_answer())).then_expect_events(vec![missed()]);
}

#[test]
fn a_decision_says_that_it_was_not_answered() {
    let says = |history: Vec<CategoryEvent>| {
        let happened = given(history).when(autumn(decide("improve"))).inspect_result().unwrap();
        let [CategoryEvent::CategoryDecided(decided)] = happened.as_slice() else {
            panic!("{happened:?}")
        };
        decided.not_answered
    };
    assert!(says(vec![viewed(), proposed()]));
    assert!(says(vec![viewed(), proposed(), moderated()]), "moderated before it was answered");
    assert!(!says(vec![viewed(), proposed(), accepted()]));
    assert!(!says(vec![viewed(), proposed(), challenged(), moderated()]));
    assert!(!says(vec![viewed(), proposed(), decided(), reopened()]), "answered before");
}

#[test]
fn a_proposal_is_taken_back_before_it_is_answered() {
    for history in [vec![viewed(), proposed()], vec![viewed(), proposed(), decided(), reopened()]] {
        given(history.clone()).when(autumn(withdraw())).then_expect_events(vec![taken_back()]);
        let again = [history, vec![taken_back()]].concat();
        given(again.clone())
            .when(autumn(accept()))
            .then_expect_error(CategoryRefusal::NothingProposed);
        given(again).when(autumn(propose())).then_expect_events(vec![proposed_today()]);
    }
    given(vec![viewed()])
        .when(autumn(withdraw()))
        .then_expect_error(CategoryRefusal::NothingProposed);
    for answer in [accepted(), challenged()] {
        given(vec![viewed(), proposed(), answer])
            .when(autumn(withdraw()))
            .then_expect_error(CategoryRefusal::AlreadyAnswered);
    }
    given(vec![viewed(), proposed(), moderated()])
        .when(autumn(withdraw()))
        .then_expect_error(CategoryRefusal::AlreadyModerated);
    for history in standing() {
        given(history).when(autumn(withdraw())).then_expect_error(CategoryRefusal::DecisionStands);
    }
}

#[test]
fn that_a_view_is_missing_is_noted_after_its_day() {
    for day in ["2025-11-20", ""] {
        given(vec![]).when(views_until(day, note_no_view())).then_expect_events(vec![noted()]);
    }
    let awaited = CategoryRefusal::ViewAwaited(date(2025, 11, 21));
    assert!(awaited.to_string().contains("until 21 November 2025"), "{awaited}");
    given(vec![]).when(views_until("2025-11-21", note_no_view())).then_expect_error(awaited);
    given(vec![viewed()])
        .when(autumn(note_no_view()))
        .then_expect_error(CategoryRefusal::ViewStated);
    given(vec![viewed(), proposed()])
        .when(autumn(note_no_view()))
        .then_expect_error(CategoryRefusal::AlreadyProposed);
    for history in standing() {
        let late = given(history).when(autumn(note_no_view()));
        late.then_expect_error(CategoryRefusal::DecisionStands);
    }
    let mut closed = autumn(note_no_view());
    closed.round.closed = true;
    given(vec![]).when(closed).then_expect_error(CategoryRefusal::RoundClosed);
}

#[test]
fn without_a_view_the_round_goes_on_and_the_school_can_still_speak() {
    given(vec![noted()]).when(autumn(propose())).then_expect_events(vec![proposed_today()]);
    given(vec![noted()]).when(autumn(view())).then_expect_events(vec![viewed()]);
    given(vec![noted(), proposed()])
        .when(autumn(view()))
        .then_expect_error(CategoryRefusal::AlreadyProposed);
    given(vec![noted(), proposed()]).when(autumn(accept())).then_expect_events(vec![accepted()]);
}
