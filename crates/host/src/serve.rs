//! Runs services in one process: doors, projection runners, relay, until told to stop.

use access::Access;
use contract::Clock;
use door::limit_calls::{self, LimitCalls};
use door::{Admission, CallerAuthenticator, Disclosures, Door, HoldAnswers, Permissions};
use door::{TokenExchange, call_span};
use eventlog::{Follower, Log, SpareTurns, StartError, StoreConfig};
use peers::{Peers, RememberToken};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::service::Routes;
use tonic::transport::Server;

use crate::backups::{self, BackupWatch};
use crate::call_times::CallTimes;
use crate::health::HealthWatch;
use crate::log_stamps::{self, StampWatch};
use crate::reflection::Described;
use crate::{OpenError, Opened, Parts, Service, Settings, SettingsError};
use crate::{admin, prometheus};

/// Why units could not start or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(Box<SettingsError>),
    /// The store is away or not fit.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The bus's address cannot be used.
    #[error(transparent)]
    Bus(#[from] bus::ConnectError),
    /// A service could not open.
    #[error("the service {0} could not open: {1}")]
    Open(&'static str, OpenError),
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
    /// The server ended with an error.
    #[error("the gRPC server stopped: {0}")]
    Server(#[from] tonic::transport::Error),
    /// The rules that are shipped cannot be read.
    #[error("the rules of who may do what: {0}")]
    Rules(#[from] access::PolicyError),
    /// The contract's descriptors cannot be shown.
    #[error("the contract cannot be shown by reflection: {0}")]
    Reflection(#[from] prost_reflect::DescriptorError),
    /// Something else in this process gathers them already.
    #[error("metrics cannot be gathered: {0}")]
    Measures(#[from] metrics_exporter_prometheus::BuildError),
}

impl From<SettingsError> for ServeError {
    fn from(error: SettingsError) -> Self {
        Self::Settings(Box::new(error))
    }
}

/// One process of an installation.
#[derive(Debug)]
pub struct Host {
    settings: Settings,
    peers: Peers,
    shutdown: CancellationToken,
    work: TaskTracker,
    routes: Routes,
    names: Vec<&'static str>,
    health: HealthWatch,
    access: Access,
    permissions: Option<Permissions>,
    looks: Option<Disclosures>,
    authenticator: CallerAuthenticator,
    spare_turns: SpareTurns,
    #[cfg(feature = "bench")]
    unguarded: bool,
}

impl Host {
    /// Reads the settings.
    pub async fn try_new(
        settings: Settings,
        shutdown: CancellationToken,
    ) -> Result<Self, ServeError> {
        let peers = settings.peers()?;
        if settings.given_clock && !settings.listen.ip().to_canonical().is_loopback() {
            return Err(SettingsError::GivenClock.into());
        }
        let (work, routes) = (TaskTracker::new(), Routes::default());
        if settings.admin.is_some() {
            // Before anything that is measured begins.
            prometheus::gather()?;
        }
        let (names, health) = (Vec::new(), HealthWatch::default());
        let (access, permissions) = (Access::try_new(None)?, None);
        let authenticator = settings
            .authentication
            .authenticator(&settings.identity)
            .map_err(SettingsError::from)?;
        work.spawn(authenticator.clone().follow(settings.identity.clone(), shutdown.clone()));
        Ok(Self {
            settings,
            peers,
            shutdown,
            work,
            routes,
            names,
            health,
            access,
            permissions,
            looks: None,
            authenticator,
            spare_turns: SpareTurns::default(),
            #[cfg(feature = "bench")]
            unguarded: false,
        })
    }

    /// Runs by the rules of a demonstration, in which each visitor chooses who to be.
    pub fn in_demo(&mut self) {
        self.access = self.access.clone().in_demo();
    }

    /// Asks no rules and records no looks, to measure beside a host that does.
    #[cfg(feature = "bench")]
    pub fn guard_nothing(&mut self) {
        self.unguarded = true;
    }

    fn door(&mut self, permissions: Permissions, log: &Log) -> Door {
        let clock = Clock::new(self.settings.given_clock);
        #[cfg(feature = "bench")]
        if self.unguarded {
            return Door::unguarded(log.clone(), clock);
        }
        // Those of all services of the process are written together: a page asks several of them at once.
        let looks = self.looks.get_or_insert_with(|| Disclosures::kept_in(log.clone())).clone();
        let admission = Admission { permissions, looks, authenticator: self.authenticator.clone() };
        Door::new(log.clone(), clock, admission)
    }

    /// The roles are read once for all services of the process, before the first door opens.
    async fn permissions(
        &mut self,
        log: &Log,
        store: &StoreConfig,
    ) -> Result<Permissions, ServeError> {
        if let Some(permissions) = &self.permissions {
            return Ok(permissions.clone());
        }
        let permissions = Permissions::of(self.access.clone(), log.clone());
        permissions.catch_up().await.map_err(StartError::from)?;
        self.health.works.push((ROLES_HEALTH, permissions.unreadable()));
        self.work.spawn(permissions.clone().follow(store.clone(), self.shutdown.clone()));
        self.permissions = Some(permissions.clone());
        Ok(permissions)
    }

    /// Opens a service: its log, its followers, its doors.
    pub async fn open(&mut self, service: &dyn Service) -> Result<(), ServeError> {
        let store = self.settings.store_as(&eventlog::role_of(service.name()))?;
        let (throw_away, connections) = (self.settings.throw_away, self.settings.connections());
        let turns = self.spare_turns.clone();
        let log = Log::open_with(&store, throw_away, connections, turns).await?;
        let permissions = self.permissions(&log, &store).await?;
        let mut followers = Vec::new();
        for projection in service.projections(&self.peers) {
            let follower = Follower::open(projection, log.clone()).await;
            followers.push(follower.map_err(StartError::from)?);
        }
        let read_models =
            followers.iter().map(|follower| (follower.name(), follower.read_model())).collect();
        if self.health.logs.is_empty() {
            let watch = BackupWatch::new(log.clone(), self.settings.backup_days);
            self.health.works.push((backups::HEALTH, watch.trouble()));
            self.work.spawn(watch.run(self.shutdown.clone()));
            let watch = StampWatch::new(log.clone());
            self.health.works.push((log_stamps::HEALTH, watch.trouble()));
            self.work.spawn(watch.run(self.shutdown.clone()));
        }
        self.health.logs.push((service.name(), log.clone()));
        let door = self.door(permissions, &log);
        let parts = Parts {
            log,
            store,
            door,
            peers: self.peers.clone(),
            typesetter: self.settings.typesetter()?,
            wave_keys: self.settings.wave_keys.clone(),
            erasures: self.settings.erasures.clone(),
            backup_days: self.settings.backup_days,
            virus_scanner: self.settings.scan.clone(),
            sign_in: self.settings.sign_in.clone(),
            shutdown: self.shutdown.clone(),
            read_models,
        };
        let Opened { routes, tasks } =
            service.open(parts).await.map_err(|error| ServeError::Open(service.name(), error))?;
        self.routes = merge(std::mem::take(&mut self.routes), routes);
        self.names.push(service.grpc_name());
        self.health
            .followers
            .extend(followers.into_iter().map(|follower| (service.grpc_name(), follower)));
        for (name, task) in tasks {
            tracing::debug!(service = service.name(), task = name, "started");
            self.work.spawn(task);
        }
        tracing::info!(service = service.name(), "open");
        Ok(())
    }

    /// Starts to feed the followers of every service that was opened, with what the first of them hears and reads.
    async fn feed(&self) -> Result<(), ServeError> {
        let Some((first, log)) = self.health.logs.first() else { return Ok(()) };
        let followers = self.health.followers.iter().map(|(_, follower)| follower.clone());
        let bus = self.bus(first).await?;
        let shutdown = self.shutdown.clone();
        self.work.spawn(bus::feed(followers.collect(), log.clone(), bus, shutdown));
        Ok(())
    }

    /// Connects to the bus as one of its users, in the background.
    async fn bus(&self, user: &str) -> Result<Option<bus::Client>, ServeError> {
        let Some(address) = self.settings.bus() else { return Ok(None) };
        let login = self.settings.bus_login(user)?;
        self.work.spawn(bus::check_at_start(address.to_owned(), login.clone()));
        Ok(Some(bus::connect(address, &login).await?))
    }

    /// Starts the relay for the services and the one for other systems; without a bus there is nothing to relay to.
    pub async fn relay(&mut self) -> Result<(), ServeError> {
        let Some(bus) = self.bus(bus::RELAY).await? else { return Ok(()) };
        let store = self.settings.store_as("plumbline_relay")?;
        let (throw_away, turns) = (self.settings.throw_away, self.spare_turns.clone());
        let log = Log::open_with(&store, throw_away, bus::CONNECTIONS, turns).await?;
        self.health.relay = Some(log.clone());
        for hearers in bus::Hearers::ALL {
            let relay = bus::Relay::new(log.clone(), store.clone(), bus.clone(), hearers)
                .with_replicas(self.settings.bus_replicas)
                .with_megabytes(self.settings.bus_megabytes);
            self.health.works.push((relay_health(hearers), relay.trouble()));
            self.work.spawn(relay.run(self.shutdown.clone()));
        }
        tracing::info!("relaying");
        Ok(())
    }

    /// Starts work that needs no doors and ends at shutdown. `trouble` says why it does not do all of it, if so: the health
    /// name is then NOT_SERVING.
    pub fn work(
        &mut self,
        health_name: &'static str,
        trouble: watch::Receiver<String>,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        self.health.works.push((health_name, trouble));
        self.work.spawn(task);
    }

    /// Serves until shutdown, then lets what is under way end.
    pub async fn serve(self) -> Result<(), ServeError> {
        let listen = self.settings.listen;
        let listener =
            TcpListener::bind(listen).await.map_err(|cause| ServeError::Listen(listen, cause))?;
        self.admin().await?;
        self.feed().await?;
        self.serve_on(listener).await
    }

    async fn admin(&self) -> Result<(), ServeError> {
        let Some(address) = self.settings.admin else { return Ok(()) };
        let listener =
            TcpListener::bind(address).await.map_err(|cause| ServeError::Listen(address, cause))?;
        let (gathered, health) = (prometheus::gather()?, self.health.clone());
        self.work.spawn(admin::serve(listener, gathered, health, self.shutdown.clone()));
        tracing::info!(%address, "telling metrics");
        Ok(())
    }

    async fn serve_on(self, listener: TcpListener) -> Result<(), ServeError> {
        let (reporter, health) = tonic_health::server::health_reporter();
        for name in ["", "plumbline"].iter().chain(&self.names) {
            reporter.set_service_status(*name, tonic_health::ServingStatus::Serving).await;
        }
        let routes = Described::try_new()?.beside(self.routes.add_service(health));
        let routes =
            TokenExchange::beside(routes, &self.settings.authentication, &self.settings.identity)
                .map_err(SettingsError::from)?;
        let shutdown = self.shutdown.clone();
        self.work.spawn(self.health.clone().tend(reporter, shutdown.clone()));
        let gate = limit_calls::gate(&self.settings.limits);
        let connections = gate.connections().clone();
        self.work.spawn(connections.clone().watch(shutdown.clone()));
        let incoming = std::pin::pin!(limits::incoming(listener, connections));
        limit_calls::bounded(server(&self.settings)?.tcp_nodelay(true), &self.settings.limits)
            .trace_fn(call_span)
            .layer(CallTimes { measured: self.settings.admin.is_some() })
            .layer(LimitCalls(gate))
            .layer(HoldAnswers)
            .layer(RememberToken)
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, shutdown.cancelled_owned())
            .await?;
        self.work.close();
        self.work.wait().await;
        Ok(())
    }
}

/// A server that speaks TLS where there is a certificate.
fn server(settings: &Settings) -> Result<Server, ServeError> {
    let identity = settings.identity.read().map_err(SettingsError::from)?;
    match identity.doors() {
        Some(tls) => Ok(Server::builder().tls_config(tls)?),
        None => Ok(Server::builder()),
    }
}

/// Doors of several services on one address.
fn merge(all: Routes, more: Routes) -> Routes {
    // Each comes with the same answer to unknown paths; two of them can't be merged.
    Routes::from(all.into_axum_router().merge(more.into_axum_router().reset_fallback()))
}

/// The name under which health tells whether the roles of every trust can be read.
const ROLES_HEALTH: &str = "plumbline.roles";

/// The name under which health tells whether a relay may publish.
fn relay_health(hearers: bus::Hearers) -> &'static str {
    match hearers {
        bus::Hearers::House => "plumbline.relay",
        bus::Hearers::Open => "plumbline.open-relay",
    }
}
