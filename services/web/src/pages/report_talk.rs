//! What is said about an issued report: governors' questions, answers, corrections.

use contract::Said as _;
use contract::reports::v1::{
    AnswerQuestionRequest, AskQuestionRequest, Correction, IssueCorrectionRequest, Report,
    ReportData, ReportQuestion,
};
use contract::schools::v1::Role;
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};

use super::e_mail::letter_line;
use crate::components::warning;
use crate::dates;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Told};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::Services;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<AskQuestion>().form::<AnswerQuestion>().form::<IssueCorrection>()
}

/// A governor asks about a paragraph or the whole.
#[derive(Debug, Deserialize)]
pub(crate) struct AskQuestion {
    pub report: String,
}

impl Act for AskQuestion {
    type Command = AskQuestionRequest;
    const AT: &'static str = "/reports/{report}/questions";
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("paragraph", "What is it about?"),
        Entry::words_of::<Self::Command>("text", "Your question")
            .hint("Name no pupil, parent or member of staff: questions are part of the record")
            .wanted("Enter your question"),
    ];
    const BUTTON: &'static str = "Ask";
    const DONE: &'static str = "Your question has been asked";

    fn address(&self) -> String {
        format!("/reports/{}/questions", self.report)
    }

    fn page(&self) -> String {
        format!("/reports/{}", self.report)
    }

    fn command(&self, entered: &Entered) -> AskQuestionRequest {
        AskQuestionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            paragraph: entered.get("paragraph"),
            text: entered.get("text"),
            asked_for_id: String::new(),
        }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.reports().ask_question(command).await?.into_inner().position)
    }
}

/// The school or the trust answers a question.
#[derive(Debug, Deserialize)]
pub(crate) struct AnswerQuestion {
    pub report: String,
    pub question: String,
}

impl Act for AnswerQuestion {
    type Command = AnswerQuestionRequest;
    const AT: &'static str = "/reports/{report}/questions/{question}";
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("text", "Your answer").wanted("Enter your answer")];
    const BUTTON: &'static str = "Answer";
    const DONE: &'static str = "Your answer has been recorded";

    fn address(&self) -> String {
        format!("/reports/{}/questions/{}", self.report, self.question)
    }

    fn page(&self) -> String {
        format!("/reports/{}", self.report)
    }

    fn key(&self) -> String {
        format!("answer-{}", self.question)
    }

    fn command(&self, entered: &Entered) -> AnswerQuestionRequest {
        AnswerQuestionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            question_id: self.question.clone(),
            text: entered.get("text"),
        }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.reports().answer_question(command).await?.into_inner().position)
    }
}

/// The improvement lead says beside an issued report what is right.
#[derive(Debug, Deserialize)]
pub(crate) struct IssueCorrection {
    pub report: String,
}

impl Act for IssueCorrection {
    type Command = IssueCorrectionRequest;
    const AT: &'static str = "/reports/{report}/corrections";
    const ENTRIES: &'static [Entry] = &[
        Entry::words_of::<Self::Command>("stood", "What the report says")
            .hint("Quote it, and say on which page it stands")
            .wanted("Enter what the report says"),
        Entry::words_of::<Self::Command>("text", "What is right").wanted("Enter what is right"),
        Entry::words_of::<Self::Command>("reason", "Why it is corrected")
            .wanted("Enter why the report is corrected"),
    ];
    const BUTTON: &'static str = "Issue the correction";
    const DONE: &'static str = "The correction stands beside the report";
    const CHECK: Option<Check> = Some(Check {
        at: "/reports/{report}/corrections/check",
        heading: "Check the correction",
        then: CORRECTED,
        button: "Issue the correction",
    });

    fn address(&self) -> String {
        format!("/reports/{}/corrections", self.report)
    }

    fn page(&self) -> String {
        format!("/reports/{}", self.report)
    }

    fn key(&self) -> String {
        "correction".to_owned()
    }

    fn command(&self, entered: &Entered) -> IssueCorrectionRequest {
        IssueCorrectionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            text: entered.get("text"),
            reason: entered.get("reason"),
            stood: entered.get("stood"),
            figure_id: String::new(),
        }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.reports().issue_correction(command).await?.into_inner().position)
    }
}

/// What the talk about a report is drawn from.
#[derive(Debug)]
pub(crate) struct Talk<'a> {
    pub visitor: &'a Visitor,
    pub ground: &'a Ground,
    pub report: &'a Report,
    pub data: Option<&'a ReportData>,
    /// The paragraph that a question is begun about; empty for the whole.
    pub about: &'a str,
    pub told: &'a Told,
}

const QUESTIONS: Words<'_> =
    Words { what: "Questions", none: Absence::of("Nobody has asked anything yet.") };

