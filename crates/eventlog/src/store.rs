//! The log as a `cqrs_es::EventStore`, for those who bring `cqrs_es` tools of their own.

use std::collections::HashMap;

use contract::events::StoredEvent;
use cqrs_es::{
    Aggregate, AggregateContext, AggregateError, DomainEvent as _, EventEnvelope, EventStore,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::execute::append;
use crate::{AppendError, Envelope, Happened, Log, ReadError, Stream};

/// One caller's view of the log, in the vocabulary of `cqrs_es`.
#[derive(Clone, Debug)]
pub struct LogStore {
    log: Log,
    envelope: Envelope,
}

/// An aggregate on its way through a command.
#[derive(Debug)]
pub struct LoadedAggregate<A> {
    aggregate_id: String,
    aggregate: A,
    version: u64,
}

impl<A: Aggregate> AggregateContext<A> for LoadedAggregate<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
    }
}

impl LogStore {
    /// Events committed through this store carry the envelope's caller; each commit is a command of its own.
    pub fn new(log: Log, envelope: Envelope) -> Self {
        Self { log, envelope }
    }

    async fn history<A>(&self, id: &str) -> Result<Vec<Happened>, AggregateError<A::Error>>
    where
        A: Aggregate,
        A::Event: StoredEvent,
    {
        let stream = Stream::new(A::Event::CATEGORY, id);
        self.log.load(self.envelope.trust, &stream).await.map_err(away)
    }
}

impl<A> EventStore<A> for LogStore
where
    A: Aggregate,
    A::Event: StoredEvent,
{
    type AC = LoadedAggregate<A>;

    async fn load_events(
        &self,
        id: &str,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let history = self.history::<A>(id).await?;
        history.iter().map(|event| envelope::<A>(id, event)).collect()
    }

    async fn load_aggregate(&self, id: &str) -> Result<Self::AC, AggregateError<A::Error>> {
        let mut loaded =
            LoadedAggregate { aggregate_id: id.to_owned(), aggregate: A::default(), version: 0 };
        for event in EventStore::<A>::load_events(self, id).await? {
            loaded.version = event.sequence as u64;
            loaded.aggregate.apply(event.payload);
        }
        Ok(loaded)
    }

    async fn commit(
        &self,
        events: Vec<A::Event>,
        context: Self::AC,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let mut envelope = self.envelope.clone();
        envelope.context.command_id = Uuid::now_v7();
        envelope.fingerprint = Sha256::digest(envelope.context.command_id.as_bytes()).into();
        let stream = Stream::new(A::Event::CATEGORY, &context.aggregate_id);
        let appended = self.log.append(append(&envelope, &stream, context.version, &events)).await;
        appended.map_err(|error| match error {
            AppendError::Conflict => AggregateError::AggregateConflict,
            other => AggregateError::DatabaseConnectionError(Box::new(other)),
        })?;
        let committed = events.into_iter().zip(context.version as usize + 1..);
        Ok(committed
            .map(|(payload, sequence)| EventEnvelope {
                aggregate_id: context.aggregate_id.clone(),
                sequence,
                payload,
                metadata: metadata.clone(),
            })
            .collect())
    }
}

fn envelope<A>(id: &str, event: &Happened) -> Result<EventEnvelope<A>, AggregateError<A::Error>>
where
    A: Aggregate,
    A::Event: StoredEvent,
{
    let payload = event
        .decode::<A::Event>()
        .map_err(|error| AggregateError::DeserializationError(Box::new(error)))?;
    let kind = payload.event_type();
    let metadata = HashMap::from([
        ("position".to_owned(), event.position().to_string()),
        ("type".to_owned(), kind),
    ]);
    let sequence = event.version() as usize;
    Ok(EventEnvelope { aggregate_id: id.to_owned(), sequence, payload, metadata })
}

fn away<E: std::error::Error>(error: ReadError) -> AggregateError<E> {
    AggregateError::DatabaseConnectionError(Box::new(error))
}
