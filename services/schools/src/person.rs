//! A person, known by a random id: the roles the person holds, over what and when, and the invitation to sign in.

mod change;
mod days;
mod grant;
mod guest;
mod invitation;
mod refusal;

use std::collections::BTreeMap;

use contract::FarAheadRefusal;
use contract::commands::PersonCommand;
use contract::events::PersonEvent;
use contract::schools::v1::{
    AcceptInvitationRequest, GrantRoleRequest, InvitationAccepted, InvitePersonRequest,
    LegalHoldPlaced, LegalHoldReleased, PersonErased, PersonInvited, PersonRegistered, RoleGranted,
    Scope,
};
use eventlog::{Context, Decider, hex};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use change::PersonDifference;
pub use days::day_before;
use grant::Grant;
pub use refusal::PersonRefusal;

/// What a person's record has to know of others, or of what is kept apart from the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PersonFacts {
    /// Nothing of it stands in the way.
    #[default]
    Nothing,
    /// What the request names is taken by another person, or is not there.
    InTheWay(PersonRefusal),
    /// An invitation as a guest went as far as the log, and no account was bound to the person.
    Unfinished,
    /// The person was erased once, and a restore undid it. The older record then has no say.
    ErasedBefore,
    /// How the name and the address that the request gives differ from those kept.
    Differs(PersonDifference),
    /// The command is a line of a file, which is one act. Its own id names what it brings into being, and a repeat leads to nothing.
    Listed(Uuid),
}

/// Whether the person is known, and the roles held.
#[derive(Debug, Default, Serialize, Deserialize)]
pub enum Person {
    /// Not registered.
    #[default]
    Unknown,
    /// Registered.
    Known {
        /// The random id.
        person_id: String,
        /// Grant id to what was granted.
        grants: BTreeMap<String, Grant>,
        /// Whether a legal hold stands.
        on_hold: bool,
        /// The newest invitation.
        invitation: Option<Invitation>,
    },
    /// Registered once; who it was is no longer known.
    Erased,
}

/// An invitation to sign in.
#[derive(Debug, Serialize, Deserialize)]
pub struct Invitation {
    id: String,
    secret_sha256: String,
    until: Option<Timestamp>,
    spent: bool,
}

impl Person {
    /// Whether the person was ever registered.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// Whether a line of a file led to this before.
    fn has_taken(&self, command: &PersonCommand, facts: &PersonFacts) -> bool {
        let (Self::Known { person_id, grants, .. }, PersonFacts::Listed(line)) = (self, facts)
        else {
            return false;
        };
        let id = |what| contract::commands::new_id(*line, what).to_string();
        match command {
            PersonCommand::RegisterPerson(_) => *person_id == id("person"),
            _ => grants.contains_key(&id("grant")),
        }
    }

    /// Whether the name was erased.
    pub fn is_erased(&self) -> bool {
        matches!(self, Self::Erased)
    }

    /// Whether a legal hold stands.
    pub fn is_on_hold(&self) -> bool {
        matches!(self, Self::Known { on_hold: true, .. })
    }

    fn known(&self) -> Result<(&String, &BTreeMap<String, Grant>), PersonRefusal> {
        match self {
            Self::Unknown => Err(PersonRefusal::Unknown),
            Self::Erased => Err(PersonRefusal::Erased),
            Self::Known { person_id, grants, .. } => Ok((person_id, grants)),
        }
    }

