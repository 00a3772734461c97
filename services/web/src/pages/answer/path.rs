//! Which questions a respondent meets, and in which order.

use std::collections::BTreeMap;

use contract::surveys::v1::Question;

/// Choices so far: by question the option, or nothing where it was passed over.
pub(crate) type Choices = BTreeMap<String, Option<String>>;

/// Where a respondent goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place<'a> {
    Question(&'a Question),
    Check,
}

/// The questions that apply: those asked of everyone, and those whose condition was met.
pub(crate) fn asked_of<'a>(questions: &'a [Question], choices: &Choices) -> Vec<&'a Question> {
    let applies = |question: &&Question| {
        question.only_if.as_ref().is_none_or(|condition| {
            choices.get(&condition.question_id).and_then(Option::as_ref)
                == Some(&condition.option_id)
        })
    };
    questions.iter().filter(applies).collect()
}

/// Number of a question among those that apply, from 1, and how many there are.
pub(crate) fn place(
    questions: &[Question],
    choices: &Choices,
    question: &str,
) -> Option<(usize, usize)> {
    let asked = asked_of(questions, choices);
    let found = asked.iter().position(|known| known.question_id == question)?;
    Some((found + 1, asked.len()))
}

/// Where to go after a question; one who came to change an answer goes back to checking, unless the change
/// brought a question not met before.
pub(crate) fn next_after<'a>(
    questions: &'a [Question],
    choices: &Choices,
    question: &str,
    change: bool,
) -> Place<'a> {
    let asked = asked_of(questions, choices);
    let here = asked.iter().position(|known| known.question_id == question);
    let next = here.and_then(|here| asked.get(here + 1));
    match next {
        Some(next) if !change || !choices.contains_key(&next.question_id) => Place::Question(next),
        _ => Place::Check,
    }
}
