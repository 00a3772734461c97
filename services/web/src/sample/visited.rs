//! Notes of visits to a school: one in each state, with findings, actions, and what became of one.

use contract::evidence::v1::{
    ListVisitNotesRequest, ListVisitNotesResponse, RevisitOutcome, StrengthOfEvidence, VisitAction,
    VisitComment, VisitFinding, VisitKind, VisitNote, VisitNoteState, VisitReader, VisitRevisit,
};
use contract::schools::v1::Role;

use crate::pages::visit::VisitLoaded;
use crate::pages::visits::VisitsLoaded;
use crate::sample::{self, words};
use crate::shown::Shown;
use crate::visitor::Visitor;

/// The list as a person is shown it who is shown every note, or some.
pub(crate) fn visits_page(visitor: &Visitor) -> VisitsLoaded {
    let whole = access::Shows::VisitNoteWhole;
    let states = [VisitNoteState::Draft, VisitNoteState::Sent, VisitNoteState::Issued];
    let (notes, as_of) = (states.map(visit_note).to_vec(), sample::as_of(412));
    let notes = match visitor.may.shows::<ListVisitNotesRequest>(sample::MARYS, whole) {
        true => Shown::All(ListVisitNotesResponse { as_of, notes }),
        false => {
            let notes = notes.into_iter().skip(2).collect();
            Shown::Part(ListVisitNotesResponse { as_of, notes }, "You are shown some notes.")
        }
    };
    VisitsLoaded { ground: sample::ground(), notes }
}

/// The page of one note.
pub(crate) fn visit_page(state: VisitNoteState) -> VisitLoaded {
    VisitLoaded { ground: sample::ground(), note: visit_note(state), as_of: sample::as_of(412) }
}

/// A note as it is in a state, written by the lead.
fn visit_note(state: VisitNoteState) -> VisitNote {
    let reached = |least: VisitNoteState| i32::from(state) >= i32::from(least);
    let on = |least: VisitNoteState, day: &str| match reached(least) {
        true => day.to_owned(),
        false => String::new(),
    };
    let comment = VisitComment {
        on: "2025-11-14".to_owned(),
        text: Some(words("The second lesson was in Year 4, <b>not</b> Year 5.").into()),
        position: 391,
    };
    let issued = reached(VisitNoteState::Issued);
    VisitNote {
        visit_note_id: format!("visit-{}", i32::from(state)),
        school_id: sample::MARYS.to_owned(),
        kind: VisitKind::HealthCheck.into(),
        on: "2025-11-11".to_owned(),
        focus: Some(words("Reading in Key Stage 1.").into()),
        writer_id: sample::AMIRA.to_owned(),
        state: state.into(),
        findings: vec![finding()],
        actions: vec![action(issued)],
        sent_on: on(VisitNoteState::Sent, "2025-11-13"),
        comments: if reached(VisitNoteState::Commented) { vec![comment] } else { Vec::new() },
        agreed_on: on(VisitNoteState::Agreed, "2025-11-17"),
        issued_on: on(VisitNoteState::Issued, "2025-11-18"),
        readers: if issued { vec![VisitReader::Committee.into()] } else { Vec::new() },
        position: 380,
    }
}

fn finding() -> VisitFinding {
    VisitFinding {
        finding_id: "finding-381".to_owned(),
        areas: vec!["governance".to_owned(), "behaviour-and-attendance".to_owned()],
        strength: StrengthOfEvidence::Strong.into(),
        text: Some(words("Pupils read <b>every</b> day.").into()),
        position: 381,
    }
}

/// An action; looked at again where the note was issued.
fn action(issued: bool) -> VisitAction {
    let revisit = |outcome: RevisitOutcome, on: &str, text: &str| VisitRevisit {
        on: on.to_owned(),
        outcome: outcome.into(),
        text: Some(words(text).into()),
        position: 402,
    };
    let revisits = vec![
        revisit(RevisitOutcome::NotImproved, "2025-11-19", "The books have not come."),
        revisit(RevisitOutcome::Improved, "2025-11-20", "Each class has its books."),
    ];
    VisitAction {
        action_id: "action-382".to_owned(),
        text: Some(words("Buy books for each class.").into()),
        owner_role: Role::Headteacher.into(),
        owner_id: String::new(),
        due_on: "2025-12-19".to_owned(),
        revisits: if issued { revisits } else { Vec::new() },
        position: 382,
    }
}
