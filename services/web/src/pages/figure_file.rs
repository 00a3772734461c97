//! Figures from a file: the file is given, what it would change is shown, and one act imports it.

use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::Period;
use contract::evidence::v1::{
    FigureFault, FigureStatus, FiguresOfSchool, ImportFiguresRequest, ImportFiguresResponse,
    ListMeasuresRequest, Measure,
};
use contract::schools::v1::RegisterFault;
use maud::{Markup, html};
use serde::Deserialize;

use super::figure_columns::{self, AskedColumns, SaidOfImport};
use super::figure_imports::ImportsLoaded;
use super::{counted, crumbs, figure_imports, register};
use crate::components::{
    Cell, Row, Table, button_link, button_submit, details, error_summary, inset, summary_list,
};
use crate::failure::Failure;
use crate::form::{
    Act, Entered, Entry, FileField, Form, Query, TOKEN, Told, Upload, address, placed, same, sends,
    token_field,
};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::names::Names;
use crate::services::ask;
use crate::sessions::Notice;
use crate::uploads::command_of;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where the file is given.
pub(crate) const AT: &str = "/figures/import";
/// Largest file; the absence of all schools in one year has some 10 MB.
pub(crate) const LARGEST_FIGURES: usize = 96 * 1024 * 1024;
const FILE: &str = "file";
pub(super) const YEAR: &str = "year";
pub(super) const STATUS: &str = "status";
const TITLE: &str = "Import figures from a file";

pub(super) fn may_import(visitor: &Visitor) -> Result<(), Failure> {
    match visitor.may.anywhere::<ImportFiguresRequest>() {
        true => Ok(()),
        false => Err(Failure::Forbidden(
            "The improvement lead and administrators import figures.".to_owned(),
        )),
    }
}

/// `GET /figures/import`; `?wrong=` says what kept the last file from being read.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    may_import(&visitor)?;
    let told = Told::on(&web, &visitor, &query);
    let loaded = figure_imports::load(&web, &visitor, &told).await?;
    Ok(render(&visitor, &loaded, register::wrong_file(query.get("wrong")), &told))
}

/// `GET /figures/import/template.csv`
pub(crate) async fn template(visitor: Visitor) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"figures.csv\""),
    ];
    Ok((headers, figure_files::template()).into_response())
}

/// `POST /figures/import`: keeps the file, and leads to what it would change.
pub(crate) async fn give(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let names = [TOKEN, YEAR, STATUS, FILE];
    let Upload { fields, file } = Upload::read(request, &names, LARGEST_FIGURES).await?;
    let back = |word| Ok(Redirect::to(&address(AT, &[("wrong", word)])).into_response());
    if !same(fields.get(TOKEN), &visitor.form_token) {
        return back("form");
    }
    if file.is_empty() {
        return back("none");
    }
    let (year, status) = (fields.get(YEAR).to_owned(), fields.get(STATUS).to_owned());
    let said = SaidOfImport { year, status, mapping: None }.encoded();
    let act = ImportFigures { file: web.uploads.keep(visitor.actor, file), said };
    Ok(Redirect::to(&act.page()).into_response())
}

/// `GET /figures/import/{file}/{said}`: what the file would change. Nothing is stored.
pub(crate) async fn check(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<ImportFigures>,
    Query(query): Query,
) -> Result<Response, Failure> {
    may_import(&visitor)?;
    let told = Told::on(&web, &visitor, &query);
    let Some(file) = web.uploads.find(visitor.actor, &act.file) else {
        return Ok(Redirect::to(&address(AT, &[("wrong", "gone")])).into_response());
    };
    let trial = ImportFiguresRequest { file: file.to_vec(), dry_run: true, ..act.command_said() };
    let (mut evidence, mut registry) = (web.services.evidence(), web.services.evidence());
    let caller = visitor.caller();
    let (read, measures) = tokio::try_join!(
        evidence.import_figures(ask(&caller, trial)),
        registry.list_measures(ask(&caller, ListMeasuresRequest::default())),
    )?;
    let ground = Ground::load(&web.services, &visitor).await?;
    let (read, measures) = (read.into_inner(), measures.into_inner().measures);
    let too_little = figure_columns::too_little(&query);
    let (names, too_little) = (&ground.names, too_little.as_ref());
    let checked = CheckedFile { act: &act, read: &read, measures: &measures, names, too_little };
    Ok(checked.render(&visitor, &told).into_response())
}

