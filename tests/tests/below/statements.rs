//! Makes `docs/database-roles.md`: tries every statement on every table as every role.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use eventlog::tokio_postgres::Client;

use crate::document::compare;
use crate::ground::{Column, Ground, OTHER, OWN, Role, Table, tried};

const HEAD: &str = "# Who may do what in the store

Each part of Plumbline logs in to PostgreSQL as a role of its own. Below is what each role may do, found by trying every
statement on every table; **what is not listed is refused**: another service's tables, `truncate`, `alter`, `drop` and
`create`, and becoming another role.

How to read it:

- `select`, `insert`, `update` and `delete` are of whole rows unless columns are named.
- \"one trust\": the role sees and changes rows of the trust that its transaction has named, and none where it named none,
  whatever the statement says (row-level security, forced). \"every trust\": a policy says why in its name. \"-\": the table
  knows no trusts.
- A role that cannot log in owns functions; they do for their caller what the caller may not do alone.
- A superuser is bound by none of this. Plumbline needs one to make roles, and at no other time.

Any role may `listen` and `notify`, take an advisory lock, and read the catalogue's names of tables and roles: PostgreSQL
cannot forbid it.

This page is made by `tests/tests/below/statements.rs`.
";

#[tokio::test]
async fn each_role_may_do_what_the_document_says_and_nothing_else() {
    let ground = Ground::start().await;
    let (roles, tables) = (ground.roles().await, ground.tables().await);
    ground.fill(&tables).await;
    let mut page = HEAD.to_owned();
    for role in &roles {
        let client = ground.session_of(role).await;
        page += &of_role(&client, role, &roles, &tables).await;
    }
    compare("docs/database-roles.md", &page);
}

async fn of_role(client: &Client, role: &Role, roles: &[Role], tables: &[Table]) -> String {
    let mut page = format!("\n## `{}`\n\n", role.name);
    page += if role.logs_in { "Logs in." } else { "Cannot log in." };
    let others = roles.iter().map(|other| other.name.as_str()).chain(["plumbline"]);
    for other in others.filter(|other| *other != role.name) {
        if tried(client, None, &format!("set role {other}")).await.is_some() {
            let _ = write!(page, " May become `{other}`.");
        }
    }
    page += "\n";
    let mut lines = BTreeMap::new();
    for table in tables {
        let may = statements(client, table).await;
        if !may.is_empty() {
            let whose = whose_rows(client, table, &may).await;
            lines.insert(table.name.clone(), format!("| {} | {whose} |", may.join(", ")));
        }
    }
    if !lines.is_empty() {
        page += "\n| table | may | whose rows |\n|---|---|---|\n";
    }
    for (table, line) in lines {
        let _ = writeln!(page, "| `{table}` {line}");
    }
    let calls = calls(client).await;
    if !calls.is_empty() {
        let _ = write!(page, "\nMay call {}.\n", calls.join(", "));
    }
    let elsewhere = elsewhere(client, tables).await;
    if !elsewhere.is_empty() {
        let _ = write!(page, "\nMay also {}.\n", elsewhere.join("; "));
    }
    page
}

/// Makes a statement on some columns of a table.
type Statement = fn(&str, &[&Column]) -> String;

/// The statements on a table.
async fn statements(client: &Client, table: &Table) -> Vec<String> {
    let name = &table.name;
    let columns: Vec<&Column> = table.columns.iter().collect();
    let mut may = Vec::new();
    let with_columns: [(&str, Statement); 3] =
        [("select", select), ("insert", insert), ("update", update)];
    for (word, statement) in with_columns {
        if tried(client, None, &statement(name, &columns)).await.is_some() {
            may.push(word.to_owned());
            continue;
        }
        let mut some = Vec::new();
        for column in &columns {
            if tried(client, None, &statement(name, &[column])).await.is_some() {
                some.push(column.name.as_str());
            }
        }
        if !some.is_empty() {
            may.push(format!("{word} ({})", some.join(", ")));
        }
    }
    for (word, statement) in [
        ("delete", format!("delete from {name} where false")),
        ("truncate", format!("truncate {name}")),
        ("alter", format!("alter table {name} add column probe integer")),
        ("weaken", format!("alter table {name} disable row level security")),
        ("drop", format!("drop table {name}")),
    ] {
        if allowed(client, &statement).await {
            may.push(word.to_owned());
        }
    }
    may
}

