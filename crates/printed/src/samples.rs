//! What the tests of this crate and of the surveys service speak of.

use contract::surveys::v1::{Answer, Condition, Counting, Option, Question, Response};
use uuid::Uuid;

pub fn school(number: u128) -> Uuid {
    Uuid::from_u128(0x5c00_0000 + number)
}

fn option(id: &str, counting: Counting) -> Option {
    Option { option_id: id.to_owned(), label: id.to_owned(), counting: counting.into() }
}

fn question(id: &str, options: &[(&str, Counting)]) -> Question {
    Question {
        question_id: id.to_owned(),
        text: format!("The text of {id}"),
        options: options.iter().map(|(id, counting)| option(id, *counting)).collect(),
        compared_since: 1,
        ..Question::default()
    }
}

/// `q1` plain, `q2` sensitive with "not applicable", `q3` asked only after yes to `q1`.
pub fn questions() -> Vec<Question> {
    use Counting::{Negative, Neither, OutsideBase, Positive};
    let mut sensitive =
        question("q2", &[("agree", Positive), ("disagree", Negative), ("na", OutsideBase)]);
    sensitive.sensitive = true;
    let mut dependent = question("q3", &[("agree", Positive), ("disagree", Negative)]);
    dependent.only_if =
        Some(Condition { question_id: "q1".to_owned(), option_id: "yes".to_owned() });
    vec![
        question("q1", &[("yes", Positive), ("no", Negative), ("dont-know", Neither)]),
        sensitive,
        dependent,
    ]
}

/// Makes a question one about who answers: none of its answers counts.
pub fn about_you(question: &mut Question) {
    question.about_you = true;
    question.options.iter_mut().for_each(|option| option.set_counting(Counting::OutsideBase));
}

pub fn answer(question: &str, option: &str) -> Answer {
    Answer { question_id: question.to_owned(), option_id: option.to_owned() }
}

pub fn response(number: u128, answers: &[(&str, &str)]) -> Response {
    let answers = answers.iter().map(|(question, option)| answer(question, option)).collect();
    Response { school_id: school(number).to_string(), answers }
}
