//! One report: shown as a page, with the forms to ask about it, answer and correct.

use axum::extract::{Path, State};
use contract::log::v1::AsOf;
use contract::reports::v1::{
    GetReportRequest, IssueCorrectionRequest, Report, ReportData, ReportState,
};
use maud::{Markup, html};
use uuid::Uuid;

use super::printed_change::PrintedChange;
use super::report_changed::ComparedReport;
use super::report_talk::Talk;
use super::reports::report_state;
use super::{
    event_link, looks, report_changed, report_commentary, report_data, report_desk, state,
};
use crate::access::Behind;
use crate::components::{Row, button_link, inset, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::Shown;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/reports/{report}", show)
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub report: Report,
    /// Nothing before the first draft.
    pub data: Option<ReportData>,
    pub as_of: Option<AsOf>,
    /// The figures that it prints and that are others now; nothing where there is nothing to compare.
    pub changed: Option<Shown<Vec<PrintedChange>>>,
}

/// `GET /reports/{report}`; `?ask=<paragraph>` opens the form about a paragraph.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(report): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web, &visitor, &report, told.at_least()).await?;
    Ok(render(&visitor, &loaded, query.get("ask"), &told))
}

pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    report: &str,
    at_least: u64,
) -> Result<Loaded, Failure> {
    if Uuid::try_parse(report).is_err() {
        return Err(Failure::no_page());
    }
    let wanted = GetReportRequest { at_least, report_id: report.to_owned() };
    let mut client = web.services.reports();
    let (ground, found) = tokio::join!(
        Ground::load(&web.services, visitor),
        client.get_report(ask(&visitor.caller(), wanted)),
    );
    let found = found?.into_inner();
    let none = || Failure::NotFound("There is no such report.".to_owned());
    let report = found.report.ok_or_else(none)?;
    if !visitor.reads_reports_of(&report.school_id) {
        return Err(Failure::Forbidden("This report goes to its school’s committee.".to_owned()));
    }
    if report.state() != ReportState::Issued && !visitor.reads_drafts_of(&report.school_id) {
        return Err(Failure::Forbidden(
            "This report can be read once it has been issued.".to_owned(),
        ));
    }
    let data = if found.data.is_empty() { None } else { Some(read(&found.data)?) };
    let compared = ComparedReport { report: &report, data: data.as_ref(), at_least };
    let changed = report_changed::load(web, visitor, compared).await?;
    Ok(Loaded { ground: ground?, report, data, as_of: found.as_of, changed })
}

