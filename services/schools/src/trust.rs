//! A trust: the tenant whose record this is.

use contract::events::TrustEvent;
use contract::schools::v1::{RetentionExecuted, RetentionLine, TrustFounded};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a trust can be asked.
#[derive(Debug)]
pub enum TrustCommand {
    /// Begin its record.
    Found {
        /// The new trust's id.
        trust_id: Uuid,
        /// How people call it.
        name: String,
    },
    /// Begin to take in a register file. Leads to no event: it only keeps the file's fingerprint under
    /// the import's command id, so that a repeat with another file is refused before anything is stored.
    BeginImport,
    /// Say what a retention run removed.
    ExecuteRetention {
        /// The day, British time.
        on: Date,
        /// What was removed.
        removed: Vec<RetentionLine>,
    },
}

/// Why a trust says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustRefusal {
    /// TRUST_ALREADY_FOUNDED.
    #[error("This trust already keeps its record here.")]
    AlreadyFounded,
    /// TRUST_UNKNOWN.
    #[error("There is no such trust here.")]
    Unknown,
}

impl Refusal for TrustRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyFounded => (Kind::Repeated, "TRUST_ALREADY_FOUNDED"),
            Self::Unknown => (Kind::Unknown, "TRUST_UNKNOWN"),
        }
    }
}

/// Whether the trust keeps its record here.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// Not yet.
    #[default]
    Unknown,
    /// It does.
    Founded {
        /// The trust's id.
        trust_id: String,
    },
}

impl Trust {
    /// Whether the trust keeps its record here; the refusal says that it does not.
    pub fn founded(&self) -> Result<(), TrustRefusal> {
        match self {
            Self::Unknown => Err(TrustRefusal::Unknown),
            Self::Founded { .. } => Ok(()),
        }
    }
}

impl Decider for Trust {
    type Command = TrustCommand;
    type Facts = ();
    type Event = TrustEvent;
    type Refusal = TrustRefusal;

    fn decide(
        &self,
        command: &TrustCommand,
        (): &(),
        _: &Context,
    ) -> Result<Vec<TrustEvent>, TrustRefusal> {
        match (command, self) {
            (TrustCommand::Found { .. }, Self::Founded { .. }) => Err(TrustRefusal::AlreadyFounded),
            (TrustCommand::Found { trust_id, name }, Self::Unknown) => {
                Ok(vec![TrustFounded { trust_id: trust_id.to_string(), name: name.clone() }.into()])
            }
            (TrustCommand::BeginImport, _) => self.founded().map(|()| Vec::new()),
            (TrustCommand::ExecuteRetention { .. }, Self::Unknown) => Err(TrustRefusal::Unknown),
            (TrustCommand::ExecuteRetention { on, removed }, Self::Founded { trust_id }) => {
                let (trust_id, on) = (trust_id.clone(), on.to_string());
                Ok(vec![RetentionExecuted { trust_id, on, removed: removed.clone() }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &TrustEvent) {
        match event {
            TrustEvent::TrustFounded(founded) => {
                *self = Self::Founded { trust_id: founded.trust_id.clone() };
            }
            TrustEvent::RetentionExecuted(_) => {}
        }
    }
}

eventlog::aggregate_plug!(Trust);

#[cfg(test)]
mod tests {
    use eventlog::cqrs_es::test::TestFramework;

    use super::*;
    use crate::given::context;

    const ID: Uuid = Uuid::from_u128(7);

    fn founded() -> TrustEvent {
        TrustFounded { trust_id: ID.to_string(), name: "Orchard".to_owned() }.into()
    }

    fn found(name: &str) -> TrustCommand {
        TrustCommand::Found { trust_id: ID, name: name.to_owned() }
    }

    fn trust(given: Vec<TrustEvent>) -> eventlog::cqrs_es::test::AggregateTestExecutor<Trust> {
        TestFramework::with(((), context())).given(given)
    }

    #[test]
    fn a_trust_is_founded() {
        trust(vec![]).when(found("Orchard")).then_expect_events(vec![founded()]);
    }

    #[test]
    fn a_trust_is_founded_once() {
        trust(vec![founded()]).when(found("Again")).then_expect_error(TrustRefusal::AlreadyFounded);
    }

    #[test]
    fn a_retention_run_is_left_in_the_record_of_a_founded_trust() {
        let removed =
            vec![RetentionLine { what: "access-records".to_owned(), ..Default::default() }];
        let on = jiff::civil::date(2026, 11, 25);
        let run = || TrustCommand::ExecuteRetention { on, removed: removed.clone() };
        trust(vec![]).when(run()).then_expect_error(TrustRefusal::Unknown);
        let left = RetentionExecuted {
            trust_id: ID.to_string(),
            on: on.to_string(),
            removed: removed.clone(),
        };
        trust(vec![founded()]).when(run()).then_expect_events(vec![left.into()]);
    }

    #[test]
    fn an_import_needs_a_founded_trust() {
        trust(vec![]).when(TrustCommand::BeginImport).then_expect_error(TrustRefusal::Unknown);
        trust(vec![founded()]).when(TrustCommand::BeginImport).then_expect_events(vec![]);
    }
}
