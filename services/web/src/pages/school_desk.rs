//! What is kept of a school beside its judgements: joining, a new URN, leaving, and its own words.

use contract::schools::v1::{
    LeaveTrustRequest, School, StateUniquenessRequest, SucceedSchoolRequest,
};
use contract::{Said as _, longest};
use maud::{Markup, html};
use serde::Deserialize;

use crate::dates;
use crate::form::{Act, Check, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<StateUniqueness>().form::<SucceedSchool>().form::<LeaveTrust>()
}

/// A head says what makes the own school unlike the others.
#[derive(Debug, Deserialize)]
pub(crate) struct StateUniqueness {
    pub school: String,
}

impl Act for StateUniqueness {
    type Command = StateUniquenessRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>(
        "statement",
        "What makes your school unlike the others?",
    )
    .hint("Everybody in the trust reads it. Name no pupil, parent or colleague")
    .wanted("Say what makes your school unlike the others")];
    const BUTTON: &'static str = "Save";
    const DONE: &'static str = "It stands on your school’s page now";
    placed!("/schools/{school}/uniqueness"(school), "/schools/{school}"(school));
    sends!(schools, state_uniqueness);

    fn command(&self, entered: &Entered) -> StateUniquenessRequest {
        let (school_id, statement) = (self.school.clone(), entered.get("statement"));
        StateUniquenessRequest { command_id: entered.command(), school_id, statement }
    }
}

/// An administrator records that the register gave a school a new URN.
#[derive(Debug, Deserialize)]
pub(crate) struct SucceedSchool {
    pub school: String,
}

impl Act for SucceedSchool {
    type Command = SucceedSchoolRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line("urn", "New URN")
            .at_most(longest::<Self::Command>("new_urn"))
            .hint("Six digits, as the register has it")
            .wanted("Enter the new URN"),
        Entry::day("on", "From which day?").wanted("Enter the day from which it holds"),
    ];
    const BUTTON: &'static str = "Record the new URN";
    const DONE: &'static str = "The new URN is recorded; the earlier one stays beside it";
    placed!("/schools/{school}/succession"(school), "/schools/{school}"(school));
    sends!(schools, succeed_school);

    fn command(&self, entered: &Entered) -> SucceedSchoolRequest {
        SucceedSchoolRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            new_urn: entered.get("urn"),
            on: entered.get("on"),
        }
    }
}

/// An administrator records that a school left the trust.
#[derive(Debug, Deserialize)]
pub(crate) struct LeaveTrust {
    pub school: String,
}

impl Act for LeaveTrust {
    type Command = LeaveTrustRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::day("on", "Last day in the trust").wanted("Enter the last day in the trust"),
        Entry::line_of::<Self::Command>("reason", "Why?")
            .hint("The improvement lead, the chief executive and the school’s head read it. Name no person"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "It is recorded that the school leaves the trust";
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/departure/check",
        heading: "Check that the school leaves the trust",
        then: "The school takes part in nothing new after that day. What the record holds about it stays.",
        button: "Record that it leaves",
    });
    placed!("/schools/{school}/departure"(school), "/schools/{school}"(school));
    sends!(schools, leave_trust);

    /// A school that has left has no page any more.
    fn next(&self) -> String {
        "/schools/new".to_owned()
    }

    fn command(&self, entered: &Entered) -> LeaveTrustRequest {
        LeaveTrustRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            on: dates::after(&entered.get("on")),
            reason: entered.get("reason"),
        }
    }
}

/// The forms of a school that this person may use, folded.
pub(crate) fn forms(visitor: &Visitor, school: &School, told: &Told) -> Markup {
    let (id, may) = (school.school_id.clone(), &visitor.may);
    let here = school.left_on.is_empty();
    let states = here && may.of::<StateUniquenessRequest>(&id);
    let succeeds = here && may.of::<SucceedSchoolRequest>(&id);
    let leaves = here && may.of::<LeaveTrustRequest>(&id);
    html! {
        @if states {
            (Form::new(&StateUniqueness { school: id.clone() }, visitor, told)
                .starting("statement", school.uniqueness.said())
                .folded("Say what makes your school unlike the others"))
        }
        @if succeeds { (Form::new(&SucceedSchool { school: id.clone() }, visitor, told).folded("Record a new URN")) }
        @if leaves { (Form::new(&LeaveTrust { school: id }, visitor, told).folded("Record that the school leaves the trust")) }
    }
}

#[cfg(test)]
mod tests;
