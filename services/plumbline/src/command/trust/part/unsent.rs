//! What notes of visits said before they were sent: until then a note is its writer's and the improvement lead's.

use std::collections::{BTreeSet, HashMap, HashSet};

use contract::events::{StoredEvent as _, VisitNoteEvent};

/// The notes of a log as far as they were taken. Sending shows what a note says then, and not what was taken out of it before.
#[derive(Debug, Default)]
pub(super) struct UnsentSteps {
    /// Ids of notes that were sent.
    sent: HashSet<String>,
    /// Of each other note, where what it says stands in the log: by the id of a finding, of an action, or of the note.
    drafts: HashMap<String, HashMap<String, u64>>,
    /// What was taken out of drafts, and the taking out.
    taken_out: BTreeSet<u64>,
}

impl UnsentSteps {
    pub(super) fn take(&mut self, event: &VisitNoteEvent, position: u64) {
        let note = event.thing_id();
        if self.sent.contains(note) {
            return;
        }
        let draft = self.drafts.entry(note.to_owned()).or_default();
        let taken_out = match event {
            VisitNoteEvent::VisitNoteBegun(_) => draft.insert(note.to_owned(), position),
            VisitNoteEvent::VisitFindingRecorded(found) => {
                draft.insert(found.finding_id.clone(), position)
            }
            VisitNoteEvent::VisitActionAgreed(agreed) => {
                draft.insert(agreed.action_id.clone(), position)
            }
            VisitNoteEvent::VisitFindingTakenOut(out) => {
                self.taken_out.insert(position);
                draft.remove(&out.finding_id)
            }
            VisitNoteEvent::VisitActionTakenOut(out) => {
                self.taken_out.insert(position);
                draft.remove(&out.action_id)
            }
            VisitNoteEvent::VisitNoteSent(_)
            | VisitNoteEvent::VisitNoteCommented(_)
            | VisitNoteEvent::VisitNoteAgreed(_)
            | VisitNoteEvent::VisitNoteIssued(_)
            | VisitNoteEvent::VisitActionRevisited(_) => {
                self.drafts.remove(note);
                self.sent.insert(note.to_owned());
                None
            }
        };
        self.taken_out.extend(taken_out);
    }

    /// Where the steps stand that no school was sent.
    pub(super) fn positions(self) -> BTreeSet<u64> {
        let drafts = self.drafts.into_values().flat_map(HashMap::into_values);
        self.taken_out.into_iter().chain(drafts).collect()
    }
}

#[cfg(test)]
mod tests;
