//! A hub: schools grouped to work together; a school is in one hub at a time.

use std::collections::BTreeMap;

use contract::commands::HubCommand;
use contract::events::HubEvent;
use contract::schools::v1::{HubFormed, SchoolEnteredHub, SchoolWithdrewFromHub};
use contract::{FarAheadRefusal, Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::school::Standing;

/// What a hub has to know of a school that enters.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer {
    /// Where it stands towards the trust.
    pub standing: Standing,
    /// Whether it works in another hub on the first day asked for, or after it.
    pub in_another_hub: bool,
}

/// When a school works in a hub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    from: String,
    /// First day it is no longer in the hub, ISO 8601; empty while none is known.
    until: String,
}

/// Why a hub says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HubRefusal {
    #[error("The trust already has a hub of this name.")]
    AlreadyFormed,
    #[error("There is no such hub in this trust.")]
    Unknown,
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    #[error("The school has left the trust.")]
    SchoolHasLeft,
    #[error("The school works in a hub on that day. Take it out of that hub first.")]
    AlreadyIn,
    #[error(transparent)]
    DayFarAhead(#[from] FarAheadRefusal),
    #[error("The school does not work in this hub.")]
    NotIn,
    #[error("The school can't withdraw on {0}, before it entered on {1}.")]
    Backwards(String, String),
}

impl Refusal for HubRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyFormed => (Kind::Repeated, "HUB_ALREADY_FORMED"),
            Self::Unknown => (Kind::Unknown, "HUB_UNKNOWN"),
            Self::SchoolUnknown => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::SchoolHasLeft => (Kind::State, "SCHOOL_HAS_LEFT"),
            Self::AlreadyIn => (Kind::State, "SCHOOL_ALREADY_IN_HUB"),
            Self::DayFarAhead(far) => far.code(),
            Self::NotIn => (Kind::State, "SCHOOL_NOT_IN_HUB"),
            Self::Backwards(..) => (Kind::State, "PERIOD_BACKWARDS"),
        }
    }
}

/// Whether the hub is there, and who works in it since when.
#[derive(Debug, Default, Serialize, Deserialize)]
pub enum Hub {
    /// Not formed.
    #[default]
    Unknown,
    /// Formed.
    Formed {
        /// School id to its days in the hub, the last ones.
        members: BTreeMap<String, Membership>,
    },
}

impl Hub {
    /// The id of a name's hub, so that a trust has one hub of a name.
    pub fn id(trust: Uuid, name: &str) -> String {
        Uuid::new_v5(&trust, format!("hub/{}", name.to_lowercase()).as_bytes()).to_string()
    }

    /// Whether the hub was formed.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Formed { .. })
    }

    fn members(&self) -> Result<&BTreeMap<String, Membership>, HubRefusal> {
        match self {
            Self::Unknown => Err(HubRefusal::Unknown),
            Self::Formed { members } => Ok(members),
        }
    }
}

impl Decider for Hub {
    type Command = HubCommand;
    type Facts = Option<Newcomer>;
    type Event = HubEvent;
    type Refusal = HubRefusal;

    fn decide(
        &self,
        command: &HubCommand,
        newcomer: &Option<Newcomer>,
        context: &Context,
    ) -> Result<Vec<HubEvent>, HubRefusal> {
        let event = match command.clone() {
            HubCommand::FormHub(asked) => {
                if self.is_known() {
                    return Err(HubRefusal::AlreadyFormed);
                }
                let hub_id = Self::id(context.trust, &asked.name);
                HubFormed { hub_id, name: asked.name }.into()
            }
            HubCommand::EnterHub(asked) => {
                let members = self.members()?;
                let newcomer = newcomer.ok_or(HubRefusal::SchoolUnknown)?;
                match newcomer.standing {
                    Standing::Unknown => return Err(HubRefusal::SchoolUnknown),
                    Standing::Left => return Err(HubRefusal::SchoolHasLeft),
                    Standing::In => {}
                }
                let last = members.get(&asked.school_id);
                let is_in = |last: &Membership| last.until.is_empty() || last.until > asked.from;
                if newcomer.in_another_hub || last.is_some_and(is_in) {
                    return Err(HubRefusal::AlreadyIn);
                }
                FarAheadRefusal::check(&asked.from, context.today())?;
                let (hub_id, school_id, from) = (asked.hub_id, asked.school_id, asked.from);
                SchoolEnteredHub { hub_id, school_id, from }.into()
            }
            HubCommand::WithdrawFromHub(asked) => {
                let last = self.members()?.get(&asked.school_id);
                let open = last.filter(|last| last.until.is_empty()).ok_or(HubRefusal::NotIn)?;
                if asked.on < open.from {
                    return Err(HubRefusal::Backwards(asked.on, open.from.clone()));
                }
                FarAheadRefusal::check(&asked.on, context.today())?;
                let (hub_id, school_id, on) = (asked.hub_id, asked.school_id, asked.on);
                SchoolWithdrewFromHub { hub_id, school_id, on }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &HubEvent) {
        match (event, self) {
            (HubEvent::HubFormed(_), hub) => *hub = Self::Formed { members: BTreeMap::new() },
            (HubEvent::SchoolEnteredHub(entered), Self::Formed { members }) => {
                let from = entered.from.clone();
                let open = Membership { from, ..Membership::default() };
                members.insert(entered.school_id.clone(), open);
            }
            (HubEvent::SchoolWithdrewFromHub(withdrew), Self::Formed { members }) => {
                if let Some(open) = members.get_mut(&withdrew.school_id) {
                    open.until.clone_from(&withdrew.on);
                }
            }
            (HubEvent::SchoolEnteredHub(_) | HubEvent::SchoolWithdrewFromHub(_), Self::Unknown) => {
            }
        }
    }

    fn derived_id(command: &HubCommand, context: &Context) -> Option<String> {
        match command {
            HubCommand::FormHub(asked) => Some(Self::id(context.trust, &asked.name)),
            HubCommand::EnterHub(_) | HubCommand::WithdrawFromHub(_) => None,
        }
    }
}

eventlog::aggregate_plug!(Hub);

#[cfg(test)]
mod tests;
