//! Figures from a file: the file is given, what it would change is shown, and one act imports it.

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::handler::Handler as _;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::Period;
use contract::evidence::v1::{
    FigureStatus, ImportFiguresRequest, ListFigureMappingsRequest, ListMeasuresRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

pub(crate) use super::figure_checked::CheckedFile;
use super::figure_checked::faults;
use super::figure_columns::{self, SaidOfImport};
use super::figure_imports::ImportsLoaded;
use super::figure_mappings::SavingReader;
use super::{counted, crumbs, figure_imports, figure_mappings, register};
use crate::components::{button_link, button_submit, details, error_summary};
use crate::failure::Failure;
use crate::form::{
    Act, Entered, Entry, FileField, Query, TOKEN, Told, Upload, address, placed, same, sends,
    token_field,
};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::uploads::command_of;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/figures/import", show)
        .post("/figures/import", give.layer(DefaultBodyLimit::max(LARGEST_FIGURES)))
        .get("/figures/import/template.csv", template)
        .get("/figures/import/{file}/{said}", check)
        .form::<ImportFigures>()
}

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
    let said = SaidOfImport { year, status, ..SaidOfImport::default() }.encoded();
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
    let [mut evidence, mut registry, mut saved] = [(); 3].map(|()| web.services.evidence());
    let caller = visitor.caller();
    let of_mappings = ListFigureMappingsRequest { at_least: told.at_least(), ..Default::default() };
    let (read, measures, saved) = tokio::try_join!(
        evidence.import_figures(ask(&caller, trial)),
        registry.list_measures(ask(&caller, ListMeasuresRequest::default())),
        saved.list_figure_mappings(ask(&caller, of_mappings)),
    )?;
    let ground = Ground::load(&web.services, &visitor).await?;
    let (read, measures) = (read.into_inner(), measures.into_inner().measures);
    let (saved, too_little) = (saved.into_inner().mappings, figure_columns::too_little(&query));
    let checked = CheckedFile {
        act: &act,
        read: &read,
        measures: &measures,
        saved: &saved,
        names: &ground.names,
        too_little: too_little.as_ref(),
    };
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
    /// The same file with something else said of it.
    pub(super) fn saying(&self, said: &SaidOfImport) -> Self {
        Self { file: self.file.clone(), said: said.encoded() }
    }

    /// The command, without the file.
    fn command_said(&self) -> ImportFiguresRequest {
        let SaidOfImport { year, status, mapping, sheet } = SaidOfImport::read(&self.said);
        // Each sheet of a workbook is a command of its own.
        let of =
            if sheet.is_empty() { self.file.clone() } else { format!("{} {sheet}", self.file) };
        let year: Option<Period> = year.parse().ok();
        let status = FigureStatus::from_str_name(&status).unwrap_or_default();
        ImportFiguresRequest {
            command_id: command_of(&of).to_string(),
            period: year.map(|year| year.to_string()).unwrap_or_default(),
            status: status.into(),
            mapping,
            sheet,
            ..ImportFiguresRequest::default()
        }
    }
}

impl Act for ImportFigures {
    type Command = ImportFiguresRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("document", "What is the document called?")
            .hint("Name no person"),
        Entry::line_of::<Self::Command>("release", "Which release of it?")
            .hint("For example December 2025"),
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
            "Take the file as the publisher has it, as CSV or as a workbook (XLSX). It may hold all schools of England: only those of this trust are imported. "
            "Of a workbook, hidden rows and columns are read like the others. "
            "You see what the file would change before anything is stored."
        }
        (details("Files that are recognised by their columns", &html! {
            ul class="govuk-list govuk-list--bullet" {
                @for shape in figure_files::FileShape::RECOGNISED { li { (shape.title()) } }
            }
            p { "Of a file of any other kind you are asked what its columns hold. Save that, and it is offered for the next such file. Or copy the figures into the template, one line a figure." }
        }))
        p { (button_link("Take the template", "/figures/import/template.csv")) }
        (upload(visitor, wrong))
        h2.govuk-heading-m { "Files that were imported" }
        (figure_imports::list(visitor, loaded, told))
        h2.govuk-heading-m { "Saved mappings of columns" }
        (figure_mappings::list(SavingReader { visitor, told }, &loaded.mappings))
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
                label: "The file as CSV or XLSX",
                hint: "CSV up to 96 megabytes, a workbook (XLSX) up to 16",
                accept: ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                wrong,
            }.render())
            (button_submit("Check the file"))
        }
    }
}

pub(super) fn framed(visitor: &Visitor, title: &str, problem: bool, body: &Markup) -> Markup {
    let crumbs = crumbs([("What is measured".to_owned(), "/measures".to_owned())]);
    let frame =
        Frame { title, place: Place::Elsewhere, visitor, crumbs: &crumbs, as_of: None, problem };
    page(&frame, body)
}

#[cfg(test)]
pub(crate) mod tests;
