//! What happens to a note of a visit, each step for whom it is, and only while the note has come so far.

use contract::evidence::v1::*;
use contract::field;
use contract::schools::v1::Role;
use eventlog::Context;
use jiff::civil::Date;

use super::{NoteStage, VisitNote, VisitNoteRefusal};

/// Days after which a note that the headteacher has not answered can be issued.
const WAITS_DAYS: i64 = 10;

/// A note holds at most so many of each, so that it fits one document.
const FINDINGS: usize = 20;
const ACTIONS: usize = 12;
const COMMENTS: usize = 10;
const REVISITS: usize = 6;

/// The person's roles, as an envelope names them.
const LEAD: &str = "improvement_lead";
const CENTRAL_TEAM: &str = "central_team";
/// The door lets this role in as a guest of the visit that is named, and as nothing else.
const GUEST: &str = "external_verifier";
const COMMITTEE: [&str; 2] = ["governance_chair", "governor"];

/// A new note; refuses a visit that has not been made.
pub(super) fn begun(
    asked: BeginVisitNoteRequest,
    context: &Context,
) -> Result<VisitNoteBegun, VisitNoteRefusal> {
    by_today(&asked.on, context)?;
    if COMMITTEE.contains(&context.role.as_str()) && asked.kind() != VisitKind::Governor {
        return Err(VisitNoteRefusal::KindNotYours);
    }
    Ok(VisitNoteBegun {
        visit_note_id: context.new_id("visit_note").to_string(),
        school_id: asked.school_id,
        kind: asked.kind,
        on: asked.on,
        focus: context.words(&asked.focus),
        writer_id: context.actor.to_string(),
    })
}

impl VisitNote {
    pub(super) fn found(
        &self,
        asked: RecordVisitFindingRequest,
        context: &Context,
    ) -> Result<VisitFindingRecorded, VisitNoteRefusal> {
        self.changeable(&asked.school_id, context)?;
        room(self.findings.len(), FINDINGS, "findings")?;
        Ok(VisitFindingRecorded {
            visit_note_id: asked.visit_note_id,
            school_id: asked.school_id,
            finding_id: context.new_id("finding").to_string(),
            areas: asked.areas,
            strength: asked.strength,
            text: context.words(&asked.text),
        })
    }

    pub(super) fn without_finding(
        &self,
        asked: TakeOutVisitFindingRequest,
        context: &Context,
    ) -> Result<VisitFindingTakenOut, VisitNoteRefusal> {
        self.changeable(&asked.school_id, context)?;
        if !self.findings.contains(&asked.finding_id) {
            return Err(VisitNoteRefusal::FindingUnknown);
        }
        let TakeOutVisitFindingRequest { visit_note_id, school_id, finding_id, .. } = asked;
        Ok(VisitFindingTakenOut { visit_note_id, school_id, finding_id })
    }

    pub(super) fn to_do(
        &self,
        asked: AgreeVisitActionRequest,
        context: &Context,
    ) -> Result<VisitActionAgreed, VisitNoteRefusal> {
        self.changeable(&asked.school_id, context)?;
        room(self.actions.len(), ACTIONS, "actions")?;
        // Neither nobody nor two: each action is one person's or one role's.
        if (asked.owner_role() == Role::Unspecified) == asked.owner_id.is_empty() {
            return Err(VisitNoteRefusal::WithoutOwner);
        }
        if let Some((due, visit)) =
            field::day(&asked.due_on).zip(self.on).filter(|(due, on)| due < on)
        {
            return Err(VisitNoteRefusal::DueTooEarly(due, visit));
        }
        Ok(VisitActionAgreed {
            action_id: context.new_id("action").to_string(),
            text: context.words(&asked.text),
            owner_role: asked.owner_role().into(),
            visit_note_id: asked.visit_note_id,
            school_id: asked.school_id,
            owner_id: asked.owner_id,
            due_on: asked.due_on,
        })
    }

    pub(super) fn without_action(
        &self,
        asked: TakeOutVisitActionRequest,
        context: &Context,
    ) -> Result<VisitActionTakenOut, VisitNoteRefusal> {
        self.changeable(&asked.school_id, context)?;
        if !self.actions.iter().any(|known| known.action_id == asked.action_id) {
            return Err(VisitNoteRefusal::ActionUnknown);
        }
        let TakeOutVisitActionRequest { visit_note_id, school_id, action_id, .. } = asked;
        Ok(VisitActionTakenOut { visit_note_id, school_id, action_id })
    }

    pub(super) fn sent(
        &self,
        asked: SendVisitNoteRequest,
        context: &Context,
    ) -> Result<VisitNoteSent, VisitNoteRefusal> {
        self.changeable(&asked.school_id, context)?;
        if self.findings.is_empty() {
            return Err(VisitNoteRefusal::Empty);
        }
        let SendVisitNoteRequest { visit_note_id, school_id, .. } = asked;
        Ok(VisitNoteSent { visit_note_id, school_id, on: context.today().to_string() })
    }

