//! Group commit: requests that arrive while batches are being written go together in the next.
//!
//! Under load a batch holds many requests and costs one round trip and one fsync; a lone request is written at once.
//! With two writers one batch is put together, sent and answered while the store is busy with the other. A spare one writes
//! what has nothing to do with a batch that the store has held for long. A batch of several groups that is held comes back
//! unwritten, and its groups go on apart.

mod spare;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

pub use spare::SpareTurns;

use spare::FreeWriters;

/// Writes batches. Every item gets its own answer, in order.
#[async_trait::async_trait]
pub trait Writer: Send + 'static {
    /// One request.
    type Item: Send + 'static;
    /// Its answer.
    type Answer: Send + 'static;

    /// Two items that share a key are never being written at the same time. Hashes will do: a collision only delays.
    fn keys(item: &Self::Item) -> [u64; 2];

    /// Batches that share a group wait for each other in the store; those that share none are written side by side.
    fn group(_item: &Self::Item) -> u64 {
        0
    }

    /// Rough size in bytes, to bound a batch.
    fn size(item: &Self::Item) -> usize;

    /// Writes a batch; returns as many answers as it got items.
    async fn write(&mut self, batch: Vec<Self::Item>) -> Vec<Self::Answer>;

    /// The same for a batch of several groups. Gives it back unwritten, in order, where one of them would hold up the others.
    async fn try_write(
        &mut self,
        batch: Vec<Self::Item>,
    ) -> Result<Vec<Self::Answer>, Vec<Self::Item>> {
        Ok(self.write(batch).await)
    }

    /// Closes what it keeps open from one batch to the next.
    fn close(&mut self) {}
}

/// The lane is gone because its process is stopping.
#[derive(Debug, thiserror::Error)]
#[error("this service is shutting down")]
pub struct LaneClosed;

/// A queue in front of [`Writer`]s; cheap to clone.
#[derive(Debug)]
pub struct Lane<W: Writer> {
    queue: mpsc::Sender<Waiting<W>>,
}

impl<W: Writer> Clone for Lane<W> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

#[derive(Debug)]
struct Waiting<W: Writer> {
    item: W::Item,
    marks: Marks,
    answer: oneshot::Sender<W::Answer>,
}

impl<W: Writer> Waiting<W> {
    fn new(item: W::Item, answer: oneshot::Sender<W::Answer>) -> Self {
        let marks = Marks { keys: W::keys(&item), group: W::group(&item) };
        Self { item, marks, answer }
    }
}

/// What a request must not, and had better not, share with what is being written.
#[derive(Clone, Copy, Debug)]
struct Marks {
    keys: [u64; 2],
    group: u64,
}

const MOST_ITEMS: usize = 1_000;
const MOST_BYTES: usize = 4 << 20;
/// Up to here one batch costs less than two halves of it.
const WORTH_SHARING: usize = 16;
/// After so long the store holds a batch: the head of its trust is locked. One that is written takes a tenth of it.
const HELD: Duration = Duration::from_millis(250);

impl<W: Writer> Lane<W> {
    /// Starts the lane's task; it ends when the last clone is dropped. `depth` requests may wait.
    pub fn start(writers: impl IntoIterator<Item = W>, depth: usize) -> Self {
        Self::run(FreeWriters::of(writers), depth)
    }

    /// The same with one writer more. It is given only what shares no group with batches that the store holds, and only
    /// when its turn comes.
    pub fn start_with_spare(
        writers: impl IntoIterator<Item = W>,
        spare: W,
        turns: SpareTurns,
        depth: usize,
    ) -> Self {
        Self::run(FreeWriters::of(writers).with_spare(spare, turns), depth)
    }

    fn run(free: FreeWriters<W>, depth: usize) -> Self {
        let (queue, arriving) = mpsc::channel(depth);
        tokio::spawn(run(free, arriving));
        Self { queue }
    }

    /// Sends one request and waits for its answer.
    pub async fn send(&self, item: W::Item) -> Result<W::Answer, LaneClosed> {
        self.begin(item).await?.await.map_err(|_| LaneClosed)
    }

