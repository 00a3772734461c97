//! Load, decide, append: the path of every command.

use contract::events::StoredEvent as _;
use contract::{DOMAIN, Refusal};
use deadpool_postgres::{PoolError, TimeoutType};
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use uuid::Uuid;

use crate::{
    Append, AppendError, Appended, Context, Decider, Happened, Knows, Log, Lookup, Metadata,
    NewEvent, Nothing, ReadError, Stream, StreamRead,
    words::{commitments, take_out},
};

/// Everything about a command but the command itself.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// What `decide` may know.
    pub context: Context,
    /// SHA-256 of the request's content without its words.
    pub fingerprint: [u8; 32],
    /// The event that led to the command, where one did.
    pub causation: Option<Uuid>,
    /// W3C trace context.
    pub traceparent: Option<String>,
}

impl Envelope {
    /// Of a command that no call gave: its id alone makes a repeat recognisable.
    pub fn of_no_call(context: Context) -> Self {
        let fingerprint = Sha256::digest(context.command_id.as_bytes()).into();
        Self { context, fingerprint, causation: None, traceparent: None }
    }

    /// The trust whose log it is.
    pub fn trust(&self) -> Uuid {
        self.context.trust
    }
}

/// A command that is in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt<E> {
    /// Position of its last event: ask a read model for at least this.
    pub position: u64,
    /// What happened, now or on the first try.
    pub events: Vec<E>,
    /// Whether an earlier try had already put it there.
    pub repeated: bool,
}

/// Why a command is not in the log.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<R: Refusal> {
    /// The aggregate says no.
    #[error(transparent)]
    Refused(R),
    /// The log says no.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The stream could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// What has to be known first could not be looked up, or is not there.
    #[error("{}", .0.message())]
    Facts(Box<Status>),
}

pub(crate) const TRIES: u32 = 4;

/// Loads the aggregate, lets it decide, appends what happens. A conflict is tried three times more.
pub async fn execute<A: Decider<Facts = ()>>(
    log: &Log,
    id: impl std::fmt::Display,
    command: &A::Command,
    envelope: &Envelope,
) -> Result<Receipt<A::Event>, ExecuteError<A::Refusal>> {
    log.execute_knowing::<A>(id, command, envelope, &Nothing).await
}

