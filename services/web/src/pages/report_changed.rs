//! The figures of an issued report that are others now, on its page, and the form that corrects one of them.

use contract::evidence::v1::ListFiguresRequest;
use contract::reports::v1::{IssueCorrectionRequest, Report, ReportData, ReportState};
use maud::{Markup, html};
use serde::Deserialize;

use super::e_mail::letter_line;
use super::figures_known::NOT_SHOWN;
use super::printed_change::{PrintedChange, changes};
use super::report_talk::{CORRECTED, IssueCorrection, TOLD_OF_CORRECTIONS};
use super::{event_link, figures};
use crate::access::Behind;
use crate::components::{Cell, Table};
use crate::failure::Failure;
use crate::form::{Act, Check, Entered, Entry, Form, Told, placed, sends};
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// What its form sends.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<CorrectFigure>()
}

/// The improvement lead corrects what an issued report prints of a figure.
#[derive(Debug, Deserialize)]
pub(crate) struct CorrectFigure {
    pub report: String,
    pub figure: String,
}

impl Act for CorrectFigure {
    type Command = IssueCorrectionRequest;
    const ENTRIES: &'static [Entry] = IssueCorrection::ENTRIES;
    const BUTTON: &'static str = IssueCorrection::BUTTON;
    const DONE: &'static str = IssueCorrection::DONE;
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/{report}/figures/{figure}/correction/check",
        heading: "Check the correction of the figure",
        then: CORRECTED,
        button: "Issue the correction",
    });
    placed!(
        "/reports/{report}/figures/{figure}/correction"(report, figure),
        "/reports/{report}"(report)
    );
    sends!(reports, issue_correction);

    fn command(&self, entered: &Entered) -> IssueCorrectionRequest {
        IssueCorrectionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            text: entered.get("text"),
            reason: entered.get("reason"),
            stood: entered.get("stood"),
            figure_id: self.figure.clone(),
        }
    }
}

/// A report whose figures are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct ComparedReport<'a> {
    pub report: &'a Report,
    /// Nothing before the first draft.
    pub data: Option<&'a ReportData>,
    /// How far the figures must be read.
    pub at_least: u64,
}

/// What changed since the report was issued. Nothing before its issue, where it prints no figure, and for those who read it only once
/// it is issued.
pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    compared: ComparedReport<'_>,
) -> Result<Option<Shown<Vec<PrintedChange>>>, Failure> {
    let ComparedReport { report, data, at_least } = compared;
    let issued = report.state() == ReportState::Issued;
    let Some(data) = data.filter(|data| issued && !data.printed_figures().is_empty()) else {
        return Ok(None);
    };
    if !visitor.reads_drafts_of(&report.school_id) {
        return Ok(None);
    }
    let school_id = report.school_id.clone();
    let wanted = ListFiguresRequest { at_least, school_id, ..Default::default() };
    let known = figures::load(web, visitor, wanted).await?;
    Ok(Some(known.map(|known| changes(data, &known))))
}

const WORDS: Words<'static> = Words {
    what: "What changed since this was printed",
    none: Absence::of("Every figure that this report prints stands as it was printed."),
};

/// The list, with the way to correct each figure.
pub(super) fn section(
    visitor: &Visitor,
    report: &Report,
    changed: &Shown<Vec<PrintedChange>>,
    told: &Told,
) -> Markup {
    let corrects = visitor.may.of::<IssueCorrectionRequest>(&report.school_id);
    html! {
        section #changed {
            h2.govuk-heading-m { "What changed since this was printed" }
            (changed.draw(WORDS, |changes| (!changes.is_empty()).then(|| html! {
                p.govuk-body { "The report stays as it was issued. Figures of the record that it prints say something else now." }
                (table(visitor, report, changed, changes))
                @if corrects {
                    (letter_line("correction", &report.school_id, TOLD_OF_CORRECTIONS))
                    @for change in changes { (form(visitor, report, change, told)) }
                }
            })))
        }
    }
}

fn table(
    visitor: &Visitor,
    report: &Report,
    changed: &Shown<Vec<PrintedChange>>,
    changes: &[PrintedChange],
) -> Markup {
    let row = |change: &PrintedChange| {
        let PrintedChange { anchor, what, printed, now, why, position, .. } = change;
        let event = || event_link(visitor, Behind::Figure(&report.school_id), *position);
        vec![
            Cell::new(html! { a.govuk-link href={"#" (anchor)} { (what) } }),
            Cell::text(printed),
            Cell::text(if now.is_empty() { "–" } else { now.as_str() }),
            Cell::new(html! { (why) @if *position > 0 { ", " (event()) } }),
            Cell::text(corrected(report, &change.figure_id)),
        ]
    };
    let table = Table {
        head: ["Figure", "Printed", "Now", "Why", "Corrected"].map(|head| (head, false)).to_vec(),
        rows: changes.iter().map(row).collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    let taken = PageTable::of("changed-since-printed", WORDS.what, &table).shown_as(changed);
    taken.drawn(&visitor.view, &table)
}

/// The corrections that name the figure.
fn corrected(report: &Report, figure_id: &str) -> String {
    let of = report.corrections.iter().filter(|one| one.figure_id == figure_id);
    let numbers: Vec<_> = of.map(|one| one.number.to_string()).collect();
    match numbers.as_slice() {
        [] => "not yet".to_owned(),
        [number] => format!("by correction {number}"),
        numbers => format!("by corrections {}", numbers.join(", ")),
    }
}

/// The form of a correction with what is known of the figure, to be read and changed before it is sent.
fn form(visitor: &Visitor, report: &Report, change: &PrintedChange, told: &Told) -> Markup {
    let PrintedChange { figure_id, what, printed, now, why, .. } = change;
    let act = CorrectFigure { report: report.report_id.clone(), figure: figure_id.clone() };
    let right = match now.as_str() {
        "" => format!("{what}: the figure was withdrawn."),
        // Everybody who reads the report reads the correction.
        _ if change.few => format!("{what}: {NOT_SHOWN}, since it rests on few pupils now."),
        now => format!("{what}: {now}"),
    };
    Form::new(&act, visitor, told)
        .about(what)
        .starting("stood", format!("{what}: {printed}"))
        .starting("text", right)
        .starting("reason", format!("{why}."))
        .folded(&format!("Correct: {what}"))
}

#[cfg(test)]
mod tests;
