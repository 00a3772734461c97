use std::sync::Arc;

use futures::FutureExt as _;
use tokio::sync::Semaphore;

use super::*;

/// Requests of a trust, by number.
#[derive(Debug)]
struct Numbers;

#[async_trait::async_trait]
impl Writer for Numbers {
    type Item = (u64, u64);
    type Answer = ();

    fn keys((_, number): &(u64, u64)) -> [u64; 2] {
        [*number; 2]
    }

    fn group((trust, _): &(u64, u64)) -> u64 {
        *trust
    }

    fn size(_: &(u64, u64)) -> usize {
        1
    }

    async fn write(&mut self, batch: Vec<(u64, u64)>) -> Vec<()> {
        vec![(); batch.len()]
    }
}

fn waiting(items: &[(u64, u64)]) -> Vec<Waiting<Numbers>> {
    items.iter().map(|item| Waiting::new(*item, oneshot::channel().0)).collect()
}

fn items(requests: Vec<Waiting<Numbers>>) -> Vec<(u64, u64)> {
    requests.into_iter().map(|request| request.item).collect()
}

#[test]
fn two_batches_share_no_trust_where_there_are_several() {
    let arrived = [(1, 10), (2, 20), (1, 11), (3, 30), (2, 21), (1, 12)];
    let mut under_way = UnderWay::default();
    let (first, rest) = choose(waiting(&arrived), 2, &under_way);
    let begun = under_way.begin(&first);
    assert_eq!(items(first), [(1, 10), (1, 11)]);
    let (second, rest) = choose(rest, 3, &under_way);
    assert_eq!(items(second), [(2, 20), (3, 30), (2, 21)]);
    // What is left is of a trust under way: it follows as it came.
    let (third, rest) = choose(rest, 3, &under_way);
    assert_eq!((items(third), rest.len()), (vec![(1, 12)], 0));
    under_way.end(&begun, true);
    assert!(under_way.keys.is_empty() && under_way.groups.is_empty());
    assert_eq!(under_way.oldest(), None);
}

#[test]
fn what_shares_a_key_waits_and_keeps_its_turn() {
    let mut under_way = UnderWay::default();
    let (first, rest) = choose(waiting(&[(1, 10), (1, 10), (1, 11)]), 9, &under_way);
    under_way.begin(&first);
    assert_eq!(items(first), [(1, 10), (1, 11)]);
    let (second, rest) = choose(rest, 9, &under_way);
    assert_eq!((second.len(), items(rest)), (0, vec![(1, 10)]));
}

#[test]
fn a_trust_whose_batch_was_given_back_travels_alone_until_it_is_written() {
    let mut under_way = UnderWay::default();
    let arrived = [(2, 20), (1, 10), (3, 30), (2, 21)];
    let (all, rest) = choose(waiting(&arrived), 9, &under_way);
    assert_eq!((all.len(), rest.len()), (4, 0));
    let begun = under_way.begin(&all);
    under_way.end(&begun, false);
    let (second, rest) = choose(all, 9, &under_way);
    let begun = under_way.begin(&second);
    assert_eq!(items(second), [(2, 20), (2, 21)]);
    let (first, rest) = choose(rest, 9, &under_way);
    assert_eq!((items(first), items(rest)), (vec![(1, 10)], vec![(3, 30)]));
    under_way.end(&begun, true);
    let (mixed, rest) = choose(waiting(&[(2, 22), (4, 40), (1, 11)]), 9, &under_way);
    assert_eq!((items(mixed), items(rest)), (vec![(2, 22), (4, 40)], vec![(1, 11)]));
}

/// A trust whose head is held, and the writers that wait for it.
#[derive(Clone, Debug)]
struct HeldTrust {
    trust: u64,
    /// A permit for each batch that is let through.
    head: Arc<Semaphore>,
    /// A permit for each batch that waits, or waited.
    waiting: Arc<Semaphore>,
    /// A permit for each time a writer was closed.
    closed: Arc<Semaphore>,
}

impl HeldTrust {
    fn new() -> Self {
        let none = || Arc::new(Semaphore::new(0));
        Self { trust: 1, head: none(), waiting: none(), closed: none() }
    }

    /// Sends as many batches of the held trust as there are usual writers, and waits until both wait.
    async fn hold(&self, lane: &Lane<Self>) -> Vec<oneshot::Receiver<()>> {
        let mut held = Vec::new();
        for number in [10, 11] {
            held.push(lane.begin((self.trust, number)).await.unwrap());
            self.waiting.acquire().await.unwrap().forget();
        }
        held
    }
}

#[async_trait::async_trait]
impl Writer for HeldTrust {
    type Item = (u64, u64);
    type Answer = ();

    fn keys((_, number): &(u64, u64)) -> [u64; 2] {
        [*number; 2]
    }

    fn group((trust, _): &(u64, u64)) -> u64 {
        *trust
    }

    fn size(_: &(u64, u64)) -> usize {
        1
    }

    async fn write(&mut self, batch: Vec<(u64, u64)>) -> Vec<()> {
        if batch.iter().any(|(trust, _)| *trust == self.trust) {
            self.waiting.add_permits(1);
            self.head.acquire().await.unwrap().forget();
        }
        vec![(); batch.len()]
    }

    async fn try_write(&mut self, batch: Vec<(u64, u64)>) -> Result<Vec<()>, Vec<(u64, u64)>> {
        let waits = batch.iter().any(|(trust, _)| *trust == self.trust);
        if waits && self.head.available_permits() == 0 {
            return Err(batch);
        }
        Ok(self.write(batch).await)
    }

