//! The one place that reads the clock.

use contract::Caller;
use jiff::Timestamp;

/// What time it is: the machine's, or in an installation with a given clock (demo, tests) the caller's.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    given: bool,
}

impl Clock {
    /// The machine's clock; `given` lets a caller say what time it is.
    pub fn new(given: bool) -> Self {
        Self { given }
    }

    /// The time to act on for a caller.
    pub fn now(&self, caller: &Caller) -> Timestamp {
        match caller.now {
            Some(now) if self.given => now,
            _ => Timestamp::now(),
        }
    }
}
