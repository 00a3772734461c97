//! One file of figures that was imported, and the issued reports that print figures which it changed.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use contract::evidence::v1::{
    FigureImport, ListFigureImportsRequest, ListFiguresRequest, RecordedFigure,
};
use contract::reports::v1::{ListReportsRequest, PrintedFigure, Report, ReportState};
use maud::{Markup, html};

use super::figure_file::framed;
use super::figure_imports::document;
use super::figures_known::{FiguresKnown, part, period, title};
use super::printed_change::is_same;
use super::{counted, figures};
use crate::components::{Cell, Row, inset, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/figures/imports/{import}", show)
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct ImportLoaded {
    pub ground: Ground,
    pub import: FigureImport,
    /// What issued reports print and this file changed.
    pub printed: Shown<Vec<ImportedOver>>,
}

/// A figure that an issued report prints, and that a file brought otherwise since.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ImportedOver {
    pub report_id: String,
    pub school_id: String,
    pub term: String,
    /// The figure with its period.
    pub what: String,
    /// What stood as the report was made; empty where that stands no more.
    pub printed: String,
    /// What the file brought.
    pub brought: String,
    pub corrected: bool,
}

/// `GET /figures/imports/{import}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(import): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web, &visitor, &import, told.at_least()).await?;
    Ok(render(&visitor, &loaded, &told))
}

async fn load(
    web: &Web,
    visitor: &Visitor,
    import: &str,
    at_least: u64,
) -> Result<ImportLoaded, Failure> {
    let ground = Ground::load(&web.services, visitor).await?;
    let (mut evidence, mut reports) = (web.services.evidence(), web.services.reports());
    let caller = visitor.caller();
    let imports = ListFigureImportsRequest { at_least, ..Default::default() };
    let listed = ListReportsRequest { at_least, ..Default::default() };
    let (imports, listed) = tokio::join!(
        evidence.list_figure_imports(ask(&caller, imports)),
        reports.list_reports(ask(&caller, listed)),
    );
    let mut imports = imports?.into_inner().imports.into_iter();
    let import = imports.find(|one| one.import_id == import);
    let import = import.ok_or_else(|| Failure::NotFound("There is no such import.".to_owned()))?;
    let listed = Shown::of(listed, visitor.reports())?.map(|answer| answer.reports);
    let known = match listed.known() {
        Some(listed) => printed_figures(web, visitor, measures(&import, listed), at_least).await?,
        None => Shown::All(FiguresKnown::default()),
    };
    let printed = match known {
        Shown::All(known) | Shown::Part(known, _) => {
            listed.map(|listed| imported_over(&import, &listed, &known))
        }
        Shown::Withheld(why) => Shown::Withheld(why),
        Shown::Away => Shown::Away,
    };
    Ok(ImportLoaded { ground, import, printed })
}

fn issued(listed: &[Report]) -> impl Iterator<Item = &Report> {
    listed.iter().filter(|report| report.state() == ReportState::Issued)
}

/// The measures of which the file brought something and an issued report prints a figure.
fn measures(import: &FigureImport, listed: &[Report]) -> BTreeSet<String> {
    let printed = issued(listed).flat_map(|report| &report.figures);
    let printed = printed.map(|figure| &figure.measure_id);
    printed.filter(|measure| import.measure_ids.contains(measure)).cloned().collect()
}

/// The figures of these measures, of every school, as this person is shown them.
async fn printed_figures(
    web: &Web,
    visitor: &Visitor,
    measures: BTreeSet<String>,
    at_least: u64,
) -> Result<Shown<FiguresKnown>, Failure> {
    let mut all = Shown::All(FiguresKnown::default());
    for measure_id in measures {
        let wanted = ListFiguresRequest { at_least, measure_id, ..Default::default() };
        let more = figures::load(web, visitor, wanted).await?;
        let Some(before) = all.known().cloned() else { break };
        all = more.map(|more| FiguresKnown {
            figures: before.figures.into_iter().chain(more.figures).collect(),
            measures: more.measures,
        });
    }
    Ok(all)
}

