//! What an owner of the database can do to a sealed log, and who notices.

use eventlog::tokio_postgres::Client;
use proof::{Altered, Checkpoint, SealKey};
use tonic::Code;

use super::{Sealed, evidence};
use crate::seal::{SealError, Sealer};
use crate::verify::{Verification, Verified, Wrong};

const UNGUARD: &str = "alter table log.event disable trigger all; alter table seal.tile disable trigger all; \
    alter table seal.head disable trigger all; alter table seal.checkpoint disable trigger all;";

impl Sealed {
    async fn owner(&self) -> Client {
        let owner = self.store.admin().await;
        owner.batch_execute(UNGUARD).await.unwrap();
        owner
    }

    async fn alter(&self, statement: &str) {
        assert_eq!(
            self.owner().await.batch_execute(statement).await.map_err(|e| e.to_string()),
            Ok(())
        );
    }

    async fn verified_beside(&self, outside: &[Checkpoint]) -> Verified {
        let (log, store) = (self.store.log("trail").await, self.store.config("trail"));
        let verification =
            Verification { log: &log, store: &store, trust: self.trust, policy: None, outside };
        verification.run(|_| ()).await.unwrap()
    }

    async fn verified(&self) -> Verified {
        self.verified_beside(&[]).await
    }

    /// What the sealer says of the log when it compares all of it.
    async fn audited(&self, sealer: &Sealer) -> String {
        match sealer.audit_all().await {
            Ok(()) => String::new(),
            Err(SealError::Altered { trust, what }) if trust == self.trust => what,
            Err(other) => panic!("{other}"),
        }
    }

    async fn newest(&self) -> Checkpoint {
        Checkpoint::verify(self.notes().await.last().unwrap(), &self.policy()).unwrap()
    }

    /// Tree, checkpoints and keys as another key gives them for the rows as they now are: all that an owner can forge.
    async fn forge_the_tree(&self) {
        self.alter("delete from seal.tile; delete from seal.head; delete from seal.checkpoint; delete from seal.key")
            .await;
        let forged = SealKey::try_generate("plumbline.test").unwrap();
        self.sealer_with(&[&forged]).seal_all().await.unwrap();
    }
}

/// Each row that a statement alters, and the position it has to be found at.
const ROWS: [(&str, &str); 9] = [
    ("body", "'{\"waveId\":\"forged\"}'"),
    (
        "metadata",
        "replace(metadata::text, '\"role\":\"test\"', '\"role\":\"chief_executive\"')::json",
    ),
    ("metadata", "replace(metadata::text, '2025-11-21T10:00:00Z', '2019-11-21T10:00:00Z')::json"),
    ("metadata", "(' ' || metadata::text)::json"),
    ("metadata", "'{}'"),
    ("event_id", "gen_random_uuid()"),
    ("recorded_at", "recorded_at + interval '1 microsecond'"),
    ("type", "'plumbline.surveys.v1.ResultsReleased'"),
    ("stream", "'wave-other'"),
];

#[tokio::test]
async fn whatever_is_altered_in_a_row_is_found_at_its_position() {
    for (column, value) in ROWS {
        let sealed = Sealed::with(300).await;
        sealed.sealer().seal_all().await.unwrap();
        sealed.record(20).await;
        let sealer = sealed.sealer();
        sealer.seal_all().await.unwrap();
        assert!(sealed.verified().await.wrong.is_none(), "nothing is altered yet");
        assert_eq!(sealed.audited(&sealer).await, "");

        sealed.alter(&format!("update log.event set {column} = {value} where position = 4")).await;
        let found = sealed.verified().await;
        let wrong = found.wrong.expect("altered").to_string();
        assert!(
            found.good <= 3 && wrong.starts_with("position 4: "),
            "{column} = {value}: {wrong}"
        );
        let said = sealed.audited(&sealer).await;
        assert_eq!(
            said, "position 4: the event is not the one that was sealed",
            "{column} = {value}"
        );

        let log = sealed.store.log("trail").await;
        let event = log.read(sealed.trust, 3, 1).await.unwrap().remove(0);
        let refused = tonic::Status::from(evidence::of(&log, &event).await.unwrap_err());
        assert_eq!(refused.code(), Code::DataLoss, "{column}: {refused:?}");
        let other = log.read(sealed.trust, 4, 1).await.unwrap().remove(0);
        evidence::of(&log, &other).await.expect("every other event is proved still");
    }
}

