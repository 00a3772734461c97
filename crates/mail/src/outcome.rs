//! What came of sending a letter, and whether another try could change it.

/// Why a letter was not sent; says nothing of to whom.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It cannot be sent to such an address.
    #[error("the address is none")]
    Address(#[from] lettre::address::AddressError),
    /// The letter cannot be put into words.
    #[error("the letter could not be written: {0}")]
    Message(#[from] lettre::error::Error),
    /// The folder is full, or not there.
    #[error("the letter could not be put into the folder: {0}")]
    Folder(#[from] lettre::transport::file::Error),
    /// The server is away, or refused it.
    #[error("the mail server did not take the letter: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

impl MailError {
    /// The error without anything that the server said, which may hold an address; for logs.
    pub fn kind_words(&self) -> String {
        match self {
            Self::Server(error) => match error.status() {
                Some(code) => format!("the mail server answered {code}"),
                None => "the mail server is away".to_owned(),
            },
            other => other.to_string(),
        }
    }
}

/// What came of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The server has it.
    Taken,
    /// This address will not take it on another try either; the server's code, for example `550`.
    Returned(String),
    /// Another try may change it; the server's code, where it gave one.
    Delayed(String),
}

impl From<Result<(), MailError>> for SendOutcome {
    fn from(sent: Result<(), MailError>) -> Self {
        match sent {
            Ok(()) => Self::Taken,
            // 553: the mailbox name is not allowed.
            Err(MailError::Address(_)) => Self::Returned("553".to_owned()),
            Err(MailError::Message(_) | MailError::Folder(_)) => Self::Delayed(String::new()),
            Err(MailError::Server(error)) => {
                let code = error.status().map(|code| code.to_string()).unwrap_or_default();
                if is_about_the_address(&code) { Self::Returned(code) } else { Self::Delayed(code) }
            }
        }
    }
}

/// Whether a code is about the recipient or the letter. Other refusals, 535 for example, are about this installation: a mended
/// setting changes them.
fn is_about_the_address(code: &str) -> bool {
    matches!(code, "550" | "551" | "552" | "553" | "554" | "556")
}
