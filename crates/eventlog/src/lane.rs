//! Group commit: requests that arrive while batches are being written go together in the next.
//!
//! Under load a batch holds many requests and costs one round trip and one fsync; a lone request is written at once.
//! With two writers one batch is put together, sent and answered while the store is busy with the other.

use std::collections::{HashMap, HashSet};

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::{mpsc, oneshot};

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

impl<W: Writer> Lane<W> {
    /// Starts the lane's task; it ends when the last clone is dropped. `depth` requests may wait.
    pub fn start(writers: impl IntoIterator<Item = W>, depth: usize) -> Self {
        let (queue, arriving) = mpsc::channel(depth);
        tokio::spawn(run(writers.into_iter().collect(), arriving));
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

async fn run<W: Writer>(writers: Vec<W>, mut arriving: mpsc::Receiver<Waiting<W>>) {
    let shares = writers.len();
    let mut idle = writers;
    let mut under_way = UnderWay::default();
    // In this task, not in tasks of their own: for a lone request each handing over costs about as much as writing it.
    let mut writing = FuturesUnordered::new();
    let mut waiting = Vec::new();
    let mut open = true;
    loop {
        // A small batch beside a large one would only cost a transaction of its own: it waits until it is as large.
        while !waiting.is_empty()
            && waiting.len() >= under_way.requests
            && let Some(writer) = idle.pop()
        {
            let share = (waiting.len() + under_way.requests).div_ceil(shares);
            let most = share.clamp(WORTH_SHARING, MOST_ITEMS);
            let batch;
            (batch, waiting) = choose(waiting, most, &under_way);
            if batch.is_empty() {
                idle.push(writer);
                break;
            }
            under_way.begin(&batch);
            writing.push(write(writer, batch));
        }
        let room = (2 * MOST_ITEMS).saturating_sub(waiting.len());
        tokio::select! {
            arrived = arriving.recv_many(&mut waiting, room), if open && room > 0 => open = arrived > 0,
            Some((writer, marks)) = writing.next() => {
                under_way.end(&marks);
                idle.push(writer);
            }
            else => return,
        }
    }
}

async fn write<W: Writer>(mut writer: W, batch: Vec<Waiting<W>>) -> (W, Vec<Marks>) {
    let marks = batch.iter().map(|request| request.marks).collect();
    let (items, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|w| (w.item, w.answer)).unzip();
    for (answer, outcome) in answers.into_iter().zip(writer.write(items).await) {
        // The sender may have gone away; the write stands all the same.
        let _ = answer.send(outcome);
    }
    (writer, marks)
}

/// What is being written.
#[derive(Debug, Default)]
struct UnderWay {
    requests: usize,
    keys: HashSet<u64>,
    groups: HashMap<u64, usize>,
}

impl UnderWay {
    fn begin<W: Writer>(&mut self, batch: &[Waiting<W>]) {
        self.requests += batch.len();
        for Waiting { marks, .. } in batch {
            self.keys.extend(marks.keys);
            *self.groups.entry(marks.group).or_default() += 1;
        }
    }

    fn end(&mut self, marks: &[Marks]) {
        self.requests -= marks.len();
        for Marks { keys, group } in marks {
            for key in keys {
                self.keys.remove(key);
            }
            if let Some(count) = self.groups.get_mut(group) {
                *count -= 1;
                if *count == 0 {
                    self.groups.remove(group);
                }
            }
        }
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
        let apart = !groups.is_empty() && !groups.contains(&group);
        // The keys of those who wait are taken too, so that order per key is kept.
        taken.extend(keys);
        if full || shares || apart {
            rest.push(request);
        } else {
            bytes += size;
            batch.push(request);
        }
    }
    (batch, rest)
}

/// The groups of the next batch: of those not being written, whole ones in order of arrival until it is full. None
/// where every group is under way: then the batch waits in the store for the one before it, and is at least on its way.
fn groups<W: Writer>(waiting: &[Waiting<W>], most: usize, under_way: &UnderWay) -> HashSet<u64> {
    let mut sizes = HashMap::<u64, usize>::new();
    let mut arrived = Vec::new();
    for group in waiting.iter().map(|request| request.marks.group) {
        if !under_way.groups.contains_key(&group) {
            *sizes.entry(group).or_insert_with(|| {
                arrived.push(group);
                0
            }) += 1;
        }
    }
    let mut room = most;
    arrived
        .into_iter()
        .take_while(|group| {
            let fits = room > 0;
            room = room.saturating_sub(sizes[group]);
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests;
