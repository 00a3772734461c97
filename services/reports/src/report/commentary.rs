//! What people add to a draft: paragraphs in their order, what the committee is asked to decide, and that it was sent for approval.

use contract::log::v1::Words;
use contract::reports::v1::{
    AddCommentaryRequest, CommentaryAdded, CommentaryMoved, CommentaryRemoved, CommentaryReworded,
    DecisionDropped, DecisionRequested, DropDecisionRequest, EditCommentaryRequest,
    MoveCommentaryRequest, RemoveCommentaryRequest, RequestDecisionRequest, SendBackRequest,
    SentBack, SentForApproval,
};
use eventlog::Context;
use serde::{Deserialize, Serialize};

use super::ReportRefusal;

/// The role that adds paragraphs beside the improvement lead, and may change its own alone.
const HEADTEACHER: &str = "headteacher";

/// What was added to a report so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Commentary {
    /// In their order.
    pub paragraphs: Vec<Paragraph>,
    /// What the committee is asked to decide, oldest first.
    pub decisions: Vec<Paragraph>,
    sent: SentDraft,
}

/// A text of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paragraph {
    pub id: String,
    pub text: Words,
    /// Role of its writer; empty for what is to be decided.
    pub written_by: String,
}

/// Whether the draft waits for approval.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum SentDraft {
    #[default]
    No,
    AsItStands,
    /// It was changed after it had been sent.
    Otherwise,
}

impl Commentary {
    pub(super) fn add(&self, asked: AddCommentaryRequest, context: &Context) -> CommentaryAdded {
        CommentaryAdded {
            report_id: asked.report_id,
            text: context.words(&asked.text),
            paragraph_id: context.new_id("paragraph").to_string(),
            written_by: context.role.clone(),
        }
    }

    pub(super) fn edit(
        &self,
        asked: EditCommentaryRequest,
        context: &Context,
    ) -> Result<CommentaryReworded, ReportRefusal> {
        self.own(&asked.paragraph_id, context)?;
        let EditCommentaryRequest { report_id, paragraph_id, text, .. } = asked;
        Ok(CommentaryReworded { report_id, paragraph_id, text: context.words(&text) })
    }

    pub(super) fn remove(
        &self,
        asked: RemoveCommentaryRequest,
        context: &Context,
    ) -> Result<CommentaryRemoved, ReportRefusal> {
        self.own(&asked.paragraph_id, context)?;
        let RemoveCommentaryRequest { report_id, paragraph_id, .. } = asked;
        Ok(CommentaryRemoved { report_id, paragraph_id })
    }

    /// One place up.
    pub(super) fn lift(
        &self,
        asked: MoveCommentaryRequest,
    ) -> Result<CommentaryMoved, ReportRefusal> {
        let MoveCommentaryRequest { report_id, paragraph_id, .. } = asked;
        let mut places = (0..).zip(&self.paragraphs);
        match places.find(|(_, paragraph)| paragraph.id == paragraph_id) {
            None => Err(ReportRefusal::ParagraphUnknown),
            Some((0, _)) => Err(ReportRefusal::AlreadyFirst),
            // Counted from 1, the place before is the place counted from 0.
            Some((place, _)) => Ok(CommentaryMoved { report_id, paragraph_id, place }),
        }
    }

    pub(super) fn request(
        &self,
        asked: RequestDecisionRequest,
        context: &Context,
    ) -> DecisionRequested {
        DecisionRequested {
            report_id: asked.report_id,
            item_id: context.new_id("decision").to_string(),
            text: context.words(&asked.text),
        }
    }

    pub(super) fn drop_item(
        &self,
        asked: DropDecisionRequest,
    ) -> Result<DecisionDropped, ReportRefusal> {
        let DropDecisionRequest { report_id, item_id, .. } = asked;
        let known = self.decisions.iter().any(|item| item.id == item_id);
        if known {
            Ok(DecisionDropped { report_id, item_id })
        } else {
            Err(ReportRefusal::ItemUnknown)
        }
    }

    pub(super) fn send(&self, report_id: String) -> Result<SentForApproval, ReportRefusal> {
        match self.sent {
            SentDraft::AsItStands => Err(ReportRefusal::AlreadySent),
            SentDraft::No | SentDraft::Otherwise => Ok(SentForApproval { report_id }),
        }
    }

    pub(super) fn send_back(
        &self,
        asked: SendBackRequest,
        context: &Context,
    ) -> Result<SentBack, ReportRefusal> {
        match self.sent {
            SentDraft::No => Err(ReportRefusal::NotSent),
            SentDraft::AsItStands | SentDraft::Otherwise => {
                let SendBackRequest { report_id, note, .. } = asked;
                Ok(SentBack { report_id, note: context.words(&note) })
            }
        }
    }

    /// A paragraph that this person may change: a headteacher those of headteachers, an improvement lead all.
    fn own(&self, paragraph_id: &str, context: &Context) -> Result<(), ReportRefusal> {
        let found = self.paragraphs.iter().find(|paragraph| paragraph.id == paragraph_id);
        let paragraph = found.ok_or(ReportRefusal::ParagraphUnknown)?;
        if context.role == HEADTEACHER && paragraph.written_by != HEADTEACHER {
            return Err(ReportRefusal::NotYours);
        }
        Ok(())
    }

    pub(super) fn added(&mut self, event: &CommentaryAdded) {
        self.changed();
        self.paragraphs.push(Paragraph {
            id: event.paragraph_id.clone(),
            text: event.text.clone().unwrap_or_default(),
            written_by: event.written_by.clone(),
        });
    }

    pub(super) fn edited(&mut self, event: &CommentaryReworded) {
        self.changed();
        let mut paragraphs = self.paragraphs.iter_mut();
        if let Some(paragraph) = paragraphs.find(|paragraph| paragraph.id == event.paragraph_id) {
            paragraph.text = event.text.clone().unwrap_or_default();
        }
    }

    pub(super) fn removed(&mut self, event: &CommentaryRemoved) {
        self.changed();
        self.paragraphs.retain(|paragraph| paragraph.id != event.paragraph_id);
    }

    pub(super) fn moved(&mut self, event: &CommentaryMoved) {
        self.changed();
        crate::reports::put(&mut self.paragraphs, event.place, |one| one.id == event.paragraph_id);
    }

    pub(super) fn requested(&mut self, event: &DecisionRequested) {
        self.changed();
        let (id, text) = (event.item_id.clone(), event.text.clone().unwrap_or_default());
        self.decisions.push(Paragraph { id, text, ..Paragraph::default() });
    }

    pub(super) fn dropped(&mut self, event: &DecisionDropped) {
        self.changed();
        self.decisions.retain(|item| item.id != event.item_id);
    }

    /// Something is otherwise than it was sent.
    pub(super) fn changed(&mut self) {
        if self.sent == SentDraft::AsItStands {
            self.sent = SentDraft::Otherwise;
        }
    }

    pub(super) fn was_sent(&mut self) {
        self.sent = SentDraft::AsItStands;
    }

    /// It was sent back, or approved: it waits no longer.
    pub(super) fn was_answered(&mut self) {
        self.sent = SentDraft::No;
    }
}
