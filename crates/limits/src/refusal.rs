//! Why a server refuses a request, in plain words.

use std::time::Duration;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The client asked too often; it may ask again after this time.
    #[error(
        "Too many requests have come from you or your network in a short time. Wait a little and try again."
    )]
    Often(Duration),
    /// All places are taken.
    #[error("Plumbline has too much to do at this moment. Try again in a minute.")]
    Busy,
    /// The request is larger than any that a page or a call needs.
    #[error("Too much was sent at once. Shorten it and send it again.")]
    TooLarge,
    /// The rest of the request did not come in time.
    #[error(
        "The rest of what you sent did not arrive in time. Check your connection and send it again."
    )]
    TooSlow,
    /// The server could not answer in time.
    #[error("This took longer than Plumbline waits for. Try again in a minute.")]
    TooLate,
    /// More headers, or a longer address, than a browser sends.
    #[error("The request carries more headers, or a longer address, than Plumbline reads.")]
    Headers,
}

impl Refusal {
    /// The stable reason, for programs.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Often(_) => "TOO_OFTEN",
            Self::Busy => "TOO_BUSY",
            Self::TooLarge => "TOO_LARGE",
            Self::TooSlow => "TOO_SLOW",
            Self::TooLate => "TOO_LATE",
            Self::Headers => "TOO_MANY_HEADERS",
        }
    }

    /// In how many seconds to try again, where that helps.
    pub fn retry_after_seconds(self) -> Option<u64> {
        match self {
            Self::Often(wait) => Some(wait.as_secs().max(1)),
            Self::Busy | Self::TooLate => Some(30),
            Self::TooLarge | Self::TooSlow | Self::Headers => None,
        }
    }
}
