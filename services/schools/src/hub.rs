//! A hub: schools grouped to work together; a school is in one hub at a time.

use std::collections::BTreeMap;

use contract::events::HubEvent;
use contract::schools::v1::{HubFormed, SchoolEnteredHub, SchoolWithdrewFromHub};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::school::Standing;

/// What a hub can be asked.
#[derive(Debug)]
pub enum HubCommand {
    /// Come into being.
    Form {
        /// The hub's id, derived from its name.
        hub_id: Uuid,
        /// How people call it.
        name: String,
    },
    /// Take a school in.
    Enter {
        /// Which school.
        school_id: Uuid,
        /// First day in the hub.
        from: Date,
        /// Where the school stands towards the trust.
        school: Standing,
        /// Whether it works in another hub.
        in_another_hub: bool,
    },
    /// Let a school go.
    Withdraw {
        /// Which school.
        school_id: Uuid,
        /// First day outside the hub.
        on: Date,
    },
}

/// Why a hub says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HubRefusal {
    /// HUB_ALREADY_FORMED.
    #[error("The trust already has a hub of this name.")]
    AlreadyFormed,
    /// NAME_EMPTY.
    #[error("A hub needs a name.")]
    NameEmpty,
    /// HUB_UNKNOWN.
    #[error("There is no such hub in this trust.")]
    Unknown,
    /// SCHOOL_UNKNOWN.
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    /// SCHOOL_HAS_LEFT.
    #[error("The school has left the trust.")]
    SchoolHasLeft,
    /// SCHOOL_ALREADY_IN_HUB.
    #[error("The school already works in a hub.")]
    AlreadyIn,
    /// SCHOOL_NOT_IN_HUB.
    #[error("The school does not work in this hub.")]
    NotIn,
    /// PERIOD_BACKWARDS.
    #[error("The school can't withdraw on {0}, before it entered on {1}.")]
    Backwards(Date, String),
}

impl Refusal for HubRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::AlreadyFormed => "HUB_ALREADY_FORMED",
            Self::NameEmpty => "NAME_EMPTY",
            Self::Unknown => "HUB_UNKNOWN",
            Self::SchoolUnknown => "SCHOOL_UNKNOWN",
            Self::SchoolHasLeft => "SCHOOL_HAS_LEFT",
            Self::AlreadyIn => "SCHOOL_ALREADY_IN_HUB",
            Self::NotIn => "SCHOOL_NOT_IN_HUB",
            Self::Backwards(..) => "PERIOD_BACKWARDS",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::AlreadyFormed => Kind::Repeated,
            Self::NameEmpty => Kind::Malformed,
            Self::Unknown | Self::SchoolUnknown => Kind::Unknown,
            Self::SchoolHasLeft | Self::AlreadyIn | Self::NotIn | Self::Backwards(..) => {
                Kind::State
            }
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
        /// Its id.
        hub_id: String,
        /// School id to first day, ISO 8601.
        members: BTreeMap<String, String>,
    },
}

impl Hub {
    /// Whether the hub was formed.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Formed { .. })
    }

    fn formed(&self) -> Result<(&String, &BTreeMap<String, String>), HubRefusal> {
        match self {
            Self::Unknown => Err(HubRefusal::Unknown),
            Self::Formed { hub_id, members } => Ok((hub_id, members)),
        }
    }
}

impl Decider for Hub {
    type Command = HubCommand;
    type Event = HubEvent;
    type Refusal = HubRefusal;

