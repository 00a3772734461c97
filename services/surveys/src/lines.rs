//! Which answers may be compared over the versions of an instrument: those to a question that stayed, or that is said to
//! continue.

use std::collections::HashMap;

use contract::surveys::v1::{Condition, InstrumentPublished, Question};

use crate::instrument::InstrumentRefusal;

/// A question as it was asked last.
#[derive(Debug)]
struct AskedBefore<'a> {
    question: &'a Question,
    /// The version in which it was.
    version: u32,
}

/// Says of each question of a new version from which version on its answers may be compared.
pub(crate) fn continue_from(
    versions: &[InstrumentPublished],
    next: &mut InstrumentPublished,
) -> Result<(), InstrumentRefusal> {
    let mut before: HashMap<&str, AskedBefore<'_>> = HashMap::new();
    for earlier in versions {
        for question in &earlier.questions {
            before
                .insert(&question.question_id, AskedBefore { question, version: earlier.version });
        }
    }
    // A question that another one leads to comes after it, so what that one is compared with is known by then.
    let mut lines: HashMap<String, u32> = HashMap::new();
    for question in &mut next.questions {
        let asked = before.get(question.question_id.as_str());
        if question.continues && asked.is_none() {
            let id = question.question_id.clone();
            return Err(InstrumentRefusal::NothingToContinue(id));
        }
        let goes_on = |asked: &&AskedBefore<'_>| {
            question.continues
                || (words(question) == words(asked.question)
                    && same_people(question.only_if.as_ref(), asked, versions, &lines))
        };
        question.compared_since = match asked.filter(goes_on) {
            // What was published before versions said it began its line itself.
            Some(asked) => match asked.question.compared_since {
                0 => asked.version,
                since => since,
            },
            None => next.version,
        };
        lines.insert(question.question_id.clone(), question.compared_since);
    }
    Ok(())
}

/// What a respondent reads, and how the answers count. The heading above it is not part of it.
fn words(question: &Question) -> (String, Vec<(&str, &str, i32)>) {
    let offered = question.options.iter();
    let offered = offered.map(|one| (one.option_id.as_str(), one.label.as_str(), one.counting));
    (question.asked(), offered.collect())
}

/// Whether the same people are asked: all, or those who gave the same answer to a question that goes on.
fn same_people(
    now: Option<&Condition>,
    asked: &AskedBefore<'_>,
    versions: &[InstrumentPublished],
    lines: &HashMap<String, u32>,
) -> bool {
    match (now, &asked.question.only_if) {
        (None, None) => true,
        (Some(now), Some(then)) if now == then => {
            let version = versions.iter().find(|one| one.version == asked.version);
            let mut gates = version.iter().flat_map(|one| &one.questions);
            let gate = gates.find(|gate| gate.question_id == then.question_id);
            let then = gate.map(|gate| match gate.compared_since {
                0 => asked.version,
                since => since,
            });
            then == lines.get(&now.question_id).copied()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