    fn close(&mut self) {
        self.closed.add_permits(1);
    }
}

#[tokio::test]
async fn who_travelled_with_a_held_trust_goes_on_without_it() {
    let writer = HeldTrust::new();
    let (head, waiting) = (writer.head.clone(), writer.waiting.clone());
    let two = [writer.clone(), writer.clone()];
    let lane = Lane::start_with_spare(two, writer, SpareTurns::default(), 64);
    // The lane runs when this test first waits: they go in one batch.
    let first = lane.begin((2, 20)).await.unwrap();
    let mut held = lane.begin((1, 10)).await.unwrap();
    let others = [lane.begin((2, 21)).await.unwrap(), lane.begin((3, 30)).await.unwrap()];
    for answer in [first].into_iter().chain(others) {
        answer.await.unwrap();
    }
    waiting.acquire().await.unwrap().forget();
    assert!(held.try_recv().is_err());
    head.add_permits(1);
    held.await.unwrap();
    assert_eq!(waiting.available_permits(), 0, "it was written once");
}

/// Beside it the same lane without a spare writer: the others wait as long as the head is held.
#[tokio::test]
async fn one_held_head_holds_up_its_own_trust_only() {
    for spare in [true, false] {
        let writer = HeldTrust::new();
        let two = [writer.clone(), writer.clone()];
        let turns = SpareTurns::default();
        let lane = match spare {
            true => Lane::start_with_spare(two, writer.clone(), turns, 64),
            false => Lane::start(two, 64),
        };
        let mut held = writer.hold(&lane).await;
        // More of the held trust than of the others, which would make a small batch wait for its turn.
        held.push(lane.begin((1, 12)).await.unwrap());
        let others = async {
            for number in 20..25 {
                lane.send((number, number)).await.unwrap();
            }
        };
        let mut others = std::pin::pin!(others);
        if spare {
            others.as_mut().await;
        } else {
            let patience = 2 * HELD;
            tokio::time::timeout(patience, others.as_mut()).await.expect_err("nobody writes them");
        }
        assert!(held.iter_mut().all(|answer| answer.try_recv().is_err()));
        writer.head.add_permits(3);
        for answer in held {
            answer.await.unwrap();
        }
        if !spare {
            others.await;
        }
    }
}

/// As of two services of a process, whose usual writers all wait for the same head.
#[tokio::test]
async fn one_turn_serves_every_lane_whose_writers_wait_for_a_head() {
    let (writer, turns) = (HeldTrust::new(), SpareTurns::default());
    let lane = || {
        let two = [writer.clone(), writer.clone()];
        Lane::start_with_spare(two, writer.clone(), turns.clone(), 64)
    };
    let lanes = [lane(), lane()];
    let mut held = Vec::new();
    for lane in &lanes {
        held.extend(writer.hold(lane).await);
    }
    let turn = turns.next().await;
    let mut first = std::pin::pin!(lanes[0].send((2, 20)));
    let patience = 2 * HELD;
    tokio::time::timeout(patience, first.as_mut()).await.expect_err("another lane has the turn");
    drop(turn);
    first.await.unwrap();
    for number in 21..25 {
        for lane in &lanes {
            lane.send((2, number)).await.unwrap();
        }
    }
    assert!(held.iter_mut().all(|answer| answer.try_recv().is_err()));
    // A lane closes its spare writer before it leaves the turn to others.
    drop(turns.next().await);
    assert_eq!(writer.closed.available_permits(), 9, "once a batch");
    writer.head.add_permits(4);
    for answer in held {
        answer.await.unwrap();
    }
    drop(turns.next().now_or_never().expect("no lane waits for the turn, or keeps it"));
}

/// A lane whose usual writers are free again leaves its place to those behind it.
#[tokio::test]
async fn who_needs_the_turn_no_more_holds_up_no_other_lane() {
    let (writer, turns) = (HeldTrust::new(), SpareTurns::default());
    let two = [writer.clone(), writer.clone()];
    let lane = Lane::start_with_spare(two, writer.clone(), turns.clone(), 64);
    let held = writer.hold(&lane).await;
    let turn = turns.next().await;
    let mut beside = std::pin::pin!(lane.send((2, 20)));
    let patience = 2 * HELD;
    tokio::time::timeout(patience, beside.as_mut()).await.expect_err("another lane has the turn");
    writer.head.add_permits(2);
    beside.await.unwrap();
    drop(turn);
    drop(turns.next().now_or_never().expect("the lane has left its place"));
    for answer in held {
        answer.await.unwrap();
    }
}

/// A batch that is larger than what waits keeps the second writer idle; what it holds up needs no spare one.
#[tokio::test]
async fn an_idle_writer_goes_before_the_spare_one() {
    let (writer, turns) = (HeldTrust::new(), SpareTurns::default());
    let two = [writer.clone(), writer.clone()];
    let lane = Lane::start_with_spare(two, writer.clone(), turns.clone(), 64);
    let held = [lane.begin((1, 10)).await.unwrap(), lane.begin((1, 11)).await.unwrap()];
    writer.waiting.acquire().await.unwrap().forget();
    let _taken = turns.next().await;
    lane.send((2, 20)).await.unwrap();
    writer.head.add_permits(1);
    for answer in held {
        answer.await.unwrap();
    }
}
