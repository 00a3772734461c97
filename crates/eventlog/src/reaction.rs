//! What follows from an event: a command that Plumbline itself gives, and what the answer means for the event.

use std::time::Duration;

use contract::Caller;
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
    /// The command is malformed, names what is not there, or is not allowed to Plumbline. Trying again changes neither the
    /// cause nor the rules, so an operator has to see it.
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
mod tests {
    use super::*;

    const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn event() -> Recorded {
        let at: jiff::Timestamp = "2025-11-21T10:00:00Z".parse().unwrap();
        let nil = Uuid::nil();
        let metadata = serde_json::json!({
            "actor": nil, "role": "executive", "command_id": nil, "correlation": nil, "traceparent": TRACE, "at": at,
        });
        Recorded {
            trust: Uuid::from_u128(1),
            position: 7,
            stream: "category-x".to_owned(),
            version: 3,
            event_id: Uuid::from_u128(2),
            kind: "plumbline.categories.v1.CategoryChanged".to_owned(),
            body: "{}".to_owned(),
            metadata: metadata.to_string(),
            recorded_at: at,
        }
    }

    fn settles(code: Code) -> Result<Option<()>, ApplyError> {
        let event = event();
        Reaction::to(&event).settled(Err(Status::new(code, "No such school.")))
    }

    #[test]
    fn the_same_event_gives_the_same_ids_and_each_word_another() {
        let event = event();
        let mark = Reaction::to(&event).command_id("mark");
        assert_eq!(mark, Reaction::to(&event.clone()).command_id("mark"));
        assert_eq!(mark, Uuid::new_v5(&event.event_id, b"mark").to_string());
        assert_ne!(mark, Reaction::to(&event).command_id("draft"));
        let other = Recorded { event_id: Uuid::from_u128(3), ..event };
        assert_ne!(mark, Reaction::to(&other).command_id("mark"));
    }

    #[test]
    fn plumbline_itself_asks_at_the_events_time_and_in_its_trace() {
        let event = event();
        let request = Reaction::to(&event).request(()).unwrap();
        let mut caller = Caller::system(event.trust, event.event_id);
        caller.now = Some(event.recorded_at);
        caller.traceparent = Some(TRACE.to_owned());
        assert_eq!(Caller::of(&request).unwrap(), caller);
        assert!(request.metadata().contains_key("grpc-timeout"), "no call waits for ever");
    }

    #[test]
    fn a_refusal_by_state_and_a_repeat_settle_the_matter() {
        let event = event();
        let answer = Reaction::to(&event).settled(Ok(Response::new(9)));
        assert_eq!(answer.unwrap(), Some(9));
        for code in [Code::FailedPrecondition, Code::AlreadyExists] {
            assert_eq!(settles(code).unwrap(), None, "{code}");
        }
    }

    #[test]
    fn what_no_second_try_would_change_stops_the_projection() {
        for code in
            [Code::InvalidArgument, Code::NotFound, Code::OutOfRange, Code::PermissionDenied]
        {
            let error = settles(code).unwrap_err();
            assert!(error.stops(), "{code}");
            let said = "plumbline.categories.v1.CategoryChanged led to: No such school.";
            assert_eq!(error.to_string(), said);
        }
    }

    #[test]
    fn after_a_bad_moment_the_event_comes_again() {
        for code in [
            Code::Unavailable,
            Code::DeadlineExceeded,
            Code::ResourceExhausted,
            Code::Aborted,
            Code::Internal,
            Code::Unimplemented,
            Code::Unauthenticated,
        ] {
            assert!(matches!(settles(code), Err(ApplyError::Away(_))), "{code}");
        }
    }
}
