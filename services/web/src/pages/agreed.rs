//! Agreed actions, wherever they were agreed: in a note of a visit, at a meeting, or by a peer review.

use access::role_name;
use contract::evidence::v1::{
    RevisitOutcome, VisitAction, VisitNote, VisitNoteState, VisitRevisit,
};
use contract::reviews::v1::{Finding, FindingKind, Review, ReviewState};
use contract::schools::v1::{MeetingRecord, Minute, Role};
use contract::{LOOK_AGAIN, LOOK_AGAIN_LAST, Said as _};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::access::role_words;
use crate::dates;
use crate::ground::Ground;
use crate::visitor::Visitor;

/// Where an agreed action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionStanding {
    Overdue,
    Open,
    /// Its day has passed, and its record has no place for what became of it.
    Unsaid,
    Done,
}

impl ActionStanding {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::Open => "Open",
            Self::Unsaid => "Outcome not recorded",
            Self::Done => "Done",
        }
    }

    /// Of an action whose outcome is recorded where there is one.
    fn of(done: bool, due_on: &str, today: Date) -> Self {
        match done {
            true => Self::Done,
            false if is_past(due_on, today) => Self::Overdue,
            false => Self::Open,
        }
    }
}

fn is_past(due_on: &str, today: Date) -> bool {
    due_on.parse::<Date>().is_ok_and(|due| due < today)
}

/// An action that was agreed.
#[derive(Clone, Debug)]
pub(crate) struct AgreedAction {
    pub school_id: String,
    pub what: String,
    /// A person or a role, in words.
    pub owner: String,
    /// ISO 8601 date.
    pub due_on: String,
    pub standing: ActionStanding,
    /// What became of it last, in words; empty where nothing is recorded.
    pub became: String,
    /// Where it was agreed, in words.
    pub agreed: String,
    /// The page that has it.
    pub at: String,
}

/// Who looks at actions, and what gives them names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionReader<'a> {
    pub visitor: &'a Visitor,
    pub ground: &'a Ground,
}

impl ActionReader<'_> {
    /// The actions of notes that the head agreed to or that were issued: before that they are the writer's draft.
    pub(crate) fn of_visits(self, notes: &[VisitNote]) -> Vec<AgreedAction> {
        let stands = |note: &&VisitNote| {
            matches!(note.state(), VisitNoteState::Agreed | VisitNoteState::Issued)
        };
        let notes = notes.iter().filter(stands);
        notes
            .flat_map(|note| note.actions.iter().map(move |one| self.of_visit(note, one)))
            .collect()
    }

    fn of_visit(self, note: &VisitNote, action: &VisitAction) -> AgreedAction {
        let last = action.revisits.last();
        let done = last.is_some_and(|last| last.outcome() == RevisitOutcome::Improved);
        let owner = match action.owner_id.as_str() {
            "" => role_words(&role_name(action.owner_role())),
            person => self.ground.names.person(person),
        };
        AgreedAction {
            school_id: note.school_id.clone(),
            what: action.text.said().into_owned(),
            owner,
            standing: ActionStanding::of(done, &action.due_on, self.visitor.today),
            due_on: action.due_on.clone(),
            became: last.map(revisited).unwrap_or_default(),
            agreed: format!("{}, {}", note.kind().words(), dates::day(&note.on)),
            at: format!("/visits/{}", note.visit_note_id),
        }
    }

    /// The actions that committees minuted.
    pub(crate) fn of_meetings(self, records: &[MeetingRecord]) -> Vec<AgreedAction> {
        let with_action = |record: &MeetingRecord| {
            let minutes = record.minutes.iter().filter(|minute| minute.action.is_some());
            minutes.filter_map(|minute| self.of_meeting(record, minute)).collect::<Vec<_>>()
        };
        records.iter().flat_map(with_action).collect()
    }

    /// Nothing where the trust no longer lists the committee.
    fn of_meeting(self, record: &MeetingRecord, minute: &Minute) -> Option<AgreedAction> {
        let mut committees = self.ground.trust.committees.iter();
        let committee = committees.find(|one| one.committee_id == record.committee_id)?;
        let meeting = committee.meetings.iter().find(|one| one.meeting_id == record.meeting_id);
        let on = meeting.map(|one| format!(" on {}", dates::day(&one.on))).unwrap_or_default();
        let standing = match is_past(&minute.due_on, self.visitor.today) {
            true => ActionStanding::Unsaid,
            false => ActionStanding::Open,
        };
        Some(AgreedAction {
            school_id: committee.school_id.clone(),
            what: minute.action.said().into_owned(),
            owner: self.ground.names.person(&minute.owner_id),
            due_on: minute.due_on.clone(),
            standing,
            became: String::new(),
            agreed: format!("Meeting{on}"),
            at: format!("/committees/{}/meetings/{}", record.committee_id, record.meeting_id),
        })
    }

    /// What completed reviews found to improve: their teams look at it again, until it is better or the last look is taken.
    pub(crate) fn of_reviews(self, reviews: &[Review]) -> Vec<AgreedAction> {
        let completed = |one: &&Review| one.state() == ReviewState::Completed;
        let received = reviews.iter().filter(completed).filter(|one| self.visitor.receives(one));
        let to_improve = |finding: &&Finding| finding.kind() == FindingKind::ToImprove;
        let of = |review: &Review| {
            let found = review.findings.iter().filter(to_improve);
            found.map(|finding| self.of_review(review, finding)).collect::<Vec<_>>()
        };
        received.flat_map(of).collect()
    }

    fn of_review(self, review: &Review, finding: &Finding) -> AgreedAction {
        let last = finding.follow_ups.last();
        let days = if last.is_some() { LOOK_AGAIN_LAST } else { LOOK_AGAIN };
        let due_on = later(&review.completed_on, days);
        // ISO 8601 days sort as they follow each other.
        let done = last.is_some_and(|last| last.improved || last.on >= due_on);
        let became = last.map(|last| {
            let how = if last.improved { "Better" } else { "Not better yet" };
            format!("{how}, {}: {}", dates::day(&last.on), last.outcome.said())
        });
        AgreedAction {
            school_id: review.host_school_id.clone(),
            what: format!("Look again at: {}", finding.text.said()),
            owner: role_words(&role_name(Role::PeerReviewer)),
            standing: ActionStanding::of(done, &due_on, self.visitor.today),
            due_on,
            became: became.unwrap_or_default(),
            agreed: format!("Peer review, {}", dates::day(&review.completed_on)),
            at: format!("/reviews/{}", review.review_id),
        }
    }
}

fn revisited(revisit: &VisitRevisit) -> String {
    let how = revisit.outcome().words();
    format!("{how}, {}: {}", dates::day(&revisit.on), revisit.text.said())
}

/// A day so many days later; what is no day stays as it is.
fn later(day: &str, days: i32) -> String {
    let later = day.parse::<Date>().ok().and_then(|day| day.checked_add(days.days()).ok());
    later.map_or_else(|| day.to_owned(), |later| later.to_string())
}

#[cfg(test)]
mod tests;
