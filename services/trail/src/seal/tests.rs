//! Sealing on a real store: every event proved, two sealers agreed, an alteration shown.

mod altered;
mod line;

use contract::events::WaveEvent;
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use futures::future::join_all;
use proof::{Checkpoint, Policy, SealKey};
use uuid::Uuid;

use super::{Sealer, origin};
use crate::evidence;

struct Sealed {
    store: TestStore,
    trust: Uuid,
    key: SealKey,
}

impl Sealed {
    async fn with(events: usize) -> Self {
        let store = TestStore::start().await;
        let trust = store.trust().await;
        let key = SealKey::try_generate("plumbline.test").unwrap();
        let sealed = Self { store, trust, key };
        sealed.record(events).await;
        sealed
    }

    async fn record(&self, events: usize) {
        let closed =
            |id: usize| WaveEvent::WaveClosed(WaveClosed { wave_id: id.to_string(), batches: 1 });
        self.store.record(self.trust, "w", (0..events).map(closed).collect()).await;
    }

    fn sealer(&self) -> Sealer {
        self.sealer_with(&[&self.key])
    }

    fn sealer_with(&self, keys: &[&SealKey]) -> Sealer {
        let keys = keys.iter().map(|key| SealKey::parse(&key.file()).unwrap());
        Sealer::new(self.store.config("sealer"), keys.collect())
    }

    fn policy(&self) -> Policy {
        self.policy_of(&self.key)
    }

    /// What somebody checks with who knows one key.
    fn policy_of(&self, key: &SealKey) -> Policy {
        let key = key.of_log(&origin(key, self.trust)).unwrap();
        Policy::new(vec![key.public().to_owned()])
    }

