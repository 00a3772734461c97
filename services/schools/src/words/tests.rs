use contract::schools::v1::ErasureReason;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;
use crate::given::context;

const WRITTEN_FOR: Option<WordsClass> = Some(WordsClass::Governors);

fn given(standing: WordsStanding, events: Vec<WordsEvent>) -> AggregateTestExecutor<ErasableWords> {
    known(WordsFacts { standing, written_for: WRITTEN_FOR, writer_on_hold: false }, events)
}

fn known(facts: WordsFacts, events: Vec<WordsEvent>) -> AggregateTestExecutor<ErasableWords> {
    TestFramework::<ErasableWords>::with((facts, context())).given(events)
}

fn erase() -> WordsCommand {
    let mut asked = EraseWordsRequest { commitment: "c0".to_owned(), ..Default::default() };
    asked.set_reason(ErasureReason::NamesAChild);
    asked.into()
}

fn erased() -> WordsEvent {
    let reason = ErasureReason::NamesAChild.into();
    WordsErased { commitment: "c0".to_owned(), reason }.into()
}

fn class(class: WordsClass) -> WordsCommand {
    let (commitment, written_at) = ("c0".to_owned(), 7);
    let class = class.into();
    ClassWordsRequest { commitment, class, written_at, ..Default::default() }.into()
}

fn classed(class: WordsClass) -> WordsEvent {
    let (commitment, written_at) = ("c0".to_owned(), 7);
    WordsClassed { commitment, class: class.into(), written_at }.into()
}

#[test]
fn words_are_erased_once() {
    given(WordsStanding::Kept, vec![]).when(erase()).then_expect_events(vec![erased()]);
    given(WordsStanding::Erased, vec![erased()])
        .when(erase())
        .then_expect_error(WordsRefusal::Erased);
}

#[test]
fn a_legal_hold_on_the_writer_keeps_the_words() {
    let (standing, written_for) = (WordsStanding::Kept, WRITTEN_FOR);
    let held = WordsFacts { standing, written_for, writer_on_hold: true };
    known(held, vec![]).when(erase()).then_expect_error(WordsRefusal::WriterOnHold);
    let to = WordsClass::Author;
    known(held, vec![]).when(class(to)).then_expect_events(vec![classed(to)]);
}

#[test]
fn what_was_never_written_is_unknown() {
    for command in [erase(), class(WordsClass::Trust)] {
        given(WordsStanding::Unknown, vec![])
            .when(command)
            .then_expect_error(WordsRefusal::Unknown);
    }
    let standing = WordsStanding::Kept;
    let elsewhere = WordsFacts { standing, written_for: None, writer_on_hold: false };
    known(elsewhere, vec![])
        .when(class(WordsClass::Trust))
        .then_expect_error(WordsRefusal::Unknown);
}

#[test]
fn words_are_classed_anew_for_fewer_and_for_more() {
    for to in [WordsClass::Author, WordsClass::Trust, WordsClass::Open] {
        given(WordsStanding::Kept, vec![]).when(class(to)).then_expect_events(vec![classed(to)]);
    }
    given(WordsStanding::Kept, vec![classed(WordsClass::Trust)])
        .when(class(WordsClass::Governors))
        .then_expect_events(vec![classed(WordsClass::Governors)]);
    given(WordsStanding::Kept, vec![classed(WordsClass::Trust)])
        .when(erase())
        .then_expect_events(vec![erased()]);
}

#[test]
fn the_class_they_have_is_none_to_give_them() {
    given(WordsStanding::Kept, vec![])
        .when(class(WordsClass::Governors))
        .then_expect_error(WordsRefusal::SameClass);
    given(WordsStanding::Kept, vec![classed(WordsClass::Trust)])
        .when(class(WordsClass::Trust))
        .then_expect_error(WordsRefusal::SameClass);
}

#[test]
fn a_class_has_to_be_said() {
    given(WordsStanding::Kept, vec![])
        .when(class(WordsClass::Unspecified))
        .then_expect_error(WordsRefusal::NoClass);
}

#[test]
fn erased_words_have_no_readers() {
    for (standing, events) in
        [(WordsStanding::Erased, vec![]), (WordsStanding::Kept, vec![erased()])]
    {
        given(standing, events)
            .when(class(WordsClass::Trust))
            .then_expect_error(WordsRefusal::Erased);
    }
}
