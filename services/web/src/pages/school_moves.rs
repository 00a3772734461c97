//! Schools that are to join, leave or return, or have left: what is arranged, the ways back, and the register read again.

use contract::Asks;
use contract::field::isolated;
use contract::schools::v1::{
    RefreshSchoolsRequest, RefreshSchoolsResponse, ReturnToTrustRequest, School,
    TakeBackMoveRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::register::{LONGEST, TRIAL};
use super::{choices, counted, register};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<TakeBackMove>().form::<ReturnToTrust>().form::<RefreshSchools>()
}

/// An administrator takes back what is arranged, or a leave that was a mistake.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeBackMove {}

impl Act for TakeBackMove {
    type Command = TakeBackMoveRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "Which school?").wanted("Choose the school"),
        Entry::line_of::<Self::Command>("reason", "Why?")
            .hint("The improvement lead, the chief executive and the school’s head read it. Name no person")
            .wanted("Say why"),
    ];
    const BUTTON: &'static str = "Take it back";
    const DONE: &'static str = "It is taken back. The record keeps both";
    placed!("/schools/taken-back"(), "/schools/new"());
    sends!(schools, take_back_move);

    fn command(&self, entered: &Entered) -> TakeBackMoveRequest {
        TakeBackMoveRequest {
            command_id: entered.command(),
            school_id: entered.get("school"),
            reason: entered.get("reason"),
        }
    }
}

/// An administrator records that a school comes back, perhaps on a day ahead.
#[derive(Debug, Deserialize)]
pub(crate) struct ReturnToTrust {}

impl Act for ReturnToTrust {
    type Command = ReturnToTrustRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "Which school?").wanted("Choose the school"),
        Entry::day("on", "First day in the trust again")
            .hint("It can be a day ahead")
            .wanted("Enter the first day"),
    ];
    const BUTTON: &'static str = "Record that it comes back";
    const DONE: &'static str = "The school is in the trust again from that day";
    placed!("/schools/returned"(), "/schools/new"());
    sends!(schools, return_to_trust);

    fn command(&self, entered: &Entered) -> ReturnToTrustRequest {
        ReturnToTrustRequest {
            command_id: entered.command(),
            school_id: entered.get("school"),
            on: entered.get("on"),
        }
    }
}

/// An administrator compares the trust's schools with the register, after a trial that stores nothing.
#[derive(Debug, Deserialize)]
pub(crate) struct RefreshSchools {}

impl Act for RefreshSchools {
    type Command = RefreshSchoolsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::words("lines", "Lines of the register’s file", LONGEST)
            .hint("Paste the lines of every school of the trust, the line of headings first. A school that is not there is told as missing")
            .wanted("Paste the lines of the file"),
        Entry::day("on", "From which day does the file hold?").hint("Today, unless you say"),
        TRIAL,
    ];
    const BUTTON: &'static str = "Compare";
    const DONE: &'static str = "The schools are compared with the register";
    placed!("/schools/refresh"(), "/schools/new"());
    sends!(schools, refresh_schools);

    fn command(&self, entered: &Entered) -> RefreshSchoolsRequest {
        RefreshSchoolsRequest {
            command_id: entered.command(),
            establishments: entered.get("lines").into_bytes(),
            links: Vec::new(),
            on: entered.get("on"),
            dry_run: entered.get("trial") != "no",
        }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let command = self.command(entered);
        let trial = command.dry_run;
        let command = ask(&visitor.caller(), command);
        let read = web.services.schools().refresh_schools(command).await?.into_inner();
        told_of(&read, trial)
    }
}

/// What came of a file, or what is wrong with it.
pub(super) fn told_of(read: &RefreshSchoolsResponse, trial: bool) -> Result<Notice, Failure> {
    if !read.faults.is_empty() {
        return Err(register::refused(&read.faults));
    }
    let outcomes = read.outcomes.iter().map(|one| {
        let differs = one.differences.iter();
        let differs = differs.map(|one| format!(", {}: “{}”, was “{}”", one.what, one.is, one.was));
        let differs: String = differs.collect();
        let why = if one.sentence.is_empty() { "" } else { ". " };
        format!(
            "{} ({}): {}{differs}{why}{}",
            isolated(&one.name),
            one.urn,
            one.outcome,
            one.sentence
        )
    });
    let outcomes = outcomes.collect::<Vec<_>>().join("; ");
    let compared = counted(read.outcomes.len(), "school is", "schools are");
    let stored = if trial { "A trial: nothing is stored. " } else { "" };
    Ok(Notice::new(format!("{stored}{compared} compared. {outcomes}"), read.position))
}

/// The schools that are to join or leave, or have left, with the forms about them.
pub(crate) fn section(visitor: &Visitor, schools: &[School], today: &str, told: &Told) -> Markup {
    let moves = schools.iter().filter_map(|school| Some((school, said(school, today)?)));
    let moves: Vec<(&School, String)> = moves.collect();
    let rows = moves.iter().map(|(school, said)| {
        vec![
            Cell::text(isolated(&school.name)),
            Cell::text(school.urn.clone()),
            Cell::text(said.clone()),
        ]
    });
    let table = Table {
        head: vec![("School", false), ("URN", false), ("What the record says", false)],
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    let all = moves.iter().map(|(school, _)| *school);
    let left = all.clone().filter(|school| !school.left_on.is_empty());
    let (moved, left) = (
        choice::<TakeBackMoveRequest>(visitor, all),
        choice::<ReturnToTrustRequest>(visitor, left),
    );
    html! {
        @if !moves.is_empty() {
            h2.govuk-heading-m { "Schools that are to join or leave, or have left" }
            (table.render())
            @if !moved.is_empty() {
                (Form::new(&TakeBackMove {}, visitor, told)
                    .choices("school", choices::or("Choose a school", moved))
                    .folded("Take back a join, leave or return"))
            }
            @if !left.is_empty() {
                (Form::new(&ReturnToTrust {}, visitor, told)
                    .choices("school", choices::or("Choose a school", left))
                    .folded("Record that a school comes back"))
            }
        }
        @if visitor.may.anywhere::<RefreshSchoolsRequest>() {
            h2.govuk-heading-m { "The register again" }
            (Form::new(&RefreshSchools {}, visitor, told)
                .choices("trial", choices::yes_or_no())
                .folded("Compare the trust’s schools with the register"))
        }
    }
}

fn said(school: &School, today: &str) -> Option<String> {
    if school.joined_on.as_str() > today {
        Some(format!("Joins on {}", dates::day(&school.joined_on)))
    } else if !school.leaves_on.is_empty() {
        Some(format!("Leaves on {}", dates::day(&school.leaves_on)))
    } else if !school.left_on.is_empty() {
        let returns = match school.returns_on.as_str() {
            "" => String::new(),
            day => format!(", and returns on {}", dates::day(day)),
        };
        Some(format!("Left on {}{returns}", dates::day(&school.left_on)))
    } else {
        None
    }
}

fn choice<'a, M: Asks>(
    visitor: &Visitor,
    schools: impl Iterator<Item = &'a School>,
) -> Vec<Choice> {
    let allowed = schools.filter(|_| visitor.may.anywhere::<M>());
    allowed
        .map(|school| {
            Choice::new(&school.school_id, format!("{} ({})", isolated(&school.name), school.urn))
        })
        .collect()
}

#[cfg(test)]
mod tests;