    pub(super) fn commented(
        &self,
        asked: CommentOnVisitNoteRequest,
        context: &Context,
    ) -> Result<VisitNoteCommented, VisitNoteRefusal> {
        self.answerable(&asked.school_id)?;
        room(self.comments, COMMENTS, "comments")?;
        Ok(VisitNoteCommented {
            text: context.words(&asked.text),
            visit_note_id: asked.visit_note_id,
            school_id: asked.school_id,
            on: context.today().to_string(),
        })
    }

    pub(super) fn agreed(
        &self,
        asked: AgreeVisitNoteRequest,
        context: &Context,
    ) -> Result<VisitNoteAgreed, VisitNoteRefusal> {
        self.answerable(&asked.school_id)?;
        let AgreeVisitNoteRequest { visit_note_id, school_id, .. } = asked;
        Ok(VisitNoteAgreed { visit_note_id, school_id, on: context.today().to_string() })
    }

    pub(super) fn issued(
        &self,
        asked: IssueVisitNoteRequest,
        context: &Context,
    ) -> Result<VisitNoteIssued, VisitNoteRefusal> {
        self.belongs_to(&asked.school_id, context, &[LEAD])?;
        let without_answer = match self.stage {
            NoteStage::Agreed => false,
            NoteStage::Sent(on) => {
                let from = on.saturating_add(jiff::Span::new().days(WAITS_DAYS));
                if context.today() < from {
                    return Err(VisitNoteRefusal::NotAgreed(from));
                }
                true
            }
            NoteStage::Issued => return Err(VisitNoteRefusal::Issued),
            NoteStage::Unknown | NoteStage::Draft | NoteStage::Commented => {
                return Err(VisitNoteRefusal::NotSent);
            }
        };
        let IssueVisitNoteRequest { visit_note_id, school_id, readers, .. } = asked;
        let on = context.today().to_string();
        Ok(VisitNoteIssued { visit_note_id, school_id, on, readers, without_answer })
    }

    pub(super) fn revisited(
        &self,
        asked: RevisitVisitActionRequest,
        context: &Context,
    ) -> Result<VisitActionRevisited, VisitNoteRefusal> {
        self.belongs_to(&asked.school_id, context, &[LEAD, CENTRAL_TEAM])?;
        if self.stage != NoteStage::Issued {
            return Err(VisitNoteRefusal::NotIssued);
        }
        let mut actions = self.actions.iter();
        let action = actions.find(|known| known.action_id == asked.action_id);
        let action = action.ok_or(VisitNoteRefusal::ActionUnknown)?;
        room(action.revisits, REVISITS, "visits to one action")?;
        let on = by_today(&asked.on, context)?;
        if let Some((on, visit)) = on.zip(self.on).filter(|(on, visit)| on < visit) {
            return Err(VisitNoteRefusal::RevisitTooEarly(on, visit));
        }
        Ok(VisitActionRevisited {
            text: context.words(&asked.text),
            visit_note_id: asked.visit_note_id,
            school_id: asked.school_id,
            action_id: asked.action_id,
            on: asked.on,
            outcome: asked.outcome,
        })
    }

    /// Only the writer and people in these roles act on a note; of any other person's it says that there is none.
    fn belongs_to(
        &self,
        school_id: &str,
        context: &Context,
        roles: &[&str],
    ) -> Result<(), VisitNoteRefusal> {
        let is_theirs =
            self.writer_id == context.actor.to_string() || roles.contains(&context.role.as_str());
        let is_there = self.stage != NoteStage::Unknown && self.school_id == school_id;
        if is_there && is_theirs { Ok(()) } else { Err(VisitNoteRefusal::Unknown) }
    }

    /// Whether the writer, a guest and the lead can still work on it.
    fn changeable(&self, school_id: &str, context: &Context) -> Result<(), VisitNoteRefusal> {
        self.belongs_to(school_id, context, &[LEAD, GUEST])?;
        match self.stage {
            NoteStage::Draft | NoteStage::Commented => Ok(()),
            NoteStage::Sent(_) => Err(VisitNoteRefusal::WithTheHead),
            NoteStage::Agreed | NoteStage::Issued => Err(VisitNoteRefusal::Agreed),
            NoteStage::Unknown => Err(VisitNoteRefusal::Unknown),
        }
    }

    /// Whether the headteacher can answer it. Before it is sent there is none for a headteacher.
    fn answerable(&self, school_id: &str) -> Result<(), VisitNoteRefusal> {
        match self.stage {
            NoteStage::Unknown | NoteStage::Draft => Err(VisitNoteRefusal::Unknown),
            _ if self.school_id != school_id => Err(VisitNoteRefusal::Unknown),
            NoteStage::Sent(_) => Ok(()),
            NoteStage::Commented => Err(VisitNoteRefusal::NotSent),
            NoteStage::Agreed | NoteStage::Issued => Err(VisitNoteRefusal::Agreed),
        }
    }
}

fn room(has: usize, most: usize, what: &'static str) -> Result<(), VisitNoteRefusal> {
    if has < most { Ok(()) } else { Err(VisitNoteRefusal::Full(most, what)) }
}

/// The day; refuses one that has not come.
fn by_today(day: &str, context: &Context) -> Result<Option<Date>, VisitNoteRefusal> {
    match field::day(day) {
        Some(ahead) if ahead > context.today() => Err(VisitNoteRefusal::Ahead(ahead)),
        day => Ok(day),
    }
}
