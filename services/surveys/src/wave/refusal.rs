//! Why a wave says no.

use contract::{FarAheadRefusal, Kind, Refusal};

/// Why a wave says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WaveRefusal {
    #[error("There is no set of questions {0} in that version.")]
    InstrumentUnknown(String),
    #[error("The closing day is before the opening day.")]
    WindowBackwards,
    #[error(transparent)]
    DayFarAhead(#[from] FarAheadRefusal),
    #[error("Figures may not rest on fewer than {least} answers here.")]
    FloorTooLow { least: u32 },
    #[error("This survey is already planned.")]
    AlreadyScheduled,
    #[error("There is no such survey here.")]
    Unknown,
    #[error("This survey is already open.")]
    AlreadyOpen,
    #[error("This survey is closed; plan another one.")]
    Closed,
    #[error("The school {0} does not take part in this survey.")]
    SchoolNotInWave(String),
    #[error("The school {0} is named twice.")]
    SchoolRepeated(String),
    #[error("A survey is opened for at least one person.")]
    NobodyInvited,
    #[error("The school {0} has left the trust. Leave it out.")]
    SchoolHasLeft(String),
    #[error("This survey is not open.")]
    NotOpen,
    #[error("The new last day has to come after {0}, and must not be over.")]
    NotLater(String),
    #[error("The links of this survey were handed out before, and are not shown any more.")]
    LinksHandedOut,
    #[error("Results can be released when the survey is closed.")]
    NotClosed,
    #[error("The results are already released; they are decided once.")]
    AlreadyReleased,
    #[error(
        "The answers to this survey have been removed, so its results can't be decided any more."
    )]
    AnswersRemoved,
    #[error(
        "The answers that are kept are not those that the record committed to at the close. Nothing is released; tell the administrator."
    )]
    AnswersAltered,
}

impl Refusal for WaveRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::InstrumentUnknown(_) => (Kind::Unknown, "INSTRUMENT_UNKNOWN"),
            Self::WindowBackwards => (Kind::Malformed, "WINDOW_BACKWARDS"),
            Self::DayFarAhead(far) => far.code(),
            Self::FloorTooLow { .. } => (Kind::Malformed, "FLOOR_TOO_LOW"),
            Self::AlreadyScheduled => (Kind::State, "WAVE_ALREADY_SCHEDULED"),
            Self::Unknown => (Kind::Unknown, "WAVE_UNKNOWN"),
            Self::AlreadyOpen => (Kind::State, "WAVE_ALREADY_OPEN"),
            Self::Closed => (Kind::State, "WAVE_CLOSED"),
            Self::SchoolNotInWave(_) => (Kind::State, "SCHOOL_NOT_IN_WAVE"),
            Self::SchoolRepeated(_) => (Kind::Malformed, "SCHOOL_REPEATED"),
            Self::NobodyInvited => (Kind::Malformed, "NOBODY_INVITED"),
            Self::SchoolHasLeft(_) => (Kind::State, "SCHOOL_HAS_LEFT"),
            Self::LinksHandedOut => (Kind::State, "LINKS_HANDED_OUT"),
            Self::NotLater(_) => (Kind::State, "LAST_DAY_NOT_LATER"),
            Self::NotOpen => (Kind::State, "WAVE_NOT_OPEN"),
            Self::NotClosed => (Kind::State, "WAVE_NOT_CLOSED"),
            Self::AlreadyReleased => (Kind::State, "ALREADY_RELEASED"),
            Self::AnswersRemoved => (Kind::State, "ANSWERS_REMOVED"),
            Self::AnswersAltered => (Kind::State, "ANSWERS_ALTERED"),
        }
    }
}
