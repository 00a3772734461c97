//! Unique Reference Numbers and the school ids derived from them.

use uuid::Uuid;

/// Whether a text is a URN: six digits.
pub fn is_urn(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The id of the school that joined a trust under a URN. Derived, so that two who take in the same
/// school at the same moment meet on one stream and only one of them succeeds.
pub fn school_id(trust: Uuid, urn: &str) -> Uuid {
    Uuid::new_v5(&trust, format!("school/{urn}").as_bytes())
}

#[cfg(test)]
mod tests;
