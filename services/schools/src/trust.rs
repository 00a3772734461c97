//! A trust: the tenant whose record this is.

use contract::commands;
use contract::events::TrustEvent;
use contract::schools::v1::{RetentionExecuted, RetentionLine, TrustFounded};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a trust can be asked: by a request, or by Plumbline itself.
#[derive(Debug)]
pub enum TrustCommand {
    /// What a request asks.
    Asked(commands::TrustCommand),
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

impl From<commands::TrustCommand> for TrustCommand {
    fn from(asked: commands::TrustCommand) -> Self {
        Self::Asked(asked)
    }
}

impl commands::Command for TrustCommand {
    fn thing(&self) -> Option<&str> {
        None
    }
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
    /// FOUNDING_LINK_UNKNOWN.
    #[error("This link is not the newest. Ask the person who runs Plumbline for a new one.")]
    LinkUnknown,
    /// FOUNDING_LINK_OVER.
    #[error("This link is too old. Ask the person who runs Plumbline for a new one.")]
    LinkOver,
    /// OFFICERS_ALIKE.
    #[error("The two officers must be two people with an e-mail address each.")]
    OfficersAlike,
    /// INSTALLATION_BEGUN.
    #[error("A trust keeps its record here already, so only the operator makes a new link.")]
    InstallationBegun,
}

impl Refusal for TrustRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyFounded => (Kind::Repeated, "TRUST_ALREADY_FOUNDED"),
            Self::Unknown => (Kind::Unknown, "TRUST_UNKNOWN"),
            Self::LinkUnknown => (Kind::Unknown, "FOUNDING_LINK_UNKNOWN"),
            Self::LinkOver => (Kind::State, "FOUNDING_LINK_OVER"),
            Self::OfficersAlike => (Kind::Malformed, "OFFICERS_ALIKE"),
            Self::InstallationBegun => (Kind::State, "INSTALLATION_BEGUN"),
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
        context: &Context,
    ) -> Result<Vec<TrustEvent>, TrustRefusal> {
        match (command, self) {
            (TrustCommand::Asked(asked), Self::Unknown) => {
                let (trust_id, name) = (context.trust.to_string(), name_in(asked));
                Ok(vec![TrustFounded { trust_id, name }.into()])
            }
            (TrustCommand::Asked(_), Self::Founded { .. }) => Err(TrustRefusal::AlreadyFounded),
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

    /// The caller's trust is the one that is founded.
    fn derived_id(_: &TrustCommand, context: &Context) -> Option<String> {
        Some(context.trust.to_string())
    }
}

/// The name that a request gives to a new trust.
fn name_in(asked: &commands::TrustCommand) -> String {
    match asked {
        commands::TrustCommand::FoundTrust(asked) => asked.name.clone(),
        commands::TrustCommand::BeginTrust(asked) => asked.name.clone(),
    }
}

eventlog::aggregate_plug!(Trust);

#[cfg(test)]
mod tests;