/// Imports the figures of a file. The file's id is in the address, with what a person said of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ImportFigures {
    pub file: String,
    /// What a person said of it.
    pub said: String,
}

impl ImportFigures {
    /// The command, without the file.
    fn command_said(&self) -> ImportFiguresRequest {
        let SaidOfImport { year, status, mapping } = SaidOfImport::read(&self.said);
        let year: Option<Period> = year.parse().ok();
        let status = FigureStatus::from_str_name(&status).unwrap_or_default();
        ImportFiguresRequest {
            command_id: command_of(&self.file).to_string(),
            period: year.map(|year| year.to_string()).unwrap_or_default(),
            status: status.into(),
            mapping,
            ..ImportFiguresRequest::default()
        }
    }
}

impl Act for ImportFigures {
    type Command = ImportFiguresRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line("document", "What is the document called?").hint("Name no person"),
        Entry::line("release", "Which release of it?").hint("For example December 2025"),
    ];
    const BUTTON: &'static str = "Import the figures";
    const DONE: &'static str = "The figures of the file are imported";
    placed!(
        "/figures/import/{file}/{said}"(file, said),
        "/figures/import/{file}/{said}"(file, said)
    );
    sends!(evidence, import_figures);

    fn next(&self) -> String {
        AT.to_owned()
    }

    fn command(&self, entered: &Entered) -> ImportFiguresRequest {
        let (document, release) = (entered.get("document"), entered.get("release"));
        ImportFiguresRequest { document, release, ..self.command_said() }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let file = register::given(web, visitor, &self.file)?;
        let command = ImportFiguresRequest { file, ..self.command(entered) };
        let command = ask(&visitor.caller(), command);
        let read = web.services.evidence().import_figures(command).await?.into_inner();
        if !read.faults.is_empty() {
            return Err(register::refused(&faults(&read.faults)));
        }
        let brought: u32 = read.schools.iter().map(|school| school.added + school.changed).sum();
        if read.position == 0 {
            return Ok(Notice::new("The file brought nothing new", 0));
        }
        let figures = counted(brought as usize, "figure is", "figures are");
        Ok(Notice::new(format!("{}. {figures} new or changed", Self::DONE), read.position))
    }
}

/// The page, with the files that were imported.
pub(crate) fn render(
    visitor: &Visitor,
    loaded: &ImportsLoaded,
    wrong: Option<&str>,
    told: &Told,
) -> Markup {
    let error = wrong.map(|sentence| (sentence.to_owned(), Some(FILE.to_owned())));
    let body = html! {
        @if let Some(error) = &error { (error_summary(std::slice::from_ref(error))) }
        (told.above())
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Take the file as the publisher has it, as CSV. It may hold all schools of England: only those of this trust are imported. "
            "You see what the file would change before anything is stored."
        }
        (details("Files that are recognised by their columns", &html! {
            ul class="govuk-list govuk-list--bullet" {
                @for shape in figure_files::FileShape::RECOGNISED { li { (shape.title()) } }
            }
            p { "Figures of any other kind can be copied into the template, one line a figure." }
        }))
        p { (button_link("Take the template", "/figures/import/template.csv")) }
        (upload(visitor, wrong))
        h2.govuk-heading-m { "Files that were imported" }
        (figure_imports::list(visitor, loaded, told))
    };
    framed(visitor, TITLE, wrong.is_some() || told.is_problem(), &body)
}

fn upload(visitor: &Visitor, wrong: Option<&str>) -> Markup {
    html! {
        form method="post" action=(AT) enctype="multipart/form-data" novalidate {
            (token_field(&visitor.form_token))
            (figure_columns::year_and_status(&SaidOfImport::default(), visitor.today))
            (FileField {
                name: FILE,
                label: "The file as CSV",
                hint: "Up to 96 megabytes",
                accept: ".csv,text/csv",
                wrong,
            }.render())
            (button_submit("Check the file"))
        }
    }
}

/// A file that was read, and how it is to be imported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckedFile<'a> {
    pub act: &'a ImportFigures,
    pub read: &'a ImportFiguresResponse,
    pub measures: &'a [Measure],
    pub names: &'a Names,
    /// What was said of the columns, where it was too little.
    pub(super) too_little: Option<&'a SaidOfImport>,
}

