//! Governors' questions about an issued report: asked, answered, followed up, closed.

use std::collections::BTreeMap;

use contract::reports::v1::{
    AnswerQuestionRequest, AskQuestionRequest, CloseQuestionRequest, FollowUpQuestionRequest,
    QuestionAnswered, QuestionAsked, QuestionClosed, QuestionFollowedUp,
};
use eventlog::Context;
use serde::{Deserialize, Serialize};

use super::ReportRefusal;

/// The role that records what was asked and answered at the meeting.
const CLERK: &str = "clerk";

/// The questions about a report, by their ids.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Questions(BTreeMap<String, QuestionStands>);

/// How far a question has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum QuestionStands {
    Open,
    Answered,
    Closed,
}

impl Questions {
    pub(super) fn ask(
        &self,
        asked: AskQuestionRequest,
        context: &Context,
    ) -> Result<QuestionAsked, ReportRefusal> {
        let is_clerk = context.role == CLERK;
        if is_clerk && asked.asked_for_id.is_empty() {
            return Err(ReportRefusal::ForWhomMissing);
        }
        Ok(QuestionAsked {
            report_id: asked.report_id,
            question_id: context.new_id("question").to_string(),
            paragraph: asked.paragraph,
            text: context.words(&asked.text),
            asked_for_id: if is_clerk { asked.asked_for_id } else { String::new() },
        })
    }

    pub(super) fn answer(
        &self,
        asked: AnswerQuestionRequest,
        context: &Context,
    ) -> Result<QuestionAnswered, ReportRefusal> {
        let AnswerQuestionRequest { report_id, question_id, text, .. } = asked;
        match self.of(&question_id)? {
            QuestionStands::Answered | QuestionStands::Closed => {
                Err(ReportRefusal::AlreadyAnswered)
            }
            QuestionStands::Open => {
                let (text, at_meeting) = (context.words(&text), context.role == CLERK);
                Ok(QuestionAnswered { report_id, question_id, text, at_meeting })
            }
        }
    }

    pub(super) fn follow_up(
        &self,
        asked: FollowUpQuestionRequest,
        context: &Context,
    ) -> Result<QuestionFollowedUp, ReportRefusal> {
        let FollowUpQuestionRequest { report_id, question_id, text, .. } = asked;
        self.answered(&question_id)?;
        Ok(QuestionFollowedUp { report_id, question_id, text: context.words(&text) })
    }

    pub(super) fn close(
        &self,
        asked: CloseQuestionRequest,
    ) -> Result<QuestionClosed, ReportRefusal> {
        let CloseQuestionRequest { report_id, question_id, .. } = asked;
        self.answered(&question_id)?;
        Ok(QuestionClosed { report_id, question_id })
    }

    pub(super) fn now(&mut self, question_id: &str, asked: QuestionStands) {
        self.0.insert(question_id.to_owned(), asked);
    }

    fn of(&self, question_id: &str) -> Result<QuestionStands, ReportRefusal> {
        self.0.get(question_id).copied().ok_or(ReportRefusal::QuestionUnknown)
    }

    /// There is an answer, and the committee is not done with it.
    fn answered(&self, question_id: &str) -> Result<(), ReportRefusal> {
        match self.of(question_id)? {
            QuestionStands::Open => Err(ReportRefusal::NotAnswered),
            QuestionStands::Answered => Ok(()),
            QuestionStands::Closed => Err(ReportRefusal::QuestionClosed),
        }
    }
}
