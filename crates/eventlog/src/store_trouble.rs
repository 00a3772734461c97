//! Why the store cannot be used, told by the codes of PostgreSQL: its sentences come in the server's language.

use std::error::Error;

use tokio_postgres::error::SqlState;

use crate::StartError;
use crate::store_config::distrust;

/// What an operator has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreTrouble {
    /// The server is not the one that the settings believe, or does not encrypt.
    Untrusted,
    /// The server does not take the role's password, or asks for one where none is set.
    PasswordRefused,
    /// The server has no such role, or does not let it in from here.
    RoleRefused,
    /// The server has no such database.
    NoDatabase,
    /// The database lacks what this build wants.
    NotMigrated,
    /// A newer build's migration has taken away what this build needs.
    ForNewer,
    /// The server could lose acknowledged events in a power cut.
    NotDurable,
    /// The server is away, or says no for another reason.
    Away,
}

impl StoreTrouble {
    /// That of an error, or of what led to it.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        if distrust(error).is_some() {
            return Self::Untrusted;
        }
        let mut causes = std::iter::successors(Some(error), |error| Error::source(*error));
        causes.find_map(Self::shown_by).unwrap_or(Self::Away)
    }

    fn shown_by(cause: &(dyn Error + 'static)) -> Option<Self> {
        match cause.downcast_ref::<StartError>() {
            Some(StartError::Untrusted(_)) => return Some(Self::Untrusted),
            Some(StartError::Older(..)) => return Some(Self::NotMigrated),
            Some(StartError::Broken(..)) => return Some(Self::ForNewer),
            Some(StartError::NotDurable(..)) => return Some(Self::NotDurable),
            Some(StartError::Away(_) | StartError::Refused(_)) | None => {}
        }
        // What the driver says where the server asks for a password and it has none.
        if cause.to_string() == "password missing" {
            return Some(Self::PasswordRefused);
        }
        let code = cause.downcast_ref::<tokio_postgres::Error>()?.code()?;
        Some(match code {
            code if *code == SqlState::INVALID_PASSWORD => Self::PasswordRefused,
            code if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Self::RoleRefused,
            code if *code == SqlState::INVALID_CATALOG_NAME => Self::NoDatabase,
            // Class 42: a table, column or function that is not there; 3F000 a schema.
            code if code.code().starts_with("42") || *code == SqlState::INVALID_SCHEMA_NAME => {
                Self::NotMigrated
            }
            _ => return None,
        })
    }
}
