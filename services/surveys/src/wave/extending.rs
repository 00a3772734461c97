//! How an open wave is given a later last day.

use contract::FarAheadRefusal;
use contract::surveys::v1::WaveExtended;
use jiff::civil::Date;

use super::{Running, WaveRefusal};

impl Running {
    /// The wave with a later last day, ISO 8601, that is not over yet.
    pub(super) fn extended(
        &self,
        closes_on: &str,
        today: Date,
    ) -> Result<WaveExtended, WaveRefusal> {
        let from = &self.plan.closes_on;
        if closes_on <= from.as_str() || closes_on < today.to_string().as_str() {
            return Err(WaveRefusal::NotLater(from.clone()));
        }
        FarAheadRefusal::check(closes_on, today)?;
        Ok(WaveExtended {
            wave_id: self.plan.wave_id.clone(),
            from: from.clone(),
            closes_on: closes_on.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
