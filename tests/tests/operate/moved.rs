//! A trust moves to another installation whole, and is taken in only where it is what was sealed.

use std::path::Path;
use std::process::Output;

use contract::trail::v1::ListProjectionsRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use eventlog::tokio_postgres::Client;
use plumbline_tests::World;
use private_servers::{Durability, Postgres};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{PROGRAM, Trust, connect, left, said, until};

const DATABASE: &str = "plumbline";

/// Another installation without a trust.
struct Elsewhere<'a> {
    world: &'a World,
    postgres: Postgres,
}

impl<'a> Elsewhere<'a> {
    async fn migrated(world: &'a World) -> Self {
        let folder = world.folder().join("elsewhere");
        let postgres = Postgres::start(&folder, Durability::ThrowAway).await.unwrap();
        postgres.create_database(DATABASE).await.unwrap();
        let elsewhere = Self { world, postgres };
        let store = elsewhere.store();
        let migrated = ["migrate", "--throw-away", &elsewhere.owner(), &store];
        let migrated = world.offline(&migrated).await;
        assert!(migrated.status.success(), "{}", said(&migrated));
        elsewhere
    }

    fn store(&self) -> String {
        format!("--store={}", self.postgres.url_without_user(DATABASE))
    }

    fn owner(&self) -> String {
        format!("--owner-store={}", self.postgres.url(DATABASE))
    }

    async fn import(&self, folder: &Path) -> Output {
        let folder = folder.to_str().unwrap();
        self.world.offline(&["trust", "import", folder, &self.owner()]).await
    }

    /// Takes nothing of the folder in, and says why.
    async fn refuses(&self, folder: &Path, why: &str) {
        let refused = self.import(folder).await;
        assert!(refused.status.code() == Some(1), "{}", said(&refused));
        assert!(said(&refused).contains("not what was sealed"), "{}", said(&refused));
        assert!(said(&refused).contains(why), "{}", said(&refused));
        let kept = "select count(*) from log.event";
        let kept = self.client().await.query_one(kept, &[]).await.unwrap();
        assert_eq!(kept.get::<_, i64>(0), 0, "nothing of it was kept");
    }

    async fn client(&self) -> Client {
        connect(&self.postgres.url(DATABASE)).await
    }
}

/// Tables of which a trust's rows move, and to which the old installation adds nothing once the log stands still.
const STILL: [&str; 16] = [
    "log.head",
    "log.event",
    "log.command",
    "words.text",
    "identity.person",
    "identity.sign_in",
    "document.content",
    "attachment.file",
    "attachment.mark",
    "collector.wave",
    "collector.batch",
    "letters.choice",
    "seal.head",
    "seal.tile",
    "seal.checkpoint",
    "seal.key",
];

/// Those to which it may add some meanwhile.
const GROWING: [&str; 3] = ["disclosure.look", "letters.outbox", "letters.digest_day"];

/// A trust's rows of a table, as text.
async fn rows(client: &Client, table: &str, trust: Uuid) -> Vec<String> {
    let rows = format!(
        "select t::text from {table} t where t.trust_id = $1 order by t::text collate \"C\""
    );
    let rows = client.query(&rows, &[&trust]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// A forger of one file who knows of the manifest.
pub(super) struct Forger<'a> {
    pub(super) folder: &'a Path,
    pub(super) file: &'a str,
}

impl Forger<'_> {
    /// Puts other words into the file alone; answers with what it held.
    pub(super) fn forge(&self, genuine: &str, forged: &str) -> String {
        let file = self.folder.join(self.file);
        let before = std::fs::read_to_string(&file).unwrap();
        let after = before.replacen(genuine, forged, 1);
        assert_ne!(after, before, "{} holds {genuine}", self.file);
        std::fs::write(&file, &after).unwrap();
        before
    }

    /// Lets the manifest agree with the file, where it agreed with this.
    pub(super) fn cover(&self, before: &str) {
        let hash = |text: &str| {
            let digest = Sha256::digest(text.as_bytes());
            digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let now = std::fs::read_to_string(self.folder.join(self.file)).unwrap();
        let manifest = self.folder.join("manifest.json");
        let text = std::fs::read_to_string(&manifest).unwrap();
        let covered = text.replace(&hash(before), &hash(&now));
        assert_ne!(covered, text, "the manifest names the file's hash");
        std::fs::write(&manifest, covered).unwrap();
    }
}

/// A trust that is sealed to its end.
async fn sealed_trust(world: &World) -> Uuid {
    let trust = Trust::found(world).await;
    let position = trust.form_hub("North").await;
    let sealed = || async {
        let mut trail = TrailServiceClient::new(world.peers().channel("trail"));
        let caller = trust.caller(trust.appointed.administrator);
        let answer = trail.list_projections(caller.request(ListProjectionsRequest {})).await;
        answer.ok().and_then(|answer| answer.into_inner().seal).map_or(0, |seal| seal.size)
    };
    until(sealed, |size| *size >= position).await;
    trust.id
}

async fn export(world: &World, trust: Uuid, folder: &Path) -> Output {
    let trust = trust.to_string();
    world.operator(&["trust", "export", folder.to_str().unwrap(), "--trust", &trust]).await
}

#[tokio::test]
async fn a_trust_moves_whole_and_only_once() {
    let world = World::start(PROGRAM).await;
    let trust = sealed_trust(&world).await;
    Trust::found(&world).await;
    let folder = world.folder().join("leaving");
    let exported = export(&world, trust, &folder).await;
    assert!(exported.status.success(), "{}", said(&exported));
    let again = export(&world, trust, &folder).await;
    assert!(again.status.code() == Some(2) && said(&again).contains("is there already"));

    let elsewhere = Elsewhere::migrated(&world).await;
    let imported = elsewhere.import(&folder).await;
    assert!(imported.status.success(), "{}", said(&imported));
    let (here, there) = (world.owner().await, elsewhere.client().await);
    for table in STILL {
        let (here, there) = (rows(&here, table, trust).await, rows(&there, table, trust).await);
        assert_eq!(there, here, "{table}");
    }
    for table in STILL.iter().chain(&GROWING) {
        let left = std::fs::read_to_string(folder.join(format!("{table}.copy"))).unwrap();
        assert_eq!(rows(&there, table, trust).await.len(), left.lines().count(), "{table}");
    }
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name());
    let copied = files.filter(|name| name.to_string_lossy().ends_with(".copy")).count();
    assert_eq!(copied, STILL.len() + GROWING.len(), "every table that moves was compared");
    let trusts = "select count(*) from log.head";
    assert_eq!(there.query_one(trusts, &[]).await.unwrap().get::<_, i64>(0), 1);
    let verified = ["verify", "log", "--throw-away", &elsewhere.store()];
    let verified = world.offline(&verified).await;
    assert!(verified.status.success(), "{}", said(&verified));
    let again = elsewhere.import(&folder).await;
    assert!(again.status.code() == Some(2), "{}", said(&again));
    assert!(said(&again).contains("holds the trust already"), "{}", said(&again));
    left::a_school_takes_its_own_part(&world).await;
}

