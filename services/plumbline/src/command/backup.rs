//! `plumbline backup`: one folder with all that a restore needs, and nothing that is secret.

pub(super) mod bundle;
pub(super) mod roles;
pub(super) mod unfinished;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use contract::Clock;
use eventlog::tokio_postgres::Client;
use host::Settings;

use private_servers::installed;
use uuid::Uuid;

use super::migrate::OwnerArgs;
use super::say;
use crate::{Failure, store};
use bundle::{Bundle, Manifest, TrustHead};
use unfinished::Unfinished;

#[derive(Args, Debug)]
#[command(
    after_help = "The owner's store has to be named with a superuser: every row of every trust is read. The folder holds the \
database, the roles without their passwords, the last signed checkpoint of each trust, and the ledger of erasures. Keys and passwords are \
not in it.\n\nExamples:\n  plumbline backup --to /var/backups/plumbline/2026-11-28 --erasures /etc/plumbline/erasures\n  plumbline restore --from /var/backups/plumbline/2026-11-28 --drill"
)]
pub(super) struct Backup {
    /// A folder that is not there yet.
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

impl Backup {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let begun = Instant::now();
        if self.to.exists() {
            let folder = self.to.display();
            return Err(Failure::Input(format!("{folder} is there already; name a new folder.")));
        }
        let unfinished = Unfinished::beside(&self.to)?;
        let bundle = Bundle::at(unfinished.path());
        let manifest = self.fill(&bundle).await?;
        bundle.write(&manifest)?;
        unfinished.finish()?;
        let events: u64 = manifest.trusts.iter().map(|trust| trust.events).sum();
        say(&format!(
            "{events} events of {} trusts are in {} after {:.1?}.",
            manifest.trusts.len(),
            self.to.display(),
            begun.elapsed()
        ));
        say("Prove it: plumbline restore --from the folder --drill.");
        Ok(())
    }

    /// Checkpoints come first, so that the database holds at least what they say.
    async fn fill(&self, bundle: &Bundle) -> Result<Manifest, Failure> {
        // Its age counts from here: what comes later may not be in it.
        let taken = Clock::new(false).machine();
        let config = self.owner.config()?;
        let client = store::connect(&config).await?;
        let trusts = trusts(&client).await?;
        for (trust, note) in checkpoints(&client).await? {
            bundle.add(&Bundle::checkpoint(trust), note.as_bytes())?;
        }
        bundle.add(Bundle::ROLES, roles::statements(&client).await?.as_bytes())?;
        if let Some(ledger) = &self.settings.erasures {
            let kept = std::fs::read(ledger).map_err(|error| {
                Failure::Input(format!("{} cannot be read: {error}", ledger.display()))
            })?;
            bundle.add(Bundle::ERASURES, &kept)?;
        }
        let mut dump = PostgresTool::new("pg_dump", &config)?;
        dump.with(&["--format=custom", "--no-password", "--lock-wait-timeout=60s"]);
        dump.file("--file", &bundle.path(Bundle::STORE));
        dump.on(&self.owner.owner_store);
        dump.run()?;
        let database = client.query_one("select current_database()::text", &[]).await?;
        let migration =
            client.query_one("select max(version) from refinery_schema_history", &[]).await?;
        Ok(Manifest {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            migration: migration.get(0),
            taken,
            database: database.get(0),
            trusts,
            files: bundle.hashes()?,
        })
    }
}

/// Each trust with the length of its log.
pub(super) async fn trusts(client: &Client) -> Result<Vec<TrustHead>, Failure> {
    let heads = "select trust_id, position from log.head order by trust_id";
    let rows = client.query(heads, &[]).await?;
    let head = |row: &eventlog::tokio_postgres::Row| TrustHead {
        trust: row.get("trust_id"),
        events: row.get::<_, i64>("position").unsigned_abs(),
    };
    Ok(rows.iter().map(head).collect())
}

/// The last signed checkpoint of each trust.
async fn checkpoints(client: &Client) -> Result<Vec<(Uuid, String)>, Failure> {
    let last = "select distinct on (trust_id) trust_id, note from seal.checkpoint order by trust_id, size desc";
    let rows = client.query(last, &[]).await?;
    Ok(rows.iter().map(|row| (row.get("trust_id"), row.get("note"))).collect())
}

/// A program of PostgreSQL's own, run to its end.
pub(super) struct PostgresTool {
    name: &'static str,
    command: std::process::Command,
}

impl PostgresTool {
    /// The program, with the password of the connection where it has one.
    pub(super) fn new(name: &'static str, config: &eventlog::StoreConfig) -> Result<Self, Failure> {
        let program = installed(name).ok_or_else(|| {
            Failure::Input(format!("{name} is not here: apt-get install postgresql-client."))
        })?;
        let mut command = std::process::Command::new(program);
        if let Some(password) = config.get_password() {
            command.env("PGPASSWORD", String::from_utf8_lossy(password).into_owned());
        }
        if *config.encryption() == eventlog::StoreEncryption::OfThisMachine {
            // Where the address names no authorities, these programs would look in a folder of the account's home.
            command.env("PGSSLROOTCERT", "system");
        }
        Ok(Self { name, command })
    }

    pub(super) fn with(&mut self, arguments: &[&str]) {
        self.command.args(arguments);
    }

    pub(super) fn file(&mut self, option: &str, path: &Path) {
        self.command.arg(format!("{option}={}", path.display()));
    }

    pub(super) fn on(&mut self, url: &str) {
        self.command.arg(format!("--dbname={url}"));
    }

    pub(super) fn run(mut self) -> Result<(), Failure> {
        let output = self.command.output().map_err(Failure::failed)?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Failed(format!("{} failed: {}", self.name, said.trim())))
    }
}
