//! Large waves close in batches: killed at any step they go on there, and the largest fits into little memory.

use std::future::Future;
use std::pin::pin;
use std::task::{Context as Wakes, Poll};
use std::time::Instant;

use super::*;

/// Answers as they would lie in the store, written by one statement: links and receipts are not needed for a close.
const ANSWERS: &str = "insert into collector.response \
    (trust_id, wave_id, nullifier, receipt_hash, school_id, answered_on, answers) \
    select $1, $2, sha256(('n' || n)::bytea), sha256(('r' || n)::bytea), $3, '2025-11-21', \
    json_build_array(json_build_object('questionId', 'q1', 'optionId', (array['yes', 'no', 'dont-know'])[1 + n % 3]), \
        json_build_object('questionId', 'q2', 'optionId', (array['agree', 'disagree', 'na'])[1 + n % 3])) \
    from generate_series(0, $4::int - 1) n";

/// What the largest survey may need besides what the process has already.
const MOST_MB: u64 = 300;

/// An open wave of one school whose answers all lie in the store.
async fn answered(stand: &Stand, count: u32) -> Uuid {
    let wave = stand.opened(&[count]).await.wave_id;
    let admin = stand.store.admin().await;
    let put =
        admin.execute(ANSWERS, &[&stand.trust, &wave, &school(1), &count.cast_signed()]).await;
    assert_eq!(put.unwrap(), u64::from(count));
    wave
}

/// Goes on with a future for so many polls and then drops it, as a process does that is killed there. Open transactions are
/// rolled back, and what was committed stays.
async fn killed_after<T>(polls: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    std::future::poll_fn(move |wakes: &mut Wakes<'_>| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(wakes).map(Some)
    })
    .await
}

async fn counts(stand: &Stand, wave: Uuid) -> (usize, usize, i64) {
    let responses = stand.collected(wave).await;
    let yes = responses.iter().filter(|response| response.answers[0].option_id == "yes").count();
    (responses.len(), yes, stand.buffered().await)
}

#[tokio::test]
async fn a_close_that_is_killed_at_every_step_goes_on_there_and_loses_nothing() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 3_000).await;
    let command = new_id();
    let mut kills = 0;
    // Each try gets a little further than the last: first it dies at once, then one step later, and so on.
    let position = loop {
        match killed_after(kills, stand.close(wave, &command)).await {
            Some(closed) => break closed.unwrap(),
            None => kills += 1,
        }
        assert!(kills < 10_000, "it gets nowhere");
    };
    assert!(kills > 10, "it was killed on its way: {kills}");
    assert_eq!(stand.close(wave, &command).await.unwrap(), position, "and closed once");
    assert_eq!(counts(&stand, wave).await, (3_000, 1_000, 0));
    let closes = stand.events().await;
    let closes = closes.iter().filter(|event| matches!(event, WaveEvent::WaveClosed(_)));
    assert_eq!((closes.count(), stand.tokens_left().await, stand.keys_left().len()), (1, 0, 0));
}

/// A number of this process from `/proc/self/status`, in megabytes.
fn megabytes(of: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(of)).unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1_024
}

#[tokio::test]
#[ignore = "takes minutes; make attack runs it"]
#[expect(clippy::disallowed_macros, reason = "a measurement, shown with --nocapture")]
async fn the_largest_wave_closes_in_little_memory_and_goes_on_after_a_kill() {
    const ALL: u32 = 100_000;
    let stand = Stand::start().await;
    let wave = answered(&stand, ALL).await;
    // From here on the peak is counted anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = megabytes("VmRSS");
    let (command, began) = (new_id(), Instant::now());
    for polls in [50, 500, 1_500] {
        assert!(killed_after(polls, stand.close(wave, &command)).await.is_none());
    }
    let closed = stand.close(wave, &command).await;
    let (took, peak) = (began.elapsed(), megabytes("VmHWM"));
    closed.unwrap();
    println!("100,000 answers: closed in {took:?}, peak {peak} MB, {before} MB before");
    assert!(peak - before.min(peak) < MOST_MB, "peak {peak} MB, {before} MB before");
    assert_eq!(counts(&stand, wave).await, (ALL as usize, 33_334, 0));
    let events = stand.events().await;
    let batches = events.iter().filter(|event| matches!(event, WaveEvent::AnswersCollected(_)));
    assert_eq!(batches.count(), 500);
}
