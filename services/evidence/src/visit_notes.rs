//! Which visits has each school had, what was found and agreed, and what became of it?

use contract::events::VisitNoteEvent;
use contract::evidence::v1::{
    VisitAction, VisitComment, VisitFinding, VisitNote, VisitNoteBegun, VisitNoteState,
    VisitRevisit,
};
use eventlog::{At, Document, ListColumns};

/// The notes of visits to a trust's schools.
#[derive(Debug)]
pub(crate) struct VisitNotesList;

impl Document for VisitNotesList {
    const NAME: &'static str = "evidence_visit_notes";
    type Body = VisitNote;
    type Event = VisitNoteEvent;

    fn columns(note: &VisitNote) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &note.school_id)
    }

    fn fold(note: &mut VisitNote, event: &VisitNoteEvent, at: &At) {
        match event {
            VisitNoteEvent::VisitNoteBegun(begun) => *note = began(begun, at),
            VisitNoteEvent::VisitFindingRecorded(found) => note.findings.push(VisitFinding {
                finding_id: found.finding_id.clone(),
                areas: found.areas.clone(),
                strength: found.strength,
                text: found.text.clone(),
                position: at.position,
            }),
            VisitNoteEvent::VisitFindingTakenOut(out) => {
                note.findings.retain(|known| known.finding_id != out.finding_id);
            }
            VisitNoteEvent::VisitActionAgreed(agreed) => note.actions.push(VisitAction {
                action_id: agreed.action_id.clone(),
                text: agreed.text.clone(),
                owner_role: agreed.owner_role,
                owner_id: agreed.owner_id.clone(),
                due_on: agreed.due_on.clone(),
                revisits: Vec::new(),
                position: at.position,
            }),
            VisitNoteEvent::VisitActionTakenOut(out) => {
                note.actions.retain(|known| known.action_id != out.action_id);
            }
            VisitNoteEvent::VisitNoteSent(sent) => {
                note.sent_on.clone_from(&sent.on);
                note.set_state(VisitNoteState::Sent);
            }
            VisitNoteEvent::VisitNoteCommented(commented) => {
                note.comments.push(VisitComment {
                    on: commented.on.clone(),
                    text: commented.text.clone(),
                    position: at.position,
                });
                note.set_state(VisitNoteState::Commented);
            }
            VisitNoteEvent::VisitNoteAgreed(agreed) => {
                note.agreed_on.clone_from(&agreed.on);
                note.set_state(VisitNoteState::Agreed);
            }
            VisitNoteEvent::VisitNoteIssued(issued) => {
                note.issued_on.clone_from(&issued.on);
                note.readers.clone_from(&issued.readers);
                note.set_state(VisitNoteState::Issued);
            }
            VisitNoteEvent::VisitActionRevisited(revisited) => {
                let of = |known: &&mut VisitAction| known.action_id == revisited.action_id;
                if let Some(action) = note.actions.iter_mut().find(of) {
                    action.revisits.push(VisitRevisit {
                        on: revisited.on.clone(),
                        outcome: revisited.outcome,
                        text: revisited.text.clone(),
                        position: at.position,
                    });
                }
            }
        }
    }
}

fn began(begun: &VisitNoteBegun, at: &At) -> VisitNote {
    VisitNote {
        visit_note_id: begun.visit_note_id.clone(),
        school_id: begun.school_id.clone(),
        kind: begun.kind,
        on: begun.on.clone(),
        focus: begun.focus.clone(),
        writer_id: begun.writer_id.clone(),
        state: VisitNoteState::Draft.into(),
        position: at.position,
        ..VisitNote::default()
    }
}
