//! A report on its way to the committee: drafted, commented on, approved, issued.

use contract::Said as _;
use contract::reports::v1::{
    AddCommentaryRequest, ApproveReportRequest, DraftReportRequest, IssueReportRequest, Report,
    ReportState, SendBackRequest, SendForApprovalRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::choices;
use super::e_mail::letter_line;
use super::report_commentary::since_sent;
use crate::dates;
use crate::form::{Act, Check, Entered, Entry, Form, Told, placed, sends};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<DraftReport>()
        .form::<AddCommentary>()
        .form::<SendForApproval>()
        .form::<SendBack>()
        .form::<ApproveReport>()
        .form::<IssueReport>()
}

/// The improvement lead has a term's report drafted from the record, or drafted anew.
#[derive(Debug, Deserialize)]
pub(crate) struct DraftReport {}

impl Act for DraftReport {
    type Command = DraftReportRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School").wanted("Choose a school"),
        Entry::choice("term", "Term").wanted("Choose a term"),
    ];
    const BUTTON: &'static str = "Draft";
    const DONE: &'static str = "The report is drafted from the record as it is now";
    placed!("/reports/draft"(), "/reports"());
    sends!(reports, draft_report);

    fn command(&self, entered: &Entered) -> DraftReportRequest {
        DraftReportRequest {
            command_id: entered.command(),
            school_id: entered.get("school"),
            term: entered.get("term"),
            at_least: 0,
        }
    }
}

/// The improvement lead or the headteacher adds a paragraph to a draft.
#[derive(Debug, Deserialize)]
pub(crate) struct AddCommentary {
    pub report: String,
}

impl Act for AddCommentary {
    type Command = AddCommentaryRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("text", "Your paragraph")
        .hint("The committee and the trustees read it once the report is issued. Name no pupil, parent or member of staff")
        .wanted("Write the paragraph")];
    const BUTTON: &'static str = "See how it reads";
    const DONE: &'static str = "The paragraph stands in the draft";
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/{report}/commentary/check",
        heading: "Check the paragraph",
        then: "This is how the paragraph reads in the report. It stands in the draft until the report is issued. Then it \
               does not change any more.",
        button: "Add the paragraph",
    });
    placed!("/reports/{report}/commentary"(report), "/reports/{report}"(report));
    sends!(reports, add_commentary);

    fn command(&self, entered: &Entered) -> AddCommentaryRequest {
        AddCommentaryRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            text: entered.get("text"),
        }
    }
}

/// The improvement lead sends a draft to the chief executive.
#[derive(Debug, Deserialize)]
pub(crate) struct SendForApproval {
    pub report: String,
}

impl Act for SendForApproval {
    type Command = SendForApprovalRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Send for approval";
    const DONE: &'static str =
        "The draft is sent. The chief executive approves it or sends it back";
    placed!("/reports/{report}/sending"(report), "/reports/{report}"(report));
    sends!(reports, send_for_approval);

    fn command(&self, entered: &Entered) -> SendForApprovalRequest {
        SendForApprovalRequest { command_id: entered.command(), report_id: self.report.clone() }
    }
}

/// The chief executive sends a draft back.
#[derive(Debug, Deserialize)]
pub(crate) struct SendBack {
    pub report: String,
}

impl Act for SendBack {
    type Command = SendBackRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("note", "What is to be changed?")
            .hint("The improvement lead and the school’s head read it")
            .wanted("Say what is to be changed")];
    const BUTTON: &'static str = "Send it back";
    const DONE: &'static str = "The draft is sent back with your note";
    placed!("/reports/{report}/sending-back"(report), "/reports/{report}"(report));
    sends!(reports, send_back);

    fn command(&self, entered: &Entered) -> SendBackRequest {
        let (report_id, note) = (self.report.clone(), entered.get("note"));
        SendBackRequest { command_id: entered.command(), report_id, note }
    }
}

/// The chief executive approves a draft.
#[derive(Debug, Deserialize)]
pub(crate) struct ApproveReport {
    pub report: String,
}

