//! Which entries of a running record are asked for, and which page of them.

use std::cmp::Reverse;
use std::collections::HashMap;

use contract::evidence::v1::{ListRecordEntriesRequest, RecordEntry};
use contract::invalid;
use tonic::Status;

/// Entries a page.
const PAGE: usize = 50;

/// A page of entries.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct RecordPage {
    pub entries: Vec<RecordEntry>,
    /// How many there are on all pages.
    pub found: u32,
    /// 0 at the end.
    pub next: u32,
}

/// Refuses a first day behind the last one.
pub(crate) fn check(asked: &ListRecordEntriesRequest) -> Result<(), Status> {
    // ISO 8601 dates sort as days do.
    match !asked.until.is_empty() && asked.until < asked.from {
        true => Err(invalid("until", "must not be before the first day")),
        false => Ok(()),
    }
}

/// Says of each entry which one corrects it.
pub(crate) fn mark_corrected(entries: &mut [RecordEntry]) {
    let corrections = entries.iter().filter(|entry| !entry.corrects_id.is_empty());
    let corrections: HashMap<String, String> =
        corrections.map(|one| (one.corrects_id.clone(), one.record_entry_id.clone())).collect();
    for entry in entries {
        if let Some(correction) = corrections.get(&entry.record_entry_id) {
            entry.corrected_by_id.clone_from(correction);
        }
    }
}

/// Keeps what is asked for, the words apart.
pub(crate) fn keep(entries: &mut Vec<RecordEntry>, asked: &ListRecordEntriesRequest) {
    let in_area =
        |entry: &RecordEntry| asked.area_id.is_empty() || entry.areas.contains(&asked.area_id);
    let within = |entry: &RecordEntry| {
        entry.on >= asked.from && (asked.until.is_empty() || entry.on <= asked.until)
    };
    let is_named = |entry: &RecordEntry| {
        asked.record_entry_id.is_empty() || entry.record_entry_id == asked.record_entry_id
    };
    entries.retain(|entry| {
        is_named(entry)
            && in_area(entry)
            && within(entry)
            && (asked.source == 0 || entry.source == asked.source)
            && (asked.kind == 0 || entry.kind == asked.kind)
    });
}

/// Keeps the entries whose words, as the reader sees them, hold a text.
pub(crate) fn keep_saying(entries: &mut Vec<RecordEntry>, text: &str) {
    let wanted = text.to_lowercase();
    entries.retain(|entry| {
        let words = entry.text.as_ref().map(|words| words.text.to_lowercase());
        words.is_some_and(|words| words.contains(&wanted))
    });
}

/// The page with a number, the latest day first; of one day the entry added last comes first.
pub(crate) fn page(mut entries: Vec<RecordEntry>, number: u32) -> RecordPage {
    entries.sort_by(|one, other| {
        Reverse((&one.on, one.position)).cmp(&Reverse((&other.on, other.position)))
    });
    let found = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let number = number.max(1);
    let before = usize::try_from(number - 1).unwrap_or(usize::MAX).saturating_mul(PAGE);
    let more = entries.len() > before.saturating_add(PAGE);
    let entries: Vec<_> = entries.into_iter().skip(before).take(PAGE).collect();
    RecordPage { entries, found, next: if more { number.saturating_add(1) } else { 0 } }
}

#[cfg(test)]
mod tests;
