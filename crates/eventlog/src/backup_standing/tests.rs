use super::*;
use crate::testing::TestStore;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn standing(store: &TestStore) -> BackupStanding {
    let log = store.log("trail").await;
    BackupStanding::now(&**log.across_trusts().await.unwrap(), 2).await.unwrap()
}

/// A backup that began so long ago by the store's clock.
async fn taken(store: &TestStore, age: Duration) -> ProvedBackup {
    let now = store.admin().await.query_one("select clock_timestamp()", &[]).await.unwrap();
    let taken_at = now.get::<_, SystemTime>(0) - age;
    ProvedBackup { name: "a-folder".to_owned(), events: 7, taken_at }
}

#[tokio::test]
async fn a_new_installation_without_a_proved_backup_is_not_late_and_an_old_one_is() {
    let store = TestStore::start().await;
    let new = standing(&store).await;
    assert_eq!(new, BackupStanding { last: None, late: false });
    let older = "update operate.line set begun_at = begun_at - interval '3 days'";
    store.admin().await.batch_execute(older).await.unwrap();
    let old = standing(&store).await;
    assert_eq!((old.last.is_none(), old.late), (true, true));
    let said = old.sentence(2);
    assert_eq!(
        said,
        "a backup of this store was never proved; the newest may be at most 2 days old"
    );
}

#[tokio::test]
async fn the_age_is_that_of_the_newest_backup_and_counts_from_its_beginning() {
    let store = TestStore::start().await;
    let admin = store.admin().await;
    BackupStanding::note(&admin, &taken(&store, 3 * DAY).await).await.unwrap();
    let old = standing(&store).await;
    assert_eq!((old.days(), old.late), (Some(3), true));
    let said = old.sentence(2);
    assert!(said.contains("is more than 3 days old: a-folder"), "{said}");
    assert!(said.ends_with("at most 2 days old"), "{said}");
    assert!(old.sentence(1).ends_with("at most 1 day old"), "{}", old.sentence(1));
    let newer = taken(&store, DAY).await;
    BackupStanding::note(&admin, &newer).await.unwrap();
    // Proved again where it was moved to, and an older one after it.
    let moved = ProvedBackup { name: "another-folder".to_owned(), ..newer };
    BackupStanding::note(&admin, &moved).await.unwrap();
    BackupStanding::note(&admin, &taken(&store, 9 * DAY).await).await.unwrap();
    let now = standing(&store).await;
    assert_eq!((now.days(), now.late), (Some(1), false));
    let said = now.sentence(2);
    assert_eq!(said, "the newest backup that was proved is 1 day old: another-folder, 7 events");
}

#[tokio::test]
async fn no_service_can_say_that_a_backup_was_proved() {
    let store = TestStore::start().await;
    let backup = taken(&store, DAY).await;
    let log = store.log("trail").await;
    let refused = BackupStanding::note(&**log.across_trusts().await.unwrap(), &backup).await;
    let refused = refused.unwrap_err();
    let code = refused.code();
    assert_eq!(code, Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE));
}
