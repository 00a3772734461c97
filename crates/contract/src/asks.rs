//! What each request asks for and about what: made from the contract, so that no rpc can be left out.

use crate::Thing;

/// The request of one rpc.
pub trait Asks {
    /// `<service>.<Rpc>`, for example `surveys.OpenWave`.
    const ACTION: &'static str;
    /// What its answer shows.
    const SHOWS: Shown;

    /// The things it is about, each with the name of its field and the id as it was sent, perhaps empty.
    fn about(&self) -> Vec<(Thing, &'static str, &str)>;

    /// The position of the event it asks for; 0 where it asks for none.
    fn position(&self) -> u64 {
        0
    }

    /// What is given as the reason for asking; empty where none is asked for.
    fn why(&self) -> &str {
        ""
    }
}

impl Shown {
    /// Whether a look at it is recorded.
    pub fn is_recorded(self) -> bool {
        self != Self::Nothing
    }
}

include!(concat!(env!("OUT_DIR"), "/asks.rs"));

#[cfg(test)]
mod tests;
