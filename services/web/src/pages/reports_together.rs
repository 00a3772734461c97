//! The reports that are on their way to their committees, in one list: days left, how long each is, approved and issued together.

use contract::PAPERS_OUT;
use contract::reports::v1::{ApproveReportsRequest, IssueReportsRequest, Report, ReportState};
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::e_mail::letter_line;
use super::report::meets_on;
use super::report_commentary::since_sent;
use super::{counted, state};
use crate::components::{Cell, Table};
use crate::dates;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Told, placed, sends};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<ApproveTogether>().form::<IssueTogether>()
}

/// Words that are read in a minute.
const A_MINUTE: u32 = 200;

/// The chief executive approves drafts together. A ticked one is `<report> <school> <term>`, and `changed` where it is otherwise
/// than it was sent.
#[derive(Debug, Deserialize)]
pub(crate) struct ApproveTogether {}

impl Act for ApproveTogether {
    type Command = ApproveReportsRequest;
    const ENTRIES: &'static [Entry] = &[Entry::boxes("reports", "Approve these")
        .hint("Read each before you approve it")
        .wanted("Tick the reports that you approve")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The reports are approved. The improvement lead issues them next";
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/approval/check",
        heading: "Approve these reports",
        then: "All of them are approved, or none is. No committee sees a report before it is issued.",
        button: "Approve the reports",
    });
    placed!("/reports/approval"(), "/reports"());
    sends!(reports, approve_reports);

    fn said(&self, ground: &Ground, _: &str, value: &str) -> String {
        of(ground, value)
    }

    fn part(&self, ground: &Ground, entered: &Entered, key: &str) -> String {
        refused_one(ground, entered, key)
    }

    fn command(&self, entered: &Entered) -> ApproveReportsRequest {
        ApproveReportsRequest { command_id: entered.command(), report_ids: ticked(entered) }
    }
}

/// The improvement lead issues approved reports together. A ticked one is `<report> <school> <term>`.
#[derive(Debug, Deserialize)]
pub(crate) struct IssueTogether {}

impl Act for IssueTogether {
    type Command = IssueReportsRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::boxes("reports", "Issue these").wanted("Tick the reports that you issue")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The reports are issued. Their committees can open them now";
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/issue/check",
        heading: "Issue these reports",
        then: "All of them are frozen and made into PDFs, or none is. Their committees, clerks and the trustees can open them at \
               once. An issued report never changes.",
        button: "Issue the reports",
    });
    placed!("/reports/issue"(), "/reports"());
    sends!(reports, issue_reports);

    fn said(&self, ground: &Ground, _: &str, value: &str) -> String {
        of(ground, value)
    }

    fn part(&self, ground: &Ground, entered: &Entered, key: &str) -> String {
        refused_one(ground, entered, key)
    }

    fn command(&self, entered: &Entered) -> IssueReportsRequest {
        IssueReportsRequest { command_id: entered.command(), report_ids: ticked(entered) }
    }
}

fn ticked(entered: &Entered) -> Vec<String> {
    let ids = entered.all("reports");
    ids.iter().filter_map(|value| Some(value.split(' ').next()?.to_owned())).collect()
}

/// A ticked report in words.
fn of(ground: &Ground, value: &str) -> String {
    let words: Vec<&str> = value.split(' ').collect();
    let at = |place: usize| words.get(place).copied().unwrap_or_default();
    let named = format!("{}, {}", ground.names.school(at(1)), dates::term(at(2)));
    if at(3).is_empty() { named } else { format!("{named}: changed since it was sent to you") }
}

/// A ticked report in words, by its id.
fn refused_one(ground: &Ground, entered: &Entered, report_id: &str) -> String {
    let ticked = entered.all("reports").into_iter().find(|value| value.starts_with(report_id));
    ticked.map(|value| of(ground, &value)).unwrap_or_default()
}

