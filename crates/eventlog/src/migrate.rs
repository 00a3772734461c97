//! Brings a database to this build's shape: numbered migrations, then the tables of every projection.

use std::cmp::Ordering;

use contract::events::EVENT_TYPES;
use refinery::Runner;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::provision::{grant_all, make_roles};
use crate::store_config::in_words;
use crate::tables::mark;
use crate::{Projection, ProjectionTables, StoreConfig};

mod embedded {
    refinery::embed_migrations!("../../migrations");
}

/// Why a database could not be brought to this build's shape.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// No connection, or a statement failed.
    #[error("the store could not answer: {}", in_words(.0))]
    Store(#[from] tokio_postgres::Error),
    /// A migration failed; earlier ones stand.
    #[error("a migration failed: {0}")]
    Migration(#[from] refinery::Error),
    /// A service of this build has no role yet.
    #[error(
        "the role {0} is missing, and only a superuser can make it: run `plumbline migrate` once as one"
    )]
    NoRole(String),
    /// The store keeps events of a build before the first release: leaves of another form, or words in events.
    #[error(
        "this store was filled by a Plumbline before the first release, and this one cannot read it: begin with an empty store"
    )]
    BeforeRelease,
    /// A newer build has taken away what this one needs.
    #[error(
        "a newer program has taken away with migration {0} what this one needs (it knows {1}): use the newer one"
    )]
    Broken(i32, i32),
}

/// The migration from which on words stand beside the log. Logs filled before it hold them.
const WORDS_BESIDE_THE_LOG: i32 = 17;

/// The role that owns every object of a store and cannot log in.
const OWNER: &str = "plumbline_owner";

/// Makes a connection the owner's, under any login, where the store knows an owner.
pub async fn become_owner(client: &Client) -> Result<(), tokio_postgres::Error> {
    let known = client.query_opt("select from pg_roles where rolname = $1", &[&OWNER]).await?;
    if known.is_some() {
        client.batch_execute(&format!("set role {OWNER}")).await?;
    }
    Ok(())
}

/// Runs the migrations that are missing; returns how many ran. Leaves a store alone that a newer build has migrated. Meant for a
/// superuser, who alone can make roles, or for the migrator, who becomes the owner.
pub async fn migrate(config: &StoreConfig) -> Result<usize, MigrateError> {
    let (mut client, connection) = config.open().await?;
    let driver = tokio::spawn(connection);
    let superuser: bool = client
        .query_one("select rolsuper from pg_roles where rolname = session_user", &[])
        .await?
        .get(0);
    if !superuser {
        become_owner(&client).await?;
    }
    if filled_before(&client, WORDS_BESIDE_THE_LOG).await? {
        return Err(MigrateError::BeforeRelease);
    }
    match fit(&client).await? {
        Fit::Broken(store, build) => return Err(MigrateError::Broken(store, build)),
        // What was added since does not hurt this build, and is not for it to change.
        Fit::Newer(..) => return Ok(0),
        Fit::Same | Fit::Older(..) => {}
    }
    make_roles(&client, superuser).await?;
    let runner: Runner = embedded::migrations::runner();
    let report = runner.run_async(&mut client).await?;
    client.batch_execute("call operate.settle()").await?;
    grant_all(&client, superuser).await?;
    register_events(&client).await?;
    drop(client);
    // The connection ends with its client; how it ended no longer matters.
    let _ = driver.await;
    Ok(report.applied_migrations().len())
}

/// Whether the store keeps a log, and was last migrated before a version. A superuser sees every log; the owner sees none.
async fn filled_before(client: &Client, version: i32) -> Result<bool, tokio_postgres::Error> {
    match fit(client).await? {
        Fit::Older(store, _) if (1..version).contains(&store) => {
            let logs = client.query_one("select exists (select from log.head)", &[]).await?;
            Ok(logs.get(0))
        }
        Fit::Older(..) | Fit::Same | Fit::Newer(..) | Fit::Broken(..) => Ok(false),
    }
}

/// Tells the store which service writes which events into which streams: the append refuses all others.
async fn register_events(client: &Client) -> Result<(), tokio_postgres::Error> {
    let types: Vec<&str> = EVENT_TYPES.iter().map(|kind| kind.name).collect();
    let categories: Vec<&str> = EVENT_TYPES.iter().map(|kind| kind.category).collect();
    let roles: Vec<String> =
        EVENT_TYPES.iter().map(|kind| format!("plumbline_{}", kind.service)).collect();
    let register = "call operate.register_events($1, $2, $3)";
    client.execute(register, &[&types, &categories, &roles]).await.map(|_| ())
}

/// How a store's migrations compare with those of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// They are the same.
    Same,
    /// The store lacks some: the newest it has (0: it does not say), and the newest of this build.
    Older(i32, i32),
    /// A newer build has added to the store, which this build can go on with: the newest it has, and the newest of this build.
    Newer(i32, i32),
    /// A newer build has taken away what this one needs: the migration that did, and the newest of this build.
    Broken(i32, i32),
}

/// The newest migration, and the first after `$1` that takes something away. Such a migration says so in its name:
/// `V99__breaks_looks_by_day.sql`.
const NEWEST: &str = "select max(version), min(version) filter (where version > $1 and name like 'breaks\\_%') \
    from refinery_schema_history";

/// Compares a store with this build, with any role of ours.
pub async fn fit(client: &Client) -> Result<Fit, tokio_postgres::Error> {
    let runner = embedded::migrations::runner();
    let build = runner.get_migrations().iter().map(|migration| migration.version()).max();
    let build = build.unwrap_or(0);
    let row = client.query_one(NEWEST, &[&build]).await;
    let store = match row {
        Ok(row) => match row.get::<_, Option<i32>>(1) {
            Some(broken) => return Ok(Fit::Broken(broken, build)),
            None => row.get::<_, Option<i32>>(0).unwrap_or(0),
        },
        // Before its roles may read it, and before it was ever migrated.
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => 0,
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => 0,
        Err(error) => return Err(error),
    };
    Ok(match store.cmp(&build) {
        Ordering::Equal => Fit::Same,
        Ordering::Less => Fit::Older(store, build),
        Ordering::Greater => Fit::Newer(store, build),
    })
}

pub(crate) const CHECKPOINT: &str = "create table checkpoint (\
    trust_id uuid primary key, position bigint not null, recorded_at timestamptz not null, error text)";

/// Makes the first tables of a projection, for a service's role to keep rows in. Returns whether another build has tables of it and
/// this one none. Then they have to be built beside those, with a rebuild.
pub async fn provision(
    client: &Client,
    projection: &dyn Projection,
    role: &str,
) -> Result<bool, MigrateError> {
    let ProjectionTables { schema, made } = ProjectionTables::find(client, projection).await?;
    let beside = schema != projection.name();
    if !made && !beside {
        create(client, projection, &schema, role).await?;
    }
    Ok(!made && beside)
}

/// Makes a projection's tables in a schema of any name.
pub(crate) async fn create(
    client: &Client,
    projection: &dyn Projection,
    schema: &str,
    role: &str,
) -> Result<(), MigrateError> {
    // Names come from this build's code, never from input; DDL takes no parameters.
    let script = format!(
        "begin; create schema {schema} authorization {OWNER}; comment on schema {schema} is '{}'; \
         set local role {OWNER}; set local search_path = {schema}; {CHECKPOINT}; {}; \
         call operate.keep_projection('{schema}', '{role}'); commit",
        mark(projection),
        projection.tables().trim().trim_end_matches(';'),
    );
    Ok(client.batch_execute(&script).await?)
}