/// What issued reports print and the file changed, report by report.
pub(crate) fn imported_over(
    import: &FigureImport,
    listed: &[Report],
    known: &FiguresKnown,
) -> Vec<ImportedOver> {
    let of_report = |report: &Report| {
        let of_figure = |printed: &PrintedFigure| {
            let figure = known.figures.iter().find(|one| one.figure_id == printed.figure_id)?;
            over(import, report, FigurePrintedAt { figure, until: printed.position }, known)
        };
        report.figures.iter().filter_map(of_figure).collect::<Vec<_>>()
    };
    issued(listed).flat_map(of_report).collect()
}

/// A figure, and the position at which what stood of it is what a report prints.
#[derive(Clone, Copy, Debug)]
struct FigurePrintedAt<'a> {
    figure: &'a RecordedFigure,
    until: u64,
}

fn over(
    import: &FigureImport,
    report: &Report,
    FigurePrintedAt { figure, until }: FigurePrintedAt<'_>,
    known: &FiguresKnown,
) -> Option<ImportedOver> {
    let mut versions = figure.versions.iter();
    let by_file =
        |position: u64, import_id: &str| position > until && import_id == import.import_id;
    let brought = versions.find(|kept| by_file(kept.position, &kept.import_id))?;
    let before = figure.versions.iter().find(|kept| kept.position <= until);
    if before.is_some_and(|before| is_same(figure, before, brought)) {
        return None;
    }
    let named = format!("{}, {}", title(known, &figure.measure_id), period(&figure.period));
    let what = match figure.breakdown_id.as_str() {
        "" => named,
        _ => format!("{named}, {}", part(known, figure)),
    };
    Some(ImportedOver {
        report_id: report.report_id.clone(),
        school_id: report.school_id.clone(),
        term: report.term.clone(),
        what,
        printed: before.map(|before| known.says(figure, before)).unwrap_or_default(),
        brought: known.says(figure, brought),
        corrected: report.corrections.iter().any(|one| one.figure_id == figure.figure_id),
    })
}

const WORDS: Words<'static> = Words {
    what: "Issued reports that print what it changed",
    none: Absence::of("No issued report prints a figure that this file changed."),
};

pub(crate) fn render(visitor: &Visitor, loaded: &ImportLoaded, told: &Told) -> Markup {
    let ImportLoaded { ground, import, printed } = loaded;
    let document = document(import);
    let stands = import.taken_back_on.is_empty();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { bdi { (document) } }
        (about(ground, import))
        h2.govuk-heading-m { "Issued reports that print what it changed" }
        @if stands {
            p.govuk-body { "An issued report stays as it was issued. Its own page has the way to correct it." }
            (printed.draw(WORDS, |over| (!over.is_empty()).then(|| table(visitor, ground, over))))
        } @else {
            (inset(&html! {
                "It was taken back on " (dates::day(&import.taken_back_on)) ". What stood before it stands again."
            }))
        }
    };
    framed(visitor, &document, told.is_problem(), &body)
}

fn about(ground: &Ground, import: &FigureImport) -> Markup {
    let text = |text: String| html! { (text) };
    let file = import.file.clone().unwrap_or_default();
    summary_list(&[
        Row::new("Imported", text(dates::day(&import.imported_on))),
        Row::new("By", text(ground.names.person(&import.imported_by))),
        Row::new("Schools", text(counted(import.school_ids.len(), "school", "schools"))),
        Row::new("New figures", text(import.added.to_string())),
        Row::new("Changed figures", text(import.changed.to_string())),
        Row::new("SHA-256 of the file", html! { span.pl-mono { (file.sha256) } }),
    ])
}

fn table(visitor: &Visitor, ground: &Ground, over: &[ImportedOver]) -> Markup {
    let row = |one: &ImportedOver| {
        let term = dates::term(&one.term);
        let way = html! { a.govuk-link href={"/reports/" (one.report_id) "#changed"} { (term) } };
        let printed = if one.printed.is_empty() { "–" } else { one.printed.as_str() };
        vec![
            Cell::text(ground.names.school(&one.school_id)),
            Cell::new(way).by(&one.term),
            Cell::text(&one.what),
            Cell::text(printed),
            Cell::text(&one.brought),
            Cell::text(if one.corrected { "yes" } else { "not yet" }),
        ]
    };
    let head = ["School", "Report", "Figure", "When it was printed", "Brought", "Corrected"];
    let rows = over.iter().map(row).collect();
    let listing = PageListing::new("import-changed", head, rows);
    listing.narrowed_by(&["School", "Corrected"]).draw(&visitor.view)
}

#[cfg(test)]
pub(crate) mod tests;
