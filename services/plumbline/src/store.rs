//! Brings a store to this build's shape: migrations, and the tables of every projection beside those of the build before.

use eventlog::tokio_postgres::Client;
use eventlog::{Keeper, Log, ProjectionTables, RebuildError, Rebuilt, StoreConfig};
use host::{Service, Settings};

use crate::Failure;
use crate::units::services;

/// What was done to a store.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Migrations that ran.
    pub migrations: usize,
    /// Projections whose tables were built beside those of another build.
    pub built: Vec<&'static str>,
}

/// A connection with the role of the store's owner, which a superuser and the migrator may become.
pub(crate) async fn owner(config: &StoreConfig) -> Result<Client, Failure> {
    let client = connect(config).await?;
    let become_owner = eventlog::become_owner(&client).await;
    become_owner.map_err(|error| Failure::Failed(format!("Not the store's owner: {error}")))?;
    Ok(client)
}

/// A connection with the role that the settings name.
pub(crate) async fn connect(config: &StoreConfig) -> Result<Client, Failure> {
    let (client, connection) = config.open().await.map_err(|error| {
        // A server that is not trusted is there; another try changes nothing.
        let failure = match eventlog::distrust(&error) {
            Some(_) => Failure::Failed,
            None => Failure::Away,
        };
        failure(format!("The store cannot be reached: {}", eventlog::in_words(&error)))
    })?;
    tokio::spawn(connection);
    Ok(client)
}

/// Runs the missing migrations and builds the tables that are missing. Processes of another build go on with theirs. Harmless to
/// repeat.
pub async fn prepare(owner_config: &StoreConfig, settings: &Settings) -> Result<Prepared, Failure> {
    let migrations = eventlog::migrate(owner_config).await.map_err(Failure::failed)?;
    let mut client = owner(owner_config).await?;
    let mut prepared = Prepared { migrations, built: Vec::new() };
    let peers = settings.peers()?;
    for service in services() {
        let role = eventlog::role_of(service.name());
        for projection in service.projections(&peers) {
            let name = projection.name();
            let beside = eventlog::provision(&client, projection.as_ref(), &role)
                .await
                .map_err(Failure::failed)?;
            if beside {
                rebuild_one(&mut client, settings, service.as_ref(), name).await?;
                prepared.built.push(name);
            }
        }
    }
    let own = own_schemas(&client, settings).await?;
    eventlog::note_earlier(&client, &own).await.map_err(Failure::failed)?;
    Ok(prepared)
}

/// The schemas of this build's tables.
async fn own_schemas(client: &Client, settings: &Settings) -> Result<Vec<String>, Failure> {
    let peers = settings.peers()?;
    let of = |service: Box<dyn Service>| service.projections(&peers);
    let projections: Vec<_> = services().into_iter().flat_map(of).collect();
    let mut own = Vec::new();
    for projection in projections {
        let tables = ProjectionTables::find(client, projection.as_ref()).await;
        own.push(tables.map_err(Failure::failed)?.schema);
    }
    Ok(own)
}

/// Drops the tables of projections that the last `migrate` noted as another build's. Returns their schemas.
pub(crate) async fn tidy(client: &mut Client, settings: &Settings) -> Result<Vec<String>, Failure> {
    let own = own_schemas(client, settings).await?;
    eventlog::drop_earlier(client, &own).await.map_err(Failure::failed)
}

/// Rebuilds one projection of a service beside its live rows.
pub(crate) async fn rebuild_one(
    client: &mut Client,
    settings: &Settings,
    service: &dyn Service,
    name: &str,
) -> Result<Rebuilt, Failure> {
    Rebuilding { settings, service, name }.run(client, &|_, _| ()).await
}

/// A read model that is to be built anew.
pub(crate) struct Rebuilding<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) service: &'a dyn Service,
    pub(crate) name: &'a str,
}

impl Rebuilding<'_> {
    /// Builds it anew; calls `tell` with the number of events done and of all.
    pub(crate) async fn run(
        &self,
        client: &mut Client,
        tell: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Rebuilt, Failure> {
        let Self { settings, service, name } = *self;
        let role = eventlog::role_of(service.name());
        let config = settings.store_as(&role)?;
        let log = Log::open(&config, settings.throw_away).await?;
        let projection = service
            .projections(&settings.peers()?)
            .into_iter()
            .find(|projection| projection.name() == name);
        let projection =
            projection.ok_or_else(|| Failure::Input(format!("There is no projection {name}.")))?;
        let keeper = Keeper { role: &role, log: &log };
        let rebuilt = eventlog::rebuild_telling(client, keeper, projection, tell).await;
        rebuilt.map_err(|error| match error {
            RebuildError::Read(error) => error.into(),
            error => Failure::failed(error),
        })
    }
}
