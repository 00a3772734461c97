//! Which schools an event is about, by the events alone and without a store.

use contract::events::AnyEvent;

use crate::sentences::{Known, sentence};

/// Follows a log from its first event on. It says of each event what the history says.
#[derive(Debug, Default)]
pub struct Concerned {
    known: Known,
}

impl Concerned {
    /// The ids of the schools that the next event is about; none where it is about no school.
    pub fn take(&mut self, event: &AnyEvent) -> Vec<String> {
        self.known.take(event);
        sentence(event, &self.known).schools
    }
}
