//! The one text form of a paper's data: what is hashed, kept, attached and shown.

use contract::reports::v1::ReportData;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Canonical JSON (RFC 8785) of the data's proto3-JSON form.
pub(crate) fn text(data: &impl Serialize) -> String {
    serde_json_canonicalizer::to_string(data).expect("a proto message always has a JSON form")
}

/// Reads a kept text back.
pub(crate) fn read(text: &str) -> Result<ReportData, serde_json::Error> {
    serde_json::from_str(text)
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    eventlog::hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests;