/// The drafts that a person may read, the next to go out first, with what this person can do with them together.
pub(crate) fn on_their_way(
    visitor: &Visitor,
    ground: &Ground,
    reports: &[Report],
    told: &Told,
) -> Option<Markup> {
    let drafts = reports.iter().filter(|report| visitor.reads_drafts_of(&report.school_id));
    let waits =
        |report: &&Report| matches!(report.state(), ReportState::Drafted | ReportState::Approved);
    let mut drafts: Vec<&Report> = drafts.filter(waits).collect();
    drafts.sort_by_key(|report| {
        let on = meets_on(ground, report);
        (on.is_empty(), on, ground.names.school(&report.school_id))
    });
    let rows = drafts.iter().map(|report| row(visitor, ground, report)).collect();
    let table = Table {
        caption: Some("On their way to the committees"),
        head: ["School", "State", "Goes out", "To read", "Since it was sent"]
            .map(|head| (head, false))
            .to_vec(),
        rows,
        first_is_header: true,
        stacks: true,
    };
    let of_state = |wanted: ReportState| {
        drafts
            .iter()
            .filter(move |report| report.state() == wanted)
            .map(|report| choice(ground, report))
    };
    let approve: Vec<_> = of_state(ReportState::Drafted).collect();
    let issue: Vec<_> = of_state(ReportState::Approved).collect();
    let may_approve = visitor.may.everywhere::<ApproveReportsRequest>();
    let may_issue = visitor.may.everywhere::<IssueReportsRequest>();
    (!drafts.is_empty()).then(|| {
        html! {
            (table.render())
            @if may_approve && !approve.is_empty() {
                (Form::new(&ApproveTogether {}, visitor, told).choices("reports", approve).render())
            }
            @if may_issue && !issue.is_empty() {
                (letter_line("report", "", "The committees and their clerks get"))
                (Form::new(&IssueTogether {}, visitor, told).choices("reports", issue).render())
            }
        }
    })
}

fn choice(ground: &Ground, report: &Report) -> Choice {
    let changed = !since_sent(report).is_empty();
    let value = format!("{} {} {}", report.report_id, report.school_id, report.term);
    let value = if changed { format!("{value} changed") } else { value };
    let waits = report.state() == ReportState::Approved
        || (report.sent.is_some() && report.sent_back.is_none());
    let hint = match (&report.sent, changed) {
        (_, _) if report.state() == ReportState::Approved => None,
        (None, _) => Some("Not sent to you yet".to_owned()),
        (Some(_), _) if !waits => Some("You sent it back".to_owned()),
        (Some(_), true) => Some(format!("Since it was sent: {}", since_sent(report).join(", "))),
        (Some(sent), false) => Some(format!("As it was sent, {}", dates::moment(&sent.at))),
    };
    let words =
        format!("{}, {}", ground.names.school(&report.school_id), dates::term(&report.term));
    let filled = if waits { "ticked" } else { "" };
    Choice { hint, ..Choice::new(value, words).filled(filled) }
}

fn row(visitor: &Visitor, ground: &Ground, report: &Report) -> Vec<Cell> {
    let link = html! {
        a.govuk-link href={"/reports/" (report.report_id)} { (ground.names.school(&report.school_id)) }
        br;
        span.pl-quiet { (dates::term(&report.term)) }
    };
    let since = match (&report.sent, since_sent(report)) {
        (None, _) => "Not sent yet".to_owned(),
        (Some(_), _) if report.sent_back.is_some() => "Sent back".to_owned(),
        (Some(_), told) if told.is_empty() => "As it was sent".to_owned(),
        (Some(_), told) => told.join(", "),
    };
    vec![
        Cell::new(link),
        Cell::new(state(super::reports::report_state(report.state()))),
        Cell::text(goes_out(visitor.today, &meets_on(ground, report))),
        Cell::text(length(report)),
        Cell::text(since),
    ]
}

/// The day on which a paper goes out, and how far it is.
fn goes_out(today: Date, meeting_on: &str) -> String {
    let meeting: Option<Date> = meeting_on.parse().ok();
    let Some(out) = meeting.and_then(|on| on.checked_sub(PAPERS_OUT.days()).ok()) else {
        return "Once a meeting is fixed".to_owned();
    };
    let days = today.until(out).map_or(0, |span| span.get_days());
    let left = match days {
        0 => "today".to_owned(),
        days if days > 0 => counted(usize::try_from(days).unwrap_or(0), "day left", "days left"),
        days => {
            let late = usize::try_from(-days).unwrap_or(0);
            format!("overdue by {}", counted(late, "day", "days"))
        }
    };
    format!("{}, {left}", dates::said(out))
}

/// How long it takes to read a draft with its commentary.
fn length(report: &Report) -> String {
    use contract::Said as _;
    let stand = report.paragraphs.iter().filter(|one| one.removed_at.is_empty());
    let written = stand.map(|one| one.text.said().split_whitespace().count());
    let written = u32::try_from(written.sum::<usize>()).unwrap_or(u32::MAX);
    let minutes = report.words.saturating_add(written).div_ceil(A_MINUTE);
    let minutes = usize::try_from(minutes).unwrap_or(usize::MAX);
    format!("About {}", counted(minutes, "minute", "minutes"))
}

#[cfg(test)]
mod tests;
