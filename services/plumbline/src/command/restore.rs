//! `plumbline restore`: an installation from a backup, on a server that has none; or a drill beside the live one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use eventlog::tokio_postgres::Client;
use eventlog::{BackupStanding, ProvedBackup, StoreConfig};
use host::Settings;
use private_servers::{Durability, Postgres};

use super::backup::bundle::{Bundle, Manifest, TrustHead};
use super::backup::roles::DATABASE;
use super::backup::{PostgresTool, trusts};
use super::line;
use super::migrate::OwnerArgs;
use super::people::replay_erasures;
use super::say;
use super::verify::verify_sealed;
use crate::{Failure, store};
use schools::erasures::{ErasedLine, Ledger};

#[derive(Args, Debug)]
#[command(
    after_help = "Name the server's own database and a superuser as the owner's store. The restored database is closed to everyone but \
Plumbline's roles. The roles have the passwords of PLUMBLINE_STORE_PASSWORDS. What was erased is erased again: what the ledger in the backup names, \
and what the ledger of PLUMBLINE_ERASURES names, which alone knows of later erasures. The log is compared with the checkpoints in the backup.\n\nStart nothing on a restored store while the old one runs. The restored log is a new line: listeners are told from which \
position on they have to hear anew, so NATS keeps its storage.\n\nExamples:\n  plumbline restore --from /var/backups/plumbline/2026-11-28 --owner-store postgresql://postgres@db/postgres\n  plumbline restore --from /var/backups/plumbline/2026-11-28 --drill"
)]
pub(super) struct Restore {
    /// The folder of the backup.
    #[arg(long)]
    from: PathBuf,
    /// Restore into a private server that is thrown away, to prove the backup. The live system is only told of the proof.
    #[arg(long)]
    drill: bool,
    /// A server without this database, as a superuser: postgresql://postgres@host/postgres. In a drill the live store, which is
    /// told that the backup was proved; without it nothing is told.
    #[arg(
        long,
        env = "PLUMBLINE_OWNER_STORE",
        hide_env_values = true,
        required_unless_present = "drill"
    )]
    owner_store: Option<String>,
    /// A file with that user's password.
    #[arg(long, env = "PLUMBLINE_OWNER_PASSWORD")]
    owner_password: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

/// A server to restore into.
struct Onto {
    /// The server's own database, with a superuser.
    maintenance: String,
    password: Option<PathBuf>,
    settings: Settings,
}

impl Restore {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let bundle = Bundle::at(&self.from);
        let manifest = bundle.read()?;
        say(&format!("The backup of {} is as it was made.", manifest.taken));
        match (self.drill, self.owner_store) {
            (true, live) => {
                drill(&bundle, &manifest, self.settings).await?;
                let live = live.map(|owner_store| OwnerArgs {
                    owner_store,
                    owner_password: self.owner_password,
                });
                tell(live, &self.from, &manifest).await
            }
            (false, Some(maintenance)) => {
                if self.settings.erasures.is_none() {
                    say(
                        "No ledger is named (PLUMBLINE_ERASURES): what was erased after this backup comes back.",
                    );
                }
                let onto =
                    Onto { maintenance, password: self.owner_password, settings: self.settings };
                onto.restore(&bundle, &manifest).await
            }
            (false, None) => Err(Failure::Input("Name the owner's store.".to_owned())),
        }
    }
}

/// Restores beside the live system, looks, and leaves nothing behind.
async fn drill(bundle: &Bundle, manifest: &Manifest, live: Settings) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(Failure::failed)?;
    let server = Postgres::start(&folder.path().join("postgres"), Durability::ThrowAway).await;
    let server = server.map_err(Failure::failed)?;
    let settings = Settings {
        store: server.url_without_user(&manifest.database),
        store_passwords: None,
        throw_away: true,
        ..live
    };
    let onto = Onto { maintenance: server.url("postgres"), password: None, settings };
    onto.restore(bundle, manifest).await?;
    say("The drill's server is stopped and deleted. The backup is proved.");
    Ok(())
}

