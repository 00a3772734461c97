//! Many people from a CSV file: the file is given, what it would do is shown line by line, and one act does it.

use access::role_name;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::handler::Handler as _;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::field::isolated;
use contract::schools::v1::{ImportPeopleRequest, ImportPeopleResponse, ImportedLine};
use maud::{Markup, html};
use serde::Deserialize;

use super::{counted, crumbs, register};
use crate::access::role_words;
use crate::components::{Cell, Table, button_link, button_submit, details, error_summary, inset};
use crate::dates;
use crate::failure::Failure;
use crate::form::{
    Act, Entered, Entry, FileField, Form, Query, TOKEN, Told, Upload, address, placed, same, sends,
    token_field,
};
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::sessions::Notice;
use crate::uploads::command_of;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/people/file", show)
        .post("/people/file", give.layer(DefaultBodyLimit::max(LARGEST_LIST)))
        .get("/people/file/template.csv", template)
        .get("/people/file/{file}", check)
        .form::<ImportPeople>()
}

/// Where the file is given.
pub(crate) const AT: &str = "/people/file";
/// Largest file; 1,000 lines have some 100 kB.
pub(crate) const LARGEST_LIST: usize = 2 * 1024 * 1024;
const FILE: &str = "file";
/// The headings, for the administrator to write below.
const TEMPLATE: &str = "Name,Email,Role,Where,First day,Last day\r\n";

fn may_import(visitor: &Visitor) -> Result<(), Failure> {
    match visitor.may.anywhere::<ImportPeopleRequest>() {
        true => Ok(()),
        false => Err(Failure::Forbidden("Administrators make people known.".to_owned())),
    }
}

/// `GET /people/file`; `?wrong=` says what kept the last file from being read.
pub(crate) async fn show(visitor: Visitor, Query(query): Query) -> Result<Markup, Failure> {
    may_import(&visitor)?;
    Ok(render(&visitor, register::wrong_file(query.get("wrong"))))
}

/// `GET /people/file/template.csv`
pub(crate) async fn template(visitor: Visitor) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"people.csv\""),
    ];
    Ok((headers, TEMPLATE).into_response())
}

/// `POST /people/file`: keeps the file, and leads to what it would do.
pub(crate) async fn give(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let Upload { fields, file } = Upload::read(request, &[TOKEN, FILE], LARGEST_LIST).await?;
    let back = |word| Ok(Redirect::to(&address(AT, &[("wrong", word)])).into_response());
    if !same(fields.get(TOKEN), &visitor.form_token) {
        return back("form");
    }
    if file.is_empty() {
        return back("none");
    }
    let id = web.uploads.keep(visitor.actor, file);
    Ok(Redirect::to(&format!("{AT}/{id}")).into_response())
}

/// `GET /people/file/{file}`: what the file would do. Nothing is stored.
pub(crate) async fn check(
    State(web): State<Web>,
    visitor: Visitor,
    Path(file): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let told = Told::on(&web, &visitor, &query);
    let Some(people) = web.uploads.find(visitor.actor, &file) else {
        return Ok(Redirect::to(&address(AT, &[("wrong", "gone")])).into_response());
    };
    let trial = ImportPeopleRequest {
        command_id: command_of(&file).to_string(),
        people: people.to_vec(),
        dry_run: true,
    };
    let read = web.services.schools().import_people(ask(&visitor.caller(), trial)).await?;
    Ok(checked(&visitor, &file, &read.into_inner(), &told).into_response())
}

/// An administrator makes the people of a file known. The file's id is in the address.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportPeople {
    file: String,
}

impl Act for ImportPeople {
    type Command = ImportPeopleRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Make these people known";
    const DONE: &'static str = "The people of the file are known, with their roles";
    placed!("/people/file/{file}"(file), "/people/file/{file}"(file));
    sends!(schools, import_people);

    fn next(&self) -> String {
        "/people".to_owned()
    }

    fn command(&self, _: &Entered) -> ImportPeopleRequest {
        let command_id = command_of(&self.file).to_string();
        ImportPeopleRequest { command_id, ..ImportPeopleRequest::default() }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let people = register::given(web, visitor, &self.file)?;
        let command = ImportPeopleRequest { people, ..self.command(entered) };
        let read = sent(&web.services, visitor, command).await?;
        if !read.faults.is_empty() {
            return Err(register::refused(&read.faults));
        }
        let lines = counted(read.lines.len(), "line is", "lines are");
        let sentence = format!("{}. {lines} recorded. Now invite them to sign in", Self::DONE);
        Ok(Notice::new(sentence, read.position))
    }
}

async fn sent(
    services: &Services,
    visitor: &Visitor,
    command: ImportPeopleRequest,
) -> Result<ImportPeopleResponse, Failure> {
    let command = ask(&visitor.caller(), command);
    Ok(services.schools().import_people(command).await?.into_inner())
}

