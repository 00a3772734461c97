//! Which sets of questions are there?

use contract::events::InstrumentEvent;
use contract::surveys::v1::InstrumentPublished;
use eventlog::{At, Document};

/// Every published version; a version is a thing of its own.
#[derive(Debug)]
pub(crate) struct Instruments;

impl Document for Instruments {
    const NAME: &'static str = "surveys_instruments";
    type Body = InstrumentPublished;
    type Event = InstrumentEvent;

    fn thing(event: &InstrumentEvent, instrument_id: &str) -> String {
        match event {
            InstrumentEvent::InstrumentPublished(published) => {
                format!("{instrument_id}/{}", published.version)
            }
        }
    }

    fn fold(instrument: &mut InstrumentPublished, event: &InstrumentEvent, _: &At) {
        match event {
            InstrumentEvent::InstrumentPublished(published) => instrument.clone_from(published),
        }
    }
}

#[cfg(test)]
mod tests;