    /// Sends one request, which is written even if its sender no longer waits.
    pub async fn begin(&self, item: W::Item) -> Result<oneshot::Receiver<W::Answer>, LaneClosed> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting::new(item, answer)).await.map_err(|_| LaneClosed)?;
        Ok(answered)
    }
}

async fn run<W: Writer>(mut free: FreeWriters<W>, mut arriving: mpsc::Receiver<Waiting<W>>) {
    let shares = free.idle.len();
    let mut under_way = UnderWay::default();
    // In this task, not in tasks of their own: for a lone request each handing over costs about as much as writing it.
    let mut writing = FuturesUnordered::new();
    let mut waiting = Vec::new();
    let mut open = true;
    loop {
        // A small batch beside a large one would only cost a transaction of its own: it waits until it is as large.
        while !waiting.is_empty()
            && waiting.len() >= under_way.requests
            && let Some(writer) = free.idle.pop()
        {
            let share = (waiting.len() + under_way.requests).div_ceil(shares);
            let most = share.clamp(WORTH_SHARING, MOST_ITEMS);
            let batch;
            (batch, waiting) = choose(waiting, most, &under_way);
            if batch.is_empty() {
                free.idle.push(writer);
                break;
            }
            writing.push(write(writer, under_way.begin(&batch), batch));
        }
        let may_spare = free.are_left() && !waiting.is_empty();
        let held_from = under_way.oldest().filter(|_| may_spare).map(|oldest| oldest + HELD);
        let held = held_from.is_some_and(|held_from| held_from <= Instant::now());
        let mut spared = held && under_way.spares(&waiting);
        if spared && let Some(writer) = free.beside_held() {
            let batch;
            (batch, waiting) = choose(waiting, MOST_ITEMS, &under_way);
            if !batch.is_empty() {
                writing.push(write(writer, under_way.begin(&batch), batch));
                continue;
            }
            // Two keys of one hash: it waits for what is under way.
            free.take_back(writer);
            spared = false;
        }
        if !spared {
            free.give_way();
        }
        let later = held_from.filter(|_| !held);
        let room = (2 * MOST_ITEMS).saturating_sub(waiting.len());
        tokio::select! {
            arrived = arriving.recv_many(&mut waiting, room), if open && room > 0 => open = arrived > 0,
            Some(EndedBatch { writer, begun, mut given_back }) = writing.next() => {
                under_way.end(&begun, given_back.is_empty());
                // In front, so that order per key is kept.
                given_back.append(&mut waiting);
                waiting = given_back;
                free.take_back(writer);
            }
            () = free.turn(), if spared => {}
            () = tokio::time::sleep_until(later.unwrap_or_else(Instant::now)), if later.is_some() => {}
            else => return,
        }
    }
}

async fn write<W: Writer>(
    mut writer: W,
    begun: BegunBatch,
    batch: Vec<Waiting<W>>,
) -> EndedBatch<W> {
    let (items, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|w| (w.item, w.answer)).unzip();
    let written = if begun.is_of_several_groups() {
        writer.try_write(items).await
    } else {
        Ok(writer.write(items).await)
    };
    let given_back: Vec<Waiting<W>> = match written {
        Ok(outcomes) => {
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                // The sender may have gone away; the write stands all the same.
                let _ = answer.send(outcome);
            }
            Vec::new()
        }
        Err(items) => {
            let unanswered = items.into_iter().zip(answers).zip(&begun.marks);
            unanswered
                .map(|((item, answer), marks)| Waiting { item, marks: *marks, answer })
                .collect()
        }
    };
    EndedBatch { writer, begun, given_back }
}

/// A batch that is being written.
#[derive(Debug)]
struct BegunBatch {
    at: Instant,
    marks: Vec<Marks>,
}

impl BegunBatch {
    fn is_of_several_groups(&self) -> bool {
        let first = self.marks.first();
        first.is_some_and(|first| self.marks.iter().any(|marks| marks.group != first.group))
    }
}

/// A batch that is no longer being written.
struct EndedBatch<W: Writer> {
    writer: W,
    begun: BegunBatch,
    /// Its requests, where nothing of it was written.
    given_back: Vec<Waiting<W>>,
}

