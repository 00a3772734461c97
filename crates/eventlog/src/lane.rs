//! Group commit: requests that arrive while one batch is being written go together in the next.
//!
//! One lane writes one batch at a time. Under load a batch holds hundreds of requests and costs one round
//! trip and one fsync; a lone request is written at once.

use std::collections::HashSet;

use tokio::sync::{mpsc, oneshot};

/// Writes batches. Every item gets its own answer, in order.
#[async_trait::async_trait]
pub trait Writer: Send + 'static {
    /// One request.
    type Item: Send + 'static;
    /// Its answer.
    type Answer: Send + 'static;

    /// Two items that share a key never travel in one batch. Hashes will do: a collision only delays.
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

/// A queue in front of a [`Writer`]; cheap to clone.
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

impl<W: Writer> Lane<W> {
    /// Starts the lane's task; it ends when the last clone is dropped. `depth` requests may wait.
    pub fn start(writer: W, depth: usize) -> Self {
        let (queue, waiting) = mpsc::channel(depth);
        tokio::spawn(run(writer, waiting));
        Self { queue }
    }

    /// Sends one request and waits for its answer.
    pub async fn send(&self, item: W::Item) -> Result<W::Answer, LaneClosed> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { item, answer }).await.map_err(|_| LaneClosed)?;
        answered.await.map_err(|_| LaneClosed)
    }
}

async fn run<W: Writer>(mut writer: W, mut waiting: mpsc::Receiver<Waiting<W>>) {
    let mut deferred: Vec<Waiting<W>> = Vec::new();
    loop {
        if deferred.is_empty() {
            match waiting.recv().await {
                Some(first) => deferred.push(first),
                None => return,
            }
        }
        while deferred.len() < 2 * MOST_ITEMS
            && let Ok(next) = waiting.try_recv()
        {
            deferred.push(next);
        }
        let (batch, rest) = choose(deferred);
        deferred = rest;
        let (items, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|w| (w.item, w.answer)).unzip();
        for (answer, outcome) in answers.into_iter().zip(writer.write(items).await) {
            // Whoever asked may have gone away; the write stands all the same.
            let _ = answer.send(outcome);
        }
    }
}

/// Takes what may travel together, in order of arrival; what shares a key with it waits.
fn choose<W: Writer>(waiting: Vec<Waiting<W>>) -> (Vec<Waiting<W>>, Vec<Waiting<W>>) {
    let mut taken = HashSet::new();
    let (mut batch, mut rest) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for request in waiting {
        let keys = W::keys(&request.item);
        let size = W::size(&request.item);
        let full = batch.len() >= MOST_ITEMS || (bytes + size > MOST_BYTES && !batch.is_empty());
        let shares = keys.iter().any(|key| taken.contains(key));
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
