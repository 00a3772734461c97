//! Where a category stands in one round, and which step can follow.

use contract::categories::v1::{DecideRequest, Evidence, ProposeRegionRequest};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CategoryRefusal, DecidingMeetingFacts, RoundFacts};

/// Where the category stands in one round.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct InRound {
    pub situation: Situation,
    pub view_stated: bool,
    /// Noted that no view was given; a view stated later takes its place.
    pub view_not_given: bool,
    /// What the proposal cited; a decision without evidence of its own rests on it.
    pub evidence: Vec<Evidence>,
    /// ISO 8601 date: the last day on which the school's answer to the proposal is waited for; empty where no day was named.
    pub answer_by: String,
    /// It was told that this day is over and no answer came.
    pub answer_missed: bool,
    /// What moderation came to, until the next proposal or reopening.
    pub moderated: Option<String>,
    /// The region last decided, also while it is reopened.
    pub decided: Option<String>,
    /// Whether it was ever decided or left unjudged.
    pub resolved: bool,
    /// The region last shared: where others believe the school to stand until another one is shared.
    pub shared: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Situation {
    /// Nothing is proposed.
    #[default]
    Begun,
    Proposed,
    Accepted,
    Challenged,
    /// Moderated; a head who had not answered before still can.
    Moderated {
        answered: bool,
    },
    Decided,
    Shared,
    /// Left without a region, with a reason.
    NotJudged,
    /// Opened again: the proposal stands, everything after it is asked anew.
    Reopened,
}

impl InRound {
    /// Something proposed and no decision: what every step between the two needs.
    pub(super) fn under_discussion(&self) -> Result<(), CategoryRefusal> {
        match self.situation {
            Situation::Begun => Err(CategoryRefusal::NothingProposed),
            Situation::Decided | Situation::Shared | Situation::NotJudged => {
                Err(CategoryRefusal::DecisionStands)
            }
            Situation::Proposed
            | Situation::Accepted
            | Situation::Challenged
            | Situation::Moderated { .. }
            | Situation::Reopened => Ok(()),
        }
    }

    pub(super) fn before_proposal(&self) -> Result<(), CategoryRefusal> {
        match self.situation {
            Situation::Begun | Situation::Reopened => Ok(()),
            Situation::Decided | Situation::Shared | Situation::NotJudged => {
                Err(CategoryRefusal::DecisionStands)
            }
            Situation::Proposed
            | Situation::Accepted
            | Situation::Challenged
            | Situation::Moderated { .. } => Err(CategoryRefusal::AlreadyProposed),
        }
    }

    /// Whether the headteacher has said yes or no to the proposal.
    pub(super) fn answered(&self) -> bool {
        match self.situation {
            Situation::Accepted | Situation::Challenged => true,
            Situation::Moderated { answered } => answered,
            Situation::Begun
            | Situation::Proposed
            | Situation::Decided
            | Situation::Shared
            | Situation::NotJudged
            | Situation::Reopened => false,
        }
    }

    pub(super) fn answerable(&self) -> Result<(), CategoryRefusal> {
        self.under_discussion()?;
        if self.answered() { Err(CategoryRefusal::AlreadyAnswered) } else { Ok(()) }
    }

    /// A closed round is open again for what was reopened in it.
    pub(super) fn opened_again(&self) -> bool {
        self.resolved && !self.stands()
    }

    /// Whether it is decided or left unjudged, and not reopened since.
    pub(super) fn stands(&self) -> bool {
        matches!(self.situation, Situation::Decided | Situation::Shared | Situation::NotJudged)
    }

    /// Whether the school's view was stated, or noted as not given.
    pub(super) fn viewed(&self) -> bool {
        self.view_stated || self.view_not_given
    }

    /// Whether a reopening would find a proposal. Every proposal cites something.
    pub(super) fn has_proposal(&self) -> bool {
        self.situation != Situation::NotJudged || !self.evidence.is_empty()
    }

