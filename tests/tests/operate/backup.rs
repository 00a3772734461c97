//! A backup is proved beside the live system, and restores an installation as closed and as whole as it was.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use contract::schools::v1::{
    EraseWordsRequest, ErasureReason, HoldPersonRequest, ReleasePersonRequest,
};
use contract::trail::v1::ListProjectionsRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use eventlog::tokio_postgres::{Client, NoTls};
use plumbline_tests::{TestTrust, World};
use private_servers::{Durability, Postgres};

use super::{PROGRAM, Trust, connect, said, until};

const DATABASE: &str = "plumbline";

/// Every grant on the database, its schemas, tables and functions, and every policy.
const CLOSED: &str = "
    select line from (
        select 'database ' || coalesce((select string_agg(a::text, ',' order by a::text) from unnest(datacl) a), '') as line from pg_database where datname = current_database()
        union all select nspname || ' ' || coalesce((select string_agg(a::text, ',' order by a::text) from unnest(nspacl) a), '') from pg_namespace where nspname !~ '^pg_'
        union all select relname || ' ' || relowner::regrole || ' ' || coalesce((select string_agg(a::text, ',' order by a::text) from unnest(relacl) a), '') || ' ' || relrowsecurity
            || relforcerowsecurity from pg_class where relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
            and relkind in ('r', 'p', 'v', 'S')
        union all select oid::regprocedure || ' ' || proowner::regrole || ' ' || prosecdef || coalesce((select string_agg(a::text, ',' order by a::text) from unnest(proacl) a), '')
            from pg_proc where pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
        union all select polname || ' ' || polrelid::regclass || ' ' || coalesce(pg_get_expr(polqual, polrelid), '') from pg_policy
        union all select rolname || ' ' || rolsuper || rolcanlogin || rolbypassrls || coalesce(rolconfig::text, '')
            from pg_roles where rolname like 'plumbline\\_%'
        union all select roleid::regrole || ' to ' || member::regrole from pg_auth_members
            where member::regrole::text like 'plumbline\\_%'
    ) lines";

/// Lines that differ between two stores.
async fn differences(one: &Client, other: &Client) -> Vec<String> {
    let lines = async |client: &Client| {
        let rows = client.query(CLOSED, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect::<BTreeSet<String>>()
    };
    lines(one).await.symmetric_difference(&lines(other).await).cloned().collect()
}

async fn one(client: &Client, question: &str) -> String {
    client.query_one(question, &[]).await.unwrap().get(0)
}

/// A trust whose log is sealed to its end, and the position of that.
async fn sealed_trust(world: &World) -> u64 {
    let trust = Trust::found(world).await;
    let position = trust.form_hub("North").await;
    let sealed = || async {
        let mut trail = TrailServiceClient::new(world.peers().channel("trail"));
        let request =
            trust.caller(trust.appointed.administrator).request(ListProjectionsRequest {});
        let answer = trail.list_projections(request).await;
        answer.ok().and_then(|answer| answer.into_inner().seal).map_or(0, |seal| seal.size)
    };
    until(sealed, |size| *size >= position).await;
    trust.form_hub("Unsealed as yet").await
}

async fn back_up(world: &World, folder: &Path) -> Output {
    world.operator(&["backup", "--to", folder.to_str().unwrap()]).await
}

async fn drill(world: &World, folder: &Path) -> Output {
    world.operator(&["restore", "--drill", "--from", folder.to_str().unwrap()]).await
}

#[tokio::test]
async fn a_backup_is_proved_and_restores_an_installation_as_it_was() {
    let world = World::start(PROGRAM).await;
    let position = sealed_trust(&world).await;
    let folder = world.folder().join("backup");
    let backed = back_up(&world, &folder).await;
    assert!(backed.status.success(), "{}", said(&backed));
    let again = back_up(&world, &folder).await;
    assert!(again.status.code() == Some(2) && said(&again).contains("is there already"));
    let proved = drill(&world, &folder).await;
    assert!(proved.status.success(), "{}", said(&proved));
    let words = said(&proved);
    assert!(words.contains("what the checkpoint from outside says"), "{words}");
    assert!(words.contains("The backup is proved."), "{words}");
    assert!(words.contains("The live system was told"), "{words}");
    let noted = "select name || ' ' || events from operate.proved_backup";
    let events = "select sum(position)::text from log.head";
    let owner = world.owner().await;
    assert_eq!(one(&owner, noted).await, format!("backup {}", one(&owner, events).await));

    let second = world.folder().join("second");
    let second = Postgres::start(&second, Durability::ThrowAway).await.unwrap();
    let owner_store = format!("--owner-store={}", second.url("postgres"));
    let store = format!("--store={}", second.url_without_user(DATABASE));
    let onto =
        ["restore", "--throw-away", &owner_store, &store, "--from", folder.to_str().unwrap()];
    let restored = world.offline(&onto).await;
    assert!(restored.status.success(), "{}", said(&restored));
    let (live, copy) = (world.owner().await, connect(&second.url(DATABASE)).await);
    assert_eq!(differences(&copy, &live).await, [""; 0], "not as closed as before");
    let line = "select max(number)::text from operate.line";
    assert_eq!((one(&live, line).await, one(&copy, line).await), ("1".into(), "2".into()));
    assert!(said(&restored).contains("The log goes on as line 2."), "{}", said(&restored));
    let events = "select max(position)::text from log.event";
    assert_eq!(one(&copy, events).await, position.to_string());
    let stranger = "create role stranger login; select";
    copy.batch_execute(stranger).await.unwrap();
    let url = format!("{}&user=stranger", second.url_without_user(DATABASE));
    assert!(eventlog::tokio_postgres::connect(&url, NoTls).await.is_err(), "an open database");

    let twice = world.offline(&onto).await;
    assert!(twice.status.code() == Some(2), "{}", said(&twice));
    assert!(said(&twice).contains("A restore begins without one"), "{}", said(&twice));
}

#[tokio::test]
async fn a_backup_of_an_altered_log_and_an_altered_backup_are_not_proved() {
    let world = World::start(PROGRAM).await;
    sealed_trust(&world).await;
    let good = world.folder().join("good");
    assert!(back_up(&world, &good).await.status.success());
    let altered = "alter table log.event disable trigger all; \
        update log.event set metadata = replace(metadata::text, 'role', 'rule')::json where position = 2";
    world.owner().await.batch_execute(altered).await.unwrap();
    let bad = world.folder().join("bad");
    assert!(back_up(&world, &bad).await.status.success());
    let found = drill(&world, &bad).await;
    assert!(found.status.code() == Some(1), "{}", said(&found));
    assert!(said(&found).contains("position 2: "), "{}", said(&found));
    assert!(!said(&found).contains("is proved"), "{}", said(&found));
    let noted = "select count(*)::text from operate.proved_backup";
    assert_eq!(one(&world.owner().await, noted).await, "0", "what was not proved is not noted");

    let dump = good.join("store.dump");
    let mut bytes = std::fs::read(&dump).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&dump, bytes).unwrap();
    let found = drill(&world, &good).await;
    assert!(found.status.code() == Some(1), "{}", said(&found));
    assert!(said(&found).contains("store.dump"), "{}", said(&found));
}

