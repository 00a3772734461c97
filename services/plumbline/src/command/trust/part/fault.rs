//! What is wrong with a school's part, in a plain sentence and with an exit code.

use contract::events::DecodeError;
use proof::InclusionError;

use crate::Failure;

/// The first thing that does not hold.
#[derive(Debug, thiserror::Error)]
pub(super) enum PartFault {
    /// A file is not as it was written.
    #[error("{0} is missing, added or altered")]
    File(String),
    /// A link, a folder or a pipe.
    #[error("{0} is no plain file")]
    NotPlain(String),
    /// The manifest's checkpoint.
    #[error("{0}")]
    Seal(String),
    /// A proof of another moment, or of another log.
    #[error("the proof of event {0} leads to another checkpoint than the manifest names")]
    OtherCheckpoint(u64),
    /// Text and leaf do not belong together.
    #[error("event {0} was altered: its leaf is not made of this text")]
    Altered(u64),
    /// The leaf is not in the tree.
    #[error("event {0} is not proved: {1}")]
    NotSealed(u64, InclusionError),
    /// Removed.
    #[error("the manifest lists event {0}, and it is not there")]
    Gone(u64),
    /// Added.
    #[error("event {0} is there, and the manifest does not list it")]
    Unlisted(u64),
    /// A line that comes again.
    #[error("event {0} stands twice, or out of the order of the log")]
    OutOfOrder(u64),
    /// Not all sealed events are told of.
    #[error("the manifest tells of {told} events, and {sealed} were sealed")]
    Accounts {
        /// Here and left out.
        told: u64,
        /// In the checkpoint.
        sealed: u64,
    },
    /// An event of the log that is not the school's.
    #[error("event {0} is in the log, and does not tell of this school alone")]
    Foreign(u64),
    /// A text is not the one that was written.
    #[error("the text with the commitment {0} {1}")]
    Text(String, &'static str),
    /// The counts of texts.
    #[error("the manifest counts other texts than are there")]
    Texts,
    /// A paper is not the one that its event names.
    #[error("{0} is not the paper that event {1} names")]
    Paper(String, u64),
    /// Written by a newer program.
    #[error("event {0} cannot be read by this program, so use a newer one: {1}")]
    Unknown(u64, DecodeError),
}

impl PartFault {
    fn code(&self) -> u8 {
        match self {
            Self::File(_) | Self::NotPlain(_) => 20,
            Self::Seal(_) | Self::OtherCheckpoint(_) => 21,
            Self::Altered(_) => 22,
            Self::NotSealed(..) => 23,
            Self::Gone(_) | Self::Unlisted(_) | Self::OutOfOrder(_) | Self::Accounts { .. } => 24,
            Self::Foreign(_) => 25,
            Self::Text(..) | Self::Texts => 26,
            Self::Paper(..) => 27,
            Self::Unknown(..) => 28,
        }
    }
}

impl From<PartFault> for Failure {
    fn from(fault: PartFault) -> Self {
        Self::Check(fault.code(), format!("Not proved: {fault}."))
    }
}