#[tokio::test]
async fn an_altered_log_is_sealed_no_further_until_it_is_put_right_and_no_other_waits() {
    let sealed = Sealed::with(30).await;
    let other = sealed.store.trust().await;
    let sealer = sealed.sealer();
    let trouble = sealer.trouble();
    sealer.seal_all().await.unwrap();
    let before = sealed.newest().await;
    sealed.alter("create table genuine as select * from log.event").await;
    sealed.alter("update log.event set body = '{}' where position = 4").await;
    assert_ne!(sealed.audited(&sealer).await, "");
    let told = trouble.borrow().clone();
    assert!(told.contains(&sealed.trust.to_string()) && told.contains("position 4"), "{told}");

    sealed.record(5).await;
    let hub = contract::schools::v1::HubFormed { hub_id: "h".into(), name: "Fen".into() };
    let hub = contract::events::HubEvent::from(hub);
    sealed.store.record(other, "h", vec![hub]).await;
    let another = sealed.sealer();
    for sealer in [&sealer, &another] {
        sealer.seal_all().await.unwrap();
        assert_eq!(sealed.newest().await, before, "nothing more is signed");
    }
    let admin = sealed.store.admin().await;
    let size = "select size from seal.head where trust_id = $1";
    assert_eq!(admin.query_one(size, &[&other]).await.unwrap().get::<_, i64>(0), 2);

    let mend = "update log.event e set body = g.body from genuine g where e.trust_id = g.trust_id and e.position = g.position";
    sealed.alter(mend).await;
    assert_eq!(sealed.audited(&sealer).await, "");
    assert_eq!(*trouble.borrow(), "");
    sealer.seal_all().await.unwrap();
    assert_eq!(sealed.newest().await.size, before.size + 5);
    assert!(sealed.verified().await.wrong.is_none());
}

#[tokio::test]
async fn an_event_that_is_gone_is_missing() {
    for (statement, wrong) in [
        ("delete from log.event where position = 9", "position 9 is missing"),
        ("delete from log.event where position > 25", "position 26 is missing"),
        (
            "delete from log.event where position > 25; update log.head set position = 25",
            "the log ends at event 25, and event 31 was sealed",
        ),
    ] {
        let sealed = Sealed::with(30).await;
        let sealer = sealed.sealer();
        sealer.seal_all().await.unwrap();
        sealed.alter(statement).await;
        assert_eq!(sealed.verified().await.wrong.expect(statement).to_string(), wrong);
        assert!(sealed.audited(&sealer).await.ends_with("the event is missing"), "{statement}");
    }
}

#[tokio::test]
async fn an_altered_tree_is_told_from_an_altered_event_and_grows_no_further() {
    let flip = "set hashes = overlay(hashes placing sha256('x'::bytea) from 1 + 32 * 3)";
    let sealed = Sealed::with(600).await;
    let sealer = sealed.sealer();
    sealer.seal_all().await.unwrap();
    sealed.alter(&format!("update seal.tile {flip} where level = 0 and number = 0")).await;
    assert!(matches!(sealed.verified().await.wrong, Some(Wrong::Altered(Altered::Leaf(4)))));
    assert!(sealed.audited(&sealer).await.contains("the signed root agrees with the event"));

    let sealed = Sealed::with(600).await;
    sealed.sealer().seal_all().await.unwrap();
    sealed.alter("update seal.tile set hashes = sha256('x'::bytea) || substr(hashes, 33) where level = 1").await;
    let wrong = sealed.verified().await.wrong;
    assert!(matches!(wrong, Some(Wrong::Altered(Altered::Tree { .. }))), "{wrong:?}");
    sealed.record(3).await;
    assert!(matches!(sealed.sealer().seal_all().await, Err(SealError::Altered { .. })));
    assert_eq!(sealed.newest().await.size, 601);
}