/// Tells the live system that a backup of it was proved. The proof stands where this fails.
async fn tell(live: Option<OwnerArgs>, folder: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let Some(owner) = live else {
        say("The live system was not told, since PLUMBLINE_OWNER_STORE does not name it.");
        return Ok(());
    };
    let noted = note(&owner, folder, manifest).await;
    noted.map_err(|failure| match failure {
        Failure::Away(why) => Failure::Away(format!("{UNTOLD}: {why}")),
        why => Failure::Failed(format!("{UNTOLD}: {why}")),
    })?;
    say("The live system was told: status page, health and metrics say how old the backup is.");
    Ok(())
}

const UNTOLD: &str = "The backup is proved, and the live system could not be told";

/// Notes a backup where every process looks. Refuses one that holds what the live system never had.
async fn note(owner: &OwnerArgs, folder: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let client = store::connect(&owner.config()?).await?;
    let live = trusts(&client).await?;
    let foreign = manifest.trusts.iter().find(|backed| {
        live.iter().all(|head| head.trust != backed.trust || head.events < backed.events)
    });
    if let Some(TrustHead { trust, events }) = foreign {
        return Err(Failure::Failed(format!(
            "the store of PLUMBLINE_OWNER_STORE does not hold the {events} events of trust {trust}, as far as its user may see"
        )));
    }
    let folder = folder.canonicalize().map_err(Failure::failed)?;
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    let proved = ProvedBackup {
        name: name.to_string_lossy().into_owned(),
        events: manifest.trusts.iter().map(|trust| trust.events).sum(),
        taken_at: manifest.taken.try_into().map_err(Failure::failed)?,
    };
    Ok(BackupStanding::note(&client, &proved).await?)
}

impl Onto {
    async fn restore(&self, bundle: &Bundle, manifest: &Manifest) -> Result<(), Failure> {
        let begun = Instant::now();
        let erased = self.erased(bundle)?;
        let server = self.config(None)?;
        let client = store::connect(&server).await?;
        let name = &manifest.database;
        self.create(&client, name, bundle).await?;
        let database = self.config(Some(name))?;
        let mut restore = PostgresTool::new("pg_restore", &server)?;
        restore.with(&["--exit-on-error", "--no-password"]);
        restore.on(&self.url(name)?);
        restore.with(&[&bundle.path(Bundle::STORE).display().to_string()]);
        restore.run()?;
        let restored = store::connect(&database).await?;
        restored.batch_execute("analyze").await.map_err(Failure::failed)?;
        self.give_passwords(&client).await?;
        let settings = self.settings_for(&database)?;
        replay_erasures(&settings, &erased).await?;
        self.compare(bundle, manifest, &settings).await?;
        let reason = format!("Restored from the backup of {}.", manifest.taken);
        let line = line::begin(&restored, &reason).await?;
        say(&format!(
            "The log goes on as line {line}. Every listener is told from where it has to hear anew."
        ));
        say(&format!("Restored into the database {name} after {:.1?}.", begun.elapsed()));
        Ok(())
    }

    /// What the ledger in the backup names, and what the one outside names, which knows of later erasures. It is read before
    /// anything is restored, since a restore that ends half-way leaves a database.
    fn erased(&self, bundle: &Bundle) -> Result<Vec<ErasedLine>, Failure> {
        let kept = bundle.path(Bundle::ERASURES);
        let kept = kept.exists().then_some(kept);
        let ledgers: Vec<_> = kept.into_iter().chain(self.settings.erasures.clone()).collect();
        Ledger::read(&ledgers).map_err(|error| {
            Failure::Input(format!(
                "{error}. Put the ledger of erasures there. Without PLUMBLINE_ERASURES what was erased after the backup comes back."
            ))
        })
    }

