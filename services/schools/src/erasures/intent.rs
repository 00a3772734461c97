//! An erasure under way, told to the ledger before it is done and after.

use std::path::Path;

use eventlog::CommandOutcome;
use tonic::{Code, Status};
use uuid::Uuid;

use super::ledger::{ErasedThing, Ledger, LedgerError};

/// What is to be erased. The ledger says so first: a process that ends between the erasure and its line leaves the intent, and
/// a replay completes it.
#[derive(Debug)]
pub struct ErasureIntent {
    ledger: Option<Ledger>,
    trust: Uuid,
    erased: ErasedThing,
}

impl ErasureIntent {
    /// Notes what is to be erased, where there is a ledger.
    pub fn note(
        ledger: Option<&Path>,
        trust: Uuid,
        erased: ErasedThing,
    ) -> Result<Self, LedgerError> {
        let mut ledger = ledger.map(Ledger::open).transpose()?;
        if let Some(ledger) = &mut ledger {
            ledger.intend(trust, &erased)?;
        }
        Ok(Self { ledger, trust, erased })
    }

    /// Notes what became of it. Where the answer does not say that, the intent stands.
    pub fn settle<T>(self, answer: Result<T, Status>) -> Result<T, Status> {
        let Self { ledger: Some(mut ledger), trust, erased } = self else { return answer };
        let refused = match CommandOutcome::of(&answer) {
            CommandOutcome::Taken => {
                ledger.add(trust, &erased)?;
                false
            }
            CommandOutcome::Refused(_) | CommandOutcome::Contradicted(_) => true,
            CommandOutcome::Away(_) => {
                matches!(&answer, Err(status) if status.code() == Code::Unauthenticated)
            }
        };
        if refused && let Err(error) = ledger.withdraw(trust, &erased) {
            tracing::error!(%error, "the ledger of erasures says of what was refused that it was to be erased");
        }
        answer
    }
}