    fn grant(
        &self,
        asked: &GrantRoleRequest,
        facts: &PersonFacts,
        context: &Context,
    ) -> Result<RoleGranted, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        facts.clear()?;
        let grant_id = facts.new_id("grant", context);
        if !asked.until.is_empty() && asked.until < asked.from {
            return Err(PersonRefusal::Backwards(asked.from.clone()));
        }
        let scope = held_over(asked, context);
        let same = |held: &&Grant| held.role == asked.role && held.scope == scope;
        if grants.values().filter(same).any(|held| held.overlaps(&asked.from, &asked.until)) {
            return Err(PersonRefusal::AlreadyHeld);
        }
        // A last day may lie further ahead: a term of office is four years.
        FarAheadRefusal::check(&asked.from, context.today())?;
        Ok(RoleGranted {
            person_id: person_id.clone(),
            grant_id,
            role: asked.role,
            scope,
            from: asked.from.clone(),
            until: asked.until.clone(),
        })
    }

    /// The person's id, where nothing is in the way of an erasure.
    fn to_erase(&self, facts: &PersonFacts, today: Date) -> Result<String, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        if *facts != PersonFacts::ErasedBefore {
            if self.is_on_hold() {
                return Err(PersonRefusal::HoldStands);
            }
            if grants.values().any(|grant| grant.holds_from(today)) {
                return Err(PersonRefusal::RolesHeld);
            }
        }
        Ok(person_id.clone())
    }

    fn invite(
        &self,
        asked: &InvitePersonRequest,
        facts: &PersonFacts,
        context: &Context,
    ) -> Result<PersonInvited, PersonRefusal> {
        let (person_id, _) = self.known()?;
        facts.clear()?;
        let days = if asked.days == 0 { USUAL_DAYS } else { asked.days };
        let valid_for = SignedDuration::from_hours(24 * i64::from(days));
        // Days are bounded, so the end of time is not reached; a link that is over at once is what it would be.
        let until = context.now.checked_add(valid_for).unwrap_or(context.now);
        Ok(PersonInvited {
            person_id: person_id.clone(),
            invitation_id: context.new_id("invitation").to_string(),
            secret_sha256: hex(&asked.secret_sha256),
            until: until.to_string(),
        })
    }

    /// The newest invitation, where this is its secret.
    fn invited_by(&self, secret: &[u8]) -> Option<&Invitation> {
        let Self::Known { invitation, .. } = self else { return None };
        let secret_sha256 = hex(&Sha256::digest(secret));
        invitation.as_ref().filter(|newest| newest.secret_sha256 == secret_sha256)
    }

    /// Whether the newest invitation has this secret and was taken up.
    pub fn came_in_by(&self, secret: &[u8]) -> bool {
        self.invited_by(secret).is_some_and(|invitation| invitation.spent)
    }

    fn accept(
        &self,
        asked: &AcceptInvitationRequest,
        facts: &PersonFacts,
        now: Timestamp,
    ) -> Result<InvitationAccepted, PersonRefusal> {
        let (person_id, _) = self.known()?;
        let invitation = self.invited_by(&asked.secret).ok_or(PersonRefusal::InvitationUnknown)?;
        if invitation.spent {
            return Err(PersonRefusal::InvitationSpent);
        }
        if invitation.until.is_none_or(|until| until < now) {
            return Err(PersonRefusal::InvitationOver);
        }
        facts.clear()?;
        let (person_id, invitation_id) = (person_id.clone(), invitation.id.clone());
        Ok(InvitationAccepted { person_id, invitation_id })
    }
}

impl PersonFacts {
    fn clear(&self) -> Result<(), PersonRefusal> {
        match self {
            Self::Nothing
            | Self::Unfinished
            | Self::ErasedBefore
            | Self::Differs(_)
            | Self::Listed(_) => Ok(()),
            Self::InTheWay(refusal) => Err(refusal.clone()),
        }
    }

    /// The id of a thing that the command brings into being.
    fn new_id(&self, what: &str, context: &Context) -> String {
        match self {
            Self::Listed(line) => contract::commands::new_id(*line, what).to_string(),
            Self::Nothing
            | Self::Unfinished
            | Self::InTheWay(_)
            | Self::ErasedBefore
            | Self::Differs(_) => context.new_id(what).to_string(),
        }
    }
}

/// What a role is held over. A role over the trust may leave the trust's id out.
fn held_over(asked: &GrantRoleRequest, context: &Context) -> Option<Scope> {
    let Scope { kind, id } = asked.scope.clone()?;
    let id = if id.is_empty() { context.trust.to_string() } else { id };
    Some(Scope { kind, id })
}

/// Days that the link of an invitation can be used where the request says none.
const USUAL_DAYS: u32 = 7;

impl Decider for Person {
    type Command = PersonCommand;
    type Facts = PersonFacts;
    type Event = PersonEvent;
    type Refusal = PersonRefusal;