impl Log {
    /// The same for an aggregate that has to know of others. The facts are looked up anew for each try.
    pub async fn execute_knowing<A: Decider>(
        &self,
        id: impl std::fmt::Display,
        command: &A::Command,
        envelope: &Envelope,
        service: &dyn Knows<A>,
    ) -> Result<Receipt<A::Event>, ExecuteError<A::Refusal>> {
        let (trust, context) = (envelope.trust(), &envelope.context);
        let stream = Stream::new(A::Event::CATEGORY, id);
        let mut tries = 1;
        loop {
            let (history, earlier) = self.past(trust, &stream, context.command_id).await?;
            #[cfg(feature = "sabotage")]
            let earlier = earlier.filter(|_| !crate::sabotaged("no-repeat-detection"));
            if let Some((fingerprint, appended)) = earlier {
                return repeated::<A>(self, envelope, &fingerprint, appended).await;
            }
            let (aggregate, version) = replay::<A>(&history)?;
            let lookup = Lookup::new(self, envelope);
            let facts = service.facts(command, &lookup).await;
            let facts = facts.map_err(|status| ExecuteError::Facts(Box::new(status)))?;
            let events = aggregate.decide(command, &facts, context);
            let events = events.map_err(ExecuteError::Refused)?;
            let reads = lookup.reads(&[&stream]);
            let to = StreamRead { stream: stream.clone(), version };
            match self.append(append(envelope, to, &events, reads)).await {
                Ok(appended) if appended.repeated => {
                    return repeated::<A>(self, envelope, &envelope.fingerprint, appended).await;
                }
                Ok(appended) => {
                    fail_point();
                    return Ok(Receipt { position: appended.last, events, repeated: false });
                }
                Err(AppendError::Conflict) if tries < TRIES => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Tests of crashes stop the process here, between commit and reply.
pub(crate) fn fail_point() {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("command-before-reply", crate::die);
}

/// An aggregate as it stands now, for a command that has to know of another; its version is 0 where there is none.
pub async fn load<A: Decider>(
    log: &Log,
    trust: Uuid,
    id: impl std::fmt::Display,
) -> Result<(A, u64), ReadError> {
    replay(&log.load(trust, &Stream::new(A::Event::CATEGORY, id)).await?)
}

/// The aggregate as its events made it, and its version.
pub(crate) fn replay<A: Decider>(history: &[Happened]) -> Result<(A, u64), ReadError> {
    let mut aggregate = A::default();
    for event in history {
        aggregate.evolve(&event.decode()?);
    }
    Ok((aggregate, history.last().map_or(0, Happened::version)))
}

/// What an earlier try of a command led to; a mismatch where it was another command.
pub(crate) async fn repeated<A: Decider>(
    log: &Log,
    envelope: &Envelope,
    fingerprint: &[u8],
    appended: Appended,
) -> Result<Receipt<A::Event>, ExecuteError<A::Refusal>> {
    if fingerprint != envelope.fingerprint {
        return Err(AppendError::Mismatch.into());
    }
    let count = u32::try_from(appended.last + 1 - appended.first).unwrap_or(u32::MAX);
    let recorded = log.read(envelope.trust(), appended.first - 1, count).await?;
    let events = recorded.iter().map(|event| A::Event::decode(&event.kind, &event.body));
    let events = events.collect::<Result<Vec<_>, _>>().map_err(ReadError::from)?;
    let commitments: Vec<String> = events.iter().flat_map(commitments).collect();
    let kept = log.kept_words(envelope.trust(), &commitments).await?;
    if !envelope.context.sealed.repeats(&kept) {
        return Err(AppendError::Mismatch.into());
    }
    Ok(Receipt { position: appended.last, events, repeated: true })
}

/// The append of what happens to a stream that was read.
pub(crate) fn append<E: contract::events::StoredEvent>(
    envelope: &Envelope,
    to: StreamRead,
    events: &[E],
    reads: Vec<StreamRead>,
) -> Append {
    let context = &envelope.context;
    Append {
        trust: envelope.trust(),
        stream: to.stream,
        expected: to.version,
        fingerprint: envelope.fingerprint,
        metadata: Metadata {
            actor: context.actor,
            role: context.role.clone(),
            command_id: context.command_id,
            correlation: envelope.causation.unwrap_or(context.command_id),
            causation: envelope.causation,
            traceparent: envelope.traceparent.clone(),
            at: context.now,
        },
        words: context.sealed.kept_by(events),
        reads,
        also: Vec::new(),
        events: events.iter().map(new_event).collect(),
    }
}

/// The event as it is stored. A text of a person never gets there.
pub(crate) fn new_event(event: &impl contract::events::StoredEvent) -> NewEvent {
    let mut event = event.clone();
    event.words(&mut take_out);
    NewEvent { event_id: Uuid::now_v7(), kind: event.type_name(), body: event.to_json() }
}

impl<R: Refusal> From<ExecuteError<R>> for Status {
    fn from(error: ExecuteError<R>) -> Self {
        match error {
            ExecuteError::Refused(refusal) => refusal.to_status(),
            ExecuteError::Append(error) => error.into(),
            ExecuteError::Read(error) => error.into(),
            ExecuteError::Facts(status) => *status,
        }
    }
}

impl From<AppendError> for Status {
    fn from(error: AppendError) -> Self {
        let (code, reason) = match &error {
            AppendError::Conflict => (Code::Aborted, "CONFLICT"),
            AppendError::Mismatch => (Code::AlreadyExists, "COMMAND_ID_REUSED"),
            AppendError::UnknownTrust => (Code::NotFound, "TRUST_UNKNOWN"),
            AppendError::Unavailable => (Code::Unavailable, "STORE_AWAY"),
            AppendError::Busy => (Code::Unavailable, "STORE_BUSY"),
            AppendError::Refused(_) => return incident(&error),
        };
        answer(code, reason, &error.to_string())
    }
}

impl From<ReadError> for Status {
    fn from(error: ReadError) -> Self {
        match &error {
            ReadError::Unreadable(_) => incident(&error),
            ReadError::NoTables(_) => {
                tracing::warn!(%error, "rows of another build");
                contract::unavailable(REPLACED)
            }
            ReadError::Store(cause) | ReadError::Pool(PoolError::Backend(cause))
                if said_no(cause) =>
            {
                incident(&error)
            }
            ReadError::Pool(PoolError::Timeout(TimeoutType::Wait)) => {
                tracing::warn!("no connection to the store was free in time");
                answer(Code::Unavailable, "STORE_BUSY", BUSY)
            }
            ReadError::Store(_) | ReadError::Pool(_) => {
                tracing::warn!(%error, "the store is away");
                answer(Code::Unavailable, "STORE_AWAY", &AppendError::Unavailable.to_string())
            }
        }
    }
}

/// Whether the store answered, and refused the statement.
fn said_no(cause: &tokio_postgres::Error) -> bool {
    cause.code().is_some_and(|code| !crate::append::away(code))
}

/// The process is of a build whose tables are gone, or not made yet.
const REPLACED: &str =
    "this view is being replaced by another version of Plumbline; please try again in a moment";
/// The store answers, and too many callers wait for it.
const BUSY: &str = "Too many are asking at the moment. Nothing is lost; please try again.";

fn answer(code: Code, reason: &str, sentence: &str) -> Status {
    let details = ErrorDetails::with_error_info(
        reason,
        DOMAIN,
        std::collections::HashMap::<String, String>::new(),
    );
    Status::with_error_details(code, sentence, details)
}

/// INTERNAL with an incident id and nothing else; the log line carries the rest.
pub(crate) fn incident(error: &dyn std::error::Error) -> Status {
    let incident = Uuid::new_v4();
    tracing::error!(%incident, %error, "a defect reached a caller");
    answer(
        Code::Internal,
        "INTERNAL",
        &format!("Something went wrong on our side. Please quote incident {incident}."),
    )
}

#[cfg(test)]
mod tests;
