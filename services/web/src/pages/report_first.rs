//! What a report opens with: what was asked before and what became of it, then what is to be decided.

use contract::Said as _;
use contract::reports::v1::ReportData;
use maud::{Markup, html};

use super::report_data::{Reader, ask_about};

/// What was asked about earlier reports, and what became of it.
pub(super) fn asked(reader: &Reader<'_>, data: &ReportData) -> Markup {
    html! {
        @if !data.earlier_questions.is_empty() {
            h2.govuk-heading-m { "What you asked, and what became of it" }
            ul.pl-evidence {
                @for question in &data.earlier_questions {
                    li id=(question.anchor) {
                        p.pl-wrap { strong { (question.text.said()) } " " span.pl-quiet { (question.term_words) } }
                        @if question.answer.is_none() { p.pl-quiet { "Not answered yet." } }
                        @else { p.pl-wrap { @if question.at_meeting { "At the meeting: " } (question.answer.said()) } }
                        @for text in &question.follow_ups { p.pl-wrap { "What became of it: " (text.said()) } }
                        @if question.closed { p.pl-quiet { "The committee had nothing further to ask." } }
                        (ask_about(reader, &question.anchor, &question.text.said()))
                    }
                }
            }
        }
    }
}

/// What the committee is asked to decide.
pub(super) fn decisions(reader: &Reader<'_>, data: &ReportData) -> Markup {
    html! {
        @if !data.decisions.is_empty() {
            h2.govuk-heading-m { "For decision" }
            ol class="govuk-list govuk-list--number" {
                @for item in &data.decisions {
                    li.pl-wrap id=(item.anchor) {
                        (item.text.said())
                        (ask_about(reader, &item.anchor, &item.text.said()))
                    }
                }
            }
        }
    }
}
