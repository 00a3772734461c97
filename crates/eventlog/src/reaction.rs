//! What follows from an event: a command that Plumbline itself gives, and what the answer means for the event.

use std::time::Duration;

use contract::{Caller, says_no_for};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::{ApplyError, Recorded};

/// How long the called service may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What an answer means for what led to the command. The one rule for reactions and for the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandOutcome<'a> {
    /// It was done, now or by an earlier try.
    Taken,
    /// A refusal by state settles the matter; the sentence says why.
    Refused(&'a str),
    /// The command is malformed, names what is not there, or is not allowed to Plumbline. Or another command has taken its id, so
    /// that it was never done. Trying again changes neither the cause nor the rules, so an operator has to see it.
    Contradicted(&'a str),
    /// The service is away, busy or too slow: the command is sent again.
    Away(&'a str),
}

impl<'a> CommandOutcome<'a> {
    /// What an answer means.
    pub fn of<T>(answer: &'a Result<T, Status>) -> Self {
        let Err(status) = answer else { return Self::Taken };
        let said = status.message();
        match status.code() {
            // Ids are made of what can be read, so a person can take one beforehand. Silence would hide what was to follow.
            Code::AlreadyExists if says_no_for(status, "COMMAND_ID_REUSED") => {
                Self::Contradicted(said)
            }
            Code::FailedPrecondition | Code::AlreadyExists => Self::Refused(said),
            Code::InvalidArgument | Code::NotFound | Code::OutOfRange | Code::PermissionDenied => {
                Self::Contradicted(said)
            }
            Code::Ok
            | Code::Cancelled
            | Code::Unknown
            | Code::DeadlineExceeded
            | Code::ResourceExhausted
            | Code::Aborted
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
            | Code::Unauthenticated => Self::Away(said),
        }
    }
}

/// The commands that follow from one event.
#[derive(Clone, Copy, Debug)]
pub struct Reaction<'a> {
    event: &'a Recorded,
}

impl<'a> Reaction<'a> {
    /// What follows from this event.
    pub fn to(event: &'a Recorded) -> Self {
        Self { event }
    }

    /// Id of a command; `what` tells several apart. The same event gives the same ids, so that a repeat is harmless.
    pub fn command_id(&self, what: &str) -> String {
        Uuid::new_v5(&self.event.event_id, what.as_bytes()).to_string()
    }

    /// A request of Plumbline itself, at the event's time and in its trace.
    pub fn request<M>(&self, message: M) -> Result<Request<M>, ApplyError> {
        let metadata = self.event.metadata()?;
        let mut caller = Caller::system(self.event.trust, self.event.event_id);
        caller.now = Some(metadata.at);
        caller.traceparent = metadata.traceparent;
        let mut request = caller.request(message);
        request.set_timeout(PATIENCE);
        Ok(request)
    }

    /// The answer, where there is one. A refusal by state settles the matter, and there is none. Where the service is away the
    /// event comes again. Where no second try would change the answer the projection stops at the event, and an operator sees it.
    pub fn settled<M>(&self, answer: Result<Response<M>, Status>) -> Result<Option<M>, ApplyError> {
        let said = |why: &str| format!("{} led to: {why}", self.event.kind);
        match CommandOutcome::of(&answer) {
            CommandOutcome::Taken => Ok(answer.ok().map(Response::into_inner)),
            CommandOutcome::Refused(_) => Ok(None),
            CommandOutcome::Contradicted(why) => Err(ApplyError::Contradiction(said(why))),
            CommandOutcome::Away(why) => Err(ApplyError::Away(said(why))),
        }
    }
}

#[cfg(test)]
mod tests;