pub(crate) fn render(visitor: &Visitor, wrong: Option<&str>) -> Markup {
    let error = wrong.map(|sentence| (sentence.to_owned(), Some(FILE.to_owned())));
    let roles = access::all_roles().map(|role| role_words(&role_name(role)));
    let roles = roles.collect::<Vec<_>>().join(", ");
    let body = html! {
        @if let Some(error) = &error { (error_summary(std::slice::from_ref(error))) }
        h1.govuk-heading-l { "Add people from a file" }
        p.govuk-body {
            "One line gives one person one role. A person with two roles has two lines with the same e-mail address."
        }
        p { (button_link("Take the template", "/people/file/template.csv")) }
        (details("What stands in each column", &html! {
            ul class="govuk-list govuk-list--bullet" {
                li { "Name: the person’s name" }
                li { "Email: where the invitation goes; it may be empty" }
                li { "Role: one of " (roles) }
                li { "Where: URN or name of the school, or name of the hub; empty for the whole trust" }
                li { "First day and Last day: such as 8/9/2026, which is 8 September; the last day may be empty" }
            }
        }))
        form method="post" action=(AT) enctype="multipart/form-data" novalidate {
            (token_field(&visitor.form_token))
            (FileField {
                name: FILE,
                label: "The file as CSV",
                hint: "Up to 1,000 lines. You see what it would do before anything is stored",
                accept: ".csv,text/csv",
                wrong,
            }.render())
            (button_submit("Check the file"))
        }
    };
    framed(visitor, "Add people from a file", wrong.is_some(), &body)
}

/// What a file would do, or what is wrong with it.
pub(crate) fn checked(
    visitor: &Visitor,
    file: &str,
    read: &ImportPeopleResponse,
    told: &Told,
) -> Markup {
    if !read.faults.is_empty() {
        return framed(visitor, register::FAULTY, true, &register::faulty(&read.faults, AT));
    }
    let newcomers = read.lines.iter().filter(|line| !line.known);
    let newcomers: std::collections::BTreeSet<_> = newcomers.map(|line| &line.person_id).collect();
    let act = ImportPeople { file: file.to_owned() };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Check the people of the file" }
        (inset(&html! {
            "This is a preview. The file makes " (counted(newcomers.len(), "person", "people"))
            " known and gives " (counted(read.lines.len(), "role", "roles")) "."
        }))
        (Table {
            head: vec![("Name", false), ("Email", false), ("Role", false), ("Where", false), ("Days", false), ("Line", true)],
            rows: read.lines.iter().map(row).collect(),
            first_is_header: true,
            stacks: true,
            ..Table::default()
        }.render())
        (Form::new(&act, visitor, told).render())
        p.govuk-body { a.govuk-link href=(AT) { "Choose another file" } }
    };
    framed(visitor, "Check the people of the file", told.is_problem(), &body)
}

fn row(line: &ImportedLine) -> Vec<Cell> {
    let until = match line.until.as_str() {
        "" => String::new(),
        day => format!(" until {}", dates::day(day)),
    };
    let known = if line.known { " (known already)" } else { "" };
    vec![
        Cell::text(format!("{}{known}", isolated(&line.name))),
        Cell::text(&line.email),
        Cell::text(role_words(&role_name(line.role()))),
        Cell::text(&line.place),
        Cell::text(format!("from {}{until}", dates::day(&line.from))),
        Cell::number(line.line.to_string()),
    ]
}

fn framed(visitor: &Visitor, title: &str, problem: bool, body: &Markup) -> Markup {
    let crumbs = crumbs([("People".to_owned(), "/people".to_owned())]);
    let frame =
        Frame { title, place: Place::People, visitor, crumbs: &crumbs, as_of: None, problem };
    page(&frame, body)
}

/// A file that can be used, and one that cannot.
#[cfg(test)]
pub(crate) fn samples() -> [ImportPeopleResponse; 2] {
    use contract::schools::v1::{RegisterFault, Role};

    let words = crate::sample::words;
    let line = ImportedLine {
        line: 2,
        person_id: crate::sample::GOVERNOR.to_owned(),
        name: words("Ada & <b>"),
        email: "ada@example.org".to_owned(),
        role: Role::Governor.into(),
        place: words(crate::sample::HOSTILE),
        from: "2026-09-08".to_owned(),
        until: "2027-08-31".to_owned(),
        ..ImportedLine::default()
    };
    let second = ImportedLine { line: 3, until: String::new(), known: true, ..line.clone() };
    let fault = RegisterFault {
        line: 7,
        column: "Role".to_owned(),
        value: words("wizard & <b>"),
        sentence: "This role is unknown.".to_owned(),
    };
    let lines = vec![line, second];
    let good = ImportPeopleResponse { lines, ..ImportPeopleResponse::default() };
    [good, ImportPeopleResponse { faults: vec![fault], ..ImportPeopleResponse::default() }]
}

#[cfg(test)]
mod tests;