impl CheckedFile<'_> {
    /// What the file would change, or what is wrong with it.
    pub(crate) fn render(&self, visitor: &Visitor, told: &Told) -> Markup {
        let Self { act, read, .. } = self;
        if !read.faults.is_empty() {
            let unknown = read.file.as_ref().is_none_or(|file| file.shape.is_empty());
            let before = SaidOfImport::read(&act.said);
            // What is no CSV has no columns to ask about.
            let asks = !read.columns.is_empty() && (unknown || before.mapping.is_some());
            let (measures, today) = (self.measures, visitor.today);
            let columns = AskedColumns { columns: &read.columns, measures, today };
            let said = self.too_little.unwrap_or(&before);
            let body = html! {
                @if self.too_little.is_some() { (error_summary(&[(figure_columns::WANTED.to_owned(), None)])) }
                (register::faulty(&faults(&read.faults), AT))
                @if asks { (figure_columns::form(act, said, columns)) }
            };
            return framed(visitor, register::FAULTY, true, &body);
        }
        let news = read.schools.iter().any(|school| school.added + school.changed > 0);
        let document = read.file.as_ref().map_or("", |file| file.document.as_str());
        let body = html! {
            (told.above())
            h1.govuk-heading-l { "Check the figures of the file" }
            (inset(&html! { "This is a preview. It stores nothing." }))
            (self.counts(document))
            (self.schools())
            @if news {
                (Form::new(*act, visitor, told).starting("document", document).render())
            } @else {
                p.govuk-body { "The file brings nothing new, so there is nothing to import from it." }
            }
            p.govuk-body { a.govuk-link href=(AT) { "Choose another file" } }
        };
        framed(visitor, "Check the figures of the file", told.is_problem(), &body)
    }

    fn counts(&self, document: &str) -> Markup {
        let read = self.read;
        let mut rows = vec![
            Row::new("The file is", html! { (document) }),
            Row::new("Lines", html! { (read.lines) }),
            Row::new("Of this trust’s schools", html! { (read.of_schools) }),
            Row::new("Of other schools", html! { (read.of_others) }),
            Row::new(
                "Of England or an authority",
                html! { (read.benchmarks) ", which are not imported" },
            ),
        ];
        if !read.left_out.is_empty() {
            rows.push(Row::new(
                "Left out",
                html! {
                    @for left in &read.left_out { (left.lines) ": " (left.what) br; }
                },
            ));
        }
        html! {
            (summary_list(&rows))
            @if !read.unknown_columns.is_empty() {
                @let columns = counted(read.unknown_columns.len(), "column is", "columns are");
                (details(&format!("{columns} not read"), &html! {
                    (read.unknown_columns.join(", "))
                }))
            }
        }
    }

    fn schools(&self) -> Markup {
        let row = |school: &FiguresOfSchool| {
            let same = school.found.saturating_sub(school.added + school.changed);
            vec![
                Cell::text(self.names.school(&school.school_id)),
                Cell::number(school.measure_ids.len().to_string()),
                Cell::number(school.found.to_string()),
                Cell::number(school.added.to_string()),
                Cell::number(school.changed.to_string()),
                Cell::number(same.to_string()),
            ]
        };
        html! {
            @if !self.read.schools.is_empty() {
                (Table {
                    head: vec![
                        ("School", false),
                        ("Measures", true),
                        ("Figures", true),
                        ("New", true),
                        ("Changed", true),
                        ("As before", true),
                    ],
                    rows: self.read.schools.iter().map(row).collect(),
                    first_is_header: true,
                    stacks: true,
                    ..Table::default()
                }.render())
            }
        }
    }
}

fn faults(faults: &[FigureFault]) -> Vec<RegisterFault> {
    let fault = |one: &FigureFault| RegisterFault {
        line: one.line,
        column: one.column.clone(),
        value: one.value.clone(),
        sentence: one.sentence.clone(),
    };
    faults.iter().map(fault).collect()
}

fn framed(visitor: &Visitor, title: &str, problem: bool, body: &Markup) -> Markup {
    let crumbs = crumbs([("What is measured".to_owned(), "/measures".to_owned())]);
    let frame =
        Frame { title, place: Place::Elsewhere, visitor, crumbs: &crumbs, as_of: None, problem };
    page(&frame, body)
}

#[cfg(test)]
pub(crate) mod tests;
