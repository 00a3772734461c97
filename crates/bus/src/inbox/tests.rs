use futures::FutureExt as _;

use super::*;

const TRUST: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const DELAYS: Delays = Delays { first: Duration::from_secs(1), most: Duration::from_secs(3) };

fn events(positions: std::ops::RangeInclusive<u64>, bytes: usize) -> Arc<[Recorded]> {
    let event = |position| Recorded {
        trust: TRUST,
        position,
        stream: "wave-w".to_owned(),
        version: position,
        event_id: Uuid::from_u128(position.into()),
        kind: "plumbline.surveys.v1.WaveClosed".to_owned(),
        body: "x".repeat(bytes),
        metadata: String::new(),
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
    };
    positions.map(event).collect()
}

fn positions(due: &Due) -> Vec<u64> {
    due.events().iter().map(|event| event.position).collect()
}

#[tokio::test]
async fn what_came_in_pieces_is_taken_as_one() {
    let inbox = Inbox::default();
    inbox.offer(TRUST, &events(1..=2, 10));
    inbox.offer(TRUST, &events(3..=3, 10));
    inbox.reaches(OTHER, 7);
    let mut due = inbox.next().await;
    due.sort_by_key(|(trust, _)| *trust);
    let [(_, first), (_, second)] = due.as_slice() else { panic!("{due:?}") };
    assert_eq!((positions(first), first.until()), (vec![1, 2, 3], 3));
    assert_eq!((positions(second), second.until()), (vec![], 7));
    assert!(inbox.next().now_or_never().is_none());
}

#[tokio::test]
async fn more_than_there_is_room_for_is_left_to_the_log() {
    let inbox = Inbox::default();
    for first in (1..=1_000).step_by(10) {
        inbox.offer(TRUST, &events(first..=first + 9, 100_000));
        assert!(inbox.lock().bytes <= MOST_BYTES);
    }
    let (_, due) = inbox.next().await.pop().unwrap();
    assert_eq!(due.until(), 1_000);
    assert!(due.bytes <= MOST_BYTES);
    assert_eq!(inbox.lock().bytes, 0);
}

#[tokio::test(start_paused = true)]
async fn what_was_put_back_waits_and_holds_up_no_other_trust() {
    let inbox = Inbox::default();
    inbox.offer(TRUST, &events(1..=1, 10));
    let (_, due) = inbox.next().await.pop().unwrap();
    inbox.offer(TRUST, &events(2..=2, 10));
    inbox.put_back(TRUST, due, DELAYS);
    inbox.reaches(OTHER, 1);
    assert_eq!(inbox.next().await.pop().unwrap().0, OTHER);
    assert!(inbox.next().now_or_never().is_none());
    for wanted in [1, 2, 3, 3] {
        let before = Instant::now();
        let (_, due) = inbox.next().await.pop().unwrap();
        assert_eq!(before.elapsed().as_secs(), wanted);
        assert_eq!(positions(&due), [1, 2], "in order");
        inbox.put_back(TRUST, due, DELAYS);
    }
}
