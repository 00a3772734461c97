//! The web application: pages for people, made on the server from what the services say. Of the store it has the tables of
//! signing in and of what a person saved, and nothing else.

mod access;
mod allowed;
mod arriving;
mod asked;
mod assets;
mod calendars;
mod chart;
mod checker;
mod components;
mod dates;
mod drafts;
mod failure;
mod form;
mod frame;
mod ground;
mod guard;
mod guests;
mod handouts;
mod known_links;
mod limits;
mod listed;
mod listing;
mod may;
mod names;
mod packing;
mod page_key;
mod pages;
mod router;
mod routes;
#[cfg(test)]
mod sample;
mod saved_views;
mod services;
mod sessions;
mod shown;
mod sign_in;
mod trust_style;
mod uploads;
mod visitor;
mod web;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use ::limits::Limits;
use axum::Router;
use contract::Clock;
use eventlog::StoreConfig;
use host::CancellationToken;
use peers::Peers;
use tokio::net::TcpListener;

use guard::Hosts;
use sign_in::{SignIn, Store};
use web::Web;

pub use drafts::KEPT_DAYS as DRAFT_DAYS;
pub use page_key::{PageKey, PageKeyError};
pub use router::{router, routes, sends};
pub use sign_in::{Address, BeginningLink, CONNECTIONS as STORE_CONNECTIONS};
pub use sign_in::{InvitationLink, SignInSettingsError};
pub use sign_in::{ProviderStanding, ProviderTrouble, provider_standings};

/// How the web application is started.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How people come in.
    pub way_in: WayIn,
    /// The program that checks reports: `<program> verify report`.
    pub checker: PathBuf,
    /// The file of the key that all web processes share; a key of this process alone where there is none.
    pub key: Option<PathBuf>,
}

/// How people come in.
#[derive(Clone, Debug)]
pub enum WayIn {
    /// They are chosen from a list, on this machine only.
    Demo {
        /// The store, with the role plumbline_web; without one no form can be saved for later.
        store: Option<Box<StoreConfig>>,
    },
    /// They sign in.
    SignIn {
        /// The settings of signing in (`deploy/sign-in.example.toml`).
        file: PathBuf,
        /// The store, with the role plumbline_web.
        store: Box<StoreConfig>,
        /// Tells the time.
        clock: Clock,
    },
    /// Nothing was said.
    Unsaid,
}

/// Why the web application did not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Without signing in the pages would be open to all.
    #[error(
        "nobody could sign in: name a settings file with --sign-in (deploy/sign-in.example.toml is one to begin with), \
         or start with --demo on a machine of your own"
    )]
    NoSignIn,
    /// The key of the pages cannot be used.
    #[error(transparent)]
    Key(#[from] PageKeyError),
    /// The settings of signing in cannot be used.
    #[error(transparent)]
    SignIn(#[from] SignInSettingsError),
    /// The demo's chooser lets every visitor in, so only this machine may reach it.
    #[error(
        "with --demo anybody can act as anybody, so the web pages stay on this machine: listen on 127.0.0.1, not {0}"
    )]
    NotLoopback(SocketAddr),
    /// The address is taken or not this machine's.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// A web application that listens and is not yet serving.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    links: Arc<known_links::KnownLinks>,
    over_tls: bool,
}

/// Checks the settings and listens.
pub async fn bind(settings: WebSettings, peers: Peers) -> Result<Bound, WebError> {
    let address = settings.listen;
    let over_tls = matches!(settings.way_in, WayIn::SignIn { .. });
    let web = Web::new(peers).checking_by(settings.checker);
    let web = match settings.key {
        Some(file) => web.keyed(PageKey::read(&file)?),
        None => {
            tracing::warn!(
                "no key of the pages is set, so answers under way do not survive a restart"
            );
            web
        }
    };
    let links = Arc::clone(&web.links);
    let router = match settings.way_in {
        WayIn::Unsaid => return Err(WebError::NoSignIn),
        WayIn::Demo { .. } if !address.ip().is_loopback() => {
            return Err(WebError::NotLoopback(address));
        }
        WayIn::Demo { store } => {
            let store = store.map(|store| Store::new(&store));
            router::pages(web.saving(store), Hosts::ThisMachine)
        }
        WayIn::SignIn { file, store, clock } => {
            let sign_in = SignIn::try_new(&file, &store)?;
            sign_in.check_providers();
            let hosts = Hosts::Named(sign_in.address.clone());
            let store = Some(sign_in.store.clone());
            router::pages(web.saving(store).signing_in(sign_in, clock), hosts)
        }
    };
    let failed = |cause| WebError::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Bound { listener, address, router, links, over_tls })
}

impl Bound {
    /// Where it listens, the real port included.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown`; requests begun are finished.
    pub async fn run(self, limits: &Limits, shutdown: CancellationToken) {
        tracing::info!(address = %self.address, "the web pages are open");
        let gate = limits::gate(limits);
        let front =
            limits::Front { gate: gate.clone(), links: self.links, over_tls: self.over_tls };
        let pages = limits::limited(self.router, front);
        ::limits::serve(self.listener, pages, gate, shutdown).await;
    }
}

/// Serves the pages until `shutdown`.
pub async fn serve(
    settings: WebSettings,
    peers: Peers,
    limits: &Limits,
    shutdown: CancellationToken,
) -> Result<(), WebError> {
    bind(settings, peers).await?.run(limits, shutdown).await;
    Ok(())
}
