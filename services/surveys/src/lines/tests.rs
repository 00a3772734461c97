use super::*;
use crate::samples::instrument;

/// The versions as they are published one after the other.
fn published(versions: Vec<InstrumentPublished>) -> Vec<InstrumentPublished> {
    let mut all: Vec<InstrumentPublished> = Vec::new();
    for (number, mut version) in (1..).zip(versions) {
        version.version = number;
        continue_from(&all, &mut version).unwrap();
        all.push(version);
    }
    all
}

fn since(versions: Vec<InstrumentPublished>, question_id: &str) -> u32 {
    let all = published(versions);
    let questions = &all.last().unwrap().questions;
    questions.iter().find(|one| one.question_id == question_id).unwrap().compared_since
}

fn reworded(id: &str) -> InstrumentPublished {
    let mut next = instrument();
    let question = next.questions.iter_mut().find(|one| one.question_id == id).unwrap();
    question.text = format!("{} at this school", question.text);
    next
}

fn continuing(id: &str) -> InstrumentPublished {
    let mut next = reworded(id);
    let question = next.questions.iter_mut().find(|one| one.question_id == id).unwrap();
    question.continues = true;
    next
}

#[test]
fn a_question_in_the_same_words_goes_on() {
    assert_eq!(since(vec![instrument()], "q1"), 1);
    assert_eq!(since(vec![instrument(), instrument(), instrument()], "q1"), 1);
    let mut moved = instrument();
    moved.questions[0].section = "Another heading".to_owned();
    moved.questions[0].sensitive = true;
    assert_eq!(since(vec![instrument(), moved], "q1"), 1);
}

#[test]
fn a_reworded_question_of_the_same_id_begins_another_line() {
    assert_eq!(since(vec![instrument(), reworded("q1")], "q1"), 2);
    assert_eq!(since(vec![instrument(), reworded("q1"), reworded("q1")], "q1"), 2);
    // Going back to the old words is a change of words too.
    assert_eq!(since(vec![instrument(), reworded("q1"), instrument()], "q1"), 3);
    let mut under = instrument();
    under.questions[0].stem = "How far do you agree?".to_owned();
    assert_eq!(since(vec![instrument(), under], "q1"), 2);
    let mut other_answers = instrument();
    other_answers.questions[0].options[0].label.push_str(" fully");
    assert_eq!(since(vec![instrument(), other_answers], "q1"), 2);
    let mut other_count = instrument();
    other_count.questions[0].options[0].counting = 4;
    assert_eq!(since(vec![instrument(), other_count], "q1"), 2);
}

#[test]
fn a_reworded_question_that_is_said_to_continue_goes_on() {
    assert_eq!(since(vec![instrument(), continuing("q1")], "q1"), 1);
    assert_eq!(since(vec![instrument(), reworded("q1"), continuing("q1")], "q1"), 2);
    let mut unknown = instrument();
    unknown.version = 1;
    unknown.questions[0].continues = true;
    let refused = continue_from(&[], &mut unknown);
    assert_eq!(refused, Err(InstrumentRefusal::NothingToContinue("q1".to_owned())));
}

#[test]
fn a_question_that_was_left_out_for_a_while_goes_on_in_its_words() {
    let mut without = instrument();
    without.questions.retain(|one| one.question_id != "q1");
    assert_eq!(since(vec![instrument(), without, instrument()], "q1"), 1);
}

#[test]
fn a_question_asked_of_other_people_begins_another_line() {
    let first = instrument();
    let follow_up = first.questions.iter().find(|one| one.only_if.is_some()).unwrap();
    let gate = follow_up.only_if.as_ref().unwrap().question_id.clone();
    let id = follow_up.question_id.clone();
    assert_eq!(since(vec![instrument(), instrument()], &id), 1);
    assert_eq!(since(vec![instrument(), reworded(&gate)], &id), 2);
    assert_eq!(since(vec![instrument(), continuing(&gate)], &id), 1);
    let mut of_everyone = instrument();
    of_everyone.questions.iter_mut().for_each(|one| one.only_if = None);
    assert_eq!(since(vec![instrument(), of_everyone], &id), 2);
}

#[test]
fn a_version_that_says_no_line_began_its_own() {
    let mut first = instrument();
    first.questions.iter_mut().for_each(|one| one.compared_since = 0);
    let mut next = InstrumentPublished { version: 2, ..instrument() };
    continue_from(&[first], &mut next).unwrap();
    assert!(next.questions.iter().all(|one| one.compared_since == 1));
}

#[test]
fn what_a_caller_sends_as_the_line_is_replaced() {
    let mut sent = instrument();
    sent.questions.iter_mut().for_each(|one| one.compared_since = 77);
    assert_eq!(since(vec![sent], "q1"), 1);
}