impl Talk<'_> {
    /// The questions with their answers, and the forms this person may use.
    pub(crate) fn questions(&self) -> Markup {
        let report = self.report;
        html! {
            section #questions {
                h2.govuk-heading-m { "Governors’ questions" }
                // Who reads an issued report is shown every question about it.
                (Shown::All(&report.questions).draw(QUESTIONS, |asked| self.each(asked)))
                @if self.visitor.may_ask_about(&report.school_id) { (self.ask()) }
            }
        }
    }

    fn each(&self, asked: &[ReportQuestion]) -> Option<Markup> {
        let each = html! {
            ul.pl-evidence { @for question in asked { li { (self.asked(question)) } } }
        };
        (!asked.is_empty()).then_some(each)
    }

    fn asked(&self, question: &ReportQuestion) -> Markup {
        let names = &self.ground.names;
        let listed = self.data.map(paragraphs).unwrap_or_default();
        let subject = listed.iter().find(|(anchor, _)| *anchor == question.paragraph);
        html! {
            p.pl-wrap { strong { (question.text.said()) } }
            p.pl-note {
                "Asked by " (names.person(asker(question)))
                @if !question.asked_for_id.is_empty() { ", recorded by " (names.person(&question.asked_by)) }
                @if let Some((_, words)) = subject {
                    " about " a.govuk-link href={"#" (question.paragraph)} { (words) }
                }
            }
            @if question.answer.is_none() { (self.open(question)) }
            @else {
                p.pl-wrap { (question.answer.said()) }
                p.pl-note {
                    @if question.at_meeting { "Answered at the meeting, recorded by " } @else { "Answered by " }
                    (names.person(&question.answered_by))
                }
                (self.became(question))
            }
        }
    }

    /// A question without an answer: the form, or that it waits.
    fn open(&self, question: &ReportQuestion) -> Markup {
        if !self.visitor.may_answer_for(&self.report.school_id) {
            return html! { p.pl-quiet { "Not answered yet." } };
        }
        let (report, id) = (self.report.report_id.clone(), question.question_id.clone());
        let act = AnswerQuestion { report, question: id };
        let about = format!("to: {}", question.text.said());
        let form = Form::new(&act, self.visitor, self.told).about(&about);
        if self.visitor.role == Role::Clerk {
            return form.button("Record the answer given at the meeting").render();
        }
        form.render()
    }

    fn ask(&self) -> Markup {
        let whole = std::iter::once(Choice::new("", "The report as a whole"));
        let listed = self.data.map(paragraphs).unwrap_or_default();
        let listed = listed.into_iter().map(|(anchor, words)| Choice::new(anchor, words));
        if self.visitor.role == Role::Clerk {
            return self.ask_for(whole.chain(listed).collect());
        }
        let act = AskQuestion { report: self.report.report_id.clone() };
        html! {
            h3.govuk-heading-s #ask { "Ask a question" }
            (Form::new(&act, self.visitor, self.told)
                .choices("paragraph", whole.chain(listed).collect())
                .starting("paragraph", self.about)
                .render())
        }
    }

    /// The form of a correction, folded until something was entered.
    pub(crate) fn correct(&self) -> Markup {
        let act = IssueCorrection { report: self.report.report_id.clone() };
        let open = self.visitor.began(self.told, &act.address());
        html! {
            details.govuk-details open[open] {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Issue a correction" } }
                div.govuk-details__text {
                    (letter_line("correction", &self.report.school_id, TOLD_OF_CORRECTIONS))
                    (Form::new(&act, self.visitor, self.told).render())
                }
            }
        }
    }

    /// Corrections, above everything they correct.
    pub(crate) fn corrections(&self) -> Markup {
        html! { @for correction in &self.report.corrections { (self.correction(correction)) } }
    }

    fn correction(&self, correction: &Correction) -> Markup {
        let Correction { correction_id, number, text, reason, stood, at, .. } = correction;
        let report = &self.report.report_id;
        let file = format!("/reports/{report}/corrections/{correction_id}/correction.pdf");
        html! {
            (warning(&format!("Correction {number}, {}: {}", dates::day_of(at), text.said())))
            @if stood.is_some() { p class="govuk-body pl-wrap" { "The report says: " (stood.said()) } }
            p class="govuk-body pl-wrap" { "Why: " (reason.said()) }
            p.govuk-body {
                "Corrected by " (self.ground.names.person(&correction.actor_id)) ". "
                "The report itself stays as it was issued. "
                @if !correction.pdf_sha256.is_empty() {
                    a.govuk-link href=(file) { "Download correction " (number) " (PDF)" }
                }
            }
        }
    }
}

/// What becomes of a correction that is sent.
pub(super) const CORRECTED: &str = "The correction gets a number and a paper of its own, which does not change any more. The report stays as it was \
                                    issued. Everybody who reads the report sees the correction.";

/// Who is told of a correction.
pub(super) const TOLD_OF_CORRECTIONS: &str =
    "Everybody who opened the report, or was told of its issue, gets";

/// Who wants to know: the governor for whom the clerk asked, else the person who asked.
fn asker(question: &ReportQuestion) -> &str {
    if question.asked_for_id.is_empty() { &question.asked_by } else { &question.asked_for_id }
}

/// Everything in a report that can be asked about, with its anchor.
pub(crate) fn paragraphs(data: &ReportData) -> Vec<(String, String)> {
    let areas = data.categories.iter().map(|row| (row.anchor.clone(), row.area_name.clone()));
    let surveys = data.surveys.iter().map(|survey| (survey.anchor.clone(), survey.title.clone()));
    let reviews = data
        .reviews
        .iter()
        .map(|review| (review.anchor.clone(), format!("Peer review: {}", review.focus.said())));
    let commentary = data.commentary.iter().enumerate().map(|(place, paragraph)| {
        (paragraph.anchor.clone(), format!("Commentary, paragraph {}", place + 1))
    });
    let decisions = data.decisions.iter().zip(1..);
    let decisions =
        decisions.map(|(item, place)| (item.anchor.clone(), format!("For decision, {place}")));
    let asked = data.earlier_questions.iter().zip(1..);
    let asked =
        asked.map(|(one, place)| (one.anchor.clone(), format!("An earlier question, {place}")));
    let figures = data.key_figures.iter();
    let figures = figures.map(|figure| (figure.anchor.clone(), figure.title.clone()));
    decisions
        .chain(asked)
        .chain(figures)
        .chain(areas)
        .chain(surveys)
        .chain(reviews)
        .chain(commentary)
        .filter(|(anchor, _)| !anchor.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;
