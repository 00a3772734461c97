//! Why a committee says no.

use contract::{FarAheadRefusal, Kind, Refusal};

/// Why a committee says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitteeRefusal {
    #[error("The school already has a governance committee.")]
    AlreadyFormed,
    #[error("There is no such committee in this trust.")]
    Unknown,
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    #[error("The school has left the trust.")]
    SchoolHasLeft,
    #[error("The committee already meets on that day.")]
    AlreadyScheduled,
    #[error("The committee has no such meeting.")]
    MeetingUnknown,
    #[error("The meeting was cancelled. Fix a new one.")]
    MeetingCancelled,
    #[error("The attendance of the meeting is recorded, so it was held.")]
    MeetingHeld,
    #[error("The quorum is already that number.")]
    QuorumUnchanged,
    #[error("The committee has no such seat.")]
    SeatUnknown,
    #[error("Another person holds the seat on some of these days.")]
    SeatTaken,
    #[error("The person holds another seat of the committee on some of these days.")]
    AlreadySeated,
    #[error("No person holds the seat on that day.")]
    SeatVacant,
    #[error("There is no such person in this trust.")]
    PersonUnknown,
    #[error("The term of office can't end on {0}, before it begins on {1}.")]
    Backwards(String, String),
    #[error(transparent)]
    DayFarAhead(#[from] FarAheadRefusal),
}

impl Refusal for CommitteeRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyFormed => (Kind::Repeated, "COMMITTEE_ALREADY_FORMED"),
            Self::Unknown => (Kind::Unknown, "COMMITTEE_UNKNOWN"),
            Self::SchoolUnknown => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::SchoolHasLeft => (Kind::State, "SCHOOL_HAS_LEFT"),
            Self::AlreadyScheduled => (Kind::Repeated, "MEETING_ALREADY_SCHEDULED"),
            Self::MeetingUnknown => (Kind::Unknown, "MEETING_UNKNOWN"),
            Self::MeetingCancelled => (Kind::State, "MEETING_CANCELLED"),
            Self::MeetingHeld => (Kind::State, "MEETING_HELD"),
            Self::QuorumUnchanged => (Kind::Repeated, "QUORUM_UNCHANGED"),
            Self::SeatUnknown => (Kind::Unknown, "SEAT_UNKNOWN"),
            Self::SeatTaken => (Kind::State, "SEAT_TAKEN"),
            Self::AlreadySeated => (Kind::State, "ALREADY_SEATED"),
            Self::SeatVacant => (Kind::State, "SEAT_VACANT"),
            Self::PersonUnknown => (Kind::Unknown, "PERSON_UNKNOWN"),
            Self::Backwards(..) => (Kind::Malformed, "PERIOD_BACKWARDS"),
            Self::DayFarAhead(far) => far.code(),
        }
    }
}
