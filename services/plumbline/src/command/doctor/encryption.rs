//! Whether the connections to store and bus are encrypted, and whether their servers are trusted.

use host::StreamFill;

use super::store_fault::{StoreFault, connect};
use super::{Doctor, Finding};
use crate::Failure;

impl Doctor {
    /// Whether a server of the bus answers, and whether the connection to it is encrypted.
    pub(super) async fn bus(&self) -> Finding {
        let Some(address) = self.settings.bus() else {
            return Finding::well("bus", "none wanted; services read the log");
        };
        let login = match self.settings.bus_login(host::SUBSCRIBER) {
            Ok(login) => login,
            Err(error) => {
                let mend =
                    "set PLUMBLINE_BUS_PASSWORDS and PLUMBLINE_BUS_AUTHORITY to what can be read";
                return Finding::ill("bus", error.to_string(), mend);
            }
        };
        match host::bus_server(address, &login).await {
            Ok(server) => {
                let encrypted = match server.encrypted {
                    true => "encrypted, and the server verified",
                    false => "not encrypted",
                };
                let found = format!("nats-server {} with JetStream; {encrypted}", server.version);
                match server.open {
                    Some(fill) => filled(&found, fill),
                    None => Finding::well("bus", found),
                }
            }
            Err(host::NoBusServer::Untrusted(error)) => Finding::ill(
                "bus",
                error,
                "the server is there: correct PLUMBLINE_BUS and PLUMBLINE_BUS_AUTHORITY, or give the server a certificate that they believe",
            ),
            Err(error @ host::NoBusServer::Refused { .. }) => Finding::ill(
                "bus",
                error.to_string(),
                "the server is there: give it the users that `plumbline keys nats` made, and PLUMBLINE_BUS_PASSWORDS their folder",
            ),
            Err(host::NoBusServer::Away(error)) => Finding::ill(
                "bus",
                error,
                "start nats-server with -js, or set PLUMBLINE_BUS; services go on without it",
            ),
        }
    }

    /// Whether the connection to the store is encrypted, as the server sees it, and against whom the server was verified.
    pub(super) async fn encryption(&self) -> Result<Finding, Failure> {
        const ENCRYPTED: &str = "select coalesce(version, ''), coalesce(cipher, '') from pg_stat_ssl where pid = pg_backend_pid()";
        let what = "encryption to the store";
        let config = self.settings.store_as("plumbline_trail")?;
        let row = match connect(&config).await {
            Ok(client) => {
                let row = client.query_one(ENCRYPTED, &[]).await;
                row.map_err(|error| StoreFault::answered(&error))
            }
            Err(fault) => Err(fault),
        };
        let verified = match config.encryption() {
            eventlog::StoreEncryption::Plain => "the server was not verified".to_owned(),
            eventlog::StoreEncryption::OfThisMachine => {
                "the server was verified against the authorities of this machine".to_owned()
            }
            eventlog::StoreEncryption::OfFile(file) => {
                format!("the server was verified against {}", file.display())
            }
        };
        Ok(match row.map(|row| (row.get::<_, String>(0), row.get::<_, String>(1))) {
            Ok((version, _)) if version.is_empty() => Finding::well(
                what,
                "not encrypted; between two machines say sslmode=verify-full in PLUMBLINE_STORE",
            ),
            Ok((version, cipher)) => {
                Finding::well(what, format!("{version}, {cipher}; {verified}"))
            }
            Err(error) => Finding::store(what, error),
        })
    }
}

/// How full the stream for other systems is. That of the services has the same limit, and no user but the relay may ask about it.
fn filled(found: &str, fill: StreamFill) -> Finding {
    let held = fill.bytes >> 20;
    let Some(most) = fill.most else {
        let found = format!("{found}; the open stream has no limit and can fill the disk");
        return Finding::ill("bus", found, "start the relay of this build: it sets the limit");
    };
    let found = format!("{found}; the open stream holds {held} of {} MB", most >> 20);
    if fill.bytes < most / 10 * 9 {
        return Finding::well("bus", found);
    }
    let found = format!("{found}; once it is full, events leave it before their week is over");
    let mend = "raise PLUMBLINE_BUS_MEGABYTES for the relay, as far as the server's max_file_store has room for both streams";
    Finding::ill("bus", found, mend)
}
