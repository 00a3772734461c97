//! `plumbline serve`: one unit, several, or all in one process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use contract::Clock;
use host::{CancellationToken, Host, Settings, SettingsError};

use super::keys::read_key;
use super::{founding, told_to_stop};
use crate::Failure;
use crate::units::{ALL, RELAY, SEALER, WEB, names, services};

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  plumbline serve all --demo --believe-callers\n  plumbline serve surveys --key keys/surveys.key --known-keys keys/known-keys.toml"
)]
pub(super) struct Serve {
    /// The units that this process serves.
    #[arg(required = true, help = format!("One or more of: {}", names().join(", ")))]
    pub(super) units: Vec<String>,
    #[command(flatten)]
    pub(super) settings: Settings,
    #[command(flatten)]
    pub(super) web: WebArgs,
    #[command(flatten)]
    pub(super) seal: SealArgs,
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct SealArgs {
    /// Files with the keys the sealer signs with (`plumbline keys new`); two while one follows the other.
    #[arg(long, env = "PLUMBLINE_SEAL_KEYS", value_delimiter = ',')]
    pub(super) seal_keys: Vec<PathBuf>,
    /// Public keys whose seals the sealer goes on from though it no longer has their private halves.
    #[arg(long, env = "PLUMBLINE_SEAL_KNOWN", value_delimiter = ',')]
    pub(super) seal_known: Vec<String>,
    /// A folder, not in the store, in which the sealer remembers what it signed last of each log.
    #[arg(long, env = "PLUMBLINE_SEALED")]
    pub(super) sealed: Option<PathBuf>,
    /// In how many hours the sealer compares every event with the sealed tree once; 24 unless said.
    #[arg(long, env = "PLUMBLINE_SEAL_AUDIT_HOURS", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) seal_audit_hours: Option<u16>,
}

/// The name under which health tells whether every log is as it was sealed.
const SEAL_HEALTH: &str = "plumbline.seal";

#[derive(Args, Clone, Debug)]
pub(super) struct WebArgs {
    /// Where the web application listens.
    #[arg(long, env = "PLUMBLINE_WEB", default_value = "127.0.0.1:7480")]
    pub(super) web: SocketAddr,
    /// Let every visitor choose a person to be, without signing in. Loopback only.
    #[arg(long, env = "PLUMBLINE_DEMO")]
    pub(super) demo: bool,
    /// The settings of signing in to the web application and of e-mail; deploy/sign-in.example.toml is one to begin with.
    #[arg(long, env = "PLUMBLINE_SIGN_IN", conflicts_with = "demo")]
    pub(super) sign_in: Option<PathBuf>,
    /// The key that all web processes share (`plumbline keys pages`): it seals what respondents' browsers keep.
    #[arg(long, env = "PLUMBLINE_PAGE_KEY")]
    pub(super) page_key: Option<PathBuf>,
    /// For tests of signing in, which say what time it is. An environment cannot set it.
    #[arg(long, hide = true)]
    pub(super) given_clock_with_sign_in: bool,
}

impl WebArgs {
    /// A new link that begins a trust, at the address where people find the pages; `None` where the pages have no way in.
    fn link(&self) -> Result<Option<web::BeginningLink>, Failure> {
        match &self.sign_in {
            Some(file) => {
                let link = web::BeginningLink::try_new(file);
                link.map(Some).map_err(|error| Failure::Input(error.to_string()))
            }
            None if self.demo => Ok(Some(web::BeginningLink::new(format!("http://{}", self.web)))),
            None => Ok(None),
        }
    }

    fn settings(&self, settings: &Settings) -> Result<web::WebSettings, Failure> {
        let way_in = match &self.sign_in {
            Some(file) => web::WayIn::SignIn {
                file: file.clone(),
                store: Box::new(settings.store_as("plumbline_web")?),
                clock: Clock::new(settings.given_clock),
            },
            None if self.demo => {
                web::WayIn::Demo { store: Some(Box::new(settings.store_as("plumbline_web")?)) }
            }
            None => web::WayIn::Unsaid,
        };
        let (checker, key) = (settings.typesetter()?, self.page_key.clone());
        Ok(web::WebSettings { listen: self.web, way_in, checker, key })
    }
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let known = names();
        if let Some(stranger) = self.units.iter().find(|unit| !known.contains(&unit.as_str())) {
            return Err(Failure::Input(format!(
                "There is no unit {stranger}. Units: {}.",
                known.join(", ")
            )));
        }
        let shutdown = CancellationToken::new();
        let stop = shutdown.clone();
        tokio::spawn(async move {
            told_to_stop().await;
            stop.cancel();
        });
        if self.units.iter().any(|unit| unit == WEB || unit == ALL)
            && let Some(link) = self.web.link()?
        {
            tokio::spawn(offered(self.settings.clone(), link, shutdown.clone()));
        }
        serve(self, shutdown).await
    }
}

