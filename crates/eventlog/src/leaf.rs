//! The leaf of an event in its trust's Merkle tree (RFC 6962), computed apart from the database's own.

use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a leaf commits to.
#[derive(Clone, Copy, Debug)]
pub struct LeafContent<'a> {
    /// Who gave the command.
    pub actor: Uuid,
    /// The stored text.
    pub body: &'a str,
    /// The event's id.
    pub event_id: Uuid,
    /// The database's clock, microseconds.
    pub recorded_at: Timestamp,
    /// `<category>-<id>`.
    pub stream: &'a str,
    /// Full proto name.
    pub kind: &'a str,
    /// Place in the stream.
    pub version: u64,
}

/// The canonical JSON (RFC 8785) that a leaf is the hash of.
pub fn leaf_text(leaf: &LeafContent<'_>) -> String {
    let body_sha256 = hex(&Sha256::digest(leaf.body.as_bytes()));
    let recorded_at = leaf.recorded_at.to_zoned_datetime(TimeZone::UTC);
    let recorded_at = recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
    format!(
        r#"{{"actor":"{}","body_sha256":"{body_sha256}","event_id":"{}","recorded_at":"{recorded_at}","stream":"{}","type":"{}","version":{}}}"#,
        leaf.actor, leaf.event_id, leaf.stream, leaf.kind, leaf.version
    )
}

/// SHA-256(0x00 || canonical JSON), as `log.leaf_hash` computes it in the database.
pub fn leaf_hash(leaf: &LeafContent<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(leaf_text(leaf).as_bytes());
    hasher.finalize().into()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    use std::fmt;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
