//! How a projection keeps up: every position once, rows and checkpoint together, stopping loudly.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use contract::events::WaveEvent;
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use eventlog::{ApplyError, FollowError, Keeper, Projection, Recorded, Transaction, rebuild};
use uuid::Uuid;

/// Counts the events of each trust, one by one, so that an event taken twice shows.
struct Counted;

#[async_trait::async_trait]
impl Projection for Counted {
    fn name(&self) -> &'static str {
        "surveys_counted"
    }

    fn tables(&self) -> &'static str {
        "create table seen (trust_id uuid, position bigint, kind text, primary key (trust_id, position))"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        event.event()?;
        tx.execute(
            "insert into seen (trust_id, position, kind) values ($1, $2, $3)",
            &[&event.trust, &event.position.cast_signed(), &event.kind],
        )
        .await?;
        Ok(())
    }
}

fn closed(id: usize) -> WaveEvent {
    WaveEvent::WaveClosed(WaveClosed { wave_id: id.to_string(), batches: 1 })
}

async fn filled(store: &TestStore, events: usize) -> Uuid {
    let trust = store.trust().await;
    store.record(trust, "w", (0..events).map(closed).collect()).await;
    trust
}

async fn seen(store: &TestStore, trust: Uuid) -> i64 {
    let row = store.admin().await;
    let row = row
        .query_one("select count(*) from surveys_counted.seen where trust_id = $1", &[&trust])
        .await;
    row.unwrap().get(0)
}

#[tokio::test]
async fn duplicates_are_dropped_and_gaps_come_from_the_log() {
    let store = TestStore::start().await;
    let trust = filled(&store, 20).await;
    let log = store.log("surveys").await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    let events = log.read(trust, 0, 100).await.unwrap();

    assert_eq!(follower.offer(trust, &events[0..3]).await.unwrap(), 3);
    assert_eq!(follower.offer(trust, &events[1..5]).await.unwrap(), 5, "some of them again");
    assert_eq!(follower.offer(trust, &events[0..2]).await.unwrap(), 5, "all of them again");
    assert_eq!(
        follower.offer(trust, &events[9..10]).await.unwrap(),
        21,
        "a gap: the log is read to its end"
    );
    assert_eq!(seen(&store, trust).await, 21);
}

#[tokio::test]
async fn two_runners_of_one_projection_take_each_event_once() {
    let store = TestStore::start().await;
    let trust = filled(&store, 500).await;
    let one = store.follower("surveys", Arc::new(Counted)).await;
    let two = store.follower("surveys", Arc::new(Counted)).await;
    let (first, second) = tokio::join!(one.catch_up(trust), two.catch_up(trust));
    // One of them may have found the checkpoint moved, and says so; the next turn puts it right.
    assert!(first.is_ok() || second.is_ok());
    for outcome in [first, second] {
        assert!(!matches!(outcome, Err(FollowError::Stopped { .. })), "{outcome:?}");
    }
    assert_eq!(one.catch_up(trust).await.unwrap(), 501);
    assert_eq!(two.catch_up(trust).await.unwrap(), 501);
    assert_eq!(seen(&store, trust).await, 501);
}

#[tokio::test]
async fn an_event_it_cannot_read_stops_it_loudly_and_no_other_trust() {
    let store = TestStore::start().await;
    let (bad, good) = (filled(&store, 3).await, filled(&store, 3).await);
    let log = store.log("surveys").await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    let mut events = log.read(bad, 0, 10).await.unwrap();
    events[2].kind = "plumbline.surveys.v1.FromTheFuture".to_owned();

    let stopped = follower.offer(bad, &events).await.unwrap_err();
    assert!(matches!(stopped, FollowError::Stopped { position: 3, .. }), "{stopped}");
    assert_eq!(seen(&store, bad).await, 2, "what stands before it is in the rows");
    assert_eq!(follower.catch_up(good).await.unwrap(), 4);
    let error: Option<String> = store
        .admin()
        .await
        .query_one("select error from surveys_counted.checkpoint where trust_id = $1", &[&bad])
        .await
        .unwrap()
        .get(0);
    assert!(error.unwrap().contains("position 3"));
    assert_eq!(
        follower.catch_up(bad).await.unwrap(),
        4,
        "and it goes on once the event can be read"
    );
}