    /// Roles first, then the database, closed before anything is in it.
    async fn create(&self, client: &Client, name: &str, bundle: &Bundle) -> Result<(), Failure> {
        let there = "select from pg_database where datname = $1";
        if client.query_opt(there, &[&name]).await.map_err(Failure::failed)?.is_some() {
            return Err(Failure::Input(format!(
                "There is a database {name} on this server. A restore begins without one."
            )));
        }
        let quoted = client
            .query_one("select quote_ident($1)", &[&name])
            .await
            .map_err(Failure::failed)?
            .get::<_, String>(0);
        let roles = std::fs::read_to_string(bundle.path(Bundle::ROLES)).map_err(Failure::failed)?;
        let (of_database, of_server): (Vec<_>, Vec<_>) =
            roles.lines().partition(|line| line.contains(DATABASE));
        let run = async |statements: String| {
            client.batch_execute(&statements).await.map_err(Failure::failed)
        };
        run(of_server.join("\n")).await?;
        run(format!("create database {quoted} template template0 encoding 'UTF8'")).await?;
        run(of_database.join("\n").replace(DATABASE, &quoted)).await
    }

    /// Gives each role the password of its file, where the settings name a folder.
    async fn give_passwords(&self, client: &Client) -> Result<(), Failure> {
        let Some(folder) = &self.settings.store_passwords else { return Ok(()) };
        let ours =
            r"select rolname::text from pg_roles where rolname like 'plumbline\_%' and rolcanlogin";
        for row in client.query(ours, &[]).await.map_err(Failure::failed)? {
            let role: String = row.get(0);
            let file = folder.join(&role);
            if !file.exists() {
                continue;
            }
            let password = host::secrets::read(&file)?;
            let statement = "select format('alter role %I password %L', $1::text, $2::text)";
            let statement = client.query_one(statement, &[&role, &password]).await;
            let statement: String = statement.map_err(Failure::failed)?.get(0);
            client.batch_execute(&statement).await.map_err(Failure::failed)?;
        }
        Ok(())
    }

    /// Compares each trust's log with its checkpoint in the backup, and its length with the manifest's.
    async fn compare(
        &self,
        bundle: &Bundle,
        manifest: &Manifest,
        settings: &Settings,
    ) -> Result<(), Failure> {
        let client = store::connect(&self.config(Some(&manifest.database))?).await?;
        let found = trusts(&client).await?;
        let mut checkpoints = Vec::new();
        for TrustHead { trust, events } in &manifest.trusts {
            let head = found.iter().find(|head| head.trust == *trust);
            let restored = head.map_or(0, |head| head.events);
            if restored < *events {
                return Err(Failure::Failed(format!(
                    "The log of trust {trust} has {restored} events and had {events} when the backup was made."
                )));
            }
            let note = bundle.path(&Bundle::checkpoint(*trust));
            checkpoints.push((*trust, restored, note.exists().then_some(note)));
        }
        verify_sealed(settings, checkpoints).await
    }

    fn config(&self, database: Option<&str>) -> Result<StoreConfig, Failure> {
        let owner = OwnerArgs {
            owner_store: self.maintenance.clone(),
            owner_password: self.password.clone(),
        };
        let mut config = owner.config()?;
        if let Some(database) = database {
            config.dbname(database);
        }
        Ok(config)
    }

    /// The address of the restored database, in the words of PostgreSQL's programs.
    fn url(&self, database: &str) -> Result<String, Failure> {
        let config = self.config(None)?;
        let name = format!("dbname='{}'", database.replace('\'', "\\'"));
        let mut words = vec![name, config.encryption_words()];
        if let Some(user) = config.get_user() {
            words.push(format!("user='{user}'"));
        }
        let hosts = config.get_hosts().iter().map(|host| match host {
            eventlog::tokio_postgres::config::Host::Tcp(name) => name.clone(),
            eventlog::tokio_postgres::config::Host::Unix(folder) => folder.display().to_string(),
        });
        words.extend(hosts.take(1).map(|host| format!("host='{host}'")));
        words.extend(config.get_ports().first().map(|port| format!("port={port}")));
        Ok(words.join(" "))
    }

    /// The settings of this process, with the restored database for its store.
    fn settings_for(&self, database: &StoreConfig) -> Result<Settings, Failure> {
        let named: StoreConfig = self.settings.store.parse().map_err(|error| {
            Failure::Input(format!("The store setting is no PostgreSQL URL: {error}"))
        })?;
        if named.get_dbname() != database.get_dbname() {
            return Err(Failure::Input(format!(
                "The setting PLUMBLINE_STORE has to name the restored database {}.",
                database.get_dbname().unwrap_or_default()
            )));
        }
        Ok(self.settings.clone())
    }
}
