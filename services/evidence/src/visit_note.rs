//! A note of a visit: begun by the person who visited, sent to the headteacher, commented, agreed, and issued to its readers.

mod changes;
mod refusal;

use contract::commands::VisitNoteCommand;
use contract::events::VisitNoteEvent;
use contract::field;
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use refusal::VisitNoteRefusal;

/// Where a note stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum NoteStage {
    /// It was never begun.
    #[default]
    Unknown,
    /// Its writer works on it.
    Draft,
    /// It is with the headteacher since this day.
    Sent(Date),
    /// The headteacher said what is not right, and the writer works on it.
    Commented,
    /// The headteacher agreed.
    Agreed,
    /// It was issued to its readers.
    Issued,
}

/// An action that was agreed, and how often it was visited again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptAction {
    action_id: String,
    revisits: usize,
}

/// A note as its decisions have to know it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct VisitNote {
    stage: NoteStage,
    school_id: String,
    writer_id: String,
    /// Day of the visit.
    on: Option<Date>,
    findings: Vec<String>,
    actions: Vec<KeptAction>,
    comments: usize,
}

impl Decider for VisitNote {
    type Command = VisitNoteCommand;
    type Facts = ();
    type Event = VisitNoteEvent;
    type Refusal = VisitNoteRefusal;

    fn decide(
        &self,
        command: &VisitNoteCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<VisitNoteEvent>, VisitNoteRefusal> {
        let event = match command.clone() {
            VisitNoteCommand::BeginVisitNote(asked) => changes::begun(asked, context)?.into(),
            VisitNoteCommand::RecordVisitFinding(asked) => self.found(asked, context)?.into(),
            VisitNoteCommand::TakeOutVisitFinding(asked) => {
                self.without_finding(asked, context)?.into()
            }
            VisitNoteCommand::AgreeVisitAction(asked) => self.to_do(asked, context)?.into(),
            VisitNoteCommand::TakeOutVisitAction(asked) => {
                self.without_action(asked, context)?.into()
            }
            VisitNoteCommand::SendVisitNote(asked) => self.sent(asked, context)?.into(),
            VisitNoteCommand::CommentOnVisitNote(asked) => self.commented(asked, context)?.into(),
            VisitNoteCommand::AgreeVisitNote(asked) => self.agreed(asked, context)?.into(),
            VisitNoteCommand::IssueVisitNote(asked) => self.issued(asked, context)?.into(),
            VisitNoteCommand::RevisitVisitAction(asked) => self.revisited(asked, context)?.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &VisitNoteEvent) {
        match event {
            VisitNoteEvent::VisitNoteBegun(begun) => {
                self.stage = NoteStage::Draft;
                self.school_id.clone_from(&begun.school_id);
                self.writer_id.clone_from(&begun.writer_id);
                self.on = field::day(&begun.on);
            }
            VisitNoteEvent::VisitFindingRecorded(found) => {
                self.findings.push(found.finding_id.clone());
            }
            VisitNoteEvent::VisitFindingTakenOut(out) => {
                self.findings.retain(|known| *known != out.finding_id);
            }
            VisitNoteEvent::VisitActionAgreed(agreed) => {
                let action_id = agreed.action_id.clone();
                self.actions.push(KeptAction { action_id, revisits: 0 });
            }
            VisitNoteEvent::VisitActionTakenOut(out) => {
                self.actions.retain(|known| known.action_id != out.action_id);
            }
            VisitNoteEvent::VisitNoteSent(sent) => {
                self.stage = NoteStage::Sent(field::day(&sent.on).unwrap_or_default());
            }
            VisitNoteEvent::VisitNoteCommented(_) => {
                self.stage = NoteStage::Commented;
                self.comments += 1;
            }
            VisitNoteEvent::VisitNoteAgreed(_) => self.stage = NoteStage::Agreed,
            VisitNoteEvent::VisitNoteIssued(_) => self.stage = NoteStage::Issued,
            VisitNoteEvent::VisitActionRevisited(revisited) => {
                let of = |known: &&mut KeptAction| known.action_id == revisited.action_id;
                if let Some(action) = self.actions.iter_mut().find(of) {
                    action.revisits += 1;
                }
            }
        }
    }
}

eventlog::aggregate_plug!(VisitNote);

#[cfg(test)]
mod tests;