/// Prints the link that begins a trust, where there is none yet. Serving goes on without it.
async fn offered(settings: Settings, link: web::BeginningLink, shutdown: CancellationToken) {
    tokio::select! {
        () = shutdown.cancelled() => {}
        outcome = founding::offer_at_start(&settings, &link) => {
            if let Err(error) = outcome {
                tracing::warn!(%error, "no link that begins a trust was made");
            }
        }
    }
}

/// Serves units until shutdown.
pub(super) async fn serve(asked: Serve, shutdown: CancellationToken) -> Result<(), Failure> {
    let Serve { units, mut settings, web, seal } = asked;
    settings.sign_in.clone_from(&web.sign_in);
    let wanted = |name: &str| units.iter().any(|unit| unit == name || unit == ALL);
    if settings.given_clock && settings.sign_in.is_some() && !web.given_clock_with_sign_in {
        return Err(SettingsError::GivenClockWithSignIn.into());
    }
    let authentication =
        settings.authentication.check(&settings.identity, web.demo, settings.listen);
    authentication.map_err(|error| Failure::Input(error.to_string()))?;
    if settings.given_clock && wanted(WEB) && !web.web.ip().to_canonical().is_loopback() {
        return Err(SettingsError::GivenClock.into());
    }
    let mut host = Host::try_new(settings.clone(), shutdown.clone()).await?;
    if web.demo {
        host.in_demo();
    }
    for service in services() {
        if wanted(service.name()) {
            host.open(service.as_ref()).await?;
        }
    }
    if wanted(RELAY) {
        host.relay().await?;
    }
    if wanted(SEALER) {
        if let Some(sealer) = sealer(&settings, &seal)? {
            host.work(SEAL_HEALTH, sealer.trouble(), sealer.run(shutdown.clone()));
        } else if units.iter().any(|unit| unit == SEALER) {
            return Err(Failure::Input(
                "The sealer needs a key: plumbline keys new <file>.".to_owned(),
            ));
        } else {
            tracing::warn!("no seal key is set, so nothing is sealed");
        }
    }
    // A unit that ends with an error ends the others too, so that the process is restarted as a whole.
    let stop = shutdown.clone();
    let pages = async {
        if !wanted(WEB) {
            return Ok(());
        }
        let pages = web.settings(&settings)?;
        let outcome = web::serve(pages, settings.peers()?, &settings.limits, shutdown).await;
        stop.cancel();
        outcome.map_err(Failure::failed)
    };
    let stop = stop.clone();
    let doors = async {
        let outcome = host.serve().await;
        stop.cancel();
        outcome.map_err(Failure::from)
    };
    let (pages, doors) = tokio::join!(pages, doors);
    doors.and(pages)
}

fn sealer(settings: &Settings, seal: &SealArgs) -> Result<Option<::trail::Sealer>, Failure> {
    let keys = seal.seal_keys.iter().map(|file| read_key(file)).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        return Ok(None);
    }
    let mut sealer = ::trail::Sealer::new(settings.store_as("plumbline_sealer")?, keys)
        .knowing(seal.seal_known.clone());
    if let Some(folder) = &seal.sealed {
        let remembering = sealer.remembering_in(folder.clone());
        sealer = remembering.map_err(|error| {
            Failure::Input(format!("The folder {} cannot be used: {error}", folder.display()))
        })?;
    }
    if let Some(hours) = seal.seal_audit_hours {
        sealer = sealer.with_rounds_of(Duration::from_secs(u64::from(hours) * 60 * 60));
    }
    Ok(Some(sealer))
}
