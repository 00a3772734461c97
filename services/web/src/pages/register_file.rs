//! Schools from the file of the national register: the file is given, what it shows is chosen from, and one act takes it over.

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::handler::Handler as _;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::field::isolated;
use contract::schools::v1::{
    ImportRegisterRequest, ImportRegisterResponse, RefreshOutcome, RefreshSchoolsRequest,
    RefreshSchoolsResponse, RegisterOutcome,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{counted, crumbs, joining, register, school_moves};
use crate::components::{Cell, Field, Table, button_submit, error_summary, input, inset};
use crate::failure::Failure;
use crate::form::{
    Act, Choice, Entered, Entry, FileField, Form, Query, TOKEN, Told, Upload, address, placed,
    same, sends, token_field,
};
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::uploads::command_of;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/file", show)
        .post("/schools/file", give.layer(DefaultBodyLimit::max(LARGEST_REGISTER)))
        .get("/schools/file/{file}", check)
        .form::<ImportChosen>()
        .form::<RefreshFromFile>()
}

/// Where the file is given.
pub(crate) const AT: &str = "/schools/file";
/// Largest file; the register's file of all schools of England has some 60 MB.
pub(crate) const LARGEST_REGISTER: usize = 96 * 1024 * 1024;
const FILE: &str = "file";
const GROUP: &str = "group";
/// Schools that are shown to choose from; no trust has as many.
const MOST_SHOWN: usize = 200;

fn may_import(visitor: &Visitor) -> Result<(), Failure> {
    match visitor.may.anywhere::<ImportRegisterRequest>() {
        true => Ok(()),
        false => Err(Failure::Forbidden("Administrators take schools into the trust.".to_owned())),
    }
}

/// `GET /schools/file`; `?wrong=` says what kept the last file from being read.
pub(crate) async fn show(visitor: Visitor, Query(query): Query) -> Result<Markup, Failure> {
    may_import(&visitor)?;
    Ok(render(&visitor, register::wrong_file(query.get("wrong"))))
}

/// `POST /schools/file`: keeps the file, and leads to what it shows.
pub(crate) async fn give(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let names = [TOKEN, GROUP, FILE];
    let Upload { fields, file } = Upload::read(request, &names, LARGEST_REGISTER).await?;
    let back = |word| Ok(Redirect::to(&address(AT, &[("wrong", word)])).into_response());
    if !same(fields.get(TOKEN), &visitor.form_token) {
        return back("form");
    }
    if file.is_empty() {
        return back("none");
    }
    let id = web.uploads.keep(visitor.actor, file);
    let next = address(&format!("{AT}/{id}"), &[(GROUP, fields.get(GROUP))]);
    Ok(Redirect::to(&next).into_response())
}

/// What a file shows of the schools to take in, and of those that are here.
#[derive(Clone, Debug, Default)]
pub(crate) struct RegisterPreview {
    pub imported: ImportRegisterResponse,
    pub refreshed: RefreshSchoolsResponse,
}

/// `GET /schools/file/{file}`: what the file shows. Nothing is stored.
pub(crate) async fn check(
    State(web): State<Web>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let told = Told::on(&web, &visitor, &query);
    let Some(bytes) = web.uploads.find(visitor.actor, &file) else {
        return Ok(Redirect::to(&address(AT, &[("wrong", "gone")])).into_response());
    };
    let trial = ImportRegisterRequest {
        command_id: command_of(&file).to_string(),
        establishments: bytes.to_vec(),
        // A trial wants a day. The day itself is asked for below.
        joined_on: visitor.today.to_string(),
        group: query.get(GROUP).to_owned(),
        dry_run: true,
        ..ImportRegisterRequest::default()
    };
    let again = RefreshSchoolsRequest {
        command_id: command_of(&file).to_string(),
        establishments: bytes.to_vec(),
        dry_run: true,
        ..RefreshSchoolsRequest::default()
    };
    let (caller, mut schools, mut others) =
        (visitor.caller(), web.services.schools(), web.services.schools());
    let (imported, refreshed) = tokio::try_join!(
        schools.import_register(ask(&caller, trial)),
        others.refresh_schools(ask(&caller, again))
    )?;
    let preview =
        RegisterPreview { imported: imported.into_inner(), refreshed: refreshed.into_inner() };
    Ok(checked(&visitor, &file, &preview, &told).into_response())
}

