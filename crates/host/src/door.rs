//! What every rpc does first: read who calls and, for a command, what makes a repeat recognisable.

use contract::{Caller, field};
use eventlog::{Context, Envelope};
use prost::{Message, Name};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::Clock;
use crate::telemetry::current_trace;

/// Reads requests on their way in. Cheap to clone.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    clock: Clock,
}

impl Door {
    /// A door with the installation's clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }

    /// The caller of a read.
    pub fn caller<T>(&self, request: &Request<T>) -> Result<Caller, Status> {
        Caller::of(request)
    }

    /// The time to act on for a caller.
    pub fn now(&self, caller: &Caller) -> jiff::Timestamp {
        self.clock.now(caller)
    }

    /// The envelope of a command: caller, time, command id and the fingerprint of the content.
    /// INVALID_ARGUMENT names a missing or malformed header or `command_id`.
    pub fn command<M: Message + Name>(
        &self,
        request: &Request<M>,
        command_id: &str,
    ) -> Result<Envelope, Status> {
        let caller = Caller::of(request)?;
        let command_id = field::uuid("command_id", command_id)?;
        Ok(self.envelope(&caller, command_id, request.get_ref()))
    }

    /// The envelope of one of several commands that a single request leads to.
    pub fn envelope<M: Message + Name>(
        &self,
        caller: &Caller,
        command_id: Uuid,
        content: &M,
    ) -> Envelope {
        let mut digest = Sha256::new();
        digest.update(M::full_name().as_bytes());
        digest.update(content.encode_to_vec());
        Envelope {
            trust: caller.trust,
            context: Context {
                actor: caller.actor,
                role: caller.role.clone(),
                now: self.clock.now(caller),
                command_id,
            },
            fingerprint: digest.finalize().into(),
            causation: caller.cause,
            traceparent: current_trace()
                .or_else(|| caller.traceparent.clone())
                .or_else(|| Some(new_trace())),
        }
    }
}

/// A W3C trace context of its own for a call that came without one, so that its events can be followed.
fn new_trace() -> String {
    let (trace, span) = (Uuid::new_v4().simple(), Uuid::new_v4().simple().to_string());
    format!("00-{trace}-{}-01", &span[..16])
}
