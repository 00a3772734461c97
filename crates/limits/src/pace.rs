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
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn the_rate_holds_and_comes_back_with_time() {
        let clock = FakeRelativeClock::default();
        let pace = Pace::by(Rate::per_minute(6), clock.clone());
        assert!((0..6).all(|_| pace.charge("one").is_ok()));
        let wait = pace.charge("one").unwrap_err();
        assert!(wait <= Duration::from_secs(10), "{wait:?}");
        assert!(pace.charge("another").is_ok());
        clock.advance(Duration::from_secs(10));
        assert!(pace.charge("one").is_ok());
        assert!(pace.charge("one").is_err());
    }

    #[test]
    fn a_crowd_spends_nobody_elses_allowance() {
        let pace = Pace::by(Rate::per_minute(10), FakeRelativeClock::default());
        // A thousand addresses at their limit: sharing both counts with one of them is one in a thousand.
        for address in 0..1_000 {
            while pace.charge(address).is_ok() {}
        }
        let refused = (10_000..11_000).filter(|address| pace.charge(address).is_err()).count();
        assert!(refused < 20, "{refused} of 1,000 newcomers were refused");
    }

    #[test]
    fn without_a_rate_nobody_is_refused() {
        let pace = Pace::new(Rate::NONE);
        assert!((0..100_000).all(|_| pace.charge("one").is_ok()));
    }
}
