//! Between trusts: a transaction that names one trust finds, changes, deletes and adds no rows of another.

use std::collections::BTreeSet;

use eventlog::tokio_postgres::Client;

use crate::ground::{Ground, OTHER, OWN, Table, tried};

/// The roles that reach more than the trust they name, and how. A policy says why for each.
const MEANT: &[(&str, &str)] = &[
    ("plumbline_appender", "log.head"),
    ("plumbline_appender", "log.event"),
    ("plumbline_appender", "log.command"),
    ("plumbline_appender", "words.text"),
    ("plumbline_collector", "invitation.token"),
    ("plumbline_collector", "collector.response"),
    ("plumbline_collector", "collector.wave"),
    ("plumbline_collector", "collector.withdrawn"),
    ("plumbline_overseer", "log.event"),
    ("plumbline_relay", "bus.relayed"),
    ("plumbline_relay", "bus.opened"),
    ("plumbline_sealer", "seal.head"),
    ("plumbline_sealer", "seal.checkpoint"),
    ("plumbline_sealer", "seal.audit"),
    // The owner is a member of those who append, take answers and tell where projections stand.
    ("plumbline_owner", "log.event"),
    ("plumbline_owner", "log.command"),
    ("plumbline_owner", "words.text"),
    ("plumbline_owner", "invitation.token"),
    ("plumbline_owner", "collector.response"),
    ("plumbline_owner", "collector.wave"),
    ("plumbline_owner", "collector.withdrawn"),
    // Which trusts there are.
    ("plumbline_schools", "schools_register.trust"),
    ("plumbline_owner", "schools_register.trust"),
    // Whose an account or an address is.
    ("plumbline_greeter", "identity.sign_in"),
    ("plumbline_greeter", "identity.person"),
    ("plumbline_owner", "identity.sign_in"),
    ("plumbline_owner", "identity.person"),
    // The clock asks in which trusts something is due.
    ("plumbline_schools", "schools_due.due"),
    ("plumbline_owner", "schools_due.due"),
    // Who signs in has no trust yet.
    ("plumbline_web", "sign_in.session"),
    ("plumbline_web", "sign_in.link"),
    ("plumbline_web", "sign_in.authenticator"),
    ("plumbline_owner", "sign_in.session"),
    ("plumbline_owner", "sign_in.link"),
    ("plumbline_owner", "sign_in.authenticator"),
    ("plumbline_eraser", "sign_in.authenticator"),
];

#[tokio::test]
async fn nothing_of_another_trust_is_reached_by_any_role_that_is_not_meant_to() {
    let ground = Ground::start().await;
    let tables = ground.tables().await;
    ground.fill(&tables).await;
    let mut reached = BTreeSet::new();
    for role in ground.roles().await {
        let client = ground.session_of(&role).await;
        for table in tables.iter().filter(|table| table.has_trust()) {
            for trust in [Some(OWN), None] {
                if reaches(&client, table, trust).await {
                    reached.insert((role.name.clone(), table.name.clone()));
                }
            }
        }
    }
    // Every role of a log knows which logs there are, and every runner where it stands in each.
    let everybody = |table: &str| table == "log.head" || table.ends_with(".checkpoint");
    let meant: BTreeSet<(String, String)> =
        MEANT.iter().map(|(role, table)| ((*role).to_owned(), (*table).to_owned())).collect();
    let unmeant: Vec<_> = reached
        .iter()
        .filter(|(role, table)| {
            let sealed = role != "plumbline_sealer" && table == "seal.checkpoint";
            !meant.contains(&(role.clone(), table.clone())) && (sealed || !everybody(table))
        })
        .collect();
    assert!(unmeant.is_empty(), "{unmeant:#?}");
    let there = |name: &str| tables.iter().any(|table| table.name == name);
    let idle: Vec<_> =
        meant.iter().filter(|pair| there(&pair.1) && !reached.contains(*pair)).collect();
    assert!(idle.is_empty(), "no longer reached, so no longer to be listed: {idle:#?}");
}

/// Whether rows of the other trust are found, changed or deleted.
async fn reaches(client: &Client, table: &Table, trust: Option<uuid::Uuid>) -> bool {
    let name = &table.name;
    for statement in [
        format!("select from {name} where trust_id = '{OTHER}'"),
        format!("select from {name} where trust_id is distinct from '{OWN}'"),
        format!("update {name} set trust_id = '{OTHER}' where trust_id = '{OTHER}'"),
        format!("delete from {name} where trust_id = '{OTHER}'"),
        format!("update {name} set trust_id = '{OTHER}' where trust_id = '{OWN}'"),
    ] {
        if tried(client, trust, &statement).await.unwrap_or(0) > 0 {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn no_row_of_another_trust_can_be_added() {
    let ground = Ground::start().await;
    for (role, statement) in [
        (
            "schools",
            format!(
                "insert into identity.person (trust_id, person_id, name) values ('{OTHER}', '{OWN}', 'A')"
            ),
        ),
        (
            "reports",
            format!(
                "insert into document.content (trust_id, sha256, bytes) values ('{OTHER}', '', '')"
            ),
        ),
        (
            "evidence",
            format!(
                "insert into attachment.file (trust_id, sha256, bytes, kept_at) values ('{OTHER}', sha256(''::bytea), '', now())"
            ),
        ),
        (
            "schools",
            format!(
                "insert into attachment.mark (trust_id, sha256, bytes, kept_at) values ('{OTHER}', sha256(''::bytea), '', now())"
            ),
        ),
        (
            "trail",
            format!(
                "insert into trail_history.checkpoint (trust_id, position, recorded_at) values ('{OTHER}', 1, now())"
            ),
        ),
        (
            "sealer",
            format!("insert into seal.head (trust_id, size, root) values ('{OTHER}', 1, '')"),
        ),
    ] {
        let client =
            crate::ground::connect(&ground.config(&format!("plumbline_{role}"))).await.unwrap();
        assert_eq!(tried(&client, Some(OWN), &statement).await, None, "{role}");
        assert_eq!(tried(&client, None, &statement).await, None, "{role}");
        assert_eq!(tried(&client, Some(OTHER), &statement).await, Some(1), "{role}");
    }
}

#[tokio::test]
async fn a_forgotten_where_clause_shows_one_trust() {
    let ground = Ground::start().await;
    let tables = ground.tables().await;
    ground.fill(&tables).await;
    let log = eventlog::Log::open(&ground.config("plumbline_schools"), true).await.unwrap();
    let client = log.of(OWN).await.unwrap();
    let names = "select trust_id from identity.person";
    for _ in 0..2 {
        let rows = client.query(names, &[]).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.get::<_, uuid::Uuid>(0)).collect::<Vec<_>>(), [OWN]);
    }
    drop(client);
    // The connection goes back without its trust.
    let nobody = log.across_trusts().await.unwrap();
    assert!(nobody.query(names, &[]).await.unwrap().is_empty());
    assert_eq!(log.heads().await.unwrap().len(), 2);
}
