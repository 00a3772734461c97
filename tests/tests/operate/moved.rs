//! A trust moves to another installation whole, and is taken in only where it is what was sealed.

use std::path::Path;
use std::process::Output;

use contract::trail::v1::ListProjectionsRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use eventlog::tokio_postgres::{Client, NoTls};
use plumbline_tests::World;
use private_servers::{Durability, Postgres};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{PROGRAM, Trust, until};

const DATABASE: &str = "plumbline";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

async fn connect(url: &str) -> Client {
    let (client, connection) = eventlog::tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

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

    async fn client(&self) -> Client {
        connect(&self.postgres.url(DATABASE)).await
    }
}

/// The log of a trust and what stands beside it, as text. Looks are left out: the old installation may add some meanwhile.
async fn all_of(client: &Client, trust: Uuid) -> String {
    const ALL: &str = "select concat_ws(E'\\n', \
        (select string_agg(e::text, E'\\n' order by e.position) from log.event e where e.trust_id = $1), \
        (select string_agg(c::text, E'\\n' order by c.command_id) from log.command c where c.trust_id = $1), \
        (select string_agg(w::text, E'\\n' order by w.commitment) from words.text w where w.trust_id = $1), \
        (select string_agg(p::text, E'\\n' order by p.person_id) from identity.person p where p.trust_id = $1), \
        (select string_agg(s::text, E'\\n' order by s.size) from seal.checkpoint s where s.trust_id = $1))";
    client.query_one(ALL, &[&trust]).await.unwrap().get(0)
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
    assert_eq!(all_of(&there, trust).await, all_of(&here, trust).await);
    let trusts = "select count(*) from log.head";
    assert_eq!(there.query_one(trusts, &[]).await.unwrap().get::<_, i64>(0), 1);
    let verified = ["verify", "log", "--throw-away", &elsewhere.store()];
    let verified = world.offline(&verified).await;
    assert!(verified.status.success(), "{}", said(&verified));
    let again = elsewhere.import(&folder).await;
    assert!(again.status.code() == Some(2), "{}", said(&again));
    assert!(said(&again).contains("holds the trust already"), "{}", said(&again));
}

#[tokio::test]
async fn a_trust_that_was_altered_on_the_way_is_not_taken_in() {
    let world = World::start(PROGRAM).await;
    let trust = sealed_trust(&world).await;
    let folder = world.folder().join("leaving");
    let exported = export(&world, trust, &folder).await;
    assert!(exported.status.success(), "{}", said(&exported));
    let elsewhere = Elsewhere::migrated(&world).await;
    let events = folder.join("log.event.copy");
    let genuine = std::fs::read_to_string(&events).unwrap();
    let forged = genuine.replacen("\"role\":\"", "\"role\":\"deputy_", 1);
    assert_ne!(forged, genuine);
    std::fs::write(&events, &forged).unwrap();
    let refused = elsewhere.import(&folder).await;
    assert!(refused.status.code() == Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("log.event.copy"), "{}", said(&refused));

    // The forger knows of the manifest.
    let hash = |text: &str| {
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let manifest = folder.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace(&hash(&genuine), &hash(&forged))).unwrap();
    let refused = elsewhere.import(&folder).await;
    assert!(refused.status.code() == Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("not what was sealed"), "{}", said(&refused));
    let kept = "select count(*) from log.event";
    let kept = elsewhere.client().await.query_one(kept, &[]).await.unwrap();
    assert_eq!(kept.get::<_, i64>(0), 0, "nothing of it was kept");
}
