//! The head of one trust's log is held: its own commands wait and are told so, those of other trusts go on.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use eventlog::AppendError;
use eventlog::testing::{TestStore, first_append};
use eventlog::tokio_postgres::Client;
use futures::FutureExt as _;

const HOLD: &str = "select from log.head where trust_id = $1 for update";

/// Waits until so many appends wait for the lock of a head in this database.
async fn until_waiting(admin: &Client, wanted: i64) {
    const WAITING: &str = "select count(*) from pg_stat_activity where datname = current_database() \
        and usename = 'plumbline_surveys' and wait_event_type = 'Lock'";
    let mut again = tokio::time::interval(Duration::from_millis(20));
    while admin.query_one(WAITING, &[]).await.unwrap().get::<_, i64>(0) < wanted {
        again.tick().await;
    }
}

#[tokio::test]
async fn a_held_log_is_busy_and_no_other_waits_for_it() {
    let store = TestStore::start().await;
    let [held, open] = [store.trust().await, store.trust().await];
    let log = store.log("surveys").await;
    let (mut owner, admin) = (store.admin().await, store.admin().await);
    let holding = owner.transaction().await.unwrap();
    holding.execute(HOLD, &[&held]).await.unwrap();

    // Both usual connections wait for the held log.
    let commands = [first_append(held, "a"), first_append(held, "b")];
    let mut waiting = Vec::new();
    for (command, wanted) in commands.iter().zip(1..) {
        let (log, command) = (log.clone(), command.clone());
        waiting.push(tokio::spawn(async move { log.append(command).await }));
        until_waiting(&admin, wanted).await;
    }
    for number in 0..20 {
        log.append(first_append(open, &number.to_string())).await.unwrap();
    }
    let done = waiting.iter().filter(|waiting| waiting.is_finished()).count();
    assert_eq!(done, 0, "the others did not wait for the held log");
    for answer in waiting {
        let answer = answer.await.unwrap();
        assert!(matches!(answer, Err(AppendError::Busy)), "{answer:?}");
    }

    // The same commands, sent again, happen once.
    holding.commit().await.unwrap();
    for command in commands {
        log.append(command).await.unwrap();
    }
    assert_eq!(log.head(held).await.unwrap(), Some(3));
}

/// Two commands that arrive at once travel in one batch. Whichever of the two logs the store locks first, the held one alone waits.
#[tokio::test]
async fn who_arrives_with_a_command_for_a_held_log_goes_on_without_it() {
    let store = TestStore::start().await;
    let [one, another] = [store.trust().await, store.trust().await];
    let log = store.log("surveys").await;
    let mut owner = store.admin().await;
    for [held, open] in [[one, another], [another, one]] {
        let holding = owner.transaction().await.unwrap();
        holding.execute(HOLD, &[&held]).await.unwrap();
        let mut waiting = std::pin::pin!(log.append(first_append(held, "held")));
        // Sent, and the lane has not looked yet: this test runs on one thread.
        assert!(waiting.as_mut().now_or_never().is_none());
        log.append(first_append(open, "open")).await.unwrap();
        assert!(waiting.as_mut().now_or_never().is_none(), "its own head is held");
        holding.commit().await.unwrap();
        waiting.await.unwrap();
    }
    for trust in [one, another] {
        assert_eq!(log.head(trust).await.unwrap(), Some(3));
    }
}
