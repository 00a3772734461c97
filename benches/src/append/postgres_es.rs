//! Append to postgres-es 0.5.0.

use cqrs_es::persist::{PersistedEventRepository as _, SerializedEvent};
use cqrs_es::{Aggregate, DomainEvent};
use eventlog::testing::TestStore;
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use uuid::Uuid;

use super::{body, drive, metadata};

/// Its store in a database of its own.
pub struct PostgresEs {
    repository: PostgresEventRepository,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Nothing;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Happened;

impl DomainEvent for Happened {
    fn event_type(&self) -> String {
        "happened".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Nothing {
    const TYPE: &'static str = "nothing";
    type Command = ();
    type Event = Happened;
    type Error = std::fmt::Error;
    type Services = ();

    async fn handle(
        &mut self,
        (): (),
        (): &(),
        _: &cqrs_es::event_sink::EventSink<Self>,
    ) -> Result<(), Self::Error> {
        Ok(())
    }

    fn apply(&mut self, _: Happened) {}
}

impl PostgresEs {
    /// Its one table, as its own `init.sql` has it, and a pool with a connection for every client.
    pub async fn start(store: &TestStore, clients: usize) -> Self {
        let admin = store.admin().await;
        admin
            .batch_execute(
                "create table public.events (aggregate_type text not null, aggregate_id text not null, \
                 sequence bigint check (sequence >= 0) not null, event_type text not null, \
                 event_version text not null, payload json not null, metadata json not null, \
                 primary key (aggregate_type, aggregate_id, sequence))",
            )
            .await
            .expect("its table");
        let config = store.admin_config();
        let mut options = PgConnectOptions::new()
            .username(config.get_user().unwrap_or_default())
            .database(config.get_dbname().unwrap_or_default());
        if let eventlog::tokio_postgres::config::Host::Unix(path) = &config.get_hosts()[0] {
            options = options.socket(path);
        }
        let pool = PgPoolOptions::new()
            .min_connections(clients as u32)
            .max_connections(clients as u32)
            .connect_with(options)
            .await
            .expect("the same server");
        Self { repository: PostgresEventRepository::new(pool) }
    }

    /// Events a second.
    pub async fn run(&self, (clients, events): (usize, usize)) -> f64 {
        let one = async |_| {
            let id = Uuid::now_v7();
            let event = SerializedEvent::new(
                id.to_string(),
                1,
                Nothing::TYPE.to_owned(),
                "happened".to_owned(),
                "1".to_owned(),
                serde_json::from_str(&body()).expect("JSON"),
                serde_json::to_value(metadata(id)).expect("metadata is plain data"),
            );
            let written = self.repository.persist::<Nothing>(&[event], None).await;
            written.expect("an accepted append");
        };
        drive(clients, events, one).await
    }
}
