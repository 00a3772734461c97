use contract::surveys::v1::Condition;
use eventlog::cqrs_es::test::TestFramework;

use super::*;
use crate::samples::{context, instrument};

type Test = TestFramework<Instrument>;

fn refused(instrument: InstrumentPublished, refusal: InstrumentRefusal) {
    Test::with(((), context()))
        .given_no_previous_events()
        .when(publish(instrument))
        .then_expect_error(refusal);
}

#[test]
fn a_first_version_is_published() {
    Test::with(((), context()))
        .given_no_previous_events()
        .when(publish(instrument()))
        .then_expect_events(vec![instrument().into()]);
}

#[test]
fn versions_follow_each_other() {
    let second = InstrumentPublished { version: 2, ..instrument() };
    Test::with(((), context()))
        .given(vec![instrument().into()])
        .when(publish(second.clone()))
        .then_expect_events(vec![second.into()]);
}

#[test]
fn a_version_is_never_published_twice_or_left_out() {
    for given in [0, 1, 3] {
        Test::with(((), context()))
            .given(vec![instrument().into()])
            .when(publish(InstrumentPublished { version: given, ..instrument() }))
            .then_expect_error(InstrumentRefusal::VersionOutOfOrder { expected: 2, given });
    }
}

#[test]
fn a_question_is_there_once() {
    let mut twice = instrument();
    twice.questions[1].question_id = twice.questions[0].question_id.clone();
    refused(twice, InstrumentRefusal::QuestionRepeated("q1".to_owned()));
}

#[test]
fn every_question_offers_different_counted_answers() {
    let mut lone = instrument();
    lone.questions[0].options.truncate(1);
    let mut repeated = instrument();
    repeated.questions[0].options[1] = repeated.questions[0].options[0].clone();
    let mut uncounted = instrument();
    uncounted.questions[0].options[0].counting = 0;
    for unclear in [lone, repeated, uncounted] {
        refused(unclear, InstrumentRefusal::OptionsUnclear("q1".to_owned()));
    }
}

#[test]
fn no_answer_counts_to_a_question_about_who_answers() {
    let mut counted = instrument();
    counted.questions[0].about_you = true;
    refused(counted.clone(), InstrumentRefusal::AboutYouCounted("q1".to_owned()));
    let options = &mut counted.questions[0].options;
    options.iter_mut().for_each(|option| option.set_counting(Counting::OutsideBase));
    Test::with(((), context()))
        .given_no_previous_events()
        .when(publish(counted.clone()))
        .then_expect_events(vec![counted.into()]);
}

#[test]
fn a_question_depends_on_an_earlier_answer_only() {
    for (question, option) in [("q3", "yes"), ("q9", "yes"), ("q1", "perhaps")] {
        let mut unknown = instrument();
        unknown.questions[2].only_if =
            Some(Condition { question_id: question.to_owned(), option_id: option.to_owned() });
        let id = unknown.questions[2].question_id.clone();
        refused(unknown, InstrumentRefusal::ConditionUnknown(id));
    }
}
