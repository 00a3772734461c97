//! What is measured of the appends.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{AppendError, Outcome};

/// Tells how a batch went; costs next to nothing without a listener.
pub(super) fn measure(took: Duration, events: &[usize], outcomes: &[Outcome]) {
    metrics::histogram!("plumbline_append_duration_seconds").record(took.as_secs_f64());
    metrics::histogram!("plumbline_append_batch_commands").record(outcomes.len() as f64);
    let appended = events.iter().zip(outcomes).filter(|(_, outcome)| is_new(outcome));
    metrics::counter!("plumbline_append_events_total")
        .increment(appended.map(|(events, _)| *events as u64).sum());
    let mut words = BTreeMap::<&'static str, u64>::new();
    for outcome in outcomes {
        *words.entry(word(outcome)).or_default() += 1;
    }
    for (word, commands) in words {
        metrics::counter!("plumbline_append_commands_total", "outcome" => word).increment(commands);
    }
}

pub(super) fn is_new(outcome: &Outcome) -> bool {
    matches!(outcome, Ok(appended) if !appended.repeated)
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Ok(appended) if appended.repeated => "repeat",
        Ok(_) => "accepted",
        Err(AppendError::Conflict) => "conflict",
        Err(AppendError::Mismatch) => "mismatch",
        Err(AppendError::UnknownTrust) => "unknown_trust",
        Err(AppendError::Unavailable) => "unavailable",
        Err(AppendError::Busy) => "busy",
        Err(AppendError::Refused(_)) => "refused",
    }
}