    fn decide(&self, command: &HubCommand, _: &Context) -> Result<Vec<HubEvent>, HubRefusal> {
        match command {
            HubCommand::Form { hub_id, name } => {
                if name.is_empty() {
                    return Err(HubRefusal::NameEmpty);
                }
                if self.is_known() {
                    return Err(HubRefusal::AlreadyFormed);
                }
                Ok(vec![HubFormed { hub_id: hub_id.to_string(), name: name.clone() }.into()])
            }
            HubCommand::Enter { school_id, from, school, in_another_hub } => {
                let (hub_id, members) = self.formed()?;
                let (hub_id, school_id) = (hub_id.clone(), school_id.to_string());
                match school {
                    Standing::Unknown => return Err(HubRefusal::SchoolUnknown),
                    Standing::Left => return Err(HubRefusal::SchoolHasLeft),
                    Standing::In => {}
                }
                if *in_another_hub || members.contains_key(&school_id) {
                    return Err(HubRefusal::AlreadyIn);
                }
                Ok(vec![SchoolEnteredHub { hub_id, school_id, from: from.to_string() }.into()])
            }
            HubCommand::Withdraw { school_id, on } => {
                let (hub_id, members) = self.formed()?;
                let (hub_id, school_id) = (hub_id.clone(), school_id.to_string());
                let since = members.get(&school_id).ok_or(HubRefusal::NotIn)?;
                if on.to_string() < *since {
                    return Err(HubRefusal::Backwards(*on, since.clone()));
                }
                Ok(vec![SchoolWithdrewFromHub { hub_id, school_id, on: on.to_string() }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &HubEvent) {
        match (event, self) {
            (HubEvent::HubFormed(formed), hub) => {
                *hub = Self::Formed { hub_id: formed.hub_id.clone(), members: BTreeMap::new() };
            }
            (HubEvent::SchoolEnteredHub(entered), Self::Formed { members, .. }) => {
                members.insert(entered.school_id.clone(), entered.from.clone());
            }
            (HubEvent::SchoolWithdrewFromHub(withdrew), Self::Formed { members, .. }) => {
                members.remove(&withdrew.school_id);
            }
            (HubEvent::SchoolEnteredHub(_) | HubEvent::SchoolWithdrewFromHub(_), Self::Unknown) => {
            }
        }
    }
}

eventlog::aggregate_plug!(Hub);

#[cfg(test)]
mod tests {
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
    use jiff::civil::date;

    use super::*;
    use crate::given::context;

    const HUB: Uuid = Uuid::from_u128(3);
    const SCHOOL: Uuid = Uuid::from_u128(4);

    fn hub(given: Vec<HubEvent>) -> AggregateTestExecutor<Hub> {
        TestFramework::with(context()).given(given)
    }

    fn formed() -> HubEvent {
        HubFormed { hub_id: HUB.to_string(), name: "Coast".to_owned() }.into()
    }

    fn entered() -> HubEvent {
        let (hub_id, school_id) = (HUB.to_string(), SCHOOL.to_string());
        SchoolEnteredHub { hub_id, school_id, from: "2025-09-01".to_owned() }.into()
    }

    fn form(name: &str) -> HubCommand {
        HubCommand::Form { hub_id: HUB, name: name.to_owned() }
    }

    fn enter(school: Standing, in_another_hub: bool) -> HubCommand {
        HubCommand::Enter { school_id: SCHOOL, from: date(2025, 9, 1), school, in_another_hub }
    }

    fn withdraw(on: Date) -> HubCommand {
        HubCommand::Withdraw { school_id: SCHOOL, on }
    }

    #[test]
    fn a_hub_is_formed() {
        hub(vec![]).when(form("Coast")).then_expect_events(vec![formed()]);
    }

    #[test]
    fn a_hub_is_formed_once() {
        hub(vec![formed()]).when(form("Coast")).then_expect_error(HubRefusal::AlreadyFormed);
    }

    #[test]
    fn a_hub_needs_a_name() {
        hub(vec![]).when(form("")).then_expect_error(HubRefusal::NameEmpty);
    }

    #[test]
    fn a_school_enters_a_hub() {
        hub(vec![formed()]).when(enter(Standing::In, false)).then_expect_events(vec![entered()]);
    }

    #[test]
    fn nobody_enters_an_unknown_hub() {
        hub(vec![]).when(enter(Standing::In, false)).then_expect_error(HubRefusal::Unknown);
    }

    #[test]
    fn only_a_school_of_the_trust_enters() {
        hub(vec![formed()])
            .when(enter(Standing::Unknown, false))
            .then_expect_error(HubRefusal::SchoolUnknown);
        hub(vec![formed()])
            .when(enter(Standing::Left, false))
            .then_expect_error(HubRefusal::SchoolHasLeft);
    }

    #[test]
    fn a_school_is_in_one_hub_at_a_time() {
        hub(vec![formed(), entered()])
            .when(enter(Standing::In, false))
            .then_expect_error(HubRefusal::AlreadyIn);
        hub(vec![formed()])
            .when(enter(Standing::In, true))
            .then_expect_error(HubRefusal::AlreadyIn);
    }

    #[test]
    fn a_school_withdraws_and_may_come_back() {
        let (hub_id, school_id) = (HUB.to_string(), SCHOOL.to_string());
        let withdrew = SchoolWithdrewFromHub { hub_id, school_id, on: "2025-09-01".to_owned() };
        hub(vec![formed(), entered()])
            .when(withdraw(date(2025, 9, 1)))
            .then_expect_events(vec![withdrew.clone().into()]);
        hub(vec![formed(), entered(), withdrew.into()])
            .when(enter(Standing::In, false))
            .then_expect_events(vec![entered()]);
    }

    #[test]
    fn nobody_withdraws_from_an_unknown_hub() {
        hub(vec![]).when(withdraw(date(2025, 9, 1))).then_expect_error(HubRefusal::Unknown);
    }

    #[test]
    fn only_a_member_withdraws() {
        hub(vec![formed()]).when(withdraw(date(2025, 9, 1))).then_expect_error(HubRefusal::NotIn);
    }

    #[test]
    fn a_school_does_not_withdraw_before_it_entered() {
        let day = date(2025, 8, 31);
        hub(vec![formed(), entered()])
            .when(withdraw(day))
            .then_expect_error(HubRefusal::Backwards(day, "2025-09-01".to_owned()));
    }
}
