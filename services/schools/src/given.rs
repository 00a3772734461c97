//! What the tests of this crate begin with.

use eventlog::{Context, SealedWords};
use uuid::Uuid;

/// A command given by an administrator on 21 November 2025.
pub fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::from_u128(1),
        role: "administrator".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().expect("an RFC 3339 time"),
        command_id: Uuid::from_u128(2),
        sealed: SealedWords::unsalted(),
    }
}
