//! A trust: the tenant whose record this is.

use contract::commands;
use contract::events::TrustEvent;
use contract::schools::v1::{
    RetentionExecuted, RetentionLine, TrustColourSet, TrustFounded, TrustMarkRemoved, TrustMarkSet,
};
use contract::{Colour, Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::trust_mark::{self, MarkRefusal};

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
    /// COLOUR_MALFORMED.
    #[error("Write the colour as # and six digits or letters from a to f, such as #12436d.")]
    ColourMalformed,
    /// COLOUR_TOO_PALE.
    #[error("{0} on white has {1} to 1; 4.5 to 1 is needed. Choose a darker colour.")]
    ColourTooPale(String, String),
    /// COLOUR_UNCHANGED.
    #[error("The trust has this colour already.")]
    ColourUnchanged,
    /// Of the mark.
    #[error(transparent)]
    Mark(#[from] MarkRefusal),
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
            Self::ColourMalformed => (Kind::Malformed, "COLOUR_MALFORMED"),
            Self::ColourTooPale(..) => (Kind::Malformed, "COLOUR_TOO_PALE"),
            Self::ColourUnchanged => (Kind::State, "COLOUR_UNCHANGED"),
            Self::Mark(refusal) => refusal.code(),
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
    Founded(FoundedTrust),
}

/// A trust that keeps its record here.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundedTrust {
    /// The trust's id.
    trust_id: String,
    /// SHA-256 of its mark, lower-case hex; `None` where it has none.
    mark: Option<String>,
    /// Its own colour; empty where it has none.
    colour: String,
}

impl Trust {
    /// The trust that keeps its record here; the refusal says that it does not.
    pub fn founded(&self) -> Result<&FoundedTrust, TrustRefusal> {
        match self {
            Self::Unknown => Err(TrustRefusal::Unknown),
            Self::Founded(trust) => Ok(trust),
        }
    }

    fn begins(&self, name: &str, context: &Context) -> Result<TrustFounded, TrustRefusal> {
        match self {
            Self::Unknown => {
                Ok(TrustFounded { trust_id: context.trust.to_string(), name: name.to_owned() })
            }
            Self::Founded(_) => Err(TrustRefusal::AlreadyFounded),
        }
    }

    fn asked(
        &self,
        asked: &commands::TrustCommand,
        context: &Context,
    ) -> Result<TrustEvent, TrustRefusal> {
        Ok(match asked {
            commands::TrustCommand::FoundTrust(asked) => self.begins(&asked.name, context)?.into(),
            commands::TrustCommand::BeginTrust(asked) => self.begins(&asked.name, context)?.into(),
            commands::TrustCommand::SetTrustMark(asked) => {
                self.founded()?.marked(&asked.file)?.into()
            }
            commands::TrustCommand::RemoveTrustMark(_) => self.founded()?.unmarked()?.into(),
            commands::TrustCommand::SetTrustColour(asked) => {
                self.founded()?.coloured(asked.colour.trim())?.into()
            }
        })
    }
}

impl FoundedTrust {
    fn marked(&self, file: &[u8]) -> Result<TrustMarkSet, TrustRefusal> {
        let mark = trust_mark::read(file)?.mark;
        if self.mark.as_ref() == Some(&mark.sha256) {
            return Err(MarkRefusal::Unchanged.into());
        }
        Ok(TrustMarkSet { trust_id: self.trust_id.clone(), mark: Some(mark) })
    }

    fn unmarked(&self) -> Result<TrustMarkRemoved, TrustRefusal> {
        let sha256 = self.mark.clone().ok_or(MarkRefusal::NotSet)?;
        Ok(TrustMarkRemoved { trust_id: self.trust_id.clone(), sha256 })
    }

    fn coloured(&self, asked: &str) -> Result<TrustColourSet, TrustRefusal> {
        let colour = if asked.is_empty() { String::new() } else { legible(asked)?.to_string() };
        if colour == self.colour {
            return Err(TrustRefusal::ColourUnchanged);
        }
        Ok(TrustColourSet { trust_id: self.trust_id.clone(), colour })
    }
}

/// A colour on which white text can be read.
fn legible(asked: &str) -> Result<Colour, TrustRefusal> {
    let colour = Colour::read(asked).ok_or(TrustRefusal::ColourMalformed)?;
    match colour.bears_white() {
        true => Ok(colour),
        false => Err(TrustRefusal::ColourTooPale(colour.to_string(), colour.contrast_words())),
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
        match command {
            TrustCommand::Asked(asked) => Ok(vec![self.asked(asked, context)?]),
            TrustCommand::BeginImport => self.founded().map(|_| Vec::new()),
            TrustCommand::ExecuteRetention { on, removed } => {
                let (trust_id, on) = (self.founded()?.trust_id.clone(), on.to_string());
                Ok(vec![RetentionExecuted { trust_id, on, removed: removed.clone() }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &TrustEvent) {
        match (event, self) {
            (TrustEvent::TrustFounded(founded), trust) => {
                let trust_id = founded.trust_id.clone();
                *trust = Self::Founded(FoundedTrust { trust_id, ..FoundedTrust::default() });
            }
            (TrustEvent::TrustMarkSet(set), Self::Founded(trust)) => {
                trust.mark = set.mark.as_ref().map(|mark| mark.sha256.clone());
            }
            (TrustEvent::TrustMarkRemoved(_), Self::Founded(trust)) => trust.mark = None,
            (TrustEvent::TrustColourSet(set), Self::Founded(trust)) => {
                trust.colour.clone_from(&set.colour);
            }
            // The first event of every log founds the trust.
            (
                TrustEvent::TrustMarkSet(_)
                | TrustEvent::TrustMarkRemoved(_)
                | TrustEvent::TrustColourSet(_),
                Self::Unknown,
            )
            | (TrustEvent::RetentionExecuted(_), _) => {}
        }
    }

    /// The caller's trust is the one that is founded.
    fn derived_id(_: &TrustCommand, context: &Context) -> Option<String> {
        Some(context.trust.to_string())
    }
}

eventlog::aggregate_plug!(Trust);

#[cfg(test)]
mod tests;
