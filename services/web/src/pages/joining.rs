//! Taking schools into the trust: one by hand, or all from the lines of the national register.

use axum::extract::State;
use contract::field::isolated;
use contract::longest;
use contract::schools::v1::{
    ImportRegisterRequest, ImportRegisterResponse, JoinSchoolRequest, ListSchoolsRequest, School,
    SchoolDetails,
};
use contract::tell_apart;
use maud::{Markup, html};
use serde::Deserialize;

use super::register::{LONGEST, TRIAL};
use super::{choices, counted, crumbs, register, school_moves};
use crate::components::button_link;
use crate::failure::Failure;
use crate::form::{Act, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/schools/new", show).form::<JoinSchool>().form::<ImportRegister>()
}

/// `GET /schools/new`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.may.anywhere::<JoinSchoolRequest>() {
        return Err(Failure::Forbidden("Administrators take schools into the trust.".to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let wanted = ListSchoolsRequest {
        at_least: told.at_least(),
        include_left: true,
        include_expected: true,
        on: String::new(),
    };
    let schools = web.services.schools().list_schools(ask(&visitor.caller(), wanted)).await?;
    let mut schools = schools.into_inner().schools;
    tell_apart(&mut schools);
    Ok(render(&visitor, &schools, &told))
}

/// An administrator takes one school into the trust.
#[derive(Debug, Deserialize)]
pub(crate) struct JoinSchool {}

impl Act for JoinSchool {
    type Command = JoinSchoolRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("urn", "URN")
            .hint("Six digits, as the register has it")
            .wanted("Enter the URN"),
        Entry::line_of::<Self::Command>("name", "Name").wanted("Enter the school’s name"),
        Entry::line_of::<Self::Command>("phase", "Phase").hint("For example “Primary”"),
        Entry::line("kind", "Type")
            .at_most(longest::<Self::Command>("type"))
            .hint("For example “Academy converter”"),
        Entry::line("character", "Religious character")
            .at_most(longest::<Self::Command>("religious_character")),
        Entry::line_of::<Self::Command>("town", "Town"),
        Entry::line_of::<Self::Command>("postcode", "Postcode"),
        Entry::day("joined", "First day in the trust").wanted("Enter the first day in the trust"),
    ];
    const BUTTON: &'static str = "Take the school in";
    const DONE: &'static str =
        "The school is in the trust’s record from that day. Set up its committee, and add its head";
    placed!("/schools/new"(), "/schools/new"());
    sends!(schools, join_school);

    fn command(&self, entered: &Entered) -> JoinSchoolRequest {
        let school = SchoolDetails {
            urn: entered.get("urn"),
            name: entered.get("name"),
            phase: entered.get("phase"),
            r#type: entered.get("kind"),
            religious_character: entered.get("character"),
            town: entered.get("town"),
            postcode: entered.get("postcode"),
            joined_on: entered.get("joined"),
            ..SchoolDetails::default()
        };
        JoinSchoolRequest { command_id: entered.command(), school: Some(school) }
    }
}

/// An administrator takes schools in from lines of the register, after a trial that stores nothing.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportRegister {}

impl Act for ImportRegister {
    type Command = ImportRegisterRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::words("lines", "Lines of the register’s file", LONGEST)
            .hint("Download the establishments of your trust from the national register. Paste the file here, its line of headings first")
            .wanted("Paste the lines of the file"),
        Entry::line_of::<Self::Command>("group", "Only schools of this trust")
            .hint("Its name or number in the file. Leave it empty to take every open school of the file"),
        Entry::day("joined", "Day on which the schools joined")
            .hint("Where the file does not say"),
        TRIAL,
    ];
    const BUTTON: &'static str = "Read the file";
    const DONE: &'static str = "The file is read";
    placed!("/schools/register"(), "/schools/new"());
    sends!(schools, import_register);

    fn command(&self, entered: &Entered) -> ImportRegisterRequest {
        ImportRegisterRequest {
            command_id: entered.command(),
            establishments: entered.get("lines").into_bytes(),
            links: Vec::new(),
            urns: Vec::new(),
            joined_on: entered.get("joined"),
            group: entered.get("group"),
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
        let read = web.services.schools().import_register(command).await?.into_inner();
        told_of(&read, trial)
    }
}

/// What came of a file, or what is wrong with it.
pub(super) fn told_of(read: &ImportRegisterResponse, trial: bool) -> Result<Notice, Failure> {
    if !read.faults.is_empty() {
        return Err(register::refused(&read.faults));
    }
    let outcomes = read.outcomes.iter();
    let outcomes =
        outcomes.map(|one| format!("{} ({}): {}", isolated(&one.name), one.urn, one.outcome));
    let outcomes = outcomes.collect::<Vec<_>>().join("; ");
    let found = counted(read.outcomes.len(), "school", "schools");
    let sentence = match trial {
        true => format!("A trial: nothing is stored. The file holds {found}. {outcomes}"),
        false => format!("The file is read: {found}. {outcomes}"),
    };
    Ok(Notice::new(sentence, read.position))
}

pub(crate) fn render(visitor: &Visitor, schools: &[School], told: &Told) -> Markup {
    let today = visitor.today.to_string();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Take schools into the trust" }
        h2.govuk-heading-m { "From the register" }
        p { (button_link("Choose a file of the register", "/schools/file")) }
        (Form::new(&ImportRegister {}, visitor, told)
            .choices("trial", choices::yes_or_no())
            .folded("Or paste lines of the file"))
        h2.govuk-heading-m { "One by hand" }
        (Form::new(&JoinSchool {}, visitor, told).render())
        (school_moves::section(visitor, schools, &today, told))
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Take schools into the trust",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

#[cfg(test)]
mod tests;