async fn written_down(store: &TestStore, trust: Uuid) -> Option<String> {
    let error = "select error from surveys_counted.checkpoint where trust_id = $1";
    store.admin().await.query_one(error, &[&trust]).await.unwrap().get(0)
}

#[tokio::test]
async fn nothing_is_taken_into_tables_that_another_build_made() {
    let store = TestStore::start().await;
    let trust = filled(&store, 3).await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    follower.catch_up(trust).await.unwrap();
    store.record(trust, "v", vec![closed(1)]).await;
    let admin = store.admin().await;
    let marked = "select obj_description('surveys_counted'::regnamespace::oid, 'pg_namespace')";
    let mark: String = admin.query_one(marked, &[]).await.unwrap().get(0);
    let mark_as = async |mark: &str| {
        let comment = format!("comment on schema surveys_counted is '{mark}'");
        admin.batch_execute(&comment).await.unwrap();
    };
    // As `migrate` of a build before decision 77 leaves it, while this process still runs.
    mark_as("tables of another build").await;
    let rename = async |from: &str, to: &str| {
        let rename = format!("alter table surveys_counted.seen rename column {from} to {to}");
        admin.batch_execute(&rename).await.unwrap();
    };
    // By other rules its rows may be of the same form.
    for other_form in [false, true] {
        if other_form {
            rename("kind", "sort").await;
        }
        let away = follower.catch_up(trust).await.unwrap_err();
        assert!(matches!(&away, FollowError::Away(why) if why.contains("another build")), "{away}");
        assert_eq!(seen(&store, trust).await, 4, "and no row is of this one");
        assert_eq!(written_down(&store, trust).await, None, "the later build does not find a stop");
    }
    // With this build's own mark the same is a fault, and is said.
    mark_as(&mark).await;
    let stopped = follower.catch_up(trust).await.unwrap_err();
    assert!(matches!(stopped, FollowError::Stopped { .. }), "{stopped}");
    assert!(written_down(&store, trust).await.is_some());
    rename("sort", "kind").await;
    assert_eq!(follower.catch_up(trust).await.unwrap(), 5);
}

#[tokio::test]
async fn a_reader_waits_for_its_position() {
    let store = TestStore::start().await;
    let trust = filled(&store, 5).await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    let model = follower.read_model();
    let (position, caught_up) = tokio::join!(
        async {
            let mut reader = model.reader(trust, 6).await.unwrap();
            reader.snapshot().await.unwrap().as_of.position
        },
        follower.catch_up(trust)
    );
    assert_eq!((position, caught_up.unwrap()), (6, 6));
}

#[tokio::test]
async fn rebuilt_rows_are_the_same_rows() {
    let store = TestStore::start().await;
    let trust = filled(&store, 50).await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    follower.catch_up_all().await.unwrap();
    let log = store.log("surveys").await;
    let mut admin = store.admin().await;
    let keeper = Keeper { role: "plumbline_surveys", log: &log };
    let done = rebuild(&mut admin, keeper, Arc::new(Counted)).await.unwrap();
    assert_eq!((done.events, done.differing_rows), (51, 0));
    assert_eq!(seen(&store, trust).await, 51);

    admin
        .batch_execute("update surveys_counted.seen set kind = 'altered' where position = 3")
        .await
        .unwrap();
    let mended = rebuild(&mut admin, keeper, Arc::new(Counted)).await.unwrap();
    assert_eq!(mended.differing_rows, 2, "the altered row and the one it should be");

    store.record(trust, "w2", vec![closed(1)]).await;
    assert_eq!(
        follower.catch_up(trust).await.unwrap(),
        52,
        "the live runner goes on with the new tables"
    );
    assert_eq!(seen(&store, trust).await, 52);
}

#[tokio::test]
async fn who_finds_the_rows_in_other_hands_does_not_wait_and_its_readers_see_them_all_the_same() {
    let store = TestStore::start().await;
    let trust = filled(&store, 5).await;
    let one = store.follower("surveys", Arc::new(Counted)).await;
    let two = store.follower("surveys", Arc::new(Counted)).await;
    let mut other = store.admin().await;
    let other = other.transaction().await.unwrap();
    let lock =
        format!("select pg_advisory_xact_lock(hashtextextended('surveys_counted {trust}', 0))");
    other.batch_execute(&lock).await.unwrap();
    assert_eq!(one.catch_up(trust).await.unwrap(), 0, "it goes on from what the store has");
    other.rollback().await.unwrap();
    assert_eq!(two.catch_up(trust).await.unwrap(), 6);
    // The first process's own follower has not heard of it.
    let model = one.read_model();
    assert_eq!(model.reader(trust, 6).await.unwrap().snapshot().await.unwrap().as_of.position, 6);
    let beyond = model.reader(trust, 7).await.unwrap_err();
    assert!(beyond.to_string().contains("ends at position 6"), "{beyond}");
}