#[tokio::test]
async fn rows_and_tree_that_agree_with_each_other_disagree_with_what_was_signed() {
    let sealed = Sealed::with(300).await;
    let sealer = sealed.sealer();
    sealer.seal_all().await.unwrap();
    sealed.record(20).await;
    sealer.seal_all().await.unwrap();
    sealed.alter("create table genuine as select * from seal.checkpoint; create table keys as select * from seal.key").await;
    sealed.alter("update log.event set body = '{}' where position = 310").await;
    sealed.forge_the_tree().await;
    sealed.alter(
        "delete from seal.checkpoint; delete from seal.key; \
         insert into seal.checkpoint select * from genuine; insert into seal.key select * from keys",
    )
    .await;
    let between = Altered::Between { first: 302, last: 321 };
    let wrong = sealed.verified().await.wrong;
    assert!(matches!(&wrong, Some(Wrong::Altered(found)) if *found == between), "{wrong:?}");
    assert_eq!(sealed.audited(&sealed.sealer()).await, between.to_string());
    sealed.record(3).await;
    sealed.sealer().seal_all().await.unwrap();
    assert_eq!(sealed.newest().await.size, 321, "nothing was signed on top");
}

#[tokio::test]
async fn a_checkpoint_that_was_altered_or_is_of_a_strangers_key_is_seen() {
    let sealed = Sealed::with(30).await;
    let sealer = sealed.sealer();
    sealer.seal_all().await.unwrap();
    sealed.alter("update seal.checkpoint set note = replace(note, E'\\n31\\n', E'\\n30\\n')").await;
    assert!(matches!(sealed.verified().await.wrong, Some(Wrong::Seal(_))));
    assert!(sealed.audited(&sealer).await.contains("the seal of event 31"));
    sealed.record(1).await;
    sealed.alter("delete from seal.audit").await;
    assert!(sealed.sealer().seal_all().await.is_err(), "nothing is added to it");

    let sealed = Sealed::with(30).await;
    let sealer = sealed.sealer();
    sealer.seal_all().await.unwrap();
    sealed.alter("delete from seal.checkpoint; update seal.head set size = 0, root = sha256(''::bytea); delete from seal.tile").await;
    assert!(sealer.seal_all().await.is_err(), "what this process signed it remembers");
}

#[tokio::test]
async fn a_whole_forged_log_is_seen_from_outside_and_by_whoever_has_the_key() {
    let sealed = Sealed::with(30).await;
    let sealer = sealed.sealer();
    sealer.seal_all().await.unwrap();
    let outside = [sealed.newest().await];
    sealed.record(10).await;
    sealer.seal_all().await.unwrap();
    assert!(sealed.verified_beside(&outside).await.wrong.is_none());
    sealed.alter("update log.event set body = '{}' where position = 7").await;
    sealed.forge_the_tree().await;

    let found = sealed.verified().await;
    assert!(found.wrong.is_none(), "by the store alone nothing can be seen: {:?}", found.wrong);
    let wrong = sealed.verified_beside(&outside).await.wrong;
    let between = Altered::Between { first: 1, last: 31 };
    assert!(matches!(&wrong, Some(Wrong::Altered(found)) if *found == between), "{wrong:?}");
    assert_ne!(sealed.audited(&sealed.sealer()).await, "", "a sealer that starts now");
    sealed.record(3).await;
    sealer.seal_all().await.unwrap();
    assert!(sealed.verified_beside(&outside).await.sealed == 41, "sealed no further");
}

#[tokio::test]
async fn a_checkpoint_from_outside_of_more_than_there_is_or_of_another_log_is_told() {
    let sealed = Sealed::with(30).await;
    sealed.sealer().seal_all().await.unwrap();
    let seal = sealed.newest().await;
    let later = Checkpoint { size: 40, ..seal.clone() };
    let wrong = sealed.verified_beside(&[later]).await.wrong;
    assert!(matches!(wrong, Some(Wrong::Ends { end: 31, sealed: 40 })), "{wrong:?}");
    let other = Checkpoint { origin: "plumbline.test/another".to_owned(), ..seal };
    let wrong = sealed.verified_beside(&[other]).await.wrong;
    assert!(matches!(wrong, Some(Wrong::OtherLog(_))), "{wrong:?}");
}

#[tokio::test]
async fn a_long_log_is_compared_little_by_little() {
    let sealed = Sealed::with(20_000).await;
    let sealer = sealed.sealer();
    sealer.seal_all().await.unwrap();
    let mut audit = super::super::audit::Audit::default();
    let look = super::super::audit::AuditPace::Look(super::super::LOOK);
    sealed.alter("update log.event set body = '{}' where position = 19990").await;
    let mut looks = 1;
    while audit.go_on(&sealer, look).await.is_ok() {
        looks += 1;
        assert!(looks < 100, "it comes to the end");
    }
    assert!(looks > 10, "a look is bounded, and there were {looks}");
}