    fn decide(
        &self,
        command: &PersonCommand,
        facts: &PersonFacts,
        context: &Context,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        if self.has_taken(command, facts) {
            return Ok(Vec::new());
        }
        let event = match command {
            PersonCommand::RegisterPerson(_) => {
                if self.is_known() {
                    return Err(PersonRefusal::AlreadyRegistered);
                }
                facts.clear()?;
                PersonRegistered { person_id: facts.new_id("person", context) }.into()
            }
            PersonCommand::ChangePerson(_) => self.change(facts)?.into(),
            PersonCommand::GrantRole(asked) => self.grant(asked, facts, context)?.into(),
            PersonCommand::EndRole(asked) => return self.end(asked, context),
            PersonCommand::InviteGuest(asked) => return self.invite_guest(asked, facts, context),
            PersonCommand::EndGuest(asked) => self.end_guest(asked, facts, context)?.into(),
            PersonCommand::TakeBackRoleEnd(asked) => self.take_back_end(asked, context)?.into(),
            PersonCommand::TakeRoleEffect(asked) => {
                return self.take_effect(asked, context.today());
            }
            PersonCommand::HoldPerson(asked) => {
                let person_id = self.known()?.0.clone();
                if self.is_on_hold() {
                    return Err(PersonRefusal::HoldStands);
                }
                LegalHoldPlaced { person_id, reason: context.words(&asked.reason) }.into()
            }
            PersonCommand::ReleasePerson(asked) => {
                let person_id = self.known()?.0.clone();
                if !self.is_on_hold() {
                    return Err(PersonRefusal::NoHold);
                }
                LegalHoldReleased { person_id, reason: context.words(&asked.reason) }.into()
            }
            PersonCommand::ErasePerson(asked) => {
                let person_id = self.to_erase(facts, context.today())?;
                PersonErased { person_id, reason: context.words(&asked.reason) }.into()
            }
            PersonCommand::InvitePerson(asked) => self.invite(asked, facts, context)?.into(),
            PersonCommand::AcceptInvitation(asked) => {
                self.accept(asked, facts, context.now)?.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &PersonEvent) {
        match (event, self) {
            (PersonEvent::PersonRegistered(registered), person) => {
                let person_id = registered.person_id.clone();
                *person = Self::Known {
                    person_id,
                    grants: BTreeMap::new(),
                    on_hold: false,
                    invitation: None,
                };
            }
            (PersonEvent::RoleGranted(granted), Self::Known { grants, .. }) => {
                let grant = Grant {
                    role: granted.role,
                    scope: granted.scope.clone(),
                    from: granted.from.clone(),
                    until: granted.until.clone(),
                    ended: None,
                    took_effect: false,
                    ran_out: false,
                };
                grants.insert(granted.grant_id.clone(), grant);
            }
            (
                PersonEvent::RoleEnded(_)
                | PersonEvent::RoleEndTakenBack(_)
                | PersonEvent::RoleTookEffect(_)
                | PersonEvent::RoleRanOut(_),
                Self::Known { grants, .. },
            ) => days::take(grants, event),
            (
                PersonEvent::PersonInvited(_)
                | PersonEvent::InvitationAccepted(_)
                | PersonEvent::InvitationEnded(_)
                | PersonEvent::PersonChanged(_),
                Self::Known { invitation, .. },
            ) => invitation::take(invitation, event),
            (PersonEvent::LegalHoldPlaced(_), Self::Known { on_hold, .. }) => *on_hold = true,
            (PersonEvent::LegalHoldReleased(_), Self::Known { on_hold, .. }) => *on_hold = false,
            (PersonEvent::PersonErased(_), person) => *person = Self::Erased,
            (
                PersonEvent::RoleGranted(_)
                | PersonEvent::RoleEnded(_)
                | PersonEvent::RoleEndTakenBack(_)
                | PersonEvent::RoleTookEffect(_)
                | PersonEvent::RoleRanOut(_)
                | PersonEvent::InvitationEnded(_)
                | PersonEvent::PersonChanged(_)
                | PersonEvent::LegalHoldPlaced(_)
                | PersonEvent::LegalHoldReleased(_)
                | PersonEvent::PersonInvited(_)
                | PersonEvent::InvitationAccepted(_),
                Self::Unknown | Self::Erased,
            ) => {}
        }
    }
}

eventlog::aggregate_plug!(Person);

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_days;
#[cfg(test)]
mod tests_of_guests;
