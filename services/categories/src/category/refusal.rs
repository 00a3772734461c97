//! Why a category says no.

use cited::NotCited;
use contract::{Kind, Refusal};
use jiff::civil::Date;

use crate::days::day_in_words;

/// Why a category says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum CategoryRefusal {
    #[error("The round is closed; it takes no new views and proposals.")]
    RoundClosed,
    #[error("This school is not in the round.")]
    SchoolNotInRound,
    #[error("The round's framework has no area {0}.")]
    AreaUnknown(String),
    #[error("The round's framework has no region {0}.")]
    RegionUnknown(String),
    #[error("A proposal needs at least one piece of evidence.")]
    EvidenceMissing,
    #[error("The record holds nothing that is cited here as {0}.")]
    EvidenceUnknown(String),
    #[error("What is cited here is about another school.")]
    EvidenceOfAnotherSchool,
    #[error("What is cited here as {0} may not count as evidence, or does not count any more.")]
    EvidenceDoesNotCount(String),
    #[error("The record says itself what is cited here; leave the sentence about it empty.")]
    EvidenceSaysItself,
    #[error("The school has not stated its own view of this area yet.")]
    ViewNotStated,
    #[error("The school has until {} to state its own view.", day_in_words(*.0))]
    ViewAwaited(Date),
    #[error("The school has stated its own view of this area.")]
    ViewStated,
    #[error("The day to answer by has passed; name today or a later one.")]
    AnswerDayPast,
    #[error("A region has already been proposed.")]
    AlreadyProposed,
    #[error("The proposal was challenged; it is for moderation now.")]
    AlreadyChallenged,
    #[error("Nothing has been proposed yet.")]
    NothingProposed,
    #[error("The proposal has already been answered.")]
    AlreadyAnswered,
    #[error("The school has until {} to answer the proposal; until then only one that it accepted, or that was moderated, is decided.", day_in_words(*.0))]
    AnswerAwaited(Date),
    #[error("The proposal was moderated; what moderation came to stands in its place.")]
    AlreadyModerated,
    #[error("The proposal was challenged and has to be moderated first.")]
    ChallengeNotModerated,
    #[error("Only the person who proposed this region was at the meeting.")]
    ProposerAlone,
    #[error("The decision departs from what moderation came to, so it needs a reason.")]
    DepartureWithoutReason,
    #[error("A category that is not judged needs a reason.")]
    ReasonMissing,
    #[error("A decision stands; it has to be reopened first.")]
    DecisionStands,
    #[error("Nothing has been decided yet.")]
    NotDecided,
    #[error("The decision has already been shared.")]
    AlreadyShared,
}

impl Refusal for CategoryRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::RoundClosed => (Kind::State, "ROUND_CLOSED"),
            Self::SchoolNotInRound => (Kind::State, "SCHOOL_NOT_IN_ROUND"),
            Self::AreaUnknown(_) => (Kind::Unknown, "AREA_UNKNOWN"),
            Self::RegionUnknown(_) => (Kind::Unknown, "REGION_UNKNOWN"),
            Self::EvidenceMissing => (Kind::Malformed, "EVIDENCE_MISSING"),
            Self::EvidenceUnknown(_) => (Kind::Unknown, "EVIDENCE_UNKNOWN"),
            Self::EvidenceOfAnotherSchool => (Kind::Malformed, "EVIDENCE_OF_ANOTHER_SCHOOL"),
            Self::EvidenceDoesNotCount(_) => (Kind::State, "EVIDENCE_DOES_NOT_COUNT"),
            Self::EvidenceSaysItself => (Kind::Malformed, "EVIDENCE_SAYS_ITSELF"),
            Self::ViewNotStated => (Kind::State, "VIEW_NOT_STATED"),
            Self::ViewAwaited(_) => (Kind::State, "VIEW_AWAITED"),
            Self::ViewStated => (Kind::State, "VIEW_STATED"),
            Self::AnswerDayPast => (Kind::Malformed, "ANSWER_DAY_PAST"),
            Self::AnswerAwaited(_) => (Kind::State, "ANSWER_AWAITED"),
            Self::AlreadyModerated => (Kind::State, "ALREADY_MODERATED"),
            Self::AlreadyProposed => (Kind::State, "ALREADY_PROPOSED"),
            Self::AlreadyChallenged => (Kind::State, "ALREADY_CHALLENGED"),
            Self::NothingProposed => (Kind::State, "NOTHING_PROPOSED"),
            Self::AlreadyAnswered => (Kind::State, "ALREADY_ANSWERED"),
            Self::ChallengeNotModerated => (Kind::State, "CHALLENGE_NOT_MODERATED"),
            Self::ProposerAlone => (Kind::State, "PROPOSER_ALONE"),
            Self::DepartureWithoutReason => (Kind::Malformed, "DEPARTURE_WITHOUT_REASON"),
            Self::ReasonMissing => (Kind::Malformed, "REASON_MISSING"),
            Self::DecisionStands => (Kind::State, "DECISION_STANDS"),
            Self::NotDecided => (Kind::State, "NOT_DECIDED"),
            Self::AlreadyShared => (Kind::State, "ALREADY_SHARED"),
        }
    }
}

impl From<NotCited> for CategoryRefusal {
    fn from(cause: NotCited) -> Self {
        match cause {
            NotCited::Unknown(id) => Self::EvidenceUnknown(id),
            NotCited::OfAnotherSchool => Self::EvidenceOfAnotherSchool,
            NotCited::DoesNotCount(id) => Self::EvidenceDoesNotCount(id),
            NotCited::SaysItself => Self::EvidenceSaysItself,
        }
    }
}
