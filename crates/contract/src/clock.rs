//! The one place that reads the clock.

use jiff::Timestamp;

use crate::Caller;

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

    /// Whether a caller says what time it is.
    pub fn is_given(self) -> bool {
        self.given
    }

    /// Today in British time, by the machine's clock.
    pub fn today(&self) -> jiff::civil::Date {
        crate::british_day(now())
    }

    /// The machine's time, never the caller's: for what lives some seconds only.
    pub fn machine(self) -> Timestamp {
        now()
    }

    /// The time to act on for a caller.
    pub fn now(&self, caller: &Caller) -> Timestamp {
        match caller.now {
            Some(now) if self.given => now,
            _ => now(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn now() -> Timestamp {
    Timestamp::now()
}
