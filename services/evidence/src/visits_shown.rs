//! What of a note of a visit is shown to whom: before the issue to writer, guest, lead and headteacher, then as its distribution says.

use access::{Reach, Shows};
use contract::evidence::v1::{VisitNote, VisitNoteState, VisitReader};
use uuid::Uuid;

/// The note as the reader may see it; `None` where there is nothing to see.
pub(crate) fn visit_note(note: VisitNote, reach: &Reach, reader: Uuid) -> Option<VisitNote> {
    let shows = |kind| reach.shows_of(&note.school_id, kind);
    // A person whose role at the school has ended sees no more of it, the own notes included.
    let is_writer = reach.covers_of(&note.school_id) && note.writer_id == reader.to_string();
    let was_sent = !matches!(note.state(), VisitNoteState::Unspecified | VisitNoteState::Draft);
    // The rules show it to a guest who named this visit, for as long as the note is not issued.
    let works_on_it = is_writer || shows(Shows::VisitNoteForGuest);
    if shows(Shows::VisitNoteWhole) || works_on_it || (shows(Shows::VisitNoteForHead) && was_sent) {
        return Some(note);
    }
    let goes_to = |group: VisitReader| note.readers().any(|known| known == group);
    let receives = [
        (Shows::VisitNoteForSchool, VisitReader::School),
        (Shows::VisitNoteForCommittee, VisitReader::Committee),
        (Shows::VisitNoteForTrust, VisitReader::Trust),
    ]
    .into_iter()
    .any(|(kind, group)| shows(kind) && goes_to(group));
    let issued = note.state() == VisitNoteState::Issued;
    // What the headteacher said of the facts is between the three.
    (issued && receives).then(|| VisitNote { comments: Vec::new(), ..note })
}

#[cfg(test)]
mod tests;
