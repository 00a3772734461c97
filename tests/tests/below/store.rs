//! Roles that log in, the owner of objects, and row-level security on every table of a trust, also after a rebuild.

use crate::ground::{Ground, connect};

/// Schemas that are used before a trust is known.
const BEFORE_ANY_TRUST: &[&str] = &["sign_in"];

#[tokio::test]
async fn the_owner_owns_everything_and_cannot_log_in() {
    let ground = Ground::start().await;
    for role in ground.roles().await {
        let login = connect(&ground.config(&role.name)).await;
        assert_eq!(login.is_ok(), role.logs_in, "{}", role.name);
    }
    let strangers = "select c.oid::regclass::text || ' of ' || c.relowner::regrole::text from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname !~ '^(pg_|information_schema)' and c.relowner <> 'plumbline_owner'::regrole
        union all
        select 'schema ' || n.nspname || ' of ' || n.nspowner::regrole::text from pg_namespace n
            where n.nspname !~ '^(pg_|information_schema|public)' and n.nspowner <> 'plumbline_owner'::regrole
        union all
        select p.oid::regprocedure::text || ' of ' || p.proowner::regrole::text from pg_proc p join pg_roles r on r.oid = p.proowner
            where p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)' and (r.rolcanlogin or r.rolsuper)";
    assert_eq!(found(&ground, strangers).await, Vec::<String>::new());
    let exempt = "select rolname::text from pg_roles where rolname like 'plumbline\\_%'
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)";
    assert_eq!(found(&ground, exempt).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_tenants_table_has_its_second_line_before_and_after_a_rebuild() {
    let ground = Ground::start().await;
    let before = guarded(&ground).await;
    // As the migrator, who may do all that `plumbline rebuild` does.
    let mut migrator = connect(&ground.config("plumbline_migrator")).await.unwrap();
    eventlog::become_owner(&migrator).await.unwrap();
    let trail = eventlog::Log::open(&ground.config("plumbline_trail"), true).await.unwrap();
    let keeper = eventlog::Keeper { role: "plumbline_trail", log: &trail };
    let peers = ground.settings.peers().unwrap();
    for projection in host::Service::projections(&trail::Trail, &peers) {
        eventlog::rebuild(&mut migrator, keeper, projection).await.unwrap();
    }
    assert_eq!(guarded(&ground).await, before);
}

#[tokio::test]
async fn the_migrator_migrates_without_being_a_superuser() {
    let ground = Ground::start().await;
    let migrator = ground.config("plumbline_migrator");
    assert_eq!(eventlog::migrate(&migrator).await.unwrap(), 0);
    let superuser = ground.superuser().await;
    superuser.batch_execute("drop schema trail_history cascade").await.unwrap();
    let prepared = plumbline::store::prepare(&migrator, &ground.settings).await.unwrap();
    assert_eq!(prepared.migrations, 0);
    let made = "select nspowner::regrole::text from pg_namespace where nspname = 'trail_history'";
    assert_eq!(found(&ground, made).await, ["plumbline_owner"]);
    // Before it becomes the owner it has nothing.
    let client = connect(&migrator).await.unwrap();
    assert!(client.query("select from log.event", &[]).await.is_err());
}

/// Tables with a trust, all of them guarded.
async fn guarded(ground: &Ground) -> Vec<String> {
    let tenants = "select c.oid::regclass::text || ' in ' || n.nspname || case when c.relrowsecurity and c.relforcerowsecurity and exists (
                select from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname and p.policyname = 'one_trust'
                  and p.permissive = 'PERMISSIVE' and p.cmd = 'ALL' and p.roles = '{public}' and p.qual like '%current_setting(''plumbline.trust''%'
            ) then '' else ' has no second line' end
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'trust_id' and not a.attisdropped)
        order by 1";
    let tables = found(ground, tenants).await;
    let known = |table: &&String| {
        BEFORE_ANY_TRUST.iter().any(|schema| table.contains(&format!(" in {schema} ")))
    };
    let bare: Vec<&String> = tables
        .iter()
        .filter(|table| table.ends_with("line"))
        .filter(|table| !known(table))
        .collect();
    assert!(bare.is_empty(), "{bare:#?}");
    assert!(tables.len() > 60, "only {} tables have a trust", tables.len());
    tables
}

async fn found(ground: &Ground, query: &str) -> Vec<String> {
    let rows = ground.superuser().await.query(query, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