/// What is being written.
#[derive(Debug, Default)]
struct UnderWay {
    requests: usize,
    keys: HashSet<u64>,
    groups: HashMap<u64, usize>,
    /// Groups whose last batch was given back. Each travels alone until one of its own is written.
    apart: HashSet<u64>,
    /// When each batch began.
    began: Vec<Instant>,
}

impl UnderWay {
    fn begin<W: Writer>(&mut self, batch: &[Waiting<W>]) -> BegunBatch {
        self.requests += batch.len();
        for Waiting { marks, .. } in batch {
            self.keys.extend(marks.keys);
            *self.groups.entry(marks.group).or_default() += 1;
        }
        let at = Instant::now();
        self.began.push(at);
        BegunBatch { at, marks: batch.iter().map(|request| request.marks).collect() }
    }

    fn end(&mut self, begun: &BegunBatch, written: bool) {
        let BegunBatch { at, marks } = begun;
        if let Some(place) = self.began.iter().position(|began| began == at) {
            self.began.swap_remove(place);
        }
        self.requests -= marks.len();
        for Marks { keys, group } in marks {
            for key in keys {
                self.keys.remove(key);
            }
            if written {
                self.apart.remove(group);
            } else {
                self.apart.insert(*group);
            }
            if let Some(count) = self.groups.get_mut(group) {
                *count -= 1;
                if *count == 0 {
                    self.groups.remove(group);
                }
            }
        }
    }

    /// When the batch began that has been under way for longest.
    fn oldest(&self) -> Option<Instant> {
        self.began.iter().min().copied()
    }

    /// Whether one of those who wait shares no group with what is under way.
    fn spares<W: Writer>(&self, waiting: &[Waiting<W>]) -> bool {
        #[cfg(feature = "sabotage")]
        if crate::sabotaged("no-spare-writer") {
            return false;
        }
        waiting.iter().any(|request| !self.groups.contains_key(&request.marks.group))
    }
}

/// Takes up to `most` that may travel together, in order of arrival; what shares a key with them, or with what is
/// under way, waits.
fn choose<W: Writer>(
    waiting: Vec<Waiting<W>>,
    most: usize,
    under_way: &UnderWay,
) -> (Vec<Waiting<W>>, Vec<Waiting<W>>) {
    let groups = groups(&waiting, most, under_way);
    let mut taken = HashSet::new();
    let (mut batch, mut rest) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for request in waiting {
        let Marks { keys, group } = request.marks;
        let size = W::size(&request.item);
        let full = batch.len() >= most || (bytes + size > MOST_BYTES && !batch.is_empty());
        let shares = keys.iter().any(|key| taken.contains(key) || under_way.keys.contains(key));
        let elsewhere = !groups.contains(&group);
        // The keys of those who wait are taken too, so that order per key is kept.
        taken.extend(keys);
        if full || shares || elsewhere {
            rest.push(request);
        } else {
            bytes += size;
            batch.push(request);
        }
    }
    (batch, rest)
}

/// The groups of the next batch: of those not being written, whole ones in order of arrival until it is full. Where each is under
/// way, of all. Then the batch waits in the store for the one before it, and is at least on its way. One that is to travel
/// alone does.
fn groups<W: Writer>(waiting: &[Waiting<W>], most: usize, under_way: &UnderWay) -> HashSet<u64> {
    let is_free = |group: &u64| !under_way.groups.contains_key(group);
    let some_free = waiting.iter().any(|request| is_free(&request.marks.group));
    let mut sizes = HashMap::<u64, usize>::new();
    let mut arrived = Vec::new();
    for group in waiting.iter().map(|request| request.marks.group) {
        if is_free(&group) || !some_free {
            *sizes.entry(group).or_insert_with(|| {
                arrived.push(group);
                0
            }) += 1;
        }
    }
    if let Some(first) = arrived.first()
        && under_way.apart.contains(first)
    {
        return HashSet::from([*first]);
    }
    let mut room = most;
    arrived
        .into_iter()
        .filter(|group| !under_way.apart.contains(group))
        .take_while(|group| {
            let fits = room > 0;
            room = room.saturating_sub(sizes[group]);
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests;