/// An administrator takes in the schools that were chosen of a file.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportChosen {
    file: String,
}

impl Act for ImportChosen {
    type Command = ImportRegisterRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("school", "Which schools join?").wanted("Choose at least one school"),
        Entry::day("joined", "First day in the trust")
            .hint("It counts for each school whose day the file does not say")
            .wanted("Enter the first day in the trust"),
    ];
    const BUTTON: &'static str = "Take these schools in";
    const DONE: &'static str = "The schools are taken in";
    placed!("/schools/file/{file}/joining"(file), "/schools/file/{file}"(file));
    sends!(schools, import_register);

    fn next(&self) -> String {
        "/schools/new".to_owned()
    }

    fn command(&self, entered: &Entered) -> ImportRegisterRequest {
        ImportRegisterRequest {
            command_id: entered.command(),
            urns: entered.all("school"),
            joined_on: entered.get("joined"),
            ..ImportRegisterRequest::default()
        }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let establishments = register::given(web, visitor, &self.file)?;
        let command = ImportRegisterRequest { establishments, ..self.command(entered) };
        let command = ask(&visitor.caller(), command);
        let read = web.services.schools().import_register(command).await?.into_inner();
        joining::told_of(&read, false)
    }
}

/// An administrator takes over what a file shows otherwise of the schools that are here.
#[derive(Debug, Deserialize)]
pub(crate) struct RefreshFromFile {
    file: String,
}

impl Act for RefreshFromFile {
    type Command = RefreshSchoolsRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::day("on", "From which day does the file hold?").hint("Today, unless you say")];
    const BUTTON: &'static str = "Take the differences over";
    const DONE: &'static str = "The schools are as the file shows them";
    placed!("/schools/file/{file}/refresh"(file), "/schools/file/{file}"(file));
    sends!(schools, refresh_schools);

    fn next(&self) -> String {
        "/schools/new".to_owned()
    }

    fn command(&self, entered: &Entered) -> RefreshSchoolsRequest {
        let (command_id, on) = (entered.command(), entered.get("on"));
        RefreshSchoolsRequest { command_id, on, ..RefreshSchoolsRequest::default() }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let establishments = register::given(web, visitor, &self.file)?;
        let command = RefreshSchoolsRequest { establishments, ..self.command(entered) };
        let command = ask(&visitor.caller(), command);
        let read = web.services.schools().refresh_schools(command).await?.into_inner();
        school_moves::told_of(&read, false)
    }
}

pub(crate) fn render(visitor: &Visitor, wrong: Option<&str>) -> Markup {
    let error = wrong.map(|sentence| (sentence.to_owned(), Some(FILE.to_owned())));
    let group = Field {
        name: GROUP,
        label: "Your trust in the register",
        hint: Some(
            "Its name or number, as the file has it in the columns “Trusts”. Leave it empty where the file has your schools only",
        ),
        classes: "govuk-!-width-two-thirds",
        ..Field::default()
    };
    let body = html! {
        @if let Some(error) = &error { (error_summary(std::slice::from_ref(error))) }
        h1.govuk-heading-l { "Schools from the register" }
        p.govuk-body {
            "Download the establishments from the national register as CSV: those of your trust, or all of them. "
            "You see what the file shows before anything is stored."
        }
        form method="post" action=(AT) enctype="multipart/form-data" novalidate {
            (token_field(&visitor.form_token))
            (input(&group, "text"))
            (FileField {
                name: FILE,
                label: "The file of establishments",
                hint: "As downloaded, up to 96 megabytes",
                accept: ".csv,text/csv",
                wrong,
            }.render())
            (button_submit("Look into the file"))
        }
    };
    framed(visitor, "Schools from the register", wrong.is_some(), &body)
}