#[tokio::test]
async fn a_trust_that_was_altered_on_the_way_is_not_taken_in() {
    let world = World::start(PROGRAM).await;
    let trust = sealed_trust(&world).await;
    let folder = world.folder().join("leaving");
    let exported = export(&world, trust, &folder).await;
    assert!(exported.status.success(), "{}", said(&exported));
    let elsewhere = Elsewhere::migrated(&world).await;
    let events = Forger { folder: &folder, file: "log.event.copy" };
    let genuine = events.forge("\"role\":\"", "\"role\":\"deputy_");
    let refused = elsewhere.import(&folder).await;
    assert!(refused.status.code() == Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("log.event.copy"), "{}", said(&refused));
    events.cover(&genuine);
    elsewhere.refuses(&folder, "an event is not the one that was sealed").await;
}

#[tokio::test]
async fn what_stands_beside_the_log_is_compared_with_it() {
    let world = World::start(PROGRAM).await;
    let trust = sealed_trust(&world).await;
    let typed = "insert into words.text (trust_id, commitment, salt, text, class, role) values \
        ($1, sha256('salt'::bytea || convert_to('typed – here', 'UTF8')), 'salt', 'typed – here', '', 'plumbline_schools')";
    world.owner().await.execute(typed, &[&trust]).await.unwrap();
    let kept = "insert into attachment.file (trust_id, sha256, bytes, kept_at) values \
        ($1, sha256('%PDF-1.7'::bytea), '%PDF-1.7'::bytea, now())";
    world.owner().await.execute(kept, &[&trust]).await.unwrap();
    let marked = "insert into attachment.mark (trust_id, sha256, bytes, kept_at) values \
        ($1, sha256('%PDF-1.7'::bytea), '%PDF-1.7'::bytea, now())";
    world.owner().await.execute(marked, &[&trust]).await.unwrap();
    let folder = world.folder().join("leaving");
    let exported = export(&world, trust, &folder).await;
    assert!(exported.status.success(), "{}", said(&exported));
    let elsewhere = Elsewhere::migrated(&world).await;

    let texts = Forger { folder: &folder, file: "words.text.copy" };
    let genuine = texts.forge("typed – here", "typed elsewhere");
    texts.cover(&genuine);
    elsewhere.refuses(&folder, "a typed text is not the one that was typed").await;
    let forged = texts.forge("typed elsewhere", "typed – here");
    texts.cover(&forged);

    let files = Forger { folder: &folder, file: "attachment.file.copy" };
    let (written, other) = (hex(b"%PDF-1.7"), hex(b"%PDF-1.4"));
    let genuine = files.forge(&written, &other);
    files.cover(&genuine);
    elsewhere.refuses(&folder, "an attached report is not the one that was attached").await;
    let forged = files.forge(&other, &written);
    files.cover(&forged);

    let marks = Forger { folder: &folder, file: "attachment.mark.copy" };
    let genuine = marks.forge(&written, &other);
    marks.cover(&genuine);
    elsewhere.refuses(&folder, "the trust's mark is not the one that was set").await;
    let forged = marks.forge(&other, &written);
    marks.cover(&forged);

    let head = Forger { folder: &folder, file: "log.head.copy" };
    let position = format!("{trust}\t");
    let genuine = head.forge(&position, &format!("{position}9"));
    head.cover(&genuine);
    elsewhere.refuses(&folder, "its head is not where its last event is").await;
    let forged = head.forge(&format!("{position}9"), &position);
    head.cover(&forged);
    let imported = elsewhere.import(&folder).await;
    assert!(imported.status.success(), "{}", said(&imported));
    let (here, there) = (world.owner().await, elsewhere.client().await);
    let moved = rows(&there, "attachment.file", trust).await;
    assert!(!moved.is_empty() && moved == rows(&here, "attachment.file", trust).await);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
