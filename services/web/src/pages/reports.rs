//! The reports to the committees: what is due, drafted, approved, issued.

use axum::extract::State;
use contract::Term;
use contract::reports::v1::{ListReportsRequest, ListReportsResponse, Report, ReportState};
use maud::{Markup, html};

use super::{report_desk, reports_together, state};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/reports", show)
}

/// `GET /reports`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let wanted = ListReportsRequest { at_least: told.at_least(), ..Default::default() };
    let mut client = web.services.reports();
    let (ground, listed) = tokio::join!(
        Ground::load(&web.services, &visitor),
        client.list_reports(ask(&visitor.caller(), wanted)),
    );
    let listed = Shown::of(listed, visitor.reports())?;
    Ok(render(&visitor, &told, &ground?, &listed))
}

pub(crate) fn render(
    visitor: &Visitor,
    told: &Told,
    ground: &Ground,
    listed: &Shown<ListReportsResponse>,
) -> Markup {
    let none = Absence::of(
        "There are no reports yet. One is drafted by itself once every area of a school has been shared.",
    );
    let words = Words { what: "Reports", none };
    let readable = |listed: &ListReportsResponse| {
        let readable = |report: &&Report| visitor.reads_reports_of(&report.school_id);
        let readable: Vec<_> = listed.reports.iter().filter(readable).cloned().collect();
        let listing = || {
            PageListing::of("reports", table(ground, &readable, true))
                .narrowed_by(&["School", "Term", "State"])
        };
        (!readable.is_empty()).then(|| listing().draw(&visitor.view))
    };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Reports to committees" }
        p.pl-lead { "One report for each school and term, issued seven days before its committee meets. An issued report never changes." }
        @if let Some(listed) = listed.known() {
            @if let Some(drafts) = reports_together::on_their_way(visitor, ground, &listed.reports, told) { (drafts) }
        }
        (listed.draw(words, readable))
        @if let Some(listed) = listed.known() { (packs(visitor, &listed.reports)) }
        (report_desk::drafting(visitor, ground, told))
    };
    let as_of = listed.known().and_then(|listed| listed.as_of.clone());
    page(
        &Frame {
            title: "Reports",
            place: Place::Reports,
            visitor,
            crumbs: &[],
            as_of,
            problem: told.is_problem(),
        },
        &body,
    )
}

/// The ways to the papers of each term of which this person reads several.
fn packs(visitor: &Visitor, reports: &[Report]) -> Markup {
    let issued = |term: &str| {
        let here = reports.iter().filter(|one| one.term == term);
        let issued = here.filter(|one| one.state() == ReportState::Issued);
        issued.filter(|one| visitor.reads_reports_of(&one.school_id)).count()
    };
    let mut terms: Vec<&str> = reports.iter().map(|one| one.term.as_str()).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(term.parse::<Term>().ok()));
    terms.dedup();
    terms.retain(|term| issued(term) > 1);
    html! {
        @if !terms.is_empty() {
            nav aria-label="All papers of a term" {
                h2.govuk-heading-m { "All papers of a term" }
                ul.pl-tags {
                    @for term in terms { li { a href={"/papers/" (term)} { (dates::term(term)) } } }
                }
            }
        }
    }
}

/// The page with one report, for samples.
#[cfg(test)]
pub(crate) fn alone(visitor: &Visitor, report: &Report) -> Markup {
    let listed = ListReportsResponse { reports: vec![report.clone()], ..Default::default() };
    render(visitor, &Told::default(), &crate::sample::ground(), &Shown::All(listed))
}

pub(crate) fn report_state(state: ReportState) -> &'static str {
    match state {
        ReportState::Due => "due",
        ReportState::Drafted => "drafted",
        ReportState::Approved => "approved",
        ReportState::Issued => "issued",
        ReportState::Unspecified => "",
    }
}

/// Reports newest term first; `schools` names the school in each row.
pub(crate) fn table(ground: &Ground, reports: &[Report], schools: bool) -> Table<'static> {
    let mut reports: Vec<_> = reports.iter().collect();
    reports.sort_by_key(|report| {
        (
            std::cmp::Reverse(report.term.parse::<Term>().ok()),
            ground.names.school(&report.school_id),
        )
    });
    let first = if schools { "School" } else { "Term" };
    let mut head = vec![(first, false)];
    if schools {
        head.push(("Term", false));
    }
    head.extend([("State", false), ("Meeting", false), ("Issued", false), ("Questions", false)]);
    let rows = reports.into_iter().map(|report| row(ground, report, schools));
    Table { caption: None, head, rows: rows.collect(), first_is_header: true, stacks: true }
}

fn row(ground: &Ground, report: &Report, schools: bool) -> Vec<Cell> {
    let term = dates::term(&report.term);
    let words = if schools { ground.names.school(&report.school_id) } else { term.clone() };
    let asked = report.questions.len();
    let open = report.questions.iter().filter(|question| question.answer.is_none()).count();
    let questions = match (asked, open) {
        (0, _) => String::new(),
        (_, 0) => format!("{asked} answered"),
        _ => format!("{asked}, {open} to answer"),
    };
    let mut row =
        vec![Cell::new(html! { a.govuk-link href={"/reports/" (report.report_id)} { (words) } })];
    if schools {
        row.push(Cell::term(&report.term));
    }
    row.extend([
        Cell::new(state(report_state(report.state()))),
        Cell::text(dates::weekday(&report.meeting_on)).by(&report.meeting_on),
        Cell::day(&report.issued_on),
        Cell::text(questions),
    ]);
    row
}

#[cfg(test)]
mod tests;
