//! `plumbline run`: everything on this machine with one command.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use door::AuthenticationSettings;
use host::{CancellationToken, Settings};
use identity::IdentitySettings;
use private_servers::{Durability, Nats, Postgres, StartError};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::serve::{SealArgs, Serve, WebArgs, serve};
use super::{demo, founding, keys, say, told_to_stop};
use crate::key_folder::{KeyFolder, Part};
use crate::units::ALL;
use crate::{Failure, store};

#[derive(Args, Debug)]
#[command(
    after_help = "Everything it keeps is in the data folder; delete the folder to begin anew."
)]
pub(super) struct Run {
    /// Where the private servers keep their data, and where the reports go.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The gRPC doors' port on loopback.
    #[arg(long, default_value_t = 7400)]
    port: u16,
    /// The web application's port on loopback.
    #[arg(long, default_value_t = 7480)]
    web_port: u16,
    /// The private nats-server's port on loopback.
    #[arg(long, default_value_t = 7422)]
    bus_port: u16,
    /// The port on loopback for /metrics, /healthz and /readyz; ten above the web application's unless said.
    #[arg(long)]
    admin_port: Option<u16>,
    /// Start with an empty installation.
    #[arg(long)]
    without_demo: bool,
    /// Stop once everything is up and the demo is played.
    #[arg(long)]
    once: bool,
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Run {
    pub(super) async fn run(self) -> Result<(), Failure> {
        for (port, what) in [
            (self.port, "the gRPC doors"),
            (self.web_port, "the web application"),
            (self.bus_port, "nats-server"),
            (self.admin_port(), "metrics"),
        ] {
            free(port, what).await?;
        }
        make(&self.data)?;
        say(&format!(
            "Starting a private PostgreSQL and nats-server in {} ...",
            self.data.display()
        ));
        let mut postgres =
            Postgres::start(&self.data.join("postgres"), Durability::Durable).await?;
        postgres.create_database("plumbline").await.map_err(Failure::failed)?;
        let mut nats = Nats::start_for_a_demo(&self.data.join("nats"), Some(self.bus_port)).await?;
        self.make_keys()?;
        let settings = self.settings(&postgres, &nats);
        let owner = postgres.url("plumbline").parse().map_err(Failure::failed)?;
        let prepared = store::prepare(&owner, &settings).await?;
        if prepared.migrations > 0 {
            say(&format!("Migrations run: {}.", prepared.migrations));
        }
        // No process but this one uses the private store.
        store::tidy(&mut store::owner(&owner).await?, &settings).await?;

        let key = self.data.join("seal.key");
        if !key.exists() {
            keys::new(&key, "plumbline.local")?;
        }
        let page_key = self.data.join("pages.key");
        if !page_key.exists() {
            web::PageKey::generate(&page_key).map_err(Failure::failed)?;
        }
        let sealed = Some(self.data.join("sealed"));
        let seal = SealArgs { seal_keys: vec![key], sealed, ..SealArgs::default() };

        let shutdown = CancellationToken::new();
        let listen = ([127, 0, 0, 1], self.web_port).into();
        let web = WebArgs {
            web: listen,
            demo: true,
            sign_in: None,
            page_key: Some(page_key),
            given_clock_with_sign_in: false,
        };
        let all = Serve { units: vec![ALL.to_owned()], settings: settings.clone(), web, seal };
        let mut units = tokio::spawn(serve(all, shutdown.clone()));
        let outcome = tokio::select! {
            ended = &mut units => ended.map_err(Failure::failed).flatten(),
            outcome = self.in_front(&settings, &postgres) => outcome,
        };
        if !units.is_finished() {
            shutdown.cancel();
            units.await.map_err(Failure::failed)??;
        }
        nats.stop();
        postgres.stop();
        say("Stopped everything this command had started.");
        outcome
    }

    /// Shows progress in the terminal while the units run; ends when told to stop.
    async fn in_front(&self, settings: &Settings, postgres: &Postgres) -> Result<(), Failure> {
        let work = async {
            up(settings).await?;
            if !self.without_demo {
                demo::play_here(
                    settings,
                    &self.data,
                    &format!("http://127.0.0.1:{}", self.web_port),
                )
                .await?;
            }
            self.tell(postgres);
            if self.without_demo {
                let link = web::BeginningLink::new(format!("http://127.0.0.1:{}", self.web_port));
                founding::offer_at_start(settings, &link).await?;
            }
            if self.once { Ok(()) } else { std::future::pending().await }
        };
        tokio::select! {
            outcome = work => outcome,
            () = told_to_stop() => Ok(()),
        }
    }

    fn admin_port(&self) -> u16 {
        self.admin_port.unwrap_or(self.web_port.saturating_add(10))
    }

    fn settings(&self, postgres: &Postgres, nats: &Nats) -> Settings {
        Settings {
            store: postgres.url_without_user("plumbline"),
            bus: nats.url().to_owned(),
            bus_passwords: Some(nats.passwords().to_owned()),
            // nats-server sets it aside, and a laptop's disk may be nearly full.
            bus_megabytes: 64,
            listen: ([127, 0, 0, 1], self.port).into(),
            given_clock: true,
            wave_keys: Some(self.data.join("wave-keys")),
            admin: Some(([127, 0, 0, 1], self.admin_port()).into()),
            identity: self.identity(),
            authentication: AuthenticationSettings {
                believe_callers: true,
                accounts: Some(self.keys().join("accounts.toml")),
            },
            ..Settings::default()
        }
    }

    fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// Settings by which a caller on this machine is believed without a key. Other systems have accounts all the same.
    fn identity(&self) -> IdentitySettings {
        IdentitySettings {
            key: Some(self.keys().join("all.key")),
            known_keys: Some(self.keys().join("known-keys.toml")),
            ..IdentitySettings::default()
        }
    }

    fn make_keys(&self) -> Result<(), Failure> {
        let folder = KeyFolder::open(&self.keys())?;
        if !folder.known_keys().exists() {
            folder.make_service(ALL, Part::of(ALL), keys::days(1)?)?;
        }
        folder.begin_accounts()
    }

    fn tell(&self, postgres: &Postgres) {
        say("");
        say(&format!("Open          http://127.0.0.1:{}/", self.web_port));
        say(&format!("gRPC          http://127.0.0.1:{}  (reflection on)", self.port));
        say(&format!("Events        nats://127.0.0.1:{}  subject plumbline.>", self.bus_port));
        say(&format!("Metrics       http://127.0.0.1:{}/metrics", self.admin_port()));
        say(&format!("Store         {}", postgres.url("plumbline")));
        if !self.once {
            say("Ctrl-C stops everything this command started, and nothing else.");
        }
    }
}

fn make(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::Input(format!("The data folder {} cannot be made: {error}", folder.display()))
    })
}

async fn free(port: u16, what: &str) -> Result<(), Failure> {
    match tokio::net::TcpListener::bind(("127.0.0.1", port)).await {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::Failed(format!(
            "Port {port} for {what} is not free ({error}). Is Plumbline running already? Other ports: see plumbline run --help."
        ))),
    }
}

/// Waits until the doors answer. If the units end before, the caller ends the wait.
async fn up(settings: &Settings) -> Result<(), Failure> {
    let mut health = HealthClient::new(settings.peers()?.channel("schools"));
    loop {
        if health.check(HealthCheckRequest::default()).await.is_ok() {
            return Ok(());
        }
        pause().await;
    }
}

/// A short wait between two tries to connect.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}