fn select(table: &str, columns: &[&Column]) -> String {
    format!("select {} from {table} where false", names(columns))
}

fn insert(table: &str, columns: &[&Column]) -> String {
    let nulls: Vec<String> = columns.iter().map(|column| column.null()).collect();
    format!("insert into {table} ({}) select {} where false", names(columns), nulls.join(", "))
}

fn update(table: &str, columns: &[&Column]) -> String {
    let sets: Vec<String> =
        columns.iter().map(|column| format!("{} = null", column.name)).collect();
    format!("update {table} set {} where false", sets.join(", "))
}

fn names(columns: &[&Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.join(", ")
}

/// For statements that the owner may make and that can fail for another reason, such as a trigger or a partition.
async fn allowed(client: &Client, statement: &str) -> bool {
    client.batch_execute("begin").await.unwrap();
    let outcome = client.batch_execute(statement).await;
    client.batch_execute("rollback").await.unwrap();
    let refused = Some(&eventlog::tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE);
    outcome.err().is_none_or(|error| error.code() != refused)
}

/// Whose rows a role sees: all, or those of the trust that the transaction has named.
async fn whose_rows(client: &Client, table: &Table, may: &[String]) -> &'static str {
    if !table.has_trust() {
        return "-";
    }
    let name = &table.name;
    let may = |word: &str| may.iter().any(|one| one.starts_with(word));
    let find = format!("select from {name} where trust_id = '{OTHER}'");
    let seen = may("select") && tried(client, Some(OWN), &find).await.unwrap_or(0) > 0;
    let update = format!("update {name} set trust_id = trust_id where trust_id = '{OTHER}'");
    let changed = may("update") && tried(client, Some(OWN), &update).await.unwrap_or(0) > 0;
    match (seen, changed) {
        (false, false) => "one trust",
        (true, false) if may("insert") || may("update") || may("delete") => {
            "every trust to select, one trust to change"
        }
        _ => "every trust",
    }
}

async fn calls(client: &Client) -> Vec<String> {
    let all = "select distinct p.pronamespace::regnamespace::text || '.' || p.proname
        from pg_proc p where p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
          and has_schema_privilege(p.pronamespace, 'usage') and has_function_privilege(p.oid, 'execute') order by 1";
    let rows = client.query(all, &[]).await.unwrap();
    rows.iter().map(|row| format!("`{}`", row.get::<_, String>(0))).collect()
}

/// Statements about no table: making objects, and using the server's own.
async fn elsewhere(client: &Client, tables: &[Table]) -> Vec<String> {
    let mut may = Vec::new();
    let mut schemas: Vec<&str> = tables.iter().map(|table| table.schema.as_str()).collect();
    schemas.dedup();
    let mut some = Vec::new();
    for schema in &schemas {
        if succeeds(client, &format!("create table {schema}.probe ()")).await {
            some.push(*schema);
        }
    }
    match some.len() {
        0 => {}
        all if all == schemas.len() => may.push("create in every schema".to_owned()),
        _ => may.push(format!("create in {}", some.join(", "))),
    }
    for (word, statement) in [
        ("create a schema", "create schema probe"),
        ("create a temporary table", "create temporary table probe ()"),
        ("create a role", "create role probe"),
        ("make itself a superuser", "alter role current_user superuser"),
        ("create an extension", "create extension dblink"),
        ("run a program", "copy (select 1) to program 'true'"),
        ("read a file of the server", "select pg_read_file('PG_VERSION')"),
        ("change the server", "alter role all set work_mem = '1MB'"),
        (
            "end another's session",
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plumbline' and pid <> pg_backend_pid()",
        ),
        ("go round the triggers", "set session_replication_role = replica"),
    ] {
        if succeeds(client, statement).await {
            may.push(word.to_owned());
        }
    }
    may
}

/// For statements that can fail only for a missing right.
async fn succeeds(client: &Client, statement: &str) -> bool {
    client.batch_execute("begin").await.unwrap();
    let outcome = client.batch_execute(statement).await;
    client.batch_execute("rollback").await.unwrap();
    outcome.is_ok()
}
