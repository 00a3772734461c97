//! A store that could not be asked: what it said, and what mends that.

use std::error::Error;

use eventlog::tokio_postgres::{self, Client};
use eventlog::{StoreConfig, StoreTrouble, in_words};

use super::Finding;

/// Why the store could not be asked.
pub(super) struct StoreFault {
    said: String,
    trouble: StoreTrouble,
}

impl<E: Error + 'static> From<&E> for StoreFault {
    fn from(error: &E) -> Self {
        Self { said: error.to_string(), trouble: StoreTrouble::of(error) }
    }
}

impl StoreFault {
    /// Of an answer of the store itself, without a value of a row.
    pub(super) fn answered(error: &tokio_postgres::Error) -> Self {
        Self { said: in_words(error), trouble: StoreTrouble::of(error) }
    }

    /// Waiting helps where the store is away, and does not where it refuses.
    fn mend(&self) -> &'static str {
        match self.trouble {
            StoreTrouble::Untrusted => {
                "the server is there: correct sslmode and sslrootcert in PLUMBLINE_STORE, or give the server another certificate"
            }
            StoreTrouble::PasswordRefused => {
                "the server refuses the role: give its password in the folder of PLUMBLINE_STORE_PASSWORDS"
            }
            StoreTrouble::RoleRefused => {
                "run `plumbline migrate`, which makes the roles; if the server has the role, let it in from here in pg_hba.conf"
            }
            StoreTrouble::NoDatabase => {
                "the server is there: name the right database in PLUMBLINE_STORE, or create this one and run `plumbline migrate`"
            }
            StoreTrouble::NotMigrated => "run `plumbline migrate`",
            StoreTrouble::ForNewer => "install the newer program",
            StoreTrouble::NotDurable => {
                "turn the setting on, or say --throw-away for an installation that may be lost"
            }
            StoreTrouble::Away => "start PostgreSQL, or set PLUMBLINE_STORE",
        }
    }
}

impl Finding {
    /// A store that could not be used.
    pub(super) fn store(what: &str, fault: StoreFault) -> Self {
        let mend = fault.mend();
        Self::ill(what, fault.said, mend)
    }
}

/// A connection with the role that the settings name.
pub(super) async fn connect(config: &StoreConfig) -> Result<Client, StoreFault> {
    let (client, connection) = config.open().await.map_err(|error| StoreFault::answered(&error))?;
    tokio::spawn(connection);
    Ok(client)
}