#[tokio::test]
async fn idle_trusts_are_asked_nothing() {
    let store = TestStore::start().await;
    let log = store.log("surveys").await;
    for _ in 0..30 {
        filled(&store, 1).await;
    }
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    let mut heads = eventlog::Heads::default();
    let grown = log.grown(&mut heads).await.unwrap();
    assert_eq!(grown.len(), 30);
    follower.catch_up_all().await.unwrap();
    let again = store.follower("surveys", Arc::new(Counted)).await;
    again.recall().await.unwrap();

    // Whoever asks for one trust's checkpoint or events now waits without an end.
    let mut admin = store.admin().await;
    let locked = admin.transaction().await.unwrap();
    let lock = "lock table surveys_counted.checkpoint, log.event in access exclusive mode";
    locked.batch_execute(lock).await.unwrap();
    for follower in [&follower, &again] {
        for grown in &grown {
            let reached = follower.advance(grown.trust, &[], grown.head).await;
            assert_eq!(reached.unwrap(), 2);
        }
    }
    assert_eq!(log.grown(&mut heads).await.unwrap(), [], "and a look brings no row of them");
    locked.rollback().await.unwrap();

    let trust = grown[7].trust;
    store.record(trust, "w2", vec![closed(1)]).await;
    let moved = eventlog::Grown { trust, head: 3, before: 2 };
    assert_eq!(log.grown(&mut heads).await.unwrap(), [moved]);
    store
        .admin()
        .await
        .execute("update log.head set position = 2 where trust_id = $1", &[&trust])
        .await
        .unwrap();
    let back = eventlog::Grown { trust, head: 2, before: 3 };
    assert_eq!(log.grown(&mut heads).await.unwrap(), [back], "a log that has lost its end");
}

