//! The web application: pages for people, made on the server from what the services say. It has no database.

mod access;
mod assets;
mod chart;
mod components;
mod dates;
mod drafts;
mod failure;
mod form;
mod frame;
mod ground;
mod guard;
mod limits;
mod names;
mod pages;
mod router;
#[cfg(test)]
mod sample;
mod services;
mod sessions;

use std::net::SocketAddr;

use ::limits::Limits;
use host::{CancellationToken, Peers};
use tokio::net::TcpListener;

pub use router::router;

/// How the web application is started.
#[derive(Clone, Copy, Debug)]
pub struct WebSettings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether people are chosen from a list instead of signing in.
    pub demo: bool,
}

/// Why the web application did not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no sign-in yet but the demo's chooser.
    #[error(
        "real sign-in does not exist yet, so the web pages would be open to anybody: \
         start with --demo on a machine of your own"
    )]
    NoSignIn,
    /// The demo's chooser lets anybody in, so nobody else may reach it.
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
    peers: Peers,
}

/// Checks the settings and listens.
pub async fn bind(settings: WebSettings, peers: Peers) -> Result<Bound, WebError> {
    let address = settings.listen;
    if !settings.demo {
        return Err(WebError::NoSignIn);
    }
    if !address.ip().is_loopback() {
        return Err(WebError::NotLoopback(address));
    }
    let failed = |cause| WebError::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Bound { listener, address, peers })
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
        let pages = limits::limited(router(self.peers), gate.clone());
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
