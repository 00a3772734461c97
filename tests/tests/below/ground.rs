//! A store as `plumbline migrate` makes it, with a row of each of two trusts in every table.

use eventlog::StoreConfig;
use eventlog::tokio_postgres::{Client, NoTls, error::SqlState};
use host::Settings;
use private_servers::{Durability, Postgres};
use tempfile::TempDir;
use uuid::Uuid;

/// The trust that transactions name.
pub const OWN: Uuid = Uuid::from_u128(0xA);
/// The other trust, of whose rows they should see nothing.
pub const OTHER: Uuid = Uuid::from_u128(0xB);

const DATABASE: &str = "plumbline";

pub struct Ground {
    pub postgres: Postgres,
    pub settings: Settings,
    _data: TempDir,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    kind: String,
}

/// A table or view of ours.
#[derive(Clone, Debug)]
pub struct Table {
    pub schema: String,
    /// The name, with the schema.
    pub name: String,
    pub columns: Vec<Column>,
    partition: bool,
}

#[derive(Clone, Debug)]
pub struct Role {
    pub name: String,
    pub logs_in: bool,
}

impl Column {
    pub fn null(&self) -> String {
        format!("null::{}", self.kind)
    }
}

impl Table {
    pub fn has_trust(&self) -> bool {
        self.columns.iter().any(|column| column.name == "trust_id")
    }

    /// Statements that put a row of a trust into it. The table's own checks may refuse the first.
    fn rows(&self, trust: Uuid) -> Vec<String> {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let row = |text: &str| {
            let value = |column: &Column| match (column.name.as_str(), column.kind.as_str()) {
                ("trust_id", _) => format!("'{trust}'"),
                ("type", "text") => "'probe'".to_owned(),
                // A letter's; its states are listed.
                ("state", "text") => "'waiting'".to_owned(),
                (_, "uuid") => "gen_random_uuid()".to_owned(),
                (_, "bytea") => "sha256(random()::text::bytea)".to_owned(),
                (_, "json" | "jsonb") => "'{}'".to_owned(),
                (_, "boolean") => "false".to_owned(),
                (_, "date") => "current_date".to_owned(),
                (_, kind) if kind.starts_with("timestamp") => "now()".to_owned(),
                (_, kind) if kind.ends_with("[]") => "'{}'".to_owned(),
                (_, "text" | "name") => format!("'{text}'"),
                _ => "1".to_owned(),
            };
            let values: Vec<String> = self.columns.iter().map(value).collect();
            format!(
                "insert into {} ({}) values ({})",
                self.name,
                names.join(", "),
                values.join(", ")
            )
        };
        ["probe-1", "probe", "", "2025-11-21"].map(row).into()
    }
}

impl Ground {
    pub async fn start() -> Self {
        let data = tempfile::Builder::new().prefix("plumbline-below-").tempdir().unwrap();
        let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        std::fs::set_permissions(data.path(), open).unwrap();
        let folder = data.path().join("postgres");
        let postgres = Postgres::start(&folder, Durability::ThrowAway).await.unwrap();
        postgres.create_database(DATABASE).await.unwrap();
        let settings = Settings {
            store: postgres.url_without_user(DATABASE),
            throw_away: true,
            bus: "none".to_owned(),
            listen: ([127, 0, 0, 1], 0).into(),
            given_clock: true,
            ..Settings::default()
        };
        let ground = Self { postgres, settings, _data: data };
        let superuser = ground.config("plumbline");
        plumbline::store::prepare(&superuser, &ground.settings).await.unwrap();
        ground
    }

    pub fn config(&self, role: &str) -> StoreConfig {
        let mut config: StoreConfig = self.postgres.url_without_user(DATABASE).parse().unwrap();
        config.user(role);
        config
    }

    pub async fn superuser(&self) -> Client {
        connect(&self.config("plumbline")).await.unwrap()
    }

    /// A connection on which the role is the user who logged in, also for roles that cannot log in.
    pub async fn session_of(&self, role: &Role) -> Client {
        let client = self.superuser().await;
        client.batch_execute(&format!("set session authorization {}", role.name)).await.unwrap();
        client
    }

    pub async fn roles(&self) -> Vec<Role> {
        let all = "select rolname::text, rolcanlogin from pg_roles where rolname like 'plumbline\\_%' order by rolname";
        let rows = self.superuser().await.query(all, &[]).await.unwrap();
        rows.iter().map(|row| Role { name: row.get(0), logs_in: row.get(1) }).collect()
    }

    pub async fn tables(&self) -> Vec<Table> {
        let all = "select n.nspname::text, c.oid::regclass::text, c.relispartition,
                array_agg(a.attname::text order by a.attnum), array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
            where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            group by n.nspname, c.oid order by 1, 2";
        let rows = self.superuser().await.query(all, &[]).await.unwrap();
        let table = |row: &eventlog::tokio_postgres::Row| {
            let (names, kinds): (Vec<String>, Vec<String>) = (row.get(3), row.get(4));
            let columns = names.into_iter().zip(kinds);
            let columns = columns.map(|(name, kind)| Column { name, kind }).collect();
            let name: String = row.get(1);
            let name = if name.contains('.') { name } else { format!("public.{name}") };
            Table { schema: row.get(0), name, columns, partition: row.get(2) }
        };
        rows.iter().map(table).collect()
    }

    /// Puts a row of either trust into every table that has a trust.
    pub async fn fill(&self, tables: &[Table]) {
        let client = self.superuser().await;
        client.batch_execute("set session_replication_role = replica").await.unwrap();
        for table in tables.iter().filter(|table| table.has_trust() && !table.partition) {
            for trust in [OWN, OTHER] {
                let mut said = Vec::new();
                for row in table.rows(trust) {
                    match client.batch_execute(&row).await {
                        Ok(()) => {
                            said.clear();
                            break;
                        }
                        Err(error) => said.push(format!("{row}: {error:?}")),
                    }
                }
                assert!(said.is_empty(), "teach this test a row of {}: {said:#?}", table.name);
            }
        }
    }
}

pub async fn connect(config: &StoreConfig) -> Result<Client, eventlog::tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Tries a statement and rolls it back. Gives the number of rows it was about; `None` if the role may not.
pub async fn tried(client: &Client, trust: Option<Uuid>, statement: &str) -> Option<u64> {
    client.batch_execute("begin").await.unwrap();
    if let Some(trust) = trust {
        let name = format!("set local plumbline.trust = '{trust}'");
        client.batch_execute(&name).await.unwrap();
    }
    let outcome = client.execute(statement, &[]).await;
    client.batch_execute("rollback").await.unwrap();
    match outcome {
        Ok(rows) => Some(rows),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => None,
        Err(error) => panic!("{statement}: {error:?}"),
    }
}
