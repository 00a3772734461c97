//! A person, known by a random id: the roles the person holds, over what and when, and the invitation to sign in.

mod grant;
mod refusal;

use std::collections::BTreeMap;

use contract::events::PersonEvent;
use contract::log::v1::Words;
use contract::schools::v1::{
    InvitationAccepted, LegalHoldPlaced, LegalHoldReleased, PersonErased, PersonInvited,
    PersonRegistered, Role, RoleEnded, RoleGranted, Scope,
};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use grant::{Grant, Period};
pub use refusal::{PersonRefusal, ScopeUnknown};

/// What a person's record can be asked.
#[derive(Debug)]
pub enum PersonCommand {
    /// Make the person known. The name is kept elsewhere.
    Register {
        /// The random id.
        person_id: Uuid,
        /// Whether another person of the trust has the same e-mail address.
        email_taken: bool,
    },
    /// Give a role.
    Grant {
        /// The grant's id.
        grant_id: Uuid,
        /// Which role.
        role: Role,
        /// Over what.
        scope: Scope,
        /// For how long.
        period: Period,
        /// Why the scope is none, where it is none.
        scope_unknown: Option<ScopeUnknown>,
    },
    /// End a role.
    End {
        /// Which grant.
        grant_id: Uuid,
        /// First day without the role.
        on: Date,
        /// Why.
        reason: Option<Words>,
    },
    /// Let nothing be erased.
    Hold {
        /// Why.
        reason: Option<Words>,
    },
    /// Let things be erased again.
    Release {
        /// Why.
        reason: Option<Words>,
    },
    /// Forget who the person is.
    Erase {
        /// Why.
        reason: Option<Words>,
        /// Whether it was done before and undone by a restore; then nothing else is asked.
        again: bool,
    },
    /// Invite to sign in.
    Invite {
        /// The invitation's id.
        invitation_id: Uuid,
        /// Hash of the link's secret, in hex.
        secret_sha256: String,
        /// How long the link can be used.
        valid_for: SignedDuration,
    },
    /// Take up the invitation.
    Accept {
        /// Hash of the secret given, in hex.
        secret_sha256: String,
        /// Whether another person of the trust signs in with the same account.
        taken: bool,
    },
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
        /// Grant id to what was granted; `until` is cut short where the role ended early.
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

    fn hold(&self, reason: &Option<Words>) -> Result<LegalHoldPlaced, PersonRefusal> {
        let (person_id, _) = self.known()?;
        if self.is_on_hold() {
            return Err(PersonRefusal::HoldStands);
        }
        Ok(LegalHoldPlaced { person_id: person_id.clone(), reason: reason.clone() })
    }

    fn release(&self, reason: &Option<Words>) -> Result<LegalHoldReleased, PersonRefusal> {
        let (person_id, _) = self.known()?;
        if !self.is_on_hold() {
            return Err(PersonRefusal::NoHold);
        }
        Ok(LegalHoldReleased { person_id: person_id.clone(), reason: reason.clone() })
    }

    fn erase(
        &self,
        today: Option<Date>,
        reason: &Option<Words>,
    ) -> Result<PersonErased, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        if let Some(today) = today {
            if self.is_on_hold() {
                return Err(PersonRefusal::HoldStands);
            }
            if grants.values().any(|grant| grant.holds_from(today)) {
                return Err(PersonRefusal::RolesHeld);
            }
        }
        Ok(PersonErased { person_id: person_id.clone(), reason: reason.clone() })
    }

    /// The newest invitation, where this is its secret's hash.
    fn invited_by(&self, secret_sha256: &str) -> Option<&Invitation> {
        let Self::Known { invitation, .. } = self else { return None };
        invitation.as_ref().filter(|newest| newest.secret_sha256 == secret_sha256)
    }

    /// Whether the newest invitation has this secret and was taken up.
    pub fn came_in_by(&self, secret_sha256: &str) -> bool {
        self.invited_by(secret_sha256).is_some_and(|invitation| invitation.spent)
    }

    fn accept(
        &self,
        secret_sha256: &str,
        taken: bool,
        now: Timestamp,
    ) -> Result<InvitationAccepted, PersonRefusal> {
        let (person_id, _) = self.known()?;
        let invitation = self.invited_by(secret_sha256).ok_or(PersonRefusal::InvitationUnknown)?;
        if invitation.spent {
            return Err(PersonRefusal::InvitationSpent);
        }
        if invitation.until.is_none_or(|until| until < now) {
            return Err(PersonRefusal::InvitationOver);
        }
        if taken {
            return Err(PersonRefusal::SignInTaken);
        }
        let (person_id, invitation_id) = (person_id.clone(), invitation.id.clone());
        Ok(InvitationAccepted { person_id, invitation_id })
    }

    fn end(
        &self,
        grant_id: Uuid,
        on: Date,
        reason: &Option<Words>,
    ) -> Result<RoleEnded, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        let grant = grants.get(&grant_id.to_string()).ok_or(PersonRefusal::NotHeld)?;
        // `on` is the first day without the role, so at a term's own end it is the day after the last.
        let last = on.yesterday().unwrap_or(on).to_string();
        if grant.ended || (!grant.until.is_empty() && last > grant.until) {
            return Err(PersonRefusal::NotHeld);
        }
        if on.to_string() < grant.from {
            let from = grant.from.parse().unwrap_or(on);
            return Err(PersonRefusal::Backwards(from));
        }
        Ok(RoleEnded {
            person_id: person_id.clone(),
            grant_id: grant_id.to_string(),
            on: on.to_string(),
            reason: reason.clone(),
        })
    }
}

