//! What becomes of a governor's question: asked by the clerk on a governor's behalf, followed up, closed.

use contract::Said as _;
use contract::reports::v1::{
    AskQuestionRequest, CloseQuestionRequest, FollowUpQuestionRequest, ReportQuestion,
};
use contract::schools::v1::{Role, RoleGranted};
use maud::{Markup, html};
use serde::Deserialize;

use super::report_talk::Talk;
use crate::form::{Act, Choice, Entered, Entry, Form, placed, sends};
use crate::routes::Routes;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<AskForGovernor>().form::<FollowUpQuestion>().form::<CloseQuestion>()
}

/// The clerk asks for a governor, before the meeting or of what was asked at it.
#[derive(Debug, Deserialize)]
pub(crate) struct AskForGovernor {
    pub report: String,
}

impl Act for AskForGovernor {
    type Command = AskQuestionRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("for", "Which governor asks?").wanted("Choose the governor"),
        Entry::choice("paragraph", "What is it about?"),
        Entry::words_of::<Self::Command>("text", "The question")
            .hint("Name no pupil, parent or member of staff: questions are part of the record")
            .wanted("Enter the question"),
    ];
    const BUTTON: &'static str = "Ask for this governor";
    const DONE: &'static str = "The question has been asked in the governor’s name";
    placed!("/reports/{report}/questions/for"(report), "/reports/{report}"(report));
    sends!(reports, ask_question);

    fn command(&self, entered: &Entered) -> AskQuestionRequest {
        AskQuestionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            paragraph: entered.get("paragraph"),
            text: entered.get("text"),
            asked_for_id: entered.get("for"),
        }
    }
}

/// What became of an answer: an action, who takes it, and by when.
#[derive(Debug, Deserialize)]
pub(crate) struct FollowUpQuestion {
    pub report: String,
    pub question: String,
}

impl Act for FollowUpQuestion {
    type Command = FollowUpQuestionRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>(
        "text",
        "What becomes of it? Say who does what, and by when",
    )
    .hint("The next report opens with it. Name people by their post")
    .wanted("Say what becomes of it")];
    const BUTTON: &'static str = "Record what becomes of it";
    const DONE: &'static str = "It stands below the question, and the next report tells it";
    placed!(
        "/reports/{report}/questions/{question}/follow-up"(report, question),
        "/reports/{report}"(report)
    );
    sends!(reports, follow_up_question);

    fn command(&self, entered: &Entered) -> FollowUpQuestionRequest {
        FollowUpQuestionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            question_id: self.question.clone(),
            text: entered.get("text"),
        }
    }
}

/// The committee has no further question about it.
#[derive(Debug, Deserialize)]
pub(crate) struct CloseQuestion {
    pub report: String,
    pub question: String,
}

impl Act for CloseQuestion {
    type Command = CloseQuestionRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "The committee has nothing further to ask";
    const DONE: &'static str = "The question is closed";
    placed!(
        "/reports/{report}/questions/{question}/close"(report, question),
        "/reports/{report}"(report)
    );
    sends!(reports, close_question);

    fn command(&self, entered: &Entered) -> CloseQuestionRequest {
        let (report_id, question_id) = (self.report.clone(), self.question.clone());
        CloseQuestionRequest { command_id: entered.command(), report_id, question_id }
    }
}

impl Talk<'_> {
    /// What became of an answered question, with the forms of those who may say more.
    pub(super) fn became(&self, question: &ReportQuestion) -> Markup {
        let (report, id) = (self.report.report_id.clone(), question.question_id.clone());
        let school = &self.report.school_id;
        let follow = FollowUpQuestion { report: report.clone(), question: id.clone() };
        let close = CloseQuestion { report, question: id };
        let about = format!("to: {}", question.text.said());
        html! {
            @for text in &question.follow_ups { p.pl-wrap { "What became of it: " (text.said()) } }
            @if question.closed { p.pl-quiet { "The committee had nothing further to ask." } }
            @else {
                @if self.visitor.may.of::<FollowUpQuestionRequest>(school) {
                    (Form::new(&follow, self.visitor, self.told).about(&about).folded("Say what becomes of it"))
                }
                @if self.visitor.may.of::<CloseQuestionRequest>(school) {
                    (Form::new(&close, self.visitor, self.told).small().about(&about).render())
                }
            }
        }
    }

    /// The clerk's form.
    pub(super) fn ask_for(&self, paragraphs: Vec<Choice>) -> Markup {
        let act = AskForGovernor { report: self.report.report_id.clone() };
        let governors = super::choices::or("Choose a governor", self.governors());
        html! {
            h3.govuk-heading-s #ask { "Ask for a governor" }
            (Form::new(&act, self.visitor, self.told)
                .choices("for", governors)
                .choices("paragraph", paragraphs)
                .starting("paragraph", self.about)
                .render())
        }
    }

    /// The governors of the report's school.
    fn governors(&self) -> Vec<Choice> {
        let school = &self.report.school_id;
        let committees = self.ground.trust.committees.iter();
        let own: Vec<_> = committees.filter(|one| one.school_id == *school).collect();
        let here = |role: &RoleGranted| {
            matches!(role.role(), Role::Governor | Role::GovernanceChair)
                && role.scope.as_ref().is_some_and(|of| {
                    of.id == *school || own.iter().any(|one| one.committee_id == of.id)
                })
        };
        let people = self.ground.people.iter().filter(|person| person.roles.iter().any(here));
        people.map(|person| Choice::new(&person.person_id, &person.name)).collect()
    }
}

#[cfg(test)]
mod tests;