fn read(data: &str) -> Result<ReportData, Failure> {
    serde_json::from_str(data).map_err(|error| {
        let incident = Uuid::new_v4().to_string();
        tracing::error!(%incident, %error, "a report's data cannot be read");
        Failure::Broken { incident }
    })
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, about: &str, told: &Told) -> Markup {
    let report = &loaded.report;
    let (ground, data) = (&loaded.ground, loaded.data.as_ref());
    let talk = Talk { visitor, ground, report, data, about, told };
    let school = loaded.ground.names.school(&report.school_id);
    let issued = report.state() == ReportState::Issued;
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { "Report to the committee, " (dates::term(&report.term)) }
        (standing(ground, report))
        @if issued {
            p { (button_link("Download the PDF", &format!("/reports/{}/report.pdf", report.report_id))) }
            p {
                a.govuk-link href=(format!("/reports/{}/report.pdf?edition=proof", report.report_id)) {
                    "Download the edition with its proof"
                }
                ", which anybody can check without us"
            }
        }
        (talk.corrections())
        @if let Some(changed) = loaded.changed.as_ref().filter(|_| issued && visitor.reads_drafts_of(&report.school_id)) {
            (report_changed::section(visitor, report, changed, told))
        }
        @if let Some(steps) = report_desk::steps(visitor, report, told) { (steps) }
        @if let Some(written) = report_commentary::writing(visitor, ground, report, told) { (written) }
        @match &loaded.data {
            Some(data) => (report_data::render(visitor, report, data)),
            None => p.pl-lead { "Nothing has been drafted yet. The report drafts itself once every area’s decision has been shared." },
        }
        @if issued { (talk.questions()) }
        @if issued && visitor.may.of::<IssueCorrectionRequest>(&report.school_id) { (talk.correct()) }
        (proof(visitor, report, loaded.data.as_ref()))
        (looks::link(visitor, looks::Thing::Report, &report.school_id, &report.report_id))
    };
    let crumbs = vec![("Reports".to_owned(), "/reports".to_owned())];
    let frame = Frame {
        title: &format!("Report on {school}, {}", dates::term(&report.term)),
        place: Place::Reports,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The day of the meeting that a report goes to as meetings are fixed now; empty where none is.
pub(super) fn meets_on(ground: &Ground, report: &Report) -> String {
    let committees = ground.trust.committees.iter();
    let own = committees.filter(|committee| committee.school_id == report.school_id);
    contract::report_meeting_on(own.flat_map(|committee| &committee.meetings), &report.term)
}

/// For which meeting a report is, and what became of that meeting since.
fn meeting(ground: &Ground, report: &Report) -> Markup {
    let (was, now) = (report.meeting_on.as_str(), meets_on(ground, report));
    let stands = || {
        let committees = ground.trust.committees.iter();
        let mut own = committees.filter(|committee| committee.school_id == report.school_id);
        own.any(|committee| committee.meetings.iter().any(|meeting| meeting.on == was))
    };
    html! {
        @if report.state() == ReportState::Issued {
            @if was.is_empty() { "It was issued before a meeting was fixed." }
            @else { "For the meeting on " (dates::weekday(was)) "." }
            @if !was.is_empty() && !stands() { strong { " That meeting was moved or cancelled." } }
        } @else if now.is_empty() && !was.is_empty() {
            strong { "The meeting on " (dates::weekday(was)) " was cancelled, and no other is fixed." }
        } @else if now.is_empty() { "No meeting has been fixed yet." }
        @else { "For the meeting on " (dates::weekday(&now)) "." }
    }
}

fn standing(ground: &Ground, report: &Report) -> Markup {
    html! {
        p.pl-lead {
            (state(report_state(report.state()))) " "
            @if report.state() == ReportState::Issued { "Issued on " (dates::day(&report.issued_on)) ". " }
            (meeting(ground, report))
        }
        @if report.state() != ReportState::Issued {
            (inset(&html! { "This is not yet the committee’s report: it can still change." }))
        }
    }
}

/// How a reader can see that the report is the one that was issued.
fn proof(visitor: &Visitor, report: &Report, data: Option<&ReportData>) -> Markup {
    let mono = |text: &str| html! { span.pl-mono { (text) } };
    let mut rows = Vec::new();
    let position = data.map_or(report.as_of_position, |data| data.as_of_position);
    if position > 0 {
        rows.push(Row::new(
            "Made from the record up to",
            event_link(visitor, Behind::Trust, position),
        ));
    }
    if !report.data_sha256.is_empty() {
        rows.push(Row::new("SHA-256 of its data", mono(&report.data_sha256)));
    }
    if !report.pdf_sha256.is_empty() {
        rows.push(Row::new("SHA-256 of the PDF", mono(&report.pdf_sha256)));
    }
    if report.issued_position > 0 {
        let times = if report.opened == 1 { "time" } else { "times" };
        rows.push(Row::new(
            "Issued in",
            event_link(visitor, Behind::Shown(&report.school_id), report.issued_position),
        ));
        rows.push(Row::new("PDF opened", html! { (report.opened) " " (times) }));
    }
    html! {
        @if !rows.is_empty() {
            h2.govuk-heading-m #proof { "How to check this report" }
            (summary_list(&rows))
            @if report.state() == ReportState::Issued {
                p.govuk-body { a.govuk-link href={"/reports/" (report.report_id) "/check"} { "How to check this paper" } }
            }
        }
    }
}

#[cfg(test)]
mod tests;
