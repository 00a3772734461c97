//! A store that went back: nothing that was signed is signed again with another root.

use std::path::Path;

use contract::events::TrustEvent;
use contract::schools::v1::TrustFounded;
use eventlog::LogLine;

use super::*;
use crate::seal::SealError;

impl Sealed {
    /// A store as it was before: the same trust and key, and other events.
    async fn earlier_with(&self, events: usize) -> Self {
        let store = TestStore::start().await;
        let founded = TrustFounded { trust_id: self.trust.to_string(), name: "A".to_owned() };
        store.record(self.trust, self.trust, vec![TrustEvent::TrustFounded(founded)]).await;
        let key = SealKey::parse(&self.key.file()).unwrap();
        let before = Self { store, trust: self.trust, key };
        before.record(events).await;
        before
    }

    fn remembering_in(&self, folder: &Path) -> Sealer {
        self.sealer().remembering_in(folder.to_owned()).unwrap()
    }

    async fn sizes(&self) -> Vec<u64> {
        let notes = self.notes().await;
        let policy = self.policy();
        notes.iter().map(|note| Checkpoint::verify(note, &policy).unwrap().size).collect()
    }
}

fn is_altered(sealed: Result<(), SealError>) -> bool {
    matches!(sealed, Err(SealError::Altered { .. }))
}

#[tokio::test]
async fn a_log_that_went_back_is_sealed_again_only_on_a_new_line_and_beyond_what_was_signed() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = Sealed::with(5).await;
    sealed.remembering_in(folder.path()).seal_all().await.unwrap();
    assert_eq!(sealed.sizes().await, [6]);

    let before = sealed.earlier_with(3).await;
    assert!(is_altered(before.remembering_in(folder.path()).seal_all().await));
    // Longer than what was signed, and still not the log that was signed.
    before.record(6).await;
    assert!(is_altered(before.remembering_in(folder.path()).seal_all().await));
    assert!(before.sizes().await.is_empty());

    let before = sealed.earlier_with(3).await;
    LogLine::begin(&before.store.admin().await, "Restored.").await.unwrap();
    let sealer = before.remembering_in(folder.path());
    sealer.seal_all().await.unwrap();
    before.record(2).await;
    sealer.seal_all().await.unwrap();
    assert!(before.sizes().await.is_empty(), "size 6 was signed, with another root");
    before.record(1).await;
    sealer.seal_all().await.unwrap();
    sealer.audit_all().await.unwrap();
    assert_eq!(before.sizes().await, [7]);
    // Another process goes on from there.
    before.record(1).await;
    before.remembering_in(folder.path()).seal_all().await.unwrap();
    assert_eq!(before.sizes().await, [7, 8]);
}

#[tokio::test]
async fn a_log_that_was_found_gone_back_is_sealed_once_a_new_line_begins() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = Sealed::with(5).await;
    sealed.remembering_in(folder.path()).seal_all().await.unwrap();
    let before = sealed.earlier_with(1).await;
    before.sealer().seal_all().await.unwrap();
    before.record(1).await;
    let sealer = before.remembering_in(folder.path());
    assert!(is_altered(sealer.seal_all().await));
    before.record(4).await;
    assert!(is_altered(sealer.audit_all().await), "it stays closed, also beyond what was signed");
    LogLine::begin(&before.store.admin().await, "Restored.").await.unwrap();
    sealer.audit_all().await.unwrap();
    sealer.seal_all().await.unwrap();
    assert_eq!(before.sizes().await, [2, 7]);
}

#[tokio::test]
async fn nothing_is_sealed_on_a_server_on_which_nobody_has_compared() {
    let sealed = Sealed::with(2).await;
    let admin = sealed.store.admin().await;
    let copied = "update operate.server set timeline = timeline + 1";
    admin.batch_execute(copied).await.unwrap();
    let refused = sealed.sealer().seal_all().await;
    assert!(matches!(refused, Err(SealError::Elsewhere)), "{refused:?}");
    LogLine::stays(&admin).await.unwrap();
    sealed.sealer().seal_all().await.unwrap();
    assert_eq!(sealed.sizes().await, [3]);
}

#[tokio::test]
async fn a_remembered_seal_of_another_key_stops_the_sealer() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = Sealed::with(2).await;
    sealed.remembering_in(folder.path()).seal_all().await.unwrap();
    let stranger = SealKey::try_generate("stranger.test").unwrap();
    sealed.record(1).await;
    let strange = sealed.sealer_with(&[&stranger]).remembering_in(folder.path().to_owned());
    let refused = strange.unwrap().seal_all().await;
    assert!(matches!(refused, Err(SealError::Memory(_))), "{refused:?}");
}

#[tokio::test]
async fn what_is_remembered_of_one_log_and_cannot_be_read_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = Sealed::with(2).await;
    sealed.remembering_in(folder.path()).seal_all().await.unwrap();
    std::fs::write(folder.path().join(format!("{}.1", sealed.trust)), "not a note").unwrap();
    sealed.record(1).await;
    let other = sealed.store.trust().await;
    let sealer = sealed.remembering_in(folder.path());
    let refused = sealer.seal_all().await;
    assert!(matches!(refused, Err(SealError::Memory(_))), "{refused:?}");
    let refused = sealer.audit_all().await;
    assert!(matches!(refused, Err(SealError::Memory(_))), "{refused:?}");
    let compared = "select h.size from seal.head h join seal.audit a using (trust_id) \
        where h.trust_id = $1 and a.altered is null and a.audited_at is not null";
    let row = sealed.store.admin().await.query_one(compared, &[&other]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 1, "the other log is sealed and compared");
}