    async fn notes(&self) -> Vec<String> {
        let admin = self.store.admin().await;
        let rows =
            admin.query("select note from seal.checkpoint order by size", &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

#[tokio::test]
async fn every_event_is_proved_against_the_signed_checkpoint() {
    let sealed = Sealed::with(600).await;
    sealed.sealer().seal_all().await.unwrap();
    let log = sealed.store.log("trail").await;
    for event in log.read(sealed.trust, 0, 1_000).await.unwrap() {
        let proof = evidence::of(&log, &event).await.unwrap();
        let leaf = event.leaf().unwrap();
        assert_eq!((proof.leaf, proof.policy), (leaf.text(), sealed.policy()));
        let verified = proof.inclusion.verify(leaf.hash(), &sealed.policy());
        assert_eq!(verified.unwrap().size, 601);
    }
}

#[tokio::test]
async fn every_seal_is_proved_to_continue_those_before_it() {
    let sealed = Sealed::with(3).await;
    for events in [1, 250, 2, 300] {
        sealed.record(events).await;
        sealed.sealer().seal_all().await.unwrap();
    }
    let (log, policy) = (sealed.store.log("trail").await, sealed.policy());
    let notes = sealed.notes().await;
    let seals: Vec<_> =
        notes.iter().map(|note| Checkpoint::verify(note, &policy).unwrap()).collect();
    for (number, earlier) in seals.iter().enumerate() {
        for later in &seals[number..] {
            let proof = evidence::consistency(&log, sealed.trust, earlier.size, later.size);
            let proof = proof.await.unwrap();
            assert_eq!(proof.verify(earlier, &policy).unwrap(), *later);
        }
        let newest = evidence::consistency(&log, sealed.trust, earlier.size, 0).await.unwrap();
        assert_eq!(newest.verify(earlier, &policy).unwrap(), *seals.last().unwrap());
    }
    for (earlier, later) in
        [(seals[1].size, seals[0].size), (1, seals[0].size + 1), (0, 0), (9_999, 0)]
    {
        let refused = evidence::consistency(&log, sealed.trust, earlier, later).await;
        assert!(matches!(refused, Err(evidence::NoProof::NotSealed(_))), "{earlier} to {later}");
    }
}

#[tokio::test]
async fn sealing_little_by_little_gives_the_same_root() {
    let sealed = Sealed::with(3).await;
    for events in [1, 250, 2, 300, 0, 77] {
        sealed.record(events).await;
        sealed.sealer().seal_all().await.unwrap();
    }
    let little =
        Checkpoint::verify(sealed.notes().await.last().unwrap(), &sealed.policy()).unwrap();
    let admin = sealed.store.admin().await;
    admin
        .batch_execute(
            "alter table seal.tile disable trigger all; alter table seal.head disable trigger all; \
             alter table seal.checkpoint disable trigger all; \
             delete from seal.tile; delete from seal.head; delete from seal.checkpoint",
        )
        .await
        .unwrap();
    sealed.sealer().seal_all().await.unwrap();
    let whole = Checkpoint::verify(sealed.notes().await.last().unwrap(), &sealed.policy()).unwrap();
    assert_eq!((little.size, little.root), (whole.size, whole.root));
}

#[tokio::test]
async fn two_sealers_never_sign_two_roots_of_one_size() {
    let sealed = Sealed::with(400).await;
    let sealers = [sealed.sealer(), sealed.sealer(), sealed.sealer()];
    for _ in 0..5 {
        sealed.record(97).await;
        let outcomes = join_all(sealers.iter().map(Sealer::seal_all)).await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }
    let mut sizes = std::collections::HashSet::new();
    for note in sealed.notes().await {
        let checkpoint = Checkpoint::verify(&note, &sealed.policy()).unwrap();
        assert!(sizes.insert(checkpoint.size));
    }
    assert!(sizes.contains(&(401 + 5 * 97)));
}

#[tokio::test]
async fn a_key_is_followed_by_another_and_for_a_term_both_sign() {
    let sealed = Sealed::with(3).await;
    let next = SealKey::try_generate("plumbline.test").unwrap();
    for keys in [&[&sealed.key][..], &[&next, &sealed.key], &[&next]] {
        sealed.record(50).await;
        sealed.sealer_with(keys).seal_all().await.unwrap();
    }
    let notes = sealed.notes().await;
    let believed = |policy: &Policy| -> Vec<bool> {
        notes.iter().map(|note| Checkpoint::verify(note, policy).is_ok()).collect()
    };
    assert_eq!(believed(&sealed.policy()), [true, true, false], "whoever knows the first key");
    assert_eq!(believed(&sealed.policy_of(&next)), [false, true, true], "the key that follows");

    // From what the first key signed alone to what the next one signs alone nothing was altered, and the log names both.
    let log = sealed.store.log("trail").await;
    let known = evidence::public_keys(&log, sealed.trust).await.unwrap();
    assert_eq!(known.len(), 2);
    let both = Policy::new(known);
    let first = Checkpoint::verify(&notes[0], &both).unwrap();
    let proof = evidence::consistency(&log, sealed.trust, first.size, 0).await.unwrap();
    assert_eq!(proof.verify(&first, &both).unwrap(), Checkpoint::verify(&notes[2], &both).unwrap());
}

#[tokio::test]
async fn a_key_that_is_changed_at_once_goes_on_from_the_one_before_where_that_is_known() {
    let sealed = Sealed::with(3).await;
    sealed.sealer().seal_all().await.unwrap();
    sealed.record(5).await;
    let next = SealKey::try_generate("plumbline.test").unwrap();
    let refused = sealed.sealer_with(&[&next]).seal_all().await.unwrap_err();
    assert!(refused.to_string().contains("none of the sealer's keys"), "{refused}");
    let known = sealed.sealer_with(&[&next]).knowing(vec![sealed.key.public().to_owned()]);
    known.audit_all().await.unwrap();
    known.seal_all().await.unwrap();
    sealed.record(5).await;
    known.seal_all().await.unwrap();
    let newest = sealed.notes().await.pop().unwrap();
    assert_eq!(Checkpoint::verify(&newest, &sealed.policy_of(&next)).unwrap().size, 14);
    sealed.sealer_with(&[&next]).audit_all().await.unwrap();
}

#[tokio::test]
async fn what_is_sealed_is_only_added_to() {
    let sealed = Sealed::with(300).await;
    sealed.sealer().seal_all().await.unwrap();
    let admin = sealed.store.admin().await;
    for statement in [
        "update seal.checkpoint set note = ''",
        "delete from seal.checkpoint",
        "delete from seal.tile",
        "update seal.tile set hashes = repeat('x', 32)::bytea",
        "update seal.head set size = 0",
    ] {
        assert!(admin.batch_execute(statement).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn an_event_that_is_not_sealed_yet_says_so() {
    let sealed = Sealed::with(5).await;
    let log = sealed.store.log("trail").await;
    let event = log.read(sealed.trust, 1, 1).await.unwrap().remove(0);
    let none = evidence::of(&log, &event).await.unwrap_err();
    assert!(none.to_string().contains("not sealed yet"), "{none}");
}