impl Decider for Person {
    type Command = PersonCommand;
    type Facts = ();
    type Event = PersonEvent;
    type Refusal = PersonRefusal;

    fn decide(
        &self,
        command: &PersonCommand,
        (): &(),
        context: &Context,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        match command {
            PersonCommand::Register { person_id, email_taken } => {
                if self.is_known() || *email_taken {
                    return Err(PersonRefusal::AlreadyRegistered);
                }
                Ok(vec![PersonRegistered { person_id: person_id.to_string() }.into()])
            }
            PersonCommand::Grant { grant_id, role, scope, period, scope_unknown } => {
                let (person_id, grants) = self.known()?;
                if let Some(unknown) = scope_unknown {
                    return Err(PersonRefusal::ScopeUnknown(*unknown));
                }
                if period.until.is_some_and(|last| last < period.from) {
                    return Err(PersonRefusal::Backwards(period.from));
                }
                let same =
                    |held: &&Grant| held.role == *role as i32 && held.scope.as_ref() == Some(scope);
                if grants.values().filter(same).any(|held| held.overlaps(period)) {
                    return Err(PersonRefusal::AlreadyHeld);
                }
                Ok(vec![
                    RoleGranted {
                        person_id: person_id.clone(),
                        grant_id: grant_id.to_string(),
                        role: *role as i32,
                        scope: Some(scope.clone()),
                        from: period.from.to_string(),
                        until: period.until.map(|last| last.to_string()).unwrap_or_default(),
                    }
                    .into(),
                ])
            }
            PersonCommand::End { grant_id, on, reason } => {
                Ok(vec![self.end(*grant_id, *on, reason)?.into()])
            }
            PersonCommand::Hold { reason } => Ok(vec![self.hold(reason)?.into()]),
            PersonCommand::Release { reason } => Ok(vec![self.release(reason)?.into()]),
            PersonCommand::Erase { reason, again } => {
                let today = (!again).then(|| context.today());
                Ok(vec![self.erase(today, reason)?.into()])
            }
            PersonCommand::Invite { invitation_id, secret_sha256, valid_for } => {
                let (person_id, _) = self.known()?;
                // Days are bounded, so the end of time is not reached; a link that is over at once is what it would be.
                let until = context.now.checked_add(*valid_for).unwrap_or(context.now);
                Ok(vec![
                    PersonInvited {
                        person_id: person_id.clone(),
                        invitation_id: invitation_id.to_string(),
                        secret_sha256: secret_sha256.clone(),
                        until: until.to_string(),
                    }
                    .into(),
                ])
            }
            PersonCommand::Accept { secret_sha256, taken } => {
                Ok(vec![self.accept(secret_sha256, *taken, context.now)?.into()])
            }
        }
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
                    ended: false,
                };
                grants.insert(granted.grant_id.clone(), grant);
            }
            (PersonEvent::RoleEnded(ended), Self::Known { grants, .. }) => {
                if let Some(grant) = grants.get_mut(&ended.grant_id) {
                    grant.ended = true;
                    grant.until = day_before(&ended.on).unwrap_or_else(|| ended.on.clone());
                }
            }
            (PersonEvent::LegalHoldPlaced(_), Self::Known { on_hold, .. }) => *on_hold = true,
            (PersonEvent::LegalHoldReleased(_), Self::Known { on_hold, .. }) => *on_hold = false,
            (PersonEvent::PersonErased(_), person) => *person = Self::Erased,
            (PersonEvent::PersonInvited(invited), Self::Known { invitation, .. }) => {
                *invitation = Some(Invitation {
                    id: invited.invitation_id.clone(),
                    secret_sha256: invited.secret_sha256.clone(),
                    until: invited.until.parse().ok(),
                    spent: false,
                });
            }
            (PersonEvent::InvitationAccepted(accepted), Self::Known { invitation, .. }) => {
                let taken_up =
                    invitation.as_mut().filter(|newest| newest.id == accepted.invitation_id);
                if let Some(invitation) = taken_up {
                    invitation.spent = true;
                }
            }
            (
                PersonEvent::RoleGranted(_)
                | PersonEvent::RoleEnded(_)
                | PersonEvent::LegalHoldPlaced(_)
                | PersonEvent::LegalHoldReleased(_)
                | PersonEvent::PersonInvited(_)
                | PersonEvent::InvitationAccepted(_),
                Self::Unknown | Self::Erased,
            ) => {}
        }
    }
}

/// The day before an ISO 8601 date.
pub fn day_before(day: &str) -> Option<String> {
    let day: Date = day.parse().ok()?;
    day.yesterday().ok().map(|before| before.to_string())
}

eventlog::aggregate_plug!(Person);

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
