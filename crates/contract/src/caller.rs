//! Who calls: trust, actor and role, carried in gRPC metadata.

use jiff::Timestamp;
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::invalid;
use crate::log::v1::WordsClass;

/// Actor id of Plumbline itself, where no person gave the command.
pub const SYSTEM_ACTOR: Uuid = Uuid::nil();

const TRUST: &str = "plumbline-trust";
const ACTOR: &str = "plumbline-actor";
const ROLE: &str = "plumbline-role";
const NOW: &str = "plumbline-now";
const CAUSE: &str = "plumbline-cause";
const TRACE: &str = "traceparent";

/// On whose behalf a call is made. What the headers say of it is believed in a demonstration only; elsewhere a token says
/// it, and the headers only what was meant (`door`'s `authenticate.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The trust whose log is meant.
    pub trust: Uuid,
    /// The person's random id, or [`SYSTEM_ACTOR`].
    pub actor: Uuid,
    /// The role the person acts in, for example `improvement_lead`.
    pub role: String,
    /// The narrowest class of texts that a role may read in which the call was allowed; nothing before a door let the caller in.
    /// It is never sent on.
    pub reads_up_to: Option<WordsClass>,
    /// A given time, heard only by installations that run with a given clock (demo, tests).
    pub now: Option<Timestamp>,
    /// The event that led to this call, where one did.
    pub cause: Option<Uuid>,
    /// W3C trace context.
    pub traceparent: Option<String>,
}

impl Caller {
    /// A caller without given time, cause or trace.
    pub fn new(trust: Uuid, actor: Uuid, role: &str) -> Self {
        Self {
            trust,
            actor,
            role: role.to_owned(),
            reads_up_to: None,
            now: None,
            cause: None,
            traceparent: None,
        }
    }

    /// Plumbline itself, acting on an event.
    pub fn system(trust: Uuid, cause: Uuid) -> Self {
        Self { cause: Some(cause), ..Self::new(trust, SYSTEM_ACTOR, "system") }
    }

    /// Reads the caller of a request; INVALID_ARGUMENT names the header that is missing or malformed.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        let metadata = request.metadata();
        // The trust is asked for first.
        let trust = required_uuid(metadata, TRUST)?;
        Self::for_actor(metadata, required_uuid(metadata, ACTOR)?, trust)
    }

    /// Reads the caller of a request that may be made without an account: the name it gives counts for nothing.
    pub fn visiting<T>(request: &Request<T>) -> Result<Self, Status> {
        let nobody = Self::for_actor(request.metadata(), SYSTEM_ACTOR, Uuid::nil())?;
        Ok(Self { role: "respondent".to_owned(), cause: None, ..nobody })
    }

    /// The caller that a token names; of the headers only those about the call itself count.
    pub fn shown<T>(
        request: &Request<T>,
        trust: Uuid,
        actor: Uuid,
        role: &str,
    ) -> Result<Self, Status> {
        let shown = Self::for_actor(request.metadata(), actor, trust)?;
        Ok(Self { role: role.to_owned(), ..shown })
    }

    fn for_actor(metadata: &MetadataMap, actor: Uuid, trust: Uuid) -> Result<Self, Status> {
        let now = match text(metadata, NOW) {
            Some(text) => Some(text.parse().map_err(|_| invalid(NOW, "must be an RFC 3339 time"))?),
            None => None,
        };
        let cause = match text(metadata, CAUSE) {
            Some(text) => Some(crate::field::uuid(CAUSE, text)?),
            None => None,
        };
        let role = text(metadata, ROLE).unwrap_or("unknown");
        if role.len() > 40 || !role.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err(invalid(ROLE, "must be lower-case letters and underscores, at most 40"));
        }
        Ok(Self {
            trust,
            actor,
            role: role.to_owned(),
            reads_up_to: None,
            now,
            cause,
            traceparent: text(metadata, TRACE).filter(|t| t.len() <= 128).map(str::to_owned),
        })
    }

    /// Wraps a message into a request made on behalf of this caller.
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        insert(metadata, TRUST, &self.trust.to_string());
        insert(metadata, ACTOR, &self.actor.to_string());
        insert(metadata, ROLE, &self.role);
        if let Some(now) = self.now {
            insert(metadata, NOW, &now.to_string());
        }
        if let Some(cause) = self.cause {
            insert(metadata, CAUSE, &cause.to_string());
        }
        if let Some(traceparent) = &self.traceparent {
            insert(metadata, TRACE, traceparent);
        }
        request
    }
}

fn text<'a>(metadata: &'a MetadataMap, key: &str) -> Option<&'a str> {
    metadata.get(key).and_then(|value| value.to_str().ok())
}

fn required_uuid(metadata: &MetadataMap, key: &str) -> Result<Uuid, Status> {
    let text =
        text(metadata, key).ok_or_else(|| invalid(key, "must be given as request metadata"))?;
    crate::field::uuid(key, text)
}

fn insert(metadata: &mut MetadataMap, key: &'static str, value: &str) {
    // A value that is no ASCII can't be a header; leaving it out is what the far side then names.
    if let Ok(value) = MetadataValue::try_from(value) {
        metadata.insert(key, value);
    }
}

#[cfg(test)]
mod tests;
