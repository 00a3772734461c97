//! What happened in one stream, as its aggregate needs it: without what stands beside an event in the log.

use contract::events::{DecodeError, StoredEvent};
use tokio_postgres::Row;

use crate::json_text::JsonText;

/// One event of a stream. Its text stays where the store's answer has it, so a long stream costs little to hold.
#[derive(Debug)]
pub struct Happened(Row);

impl Happened {
    pub(crate) fn from_row(row: Row) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(row))
    }

    /// Where it is in the trust's log.
    pub fn position(&self) -> u64 {
        self.0.get::<_, i64>("position").unsigned_abs()
    }

    /// Place within the stream, from 1.
    pub fn version(&self) -> u64 {
        self.0.get::<_, i64>("version").unsigned_abs()
    }

    /// Full proto name.
    pub fn kind(&self) -> &str {
        self.0.get("type")
    }

    /// The person who gave the command.
    pub fn actor(&self) -> &str {
        self.0.get("actor")
    }

    /// The event itself.
    pub fn decode<E: StoredEvent>(&self) -> Result<E, DecodeError> {
        let JsonText(body) = self.0.get("body");
        E::decode(self.kind(), body)
    }
}
