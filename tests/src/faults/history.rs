//! The history of a run: what the clients saw, line by line, for a checker that knows nothing else.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use contract::Caller;
use serde_json::{Value, json};
use uuid::Uuid;

use super::load::Wish;

/// A file of JSON lines that all clients write to.
#[derive(Clone, Debug)]
pub struct Lines {
    file: Arc<Mutex<File>>,
    started: Instant,
}

/// How one try ended, as far as the client knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log.
    Ok(u64),
    /// It is not in the log, for this reason.
    Fail(String),
    /// No answer came.
    Unknown(String),
}

/// One try of one command.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    pub client: u64,
    pub caller: &'a Caller,
    pub command: Uuid,
    pub wish: &'a Wish,
    /// `first`, `again` after an unknown outcome, `repeat` of what was acknowledged, `sweep` at the end.
    pub why: &'static str,
    /// Microseconds since the run began.
    pub invoked: u64,
    pub outcome: &'a Outcome,
}

impl Lines {
    /// Makes a new file.
    pub fn create(path: &Path) -> Self {
        let file = File::create(path).expect("our own folder");
        Self { file: Arc::new(Mutex::new(file)), started: Instant::now() }
    }

    /// Microseconds since the file was made.
    pub fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).expect("a run takes minutes at most")
    }

    /// Writes one line.
    pub fn write(&self, line: &Value) {
        self.text(&line.to_string());
    }

    /// Writes one line that is JSON already.
    pub fn text(&self, line: &str) {
        let mut file = self.file.lock().expect("nobody panics while writing");
        writeln!(file, "{line}").expect("our own file");
    }

    /// Writes one try.
    pub fn attempt(&self, attempt: &Attempt<'_>) {
        let (outcome, position, reason) = match attempt.outcome {
            Outcome::Ok(position) => ("ok", Some(*position), None),
            Outcome::Fail(reason) => ("fail", None, Some(reason)),
            Outcome::Unknown(reason) => ("unknown", None, Some(reason)),
        };
        self.write(&json!({
            "kind": "attempt",
            "client": attempt.client,
            "actor": attempt.caller.actor,
            "role": attempt.caller.role,
            "stranger": matches!(attempt.wish, Wish::StrangersHub { .. }),
            "op": attempt.wish.op(),
            "command_id": attempt.command,
            "why": attempt.why,
            "stream": attempt.wish.stream(attempt.caller.trust),
            "wish": attempt.wish.content(),
            "invoked": attempt.invoked,
            "returned": self.now(),
            "outcome": outcome,
            "position": position,
            "reason": reason,
        }));
    }
}