impl Act for ApproveReport {
    type Command = ApproveReportRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Approve the report";
    const DONE: &'static str = "The report is approved. The improvement lead issues it next";
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/{report}/approval/check",
        heading: "Approve the report",
        then: "No further paragraph can be added. The committee sees nothing until the improvement lead issues the report.",
        button: "Approve",
    });
    placed!("/reports/{report}/approval"(report), "/reports/{report}"(report));
    sends!(reports, approve_report);

    fn command(&self, entered: &Entered) -> ApproveReportRequest {
        ApproveReportRequest { command_id: entered.command(), report_id: self.report.clone() }
    }
}

/// The improvement lead issues an approved report.
#[derive(Debug, Deserialize)]
pub(crate) struct IssueReport {
    pub report: String,
}

impl Act for IssueReport {
    type Command = IssueReportRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Issue the report";
    const DONE: &'static str =
        "The report is issued. Its committee, its clerk, its head and the trustees can open it now";
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/{report}/issue/check",
        heading: "Issue the report",
        then: "The report is frozen and its PDF is made. The committee, its clerk and the trustees can open it at once. An \
               issued report never changes: what is wrong in it is corrected beside it.",
        button: "Issue",
    });
    placed!("/reports/{report}/issue"(report), "/reports/{report}"(report));
    sends!(reports, issue_report);

    fn command(&self, entered: &Entered) -> IssueReportRequest {
        IssueReportRequest { command_id: entered.command(), report_id: self.report.clone() }
    }
}

/// What this person can do with a report that is not issued yet; nothing where there is nothing.
pub(crate) fn steps(visitor: &Visitor, report: &Report, told: &Told) -> Option<Markup> {
    let (id, school) = (&report.report_id, report.school_id.as_str());
    let (state, may) = (report.state(), &visitor.may);
    let drafted = state == ReportState::Drafted;
    let send = drafted && may.of::<SendForApprovalRequest>(school);
    let since = since_sent(report);
    let approve = drafted && may.of::<ApproveReportRequest>(school);
    let issue = state == ReportState::Approved && may.of::<IssueReportRequest>(school);
    let forms = html! {
        p.govuk-body { a.govuk-link href={"/reports/" (id) "/draft.pdf"} { "See the draft as PDF" } }
        @if let Some(sent) = &report.sent {
            p.govuk-body {
                "Sent for approval on " (dates::moment(&sent.at)) ". Since then: "
                @if since.is_empty() { "nothing changed." } @else { (since.join(", ")) "." }
            }
        }
        @if let Some(note) = &report.sent_back { p.pl-wrap { "Sent back: " (note.said()) } }
        @if send { (Form::new(&SendForApproval { report: id.clone() }, visitor, told).render()) }
        @if approve { (Form::new(&ApproveReport { report: id.clone() }, visitor, told).render()) }
        @if drafted && report.sent.is_some() && report.sent_back.is_none() && may.of::<SendBackRequest>(school) {
            (Form::new(&SendBack { report: id.clone() }, visitor, told).folded("Send it back"))
        }
        @if issue {
            (letter_line("report", school, "The committee and its clerk get"))
            (Form::new(&IssueReport { report: id.clone() }, visitor, told).render())
        }
        @if drafted && !approve { p.govuk-body { "The chief executive approves the report next." } }
        @if state == ReportState::Approved && !issue { p.govuk-body { "The improvement lead issues the report next." } }
    };
    let waits = matches!(state, ReportState::Drafted | ReportState::Approved);
    waits.then(|| {
        html! {
            section #next {
                h2.govuk-heading-m { "What comes next" }
                (forms)
            }
        }
    })
}

/// The form that has a report drafted, for those who may.
pub(crate) fn drafting(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let schools = choices::schools::<DraftReportRequest>(visitor, ground);
    html! {
        @if !schools.is_empty() {
            (Form::new(&DraftReport {}, visitor, told)
                .choices("school", choices::or("Choose a school", schools))
                .choices("term", choices::or("Choose a term", choices::terms(visitor)))
                .folded("Draft a report, or draft it anew"))
        }
    }
}

#[cfg(test)]
mod tests;