/// Catches up again and again until a position is reached: an operator's word is heard within a second.
async fn goes_on(follower: &eventlog::Follower, trust: Uuid, position: u64) {
    while follower.catch_up(trust).await.unwrap() < position {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn paused_it_takes_in_nothing_and_resumed_everything() {
    let store = TestStore::start().await;
    let trust = filled(&store, 3).await;
    let owner = store.admin().await;
    assert!(eventlog::set_paused(&owner, "surveys_counted", true).await.unwrap());
    assert!(!eventlog::set_paused(&owner, "surveys_counted", true).await.unwrap(), "it was");

    let follower = store.follower("surveys", Arc::new(Counted)).await;
    let events = store.log("surveys").await.read(trust, 0, 10).await.unwrap();
    assert_eq!(follower.offer(trust, &events).await.unwrap(), 0);
    assert_eq!(follower.catch_up(trust).await.unwrap(), 0);
    let standing = follower.standing().await.unwrap();
    assert!(standing.paused && standing.error.is_none(), "{standing:?}");
    assert_eq!((standing.position, standing.lag), (0, 4));

    assert!(eventlog::set_paused(&owner, "surveys_counted", false).await.unwrap());
    goes_on(&follower, trust, 4).await;
    let standing = follower.standing().await.unwrap();
    assert_eq!((standing.position, standing.lag, standing.paused), (4, 0, false));
    assert_eq!(seen(&store, trust).await, 4);
}

#[tokio::test]
async fn a_paused_projection_can_be_rebuilt_and_says_how_far_it_is() {
    let store = TestStore::start().await;
    let trust = filled(&store, 20).await;
    let mut owner = store.admin().await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    eventlog::set_paused(&owner, "surveys_counted", true).await.unwrap();
    let log = store.log("surveys").await;
    let keeper = Keeper { role: "plumbline_surveys", log: &log };
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |done, of| told.lock().unwrap().push((done, of));
    let other = store.admin().await;
    let lock = "select pg_try_advisory_lock('operate.projection'::regclass::oid::int, hashtext('surveys_counted'))";
    other.query_one(lock, &[]).await.unwrap();
    let busy = eventlog::rebuild_telling(&mut owner, keeper, Arc::new(Counted), &tell).await;
    assert!(busy.unwrap_err().to_string().contains("already"));
    drop(other);
    let rebuilt = loop {
        match eventlog::rebuild_telling(&mut owner, keeper, Arc::new(Counted), &tell).await {
            Err(eventlog::RebuildError::Busy(_)) => tokio::task::yield_now().await,
            outcome => break outcome.unwrap(),
        }
    };
    assert_eq!(rebuilt.events, 21);
    assert_eq!(told.into_inner().unwrap().last(), Some(&(21, 21)));
    assert_eq!(seen(&store, trust).await, 21);
    assert!(follower.standing().await.unwrap().paused, "and it is paused still");
}

#[tokio::test]
async fn an_operator_sees_every_projection_with_its_state() {
    let store = TestStore::start().await;
    let trust = filled(&store, 3).await;
    let follower = store.follower("surveys", Arc::new(Counted)).await;
    let trail = store.log("trail").await;
    let state = async || {
        let client = trail.across_trusts().await.unwrap();
        let row = client
            .query_one(
                "select state, position, lag, lag_seconds, error from operate.projections($1) where name = 'surveys_counted'",
                &[&Some(trust)],
            )
            .await
            .unwrap();
        (row.get::<_, String>(0), row.get::<_, i64>(1), row.get::<_, i64>(2))
    };
    assert_eq!(state().await, ("following".to_owned(), 0, 4));
    let mut events = trail.read(trust, 0, 10).await.unwrap();
    events[2].kind = "plumbline.surveys.v1.FromTheFuture".to_owned();
    follower.offer(trust, &events).await.unwrap_err();
    assert_eq!(state().await, ("stopped".to_owned(), 2, 2));
    assert!(follower.standing().await.unwrap().error.unwrap().contains("FromTheFuture"));
    assert_eq!(follower.catch_up(trust).await.unwrap(), 4);
    assert_eq!(state().await, ("following".to_owned(), 4, 0));
    eventlog::set_paused(&store.admin().await, "surveys_counted", true).await.unwrap();
    assert_eq!(state().await, ("paused".to_owned(), 4, 0));
}

#[tokio::test]
async fn a_store_of_another_age_is_named() {
    let store = TestStore::start().await;
    let owner = store.admin().await;
    assert_eq!(eventlog::fit(&owner).await.unwrap(), eventlog::Fit::Same);
    owner
        .batch_execute("update refinery_schema_history set version = 999 where version = 1")
        .await
        .unwrap();
    assert!(matches!(eventlog::fit(&owner).await.unwrap(), eventlog::Fit::Newer(999, _)));
    eventlog::Log::open(&store.config("surveys"), true).await.unwrap();
    let migrated = eventlog::migrate(store.admin_config()).await;
    assert_eq!(migrated.unwrap(), 0, "an older program leaves what a newer one added");
    let breaks = "update refinery_schema_history set name = 'breaks_looks' where version = 999";
    owner.batch_execute(breaks).await.unwrap();
    assert!(matches!(eventlog::fit(&owner).await.unwrap(), eventlog::Fit::Broken(999, _)));
    let refused = eventlog::Log::open(&store.config("surveys"), true).await.unwrap_err();
    assert!(refused.to_string().contains("install the newer one"), "{refused}");
    let refused = eventlog::migrate(store.admin_config()).await.unwrap_err();
    assert!(refused.to_string().contains("use the newer one"), "{refused}");
    owner.batch_execute("delete from refinery_schema_history where version > 7").await.unwrap();
    assert!(matches!(eventlog::fit(&owner).await.unwrap(), eventlog::Fit::Older(7, _)));
    let refused = eventlog::Log::open(&store.config("surveys"), true).await.unwrap_err();
    assert!(refused.to_string().contains("run `plumbline migrate`"), "{refused}");
    owner
        .batch_execute("revoke select on refinery_schema_history from plumbline_surveys")
        .await
        .unwrap();
    let refused = eventlog::Log::open(&store.config("surveys"), true).await.unwrap_err();
    assert!(refused.to_string().contains("older than this program"), "{refused}");
}
