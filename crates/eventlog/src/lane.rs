//! Group commit: requests that arrive while batches are being written go together in the next.
//!
//! Under load a batch holds many requests and costs one round trip and one fsync; a lone request is written at once.
//! With two writers one batch is put together, sent and answered while the store is busy with the other.

use std::collections::HashSet;

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
    answer: oneshot::Sender<W::Answer>,
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

    /// Sends one request, which is written whether or not anybody waits for the answer.
    pub async fn begin(&self, item: W::Item) -> Result<oneshot::Receiver<W::Answer>, LaneClosed> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { item, answer }).await.map_err(|_| LaneClosed)?;
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
            (batch, waiting) = choose(waiting, most, &under_way.keys);
            if batch.is_empty() {
                idle.push(writer);
                break;
            }
            let keys = under_way.begin(&batch);
            writing.push(write(writer, batch, keys));
        }
        let room = (2 * MOST_ITEMS).saturating_sub(waiting.len());
        tokio::select! {
            arrived = arriving.recv_many(&mut waiting, room), if open && room > 0 => open = arrived > 0,
            Some((writer, keys)) = writing.next() => {
                under_way.end(&keys);
                idle.push(writer);
            }
            else => return,
        }
    }
}

async fn write<W: Writer>(
    mut writer: W,
    batch: Vec<Waiting<W>>,
    keys: Vec<[u64; 2]>,
) -> (W, Vec<[u64; 2]>) {
    let (items, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|w| (w.item, w.answer)).unzip();
    for (answer, outcome) in answers.into_iter().zip(writer.write(items).await) {
        // Whoever asked may have gone away; the write stands all the same.
        let _ = answer.send(outcome);
    }
    (writer, keys)
}

/// What is being written.
#[derive(Debug, Default)]
struct UnderWay {
    requests: usize,
    keys: HashSet<u64>,
}

impl UnderWay {
    fn begin<W: Writer>(&mut self, batch: &[Waiting<W>]) -> Vec<[u64; 2]> {
        let keys: Vec<_> = batch.iter().map(|request| W::keys(&request.item)).collect();
        self.requests += keys.len();
        self.keys.extend(keys.as_flattened());
        keys
    }

    fn end(&mut self, keys: &[[u64; 2]]) {
        self.requests -= keys.len();
        for key in keys.as_flattened() {
            self.keys.remove(key);
        }
    }
}

/// Takes up to `most` that may travel together, in order of arrival; what shares a key with them, or with what is
/// under way, waits.
fn choose<W: Writer>(
    waiting: Vec<Waiting<W>>,
    most: usize,
    under_way: &HashSet<u64>,
) -> (Vec<Waiting<W>>, Vec<Waiting<W>>) {
    let mut taken = HashSet::new();
    let (mut batch, mut rest) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for request in waiting {
        let keys = W::keys(&request.item);
        let size = W::size(&request.item);
        let full = batch.len() >= most || (bytes + size > MOST_BYTES && !batch.is_empty());
        let shares = keys.iter().any(|key| taken.contains(key) || under_way.contains(key));
        // The keys of those who wait are taken too, so that order per key is kept.
        taken.extend(keys);
        if full || shares {
            rest.push(request);
        } else {
            bytes += size;
            batch.push(request);
        }
    }
    (batch, rest)
}
