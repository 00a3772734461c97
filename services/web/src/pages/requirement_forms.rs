//! The forms that keep the register: what is put on it, changed, or taken off, from an academic year on.

use contract::evidence::v1::{
    AddRequirementRequest, ChangeRequirementRequest, DropRequirementRequest, Obligation,
    RequirementKind, RequirementRhythm, RequirementTerms,
};
use serde::Deserialize;

use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, placed, sends};
use crate::ground::Ground;

/// What both forms of a requirement ask for.
const TERMS: [Entry; 6] = [
    Entry::line_of::<AddRequirementRequest>("title", "What is it called?")
        .hint("For example “Safeguarding policy” or “Weekly walk through the classes”")
        .wanted("Enter what it is called"),
    Entry::radios("kind", "What is it?").wanted("Choose what it is"),
    Entry::radios("obligation", "Does every school have to have it?")
        .wanted("Choose whether every school has to have it"),
    Entry::radios("rhythm", "By when?").wanted("Choose by when a school has to have it"),
    Entry::day("due", "By which day of this year?")
        .hint("Only where it is due by a day. Later years have the same day"),
    Entry::words_of::<AddRequirementRequest>("why", "Why?")
        .hint("Everyone in the trust reads it. Name no person")
        .wanted("Say why"),
];

/// Puts a document or a routine on the register.
#[derive(Debug, Deserialize)]
pub(crate) struct AddRequirement {
    pub year: String,
}

impl Act for AddRequirement {
    type Command = AddRequirementRequest;
    const ENTRIES: &'static [Entry] = &TERMS;
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "It stands on the register. Every school sees it now";
    const CHECK: Option<Check> = Some(Check {
        at: "/requirements/{year}/new/check",
        heading: "Check what is put on the register",
        then: "Every school is asked for it in this academic year and in later ones, until you change it or take it off.",
        button: "Put it on the register",
    });
    placed!("/requirements/{year}/new"(year), "/requirements/{year}"(year));
    sends!(evidence, add_requirement);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        problems(entered)
    }

    fn said(&self, _: &Ground, _: &str, value: &str) -> String {
        said(value)
    }

    fn command(&self, entered: &Entered) -> AddRequirementRequest {
        AddRequirementRequest {
            command_id: entered.command(),
            year: self.year.clone(),
            terms: Some(terms(entered)),
            why: entered.get("why"),
        }
    }
}

/// Changes what is required, from an academic year on.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangeRequirement {
    pub year: String,
    pub requirement: String,
}

impl Act for ChangeRequirement {
    type Command = ChangeRequirementRequest;
    const ENTRIES: &'static [Entry] = &TERMS;
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The register is changed. Every school sees what changed";
    const CHECK: Option<Check> = Some(Check {
        at: "/requirements/{year}/{requirement}/change/check",
        heading: "Check the change",
        then: "It holds from this academic year on. The years before stay as they are, and the register says what changed.",
        button: "Change it",
    });
    placed!(
        "/requirements/{year}/{requirement}/change"(year, requirement),
        "/requirements/{year}/{requirement}"(year, requirement)
    );
    sends!(evidence, change_requirement);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        problems(entered)
    }

    fn said(&self, _: &Ground, _: &str, value: &str) -> String {
        said(value)
    }

    fn command(&self, entered: &Entered) -> ChangeRequirementRequest {
        ChangeRequirementRequest {
            command_id: entered.command(),
            requirement_id: self.requirement.clone(),
            year: self.year.clone(),
            terms: Some(terms(entered)),
            why: entered.get("why"),
        }
    }
}

/// Takes a requirement off the register, from an academic year on.
#[derive(Debug, Deserialize)]
pub(crate) struct DropRequirement {
    pub year: String,
    pub requirement: String,
}

impl Act for DropRequirement {
    type Command = DropRequirementRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("reason", "Why is it taken off the register?")
            .hint("Everyone in the trust reads it. Name no person")
            .wanted("Say why it is taken off")];
    const BUTTON: &'static str = "Take it off the register";
    const DONE: &'static str = "It is taken off the register. What schools adopted stays recorded";
    placed!(
        "/requirements/{year}/{requirement}/drop"(year, requirement),
        "/requirements/{year}/{requirement}"(year, requirement)
    );
    sends!(evidence, drop_requirement);

    fn next(&self) -> String {
        format!("/requirements/{}", self.year)
    }

    fn command(&self, entered: &Entered) -> DropRequirementRequest {
        DropRequirementRequest {
            command_id: entered.command(),
            requirement_id: self.requirement.clone(),
            year: self.year.clone(),
            reason: entered.get("reason"),
        }
    }
}

/// What is due by a day has one.
fn problems(entered: &Entered) -> Vec<Problem> {
    let by_day = entered.get("rhythm") == RequirementRhythm::OnDay.as_str_name();
    let without = by_day && entered.get("due").is_empty() && entered.error("due").is_none();
    let sentence = "Enter the day by which a school has to have it";
    without.then(|| Problem::with("due", sentence)).into_iter().collect()
}

fn terms(entered: &Entered) -> RequirementTerms {
    let kind = RequirementKind::from_str_name(&entered.get("kind")).unwrap_or_default();
    let obligation = Obligation::from_str_name(&entered.get("obligation")).unwrap_or_default();
    let rhythm = RequirementRhythm::from_str_name(&entered.get("rhythm")).unwrap_or_default();
    RequirementTerms {
        title: entered.get("title"),
        kind: kind.into(),
        obligation: obligation.into(),
        rhythm: rhythm.into(),
        due_on: entered.get("due"),
    }
}

/// A choice in words; any other text as it is.
fn said(value: &str) -> String {
    let kind = RequirementKind::from_str_name(value).map(RequirementKind::words);
    let obligation = || Obligation::from_str_name(value).map(Obligation::words);
    let rhythm = || RequirementRhythm::from_str_name(value).map(RequirementRhythm::words);
    kind.or_else(obligation).or_else(rhythm).unwrap_or(value).to_owned()
}

/// The form with what can be chosen.
pub(super) fn asking<A: Act>(form: Form<'_, A>) -> Form<'_, A> {
    let kinds = RequirementKind::ALL.map(|kind| Choice::new(kind.as_str_name(), kind.words()));
    let both = Obligation::ALL.map(|one| Choice::new(one.as_str_name(), one.words()));
    let rhythms = RequirementRhythm::ALL.map(|one| Choice::new(one.as_str_name(), one.words()));
    form.choices("kind", kinds.to_vec())
        .choices("obligation", both.to_vec())
        .choices("rhythm", rhythms.to_vec())
}

#[cfg(test)]
mod tests;
