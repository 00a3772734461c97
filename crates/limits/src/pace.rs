//! Keeps each client to a rate, in memory that never grows with the number of clients.

use std::fmt;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{NotUntil, RateLimiter};

use crate::Rate;

/// Counts in a row. Two rows of eight bytes a count make half a megabyte a pace.
const COUNTS: usize = 32_768;

/// One rate, the same for every client.
pub(crate) struct Pace<C: Clock = MonotonicClock> {
    kept: Option<RateLimiter<usize, Counts, C, NoOpMiddleware<C::Instant>>>,
    clock: C,
    seeds: [RandomState; 2],
}

/// A fixed number of counts. Each charge goes to two of them, which other clients may share. A client is refused only
/// when both are spent, so another one would have to share both. The seeds are secret, so a client cannot choose whom
/// it shares with.
struct Counts(Box<[InMemoryState]>);

impl StateStore for Counts {
    type Key = usize;

    fn measure_and_replace<T, F, E>(&self, key: &usize, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0[*key].measure_and_replace(&NotKeyed::NonKey, decide)
    }
}

impl Pace {
    pub(crate) fn new(rate: Rate) -> Self {
        Self::by(rate, MonotonicClock)
    }
}

impl<C: Clock + Clone> Pace<C> {
    pub(crate) fn by(rate: Rate, clock: C) -> Self {
        let counts = || Counts((0..2 * COUNTS).map(|_| InMemoryState::default()).collect());
        let kept = rate.quota().map(|quota| RateLimiter::new(quota, counts(), clock.clone()));
        Self { kept, clock, seeds: [RandomState::new(), RandomState::new()] }
    }

    /// Charges one request, or says how long to wait before the next try.
    pub(crate) fn charge(&self, whom: impl Hash) -> Result<(), Duration> {
        let Some(kept) = &self.kept else { return Ok(()) };
        let place = |row: usize| {
            let hash = self.seeds[row].hash_one(&whom);
            row * COUNTS + usize::try_from(hash % COUNTS as u64).unwrap_or(0)
        };
        let wait = |not_until: NotUntil<C::Instant>| not_until.wait_time_from(self.clock.now());
        let first = kept.check_key(&place(0)).map_err(wait);
        let second = kept.check_key(&place(1)).map_err(wait);
        match (first, second) {
            (Err(one), Err(other)) => Err(one.min(other)),
            _ => Ok(()),
        }
    }
}

impl<C: Clock> fmt::Debug for Pace<C> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Pace").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
