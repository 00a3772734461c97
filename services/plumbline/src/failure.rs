//! The failures of commands, with their exit codes.

use std::process::ExitCode;

/// A plain sentence and an exit code. The codes are part of the command line's contract.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// 1: the command was tried and failed, or a check found something wrong.
    #[error("{0}")]
    Failed(String),
    /// 2: the input cannot be right: a file, an argument.
    #[error("{0}")]
    Input(String),
    /// 3: the store, the bus or a service is away; the same command may work later.
    #[error("{0}")]
    Away(String),
    /// From 10: a step of a check does not hold; the command's help lists the steps.
    #[error("{1}")]
    Check(u8, String),
}

impl Failure {
    /// Any error without an exit code of its own.
    pub fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }

    /// The exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Input(_) => 2,
            Self::Away(_) => 3,
            Self::Check(code, _) => *code,
        })
    }
}

impl From<tonic::Status> for Failure {
    fn from(status: tonic::Status) -> Self {
        let sentence = status.message().to_owned();
        match status.code() {
            tonic::Code::Unavailable => {
                Self::Away(format!("A service is not reachable: {sentence}"))
            }
            tonic::Code::InvalidArgument => Self::Input(sentence),
            _ => Self::Failed(sentence),
        }
    }
}

impl From<eventlog::tokio_postgres::Error> for Failure {
    fn from(error: eventlog::tokio_postgres::Error) -> Self {
        Self::Failed(eventlog::in_words(&error))
    }
}

impl From<eventlog::ReadError> for Failure {
    fn from(error: eventlog::ReadError) -> Self {
        Self::Away(error.to_string())
    }
}

impl From<eventlog::StartError> for Failure {
    fn from(error: eventlog::StartError) -> Self {
        match error {
            eventlog::StartError::Away(_) => Self::Away(error.to_string()),
            // The store is there; another try changes nothing before the operator has acted.
            error => Self::Failed(error.to_string()),
        }
    }
}

impl From<host::SettingsError> for Failure {
    fn from(error: host::SettingsError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<peers::UnknownPeer> for Failure {
    fn from(error: peers::UnknownPeer) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<host::ServeError> for Failure {
    fn from(error: host::ServeError) -> Self {
        match error {
            host::ServeError::Settings(error) => Self::Input(error.to_string()),
            host::ServeError::Start(error) => error.into(),
            error => Self::Failed(error.to_string()),
        }
    }
}
