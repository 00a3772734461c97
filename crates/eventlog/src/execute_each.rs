//! Many commands in one act: each aggregate decides, and one append writes what all of them decided, or nothing.

use std::collections::BTreeMap;

use contract::events::StoredEvent as _;
use contract::{DOMAIN, Refusal};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::execute::{TRIES, append, fail_point, new_event, repeated, replay};
use crate::{
    Append, AppendError, Decider, Envelope, ExecuteError, Knows, Log, Lookup, NewEvent, ReadError,
    Receipt, Stream, StreamEvents, StreamRead,
};

/// One command of an act.
#[derive(Clone, Debug)]
pub struct ActPart<C> {
    /// Id of the aggregate that it is for.
    pub id: String,
    /// What is asked of it.
    pub command: C,
}

/// A command of an act that its aggregate refused.
#[derive(Debug, PartialEq)]
pub struct RefusedPart<R> {
    /// Id of the aggregate.
    pub id: String,
    /// Why.
    pub refusal: R,
}

/// Why an act is not in the log.
#[derive(Debug, thiserror::Error)]
pub enum ActError<R: Refusal> {
    /// These of its commands were refused.
    #[error("{} of {of} were refused, so nothing was recorded.", .refused.len())]
    Refused {
        /// How many commands the act has.
        of: usize,
        /// Each refused one, in the order of the act.
        refused: Vec<RefusedPart<R>>,
    },
    /// What a single command can meet as well.
    #[error(transparent)]
    Execute(#[from] ExecuteError<R>),
}

/// An aggregate that an act is deciding about.
struct ActStream<A: Decider> {
    aggregate: A,
    to: StreamRead,
    events: Vec<A::Event>,
}

impl Log {
    /// Lets each aggregate decide, and appends what happens in one transaction. A conflict is tried three times more. Two
    /// commands for one aggregate are decided in their order.
    pub async fn execute_each<A: Decider>(
        &self,
        parts: &[ActPart<A::Command>],
        envelope: &Envelope,
        service: &dyn Knows<A>,
    ) -> Result<Receipt<A::Event>, ActError<A::Refusal>> {
        let (trust, command_id) = (envelope.trust(), envelope.context.command_id);
        let mut streams: Vec<Stream> = parts.iter().map(stream_of::<A>).collect();
        streams.dedup();
        let first = streams.first().cloned().unwrap_or_else(|| Stream::new(A::Event::CATEGORY, ""));
        let mut tries = 1;
        loop {
            let past = self.past(trust, &first, command_id).await;
            if let Some((fingerprint, appended)) = past.map_err(ExecuteError::from)?.1 {
                return Ok(repeated::<A>(self, envelope, &fingerprint, appended).await?);
            }
            let lookup = Lookup::new(self, envelope);
            lookup.read_ahead(&streams).await.map_err(ExecuteError::from)?;
            let decided = decide_each(parts, &lookup, service).await?;
            let (append, events) = one_append(decided, &lookup, &first);
            match self.append(append).await {
                Ok(appended) => {
                    fail_point();
                    let (position, repeated) = (appended.last, appended.repeated);
                    return Ok(Receipt { position, events, repeated });
                }
                Err(AppendError::Conflict) if tries < TRIES => tries += 1,
                Err(error) => return Err(ExecuteError::from(error).into()),
            }
        }
    }
}

impl Log {
    /// What an earlier try of an act led to; `None` where there was none. For an act that is made of what can change between
    /// its tries.
    pub async fn earlier_act<A: Decider>(
        &self,
        envelope: &Envelope,
    ) -> Result<Option<Receipt<A::Event>>, ActError<A::Refusal>> {
        let none = Stream::new(A::Event::CATEGORY, "");
        let past = self.past(envelope.trust(), &none, envelope.context.command_id).await;
        match past.map_err(ExecuteError::from)?.1 {
            Some((fingerprint, appended)) => {
                Ok(Some(repeated::<A>(self, envelope, &fingerprint, appended).await?))
            }
            None => Ok(None),
        }
    }
}

fn stream_of<A: Decider>(part: &ActPart<A::Command>) -> Stream {
    Stream::new(A::Event::CATEGORY, &part.id)
}

/// What each aggregate decided, by its id; or every refusal.
async fn decide_each<A: Decider>(
    parts: &[ActPart<A::Command>],
    lookup: &Lookup<'_>,
    service: &dyn Knows<A>,
) -> Result<BTreeMap<String, ActStream<A>>, ActError<A::Refusal>> {
    let mut under_way = BTreeMap::<String, ActStream<A>>::new();
    let mut refused = Vec::new();
    for part in parts {
        let facts = service.facts(&part.command, lookup).await;
        let facts = facts.map_err(|status| ExecuteError::Facts(Box::new(status)))?;
        if !under_way.contains_key(&part.id) {
            let begun = begin(part, lookup).await.map_err(ExecuteError::from)?;
            under_way.insert(part.id.clone(), begun);
        }
        let Some(here) = under_way.get_mut(&part.id) else { continue };
        match here.aggregate.decide(&part.command, &facts, &lookup.envelope.context) {
            Ok(events) => {
                events.iter().for_each(|event| here.aggregate.evolve(event));
                here.events.extend(events);
            }
            Err(refusal) => refused.push(RefusedPart { id: part.id.clone(), refusal }),
        }
    }
    if refused.is_empty() {
        Ok(under_way)
    } else {
        Err(ActError::Refused { of: parts.len(), refused })
    }
}

async fn begin<A: Decider>(
    part: &ActPart<A::Command>,
    lookup: &Lookup<'_>,
) -> Result<ActStream<A>, ReadError> {
    let stream = stream_of::<A>(part);
    let (aggregate, version) = replay(&lookup.happened(&stream).await?)?;
    Ok(ActStream { aggregate, to: StreamRead { stream, version }, events: Vec::new() })
}

/// The append of everything that was decided. A stream to which nothing happens counts as read.
fn one_append<A: Decider>(
    decided: BTreeMap<String, ActStream<A>>,
    lookup: &Lookup<'_>,
    first: &Stream,
) -> (Append, Vec<A::Event>) {
    let envelope = lookup.envelope;
    let grown: Vec<_> = decided.into_values().filter(|one| !one.events.is_empty()).collect();
    let written: Vec<&Stream> = grown.iter().map(|one| &one.to.stream).collect();
    let reads = lookup.reads(&written);
    let mut grown = grown.into_iter();
    let Some(ActStream { to, mut events, .. }) = grown.next() else {
        let version =
            reads.iter().find(|read| read.stream == *first).map_or(0, |read| read.version);
        let to = StreamRead { stream: first.clone(), version };
        return (append::<A::Event>(envelope, to, &[], reads), Vec::new());
    };
    let mut whole = append(envelope, to, &events, reads);
    for ActStream { to, events: more, .. } in grown {
        let stored: Vec<NewEvent> = more.iter().map(new_event).collect();
        whole.also.push(StreamEvents { to, events: stored });
        events.extend(more);
    }
    whole.words = envelope.context.sealed.kept_by(&events);
    (whole, events)
}

/// As many refused commands are named: an answer's details travel in a header, which holds 16 kB.
const MOST_NAMED: usize = 20;

impl<R: Refusal> From<ActError<R>> for Status {
    fn from(error: ActError<R>) -> Self {
        let sentence = error.to_string();
        let refused = match error {
            ActError::Execute(error) => return error.into(),
            ActError::Refused { refused, .. } => refused,
        };
        let count = refused.len().to_string();
        let about = std::collections::HashMap::from([("refused".to_owned(), count)]);
        let mut details = ErrorDetails::with_error_info("SOME_REFUSED", DOMAIN, about);
        for RefusedPart { id, refusal } in refused.into_iter().take(MOST_NAMED) {
            let (_, reason) = refusal.code();
            details.add_precondition_failure_violation(reason, id, refusal.to_string());
        }
        Status::with_error_details(Code::FailedPrecondition, sentence, details)
    }
}
