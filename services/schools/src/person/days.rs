//! The days of roles: what ends a role, what takes its end back, and what happens on its first day and after its last.

use std::collections::BTreeMap;

use contract::FarAheadRefusal;
use contract::events::PersonEvent;
use contract::schools::v1::{
    EndRoleRequest, InvitationEnded, RoleEndTakenBack, RoleEnded, RoleRanOut, RoleTookEffect,
    TakeBackRoleEndRequest, TakeRoleEffectRequest,
};
use eventlog::Context;
use jiff::civil::Date;

use super::grant::Grant;
use super::{Person, PersonRefusal};

impl Person {
    /// Ends a role on a day. Where it was the last one and the day has come, an invitation that is still open ends too.
    pub(super) fn end(
        &self,
        asked: &EndRoleRequest,
        context: &Context,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        let grant = grants.get(&asked.grant_id).ok_or(PersonRefusal::NotHeld)?;
        // `on` is the first day without the role, so at a term's own end it is the day after the last.
        let last = day_before(&asked.on).unwrap_or_else(|| asked.on.clone());
        if grant.ended.is_some() || (!grant.until.is_empty() && last > grant.until) {
            return Err(PersonRefusal::NotHeld);
        }
        if asked.on < grant.from {
            return Err(PersonRefusal::Backwards(grant.from.clone()));
        }
        // Another role ends on its last day at the latest.
        if grant.until.is_empty() {
            FarAheadRefusal::check(&asked.on, context.today())?;
        }
        let (person_id, on) = (person_id.clone(), asked.on.clone());
        let (grant_id, reason) = (asked.grant_id.clone(), context.words(&asked.reason));
        let invitation = (on <= context.today().to_string())
            .then(|| self.invitation_without(&grant_id, context.today()))
            .flatten();
        let ended = RoleEnded { person_id, grant_id, on, reason }.into();
        Ok(std::iter::once(ended).chain(invitation).collect())
    }

    /// The role as it was given, as if it had never been ended.
    pub(super) fn take_back_end(
        &self,
        asked: &TakeBackRoleEndRequest,
        context: &Context,
    ) -> Result<RoleEndTakenBack, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        let grant = grants.get(&asked.grant_id).ok_or(PersonRefusal::NotEnded)?;
        if grant.ended.is_none() {
            return Err(PersonRefusal::NotEnded);
        }
        let others = grants.iter().filter(|(id, _)| **id != asked.grant_id);
        let same = |other: &Grant| other.role == grant.role && other.scope == grant.scope;
        let given_anew = |other: &Grant| same(other) && other.overlaps(&grant.from, &grant.until);
        if others.map(|(_, other)| other).any(given_anew) {
            return Err(PersonRefusal::AlreadyHeld);
        }
        Ok(RoleEndTakenBack {
            person_id: person_id.clone(),
            grant_id: asked.grant_id.clone(),
            until: grant.until.clone(),
            reason: context.words(&asked.reason),
        })
    }

    /// What a role's first day brings, or the day after its last: nothing before it, and nothing twice.
    pub(super) fn take_effect(
        &self,
        asked: &TakeRoleEffectRequest,
        today: Date,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        let grant = grants.get(&asked.grant_id).ok_or(PersonRefusal::NotHeld)?;
        let (person_id, grant_id) = (person_id.clone(), asked.grant_id.clone());
        let day = today.to_string();
        let (ends_on, held_at_all) = (grant.ends_on(), grant.is_held_at_all());
        if !asked.ending {
            let on = grant.from.clone();
            let begins = held_at_all && !grant.took_effect && on <= day;
            let began = begins.then(|| RoleTookEffect { person_id, grant_id, on }.into());
            return Ok(began.into_iter().collect());
        }
        match ends_on.filter(|on| held_at_all && !grant.ran_out && *on <= day) {
            None => Ok(Vec::new()),
            Some(on) => {
                let invitation = self.invitation_without(&grant_id, today);
                let over = RoleRanOut { person_id, grant_id, on }.into();
                Ok(std::iter::once(over).chain(invitation).collect())
            }
        }
    }

    /// That the open invitation ends, where no other role than this is held from a day on.
    fn invitation_without(&self, grant_id: &str, today: Date) -> Option<PersonEvent> {
        let Self::Known { person_id, grants, invitation, .. } = self else { return None };
        let open = invitation.as_ref().filter(|invitation| !invitation.spent)?;
        let mut others = grants.iter().filter(|(id, _)| *id != grant_id);
        if others.any(|(_, other)| other.holds_from(today)) {
            return None;
        }
        let (person_id, invitation_id) = (person_id.clone(), open.id.clone());
        Some(InvitationEnded { person_id, invitation_id, on: today.to_string() }.into())
    }
}

/// Takes in what an event says of the days of a role that was given before.
pub(super) fn take(grants: &mut BTreeMap<String, Grant>, event: &PersonEvent) {
    let mut of = |grant_id: &str, change: &dyn Fn(&mut Grant)| {
        if let Some(grant) = grants.get_mut(grant_id) {
            change(grant);
        }
    };
    match event {
        PersonEvent::RoleEnded(ended) => {
            of(&ended.grant_id, &|grant| grant.ended = Some(ended.on.clone()));
        }
        PersonEvent::RoleEndTakenBack(back) => {
            of(&back.grant_id, &|grant| (grant.ended, grant.ran_out) = (None, false));
        }
        PersonEvent::RoleTookEffect(began) => {
            of(&began.grant_id, &|grant| grant.took_effect = true)
        }
        PersonEvent::RoleRanOut(over) => of(&over.grant_id, &|grant| grant.ran_out = true),
        PersonEvent::PersonRegistered(_)
        | PersonEvent::RoleGranted(_)
        | PersonEvent::LegalHoldPlaced(_)
        | PersonEvent::LegalHoldReleased(_)
        | PersonEvent::PersonErased(_)
        | PersonEvent::PersonInvited(_)
        | PersonEvent::InvitationAccepted(_)
        | PersonEvent::InvitationEnded(_)
        | PersonEvent::PersonChanged(_) => {}
    }
}

/// The day before an ISO 8601 date.
pub fn day_before(day: &str) -> Option<String> {
    let day: Date = day.parse().ok()?;
    day.yesterday().ok().map(|before| before.to_string())
}
