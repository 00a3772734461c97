//! Which rows of a trust move with it to another installation, and which do not.

use std::collections::BTreeMap;

use eventlog::tokio_postgres::{Client, GenericClient};
use uuid::Uuid;

use crate::Failure;

/// A table of which a trust's rows move with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct MovedTable {
    /// With its schema.
    pub(super) name: &'static str,
    /// In which order the rows leave.
    pub(super) order: &'static str,
    /// A column that the other installation fills by itself.
    pub(super) left_out: Option<&'static str>,
    /// Which rows leave, where not all do.
    pub(super) only: &'static str,
}

const fn moved(name: &'static str, order: &'static str) -> MovedTable {
    MovedTable { name, order, left_out: None, only: "true" }
}

/// The log, what stands beside it, and the seal. Read models are computed anew.
pub(super) const MOVED: [MovedTable; 19] = [
    moved("log.head", "trust_id"),
    moved("log.event", "position"),
    moved("log.command", "first_position, command_id"),
    moved("words.text", "commitment"),
    moved("identity.person", "person_id"),
    moved("identity.sign_in", "person_id"),
    moved("document.content", "sha256"),
    moved("attachment.file", "sha256"),
    moved("attachment.mark", "sha256"),
    moved("collector.wave", "wave_id"),
    moved("collector.batch", "wave_id, number"),
    // The number says in which order looks came to an installation.
    MovedTable { left_out: Some("number"), ..moved("disclosure.look", "number") },
    // What was settled is not sent again. A letter that waits would go out here and there.
    MovedTable { only: "state <> 'waiting'", ..moved("letters.outbox", "letter_id") },
    moved("letters.choice", "person_id"),
    moved("letters.digest_day", "on_day"),
    moved("seal.head", "trust_id"),
    moved("seal.tile", "level, number"),
    moved("seal.checkpoint", "size"),
    moved("seal.key", "public_key"),
];

/// What stays: how far this installation's bus and sealer are, links and answers of open surveys, sessions and authenticators. Saved
/// drafts and views are sealed by this installation's page key, and a calendar's link leads to this installation.
const STAYING: [&str; 12] = [
    "bus.opened",
    "bus.relayed",
    "collector.response",
    "collector.withdrawn",
    "invitation.token",
    "seal.audit",
    "sign_in.authenticator",
    "sign_in.link",
    "sign_in.session",
    "web.calendar",
    "web.draft",
    "web.saved_view",
];

/// The columns of each table in a file beside the rows.
pub(super) const COLUMNS: &str = "columns.json";

/// The columns that leave, by table.
pub(super) type MovedColumns = BTreeMap<String, Vec<String>>;

/// The file of a table's rows, as PostgreSQL's `copy` writes them.
pub(super) fn file_of(table: &MovedTable) -> String {
    format!("{}.copy", table.name)
}

/// The columns of every table that moves. Refuses a store with tables of a trust that this build does not know.
pub(super) async fn columns(client: &Client) -> Result<MovedColumns, Failure> {
    // A projection's schema says of itself which tables it has.
    const OF_A_TRUST: &str = "select n.nspname || '.' || c.relname from pg_class c \
        join pg_namespace n on n.oid = c.relnamespace \
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'trust_id' and not a.attisdropped \
        where c.relkind in ('r', 'p') and not c.relispartition \
        and coalesce(obj_description(n.oid, 'pg_namespace'), '') not like 'tables %' order by 1";
    const COLUMNS_OF: &str = "select attname::text from pg_attribute where attrelid = to_regclass($1) \
        and attnum > 0 and not attisdropped and attgenerated = '' order by attnum";
    let there = client.query(OF_A_TRUST, &[]).await?;
    let unknown = there
        .iter()
        .map(|row| row.get::<_, &str>(0))
        .find(|name| !STAYING.contains(name) && MOVED.iter().all(|moved| moved.name != *name));
    if let Some(unknown) = unknown {
        return Err(Failure::Failed(format!(
            "This program does not know whether the rows of {unknown} move with a trust."
        )));
    }
    let mut columns = MovedColumns::new();
    for table in MOVED {
        let rows = client.query(COLUMNS_OF, &[&table.name]).await?;
        let names = rows.iter().map(|row| row.get::<_, String>(0));
        let names = names.filter(|name| table.left_out != Some(name.as_str()));
        columns.insert(table.name.to_owned(), names.collect());
    }
    Ok(columns)
}

/// A list of columns as SQL wants it.
pub(super) fn quoted(columns: &[String]) -> String {
    let quoted = columns.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(", ")
}

/// Refuses a role that does not see the rows of every trust.
pub(super) async fn superuser(client: &Client) -> Result<(), Failure> {
    let asked = "select rolsuper from pg_roles where rolname = current_user";
    let row = client.query_one(asked, &[]).await?;
    if row.get(0) {
        return Ok(());
    }
    Err(Failure::Input(
        "Name a superuser in PLUMBLINE_OWNER_STORE: other roles do not see all rows of a trust."
            .to_owned(),
    ))
}

/// The number of the store's last migration.
pub(super) async fn migration(client: &Client) -> Result<i32, Failure> {
    let last = "select max(version) from refinery_schema_history";
    Ok(client.query_one(last, &[]).await?.get(0))
}

/// Position of a trust's last event; `None` where there is no such trust.
pub(super) async fn head(client: &impl GenericClient, trust: Uuid) -> Result<Option<u64>, Failure> {
    let head = "select position from log.head where trust_id = $1";
    let row = client.query_opt(head, &[&trust]).await?;
    Ok(row.map(|row| row.get::<_, i64>(0).unsigned_abs()))
}