/// Two texts are written before the backup and erased after it, one at the command line and one as the page does it. The
/// restored log knows of neither erasure.
#[tokio::test]
async fn a_text_that_was_erased_after_the_backup_stays_erased_once_the_backup_is_restored() {
    let mut world = World::start(PROGRAM).await;
    let ledger = world.folder().join("erasures");
    world.unit("schools").kill().await;
    let named = ledger.display().to_string();
    world.begin_with("schools", "", &[("PLUMBLINE_ERASURES", named.as_str())]);
    let ours = TestTrust::found(&world.peers()).await;
    let officer = ours.asker("data protection officer").caller.clone();
    let person_id = ours.asker("clerk").caller.actor.to_string();
    let texts = ["Canary of a claim", "Canary that was settled"].map(str::to_owned);
    let mut schools = ours.schools.clone();
    let [reason, settled] = texts.clone();
    let command_id = crate::command_id();
    let hold = HoldPersonRequest { command_id, person_id: person_id.clone(), reason };
    schools.hold_person(officer.request(hold)).await.unwrap();
    let command_id = crate::command_id();
    let release = ReleasePersonRequest { command_id, person_id, reason: settled };
    schools.release_person(officer.request(release)).await.unwrap();
    let folder = world.folder().join("backup");
    let backed = back_up(&world, &folder).await;
    assert!(backed.status.success(), "{}", said(&backed));

    let live = world.owner().await;
    let kept = "select encode(commitment, 'hex') from words.text where text = $1";
    let commitment =
        async |text: &str| live.query_one(kept, &[&text]).await.unwrap().get::<_, String>(0);
    let [claim, settled] = [commitment(&texts[0]).await, commitment(&texts[1]).await];
    let (trust, actor) = (ours.id.to_string(), officer.actor.to_string());
    let by_line = ["people", "erase-words", &claim, "--trust", &trust, "--actor", &actor];
    let erased = tokio::process::Command::new(world.program())
        .args(by_line.iter().chain(&["--reason", "names-a-child"]))
        .args(world.arguments("web"))
        .env("PLUMBLINE_ERASURES", &ledger)
        .output()
        .await
        .unwrap();
    assert!(erased.status.success(), "{}", said(&erased));
    let mut page = EraseWordsRequest {
        command_id: crate::command_id(),
        commitment: settled.clone(),
        ..EraseWordsRequest::default()
    };
    page.set_reason(ErasureReason::OutOfPlace);
    schools.erase_words(officer.request(page)).await.unwrap();
    let lines = std::fs::read_to_string(&ledger).unwrap();
    let erased: Vec<_> = lines.lines().filter(|line| !line.ends_with(" intended")).collect();
    assert_eq!(erased, [format!("{trust} {claim}"), format!("{trust} {settled}")]);

    let second = world.folder().join("second");
    let second = Postgres::start(&second, Durability::ThrowAway).await.unwrap();
    let owner_store = format!("--owner-store={}", second.url("postgres"));
    let store = format!("--store={}", second.url_without_user(DATABASE));
    let from = folder.to_str().unwrap();
    let ledger = format!("--erasures={}", ledger.display());
    let onto = ["restore", "--throw-away", &owner_store, &store, &ledger, "--from", from];
    let restored = world.offline(&onto).await;
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(said(&restored).contains("2 texts had come back"), "{}", said(&restored));
    let copy = connect(&second.url(DATABASE)).await;
    let back = "select count(*)::text from words.text where text like 'Canary%'";
    assert_eq!(one(&copy, back).await, "0", "the ledger outside the backup counts");
    let told = "select count(*)::text from log.event where type like '%WordsErased'";
    assert_eq!(one(&copy, told).await, "2", "the restored log says it");
    let replay = ["people", "replay-erasures", "--throw-away", &store, &ledger];
    let again = said(&world.offline(&replay).await);
    assert!(again.contains("No name that was erased has come back"), "{again}");
    assert!(!again.contains("texts had come back"), "{again}");
}
