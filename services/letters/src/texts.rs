//! What letters say. A subject names the trust and the kind alone: no school, no person, no typed word.

use contract::letters::v1::LetterKind;
use jiff::civil::Date;
use maud::{DOCTYPE, html};

/// What a letter is written from.
#[derive(Clone, Debug, Default)]
pub(crate) struct LetterFacts {
    pub trust: String,
    /// Empty where the letter is about no school.
    pub school: String,
    /// ISO 8601 date; empty where nothing is due.
    pub due_on: String,
    pub waiting: i32,
    pub overdue: i32,
    /// The whole address of the page it leads to.
    pub link: String,
    /// The whole address of the page on which a person chooses.
    pub choices: String,
}

/// A letter as it is sent, but for the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LetterText {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Writes a letter.
pub(crate) fn write(kind: LetterKind, facts: &LetterFacts) -> LetterText {
    let says = says(kind, facts);
    let link = &facts.link;
    let why = why(kind, facts);
    let choose = "What you get by e-mail:";
    let text = format!("{says}\n\n{link}\n\n--\n{why}\n{choose} {}\n", facts.choices);
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (subject_words(kind)) } }
            body {
                p { (says) }
                p { a href=(link) { (link) } }
                hr;
                p { (why) br; (choose) " " a href=(facts.choices) { (facts.choices) } }
            }
        }
    };
    let subject = format!("{}: {}", one_line(&facts.trust), subject_words(kind));
    LetterText { subject, text, html: html.into_string() }
}

fn subject_words(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::ProposalSent => "proposals wait for your answer",
        LetterKind::AnswerDue => "proposals are to be answered by tomorrow",
        LetterKind::ReportIssued => "a report was issued",
        LetterKind::ReportCorrected => "a report was corrected",
        LetterKind::QuestionAsked => "a question was asked about a report",
        LetterKind::QuestionAnswered => "a question about a report was answered",
        LetterKind::Digest | LetterKind::Unspecified => "what waits for you",
    }
}

fn says(kind: LetterKind, facts: &LetterFacts) -> String {
    let (school, day) = (&facts.school, day_words(&facts.due_on));
    match kind {
        LetterKind::ProposalSent if day.is_empty() => {
            format!("Proposals for {school} wait for your answer.")
        }
        LetterKind::ProposalSent => {
            format!("Proposals for {school} wait for your answer. The last day to answer is {day}.")
        }
        LetterKind::AnswerDue => {
            format!(
                "Proposals for {school} still wait for your answer. The last day to answer is {day}."
            )
        }
        LetterKind::ReportIssued => {
            format!(
                "A report on {school} was issued to its committee. You can read it in Plumbline."
            )
        }
        LetterKind::ReportCorrected => {
            format!(
                "A correction to the report on {school} was issued. The report stays as it was; please read both."
            )
        }
        LetterKind::QuestionAsked => {
            format!("A question was asked about the report on {school}. It waits for an answer.")
        }
        LetterKind::QuestionAnswered => {
            format!("Your question about the report on {school} was answered.")
        }
        LetterKind::Digest | LetterKind::Unspecified => waits(facts),
    }
}

fn waits(facts: &LetterFacts) -> String {
    let things = match facts.waiting {
        1 => "1 thing waits for you".to_owned(),
        many => format!("{many} things wait for you"),
    };
    match facts.overdue {
        0 => format!("{things} in Plumbline."),
        1 => format!("{things} in Plumbline. 1 is overdue."),
        many => format!("{things} in Plumbline. {many} are overdue."),
    }
}

fn why(kind: LetterKind, facts: &LetterFacts) -> String {
    let trust = &facts.trust;
    match kind {
        LetterKind::Digest => {
            format!("You get this at most once a day, since you hold a role in {trust}.")
        }
        LetterKind::ReportCorrected => {
            format!(
                "You get this since you opened the report or were told of its issue, and hold a role in {trust}."
            )
        }
        _ => format!("You get this since you hold a role in {trust}."),
    }
}

/// For example `Friday 27 November 2026`; empty where the text is no day.
fn day_words(day: &str) -> String {
    let words = |day: Date| day.strftime("%A %-d %B %Y").to_string();
    day.parse::<Date>().map(words).unwrap_or_default()
}

/// A name without what would end a header line.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
