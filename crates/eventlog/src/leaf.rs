//! The leaf of an event in its trust's Merkle tree (RFC 6962), made of its row whenever it is asked for.

use std::borrow::Cow;
use std::fmt;

use contract::events::DecodeError;
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Recorded;

/// What a leaf commits to: all of the row. `log.leaves` makes the same in the store.
#[derive(Clone, Debug)]
pub struct LeafContent<'a> {
    /// Who gave the command, as the metadata says it.
    pub actor: Cow<'a, str>,
    /// The stored text.
    pub body: &'a str,
    /// The event's id.
    pub event_id: Uuid,
    /// The stored text, with role, time, command and cause.
    pub metadata: &'a str,
    /// The database's clock, microseconds.
    pub recorded_at: Timestamp,
    /// `<category>-<id>`.
    pub stream: &'a str,
    /// Full proto name.
    pub kind: &'a str,
    /// Place in the stream.
    pub version: u64,
}

impl LeafContent<'_> {
    /// The canonical JSON (RFC 8785) that the leaf is the hash of. Holds body and metadata as SHA-256 of their bytes.
    pub fn text(&self) -> String {
        let recorded_at = self.recorded_at.to_zoned_datetime(TimeZone::UTC);
        let recorded_at = recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
        format!(
            r#"{{"actor":{},"body_sha256":"{}","event_id":"{}","metadata_sha256":"{}","recorded_at":"{recorded_at}","stream":{},"type":{},"version":{}}}"#,
            quoted(&self.actor),
            sha256_hex(self.body),
            self.event_id,
            sha256_hex(self.metadata),
            quoted(self.stream),
            quoted(self.kind),
            self.version
        )
    }

    /// SHA-256(0x00 || canonical JSON).
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update([0]);
        hasher.update(self.text().as_bytes());
        hasher.finalize().into()
    }
}

impl Recorded {
    /// What its leaf commits to; fails where the metadata names no actor. Wants the body, so not for an event that a
    /// projection does not read.
    pub fn leaf(&self) -> Result<LeafContent<'_>, DecodeError> {
        Ok(LeafContent {
            actor: self.actor_text()?,
            body: &self.body,
            event_id: self.event_id,
            metadata: &self.metadata,
            recorded_at: self.recorded_at,
            stream: &self.stream,
            kind: &self.kind,
            version: self.version,
        })
    }
}

/// A JSON string; RFC 8785 escapes what JSON requires and nothing else.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that hex stands for; `None` where the text is no hex.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    // A number may begin with a plus, and hex may not.
    if !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}
