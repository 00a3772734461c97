use jiff::civil::date;

use super::*;
use crate::samples::{answer, questions, scheduled, today};

fn questionnaire() -> Questionnaire {
    Questionnaire::try_new(scheduled(), questions()).unwrap()
}

#[test]
fn answers_are_kept_in_the_order_of_the_questions() {
    let given = [answer("q3", "agree"), answer("q1", "yes")];
    assert_eq!(questionnaire().check(&given), Ok(vec![answer("q1", "yes"), answer("q3", "agree")]));
}

#[test]
fn an_answer_must_be_offered_by_its_question() {
    for (question, option) in [("q1", "agree"), ("q9", "yes"), ("", ""), ("q1", "")] {
        let refusal = questionnaire().check(&[answer(question, option)]);
        assert_eq!(refusal, Err(RespondentRefusal::AnswerUnknown(question.to_owned())));
    }
}

#[test]
fn a_question_is_answered_once() {
    let twice = [answer("q1", "yes"), answer("q1", "no")];
    assert_eq!(
        questionnaire().check(&twice),
        Err(RespondentRefusal::AnswerRepeated("q1".to_owned()))
    );
}

#[test]
fn something_has_to_be_answered() {
    assert_eq!(questionnaire().check(&[]), Err(RespondentRefusal::NothingAnswered));
    assert_eq!(
        questionnaire().check(&[answer("q3", "agree")]),
        Err(RespondentRefusal::NothingAnswered)
    );
}

#[test]
fn answers_to_questions_that_were_not_asked_are_left_out() {
    let changed_mind = [answer("q1", "no"), answer("q3", "agree")];
    assert_eq!(questionnaire().check(&changed_mind), Ok(vec![answer("q1", "no")]));
}

#[test]
fn the_closing_day_still_takes_answers_and_the_next_does_not() {
    assert_eq!(questionnaire().admits(today()), Ok(()));
    assert_eq!(questionnaire().admits(date(2025, 11, 28)), Ok(()));
    assert_eq!(questionnaire().admits(date(2025, 11, 29)), Err(RespondentRefusal::WaveNotOpen));
}
