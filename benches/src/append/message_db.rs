//! Append to message-db 1.3.1, whose store is functions in PostgreSQL: one call a message.

use std::path::Path;

use eventlog::testing::TestStore;
use eventlog::tokio_postgres::{Client, Statement};
use uuid::Uuid;

use super::{body, connections, drive, metadata_json};
use crate::Row;

/// The folder in which `make bench` installs it.
const FOLDER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/peers/node_modules/@eventide/message-db/database");
/// Its SQL files, in the order of its own `install.sh`.
const FILES: [&str; 20] = [
    "roles/message-store",
    "schema/message-store",
    "extensions/pgcrypto",
    "tables/messages",
    "types/message",
    "functions/message-store-version",
    "functions/hash-64",
    "functions/acquire-lock",
    "functions/category",
    "functions/is-category",
    "functions/id",
    "functions/cardinal-id",
    "functions/stream-version",
    "functions/write-message",
    "functions/get-stream-messages",
    "functions/get-category-messages",
    "functions/get-last-stream-message",
    "indexes/messages-id",
    "indexes/messages-stream",
    "indexes/messages-category",
];
const WRITE: &str = "select message_store.write_message($1, $2, 'WaveClosed', $3::text::jsonb, $4::text::jsonb, -1)";

pub(super) struct MessageDb {
    _store: TestStore,
    clients: Vec<(Client, Statement)>,
}

impl MessageDb {
    /// Installs it in a database of its own; `None` if `make bench` has not brought it.
    pub(super) async fn start(count: usize) -> Option<Self> {
        let folder = Path::new(FOLDER);
        if !folder.exists() {
            return None;
        }
        let store = TestStore::start().await;
        let admin = store.admin().await;
        let path = "set search_path to message_store, public";
        admin.batch_execute(path).await.expect("its search path");
        for file in FILES {
            let sql = std::fs::read_to_string(folder.join(file).with_extension("sql"));
            admin.batch_execute(&sql.expect("its files")).await.expect(file);
        }
        let mut clients = Vec::new();
        for client in connections(&store, count).await {
            client.batch_execute(path).await.expect("its search path");
            let write = client.prepare(WRITE).await.expect("its function");
            clients.push((client, write));
        }
        Some(Self { _store: store, clients })
    }

    pub(super) async fn run(&self, (clients, messages): (usize, usize)) -> f64 {
        let one = async |number: usize| {
            let (client, write) = &self.clients[number];
            let id = Uuid::now_v7();
            let metadata = metadata_json(id);
            let (id, stream) = (id.to_string(), format!("wave-{id}"));
            client.query_one(write, &[&id, &stream, &body(), &metadata]).await.expect("a message");
        };
        drive(clients, messages, one).await
    }
}

pub(super) fn missing() -> Row {
    Row {
        what: "message-db 1.3.1",
        reached: "not installed".to_owned(),
        goal: "`make bench` installs it".to_owned(),
        well: true,
    }
}