    /// Whether it can be noted that the school gave no view: after the day on which it was waited for.
    pub(super) fn without_view(
        &self,
        round: &RoundFacts,
        today: Date,
    ) -> Result<(), CategoryRefusal> {
        self.before_proposal()?;
        if self.view_stated {
            return Err(CategoryRefusal::ViewStated);
        }
        match round.views_by.parse::<Date>() {
            Ok(day) if today <= day => Err(CategoryRefusal::ViewAwaited(day)),
            _ => Ok(()),
        }
    }

    pub(super) fn proposable(&self, asked: &ProposeRegionRequest) -> Result<(), CategoryRefusal> {
        if asked.evidence.is_empty() {
            return Err(CategoryRefusal::EvidenceMissing);
        }
        if self.situation == Situation::Challenged {
            return Err(CategoryRefusal::AlreadyChallenged);
        }
        self.before_proposal()?;
        if self.viewed() { Ok(()) } else { Err(CategoryRefusal::ViewNotStated) }
    }

    /// Whether the proposal can be taken back.
    pub(super) fn withdrawable(&self) -> Result<(), CategoryRefusal> {
        self.answerable()?;
        match self.situation {
            Situation::Moderated { .. } => Err(CategoryRefusal::AlreadyModerated),
            _ => Ok(()),
        }
    }

    /// Whether a decision would be taken without the school's answer to the proposal. What was reopened was answered, or
    /// waited for, before.
    pub(super) fn unanswered(&self) -> bool {
        matches!(self.situation, Situation::Proposed | Situation::Moderated { answered: false })
    }

    /// The last day to answer, where it is over, no answer came, and that was not told yet.
    pub(super) fn without_answer(&self, today: Date) -> Option<Date> {
        let waits = self.situation == Situation::Proposed && !self.answer_missed;
        self.answer_by.parse().ok().filter(|day: &Date| waits && *day < today)
    }

    pub(super) fn decidable(
        &self,
        asked: &DecideRequest,
        meeting: Option<&DecidingMeetingFacts>,
        today: Date,
    ) -> Result<(), CategoryRefusal> {
        self.under_discussion()?;
        if self.situation == Situation::Challenged {
            return Err(CategoryRefusal::ChallengeNotModerated);
        }
        if let (Situation::Proposed, Ok(day)) = (self.situation, self.answer_by.parse::<Date>())
            && today <= day
        {
            return Err(CategoryRefusal::AnswerAwaited(day));
        }
        if meeting.is_some_and(DecidingMeetingFacts::is_proposer_alone) {
            return Err(CategoryRefusal::ProposerAlone);
        }
        let departs = self.moderated.as_ref().is_some_and(|came_to| *came_to != asked.region_id);
        if departs && asked.reason.is_empty() {
            return Err(CategoryRefusal::DepartureWithoutReason);
        }
        Ok(())
    }

    /// Whether moderation can come to an outcome.
    pub(super) fn moderatable(
        &self,
        meeting: Option<&DecidingMeetingFacts>,
    ) -> Result<(), CategoryRefusal> {
        self.under_discussion()?;
        match meeting.is_some_and(DecidingMeetingFacts::is_proposer_alone) {
            true => Err(CategoryRefusal::ProposerAlone),
            false => Ok(()),
        }
    }

    /// Whether it can be left without a region. A challenge need not be moderated for that, nor anything be proposed.
    pub(super) fn leavable(&self, asked: &DecideRequest) -> Result<(), CategoryRefusal> {
        if self.stands() {
            return Err(CategoryRefusal::DecisionStands);
        }
        if asked.reason.is_empty() { Err(CategoryRefusal::ReasonMissing) } else { Ok(()) }
    }

    /// The region that a sharing would share.
    pub(super) fn shareable(&self) -> Result<String, CategoryRefusal> {
        match (self.situation, &self.decided) {
            (Situation::Decided, Some(region_id)) => Ok(region_id.clone()),
            (Situation::Shared, _) => Err(CategoryRefusal::AlreadyShared),
            _ => Err(CategoryRefusal::NotDecided),
        }
    }

    pub(super) fn reopenable(&self) -> Result<(), CategoryRefusal> {
        if self.stands() { Ok(()) } else { Err(CategoryRefusal::NotDecided) }
    }
}