/// What a file shows, or what is wrong with it.
pub(crate) fn checked(
    visitor: &Visitor,
    file: &str,
    preview: &RegisterPreview,
    told: &Told,
) -> Markup {
    let RegisterPreview { imported, refreshed } = preview;
    if let Some(faults) =
        [&imported.faults, &refreshed.faults].into_iter().find(|faults| !faults.is_empty())
    {
        return framed(visitor, register::FAULTY, true, &register::faulty(faults, AT));
    }
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "What the file shows" }
        (inset(&html! { "This is a preview. It stores nothing." }))
        h2.govuk-heading-m { "Schools that can join" }
        (joinable(visitor, file, &imported.outcomes, told))
        @if !refreshed.outcomes.is_empty() {
            h2.govuk-heading-m { "Schools that are in the trust" }
            (compared(&refreshed.outcomes))
            @if refreshed.outcomes.iter().any(|one| one.outcome != "as recorded") {
                (Form::new(&RefreshFromFile { file: file.to_owned() }, visitor, told).render())
            }
        }
        p.govuk-body { a.govuk-link href=(AT) { "Choose another file" } }
    };
    framed(visitor, "What the file shows", told.is_problem(), &body)
}

fn joinable(visitor: &Visitor, file: &str, outcomes: &[RegisterOutcome], told: &Told) -> Markup {
    let joins: Vec<_> = outcomes.iter().filter(|one| one.outcome == "joins").collect();
    if joins.len() > MOST_SHOWN {
        let found = counted(joins.len(), "open school", "open schools");
        let sentence =
            format!("The file has {found}. Choose it again and enter your trust’s name or number.");
        return html! { p.govuk-body { (sentence) } };
    }
    let choices = joins.iter().map(|one| {
        Choice::new(&one.urn, format!("{} ({})", isolated(&one.name), one.urn)).filled("yes")
    });
    let others = outcomes.iter().filter(|one| one.outcome != "joins");
    let others: Vec<_> = others
        .map(|one| format!("{} ({}): {}", isolated(&one.name), one.urn, one.outcome))
        .collect();
    let act = ImportChosen { file: file.to_owned() };
    html! {
        @if joins.is_empty() { p.govuk-body { "Every school of the file is here already, or has left." } }
        @else { (Form::new(&act, visitor, told).choices("school", choices.collect()).render()) }
        @if !others.is_empty() {
            p.govuk-body { "Also in the file:" }
            ul class="govuk-list govuk-list--bullet" { @for other in &others { li { (other) } } }
        }
    }
}

fn compared(outcomes: &[RefreshOutcome]) -> Markup {
    let rows = outcomes.iter().map(|one| {
        let differences = one.differences.iter();
        let differences =
            differences.map(|one| format!("{}: “{}”, was “{}”", one.what, one.is, one.was));
        let told = differences.chain([one.sentence.clone()]).filter(|text| !text.is_empty());
        vec![
            Cell::text(format!("{} ({})", isolated(&one.name), one.urn)),
            Cell::text(&one.outcome),
            Cell::text(told.collect::<Vec<_>>().join("; ")),
        ]
    });
    Table {
        head: vec![("School", false), ("The file", false), ("What differs", false)],
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    }
    .render()
}

fn framed(visitor: &Visitor, title: &str, problem: bool, body: &Markup) -> Markup {
    let crumbs = crumbs([("Take schools into the trust".to_owned(), "/schools/new".to_owned())]);
    let frame =
        Frame { title, place: Place::Elsewhere, visitor, crumbs: &crumbs, as_of: None, problem };
    page(&frame, body)
}

#[cfg(test)]
pub(crate) mod tests;
