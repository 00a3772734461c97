//! A guest of a visit: a person who is made known with the first visit, and holds a role over each visit for some days.

use contract::events::PersonEvent;
use contract::schools::v1::{
    EndGuestRequest, InviteGuestRequest, PersonRegistered, Role, RoleEnded, RoleGranted, Scope,
    ScopeKind,
};
use eventlog::Context;
use jiff::civil::Date;

use super::grant::Grant;
use super::{Person, PersonFacts, PersonRefusal};

/// How far ahead a guest's last day may be.
const MOST_DAYS: i32 = 90;

impl Person {
    /// The role over the visit from today on; with it the person becomes known, unless the person was a guest before.
    pub(super) fn invite_guest(
        &self,
        asked: &InviteGuestRequest,
        facts: &PersonFacts,
        context: &Context,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        facts.clear()?;
        if !asked.email.is_ascii() {
            return Err(PersonRefusal::AddressLetters);
        }
        let today = context.today();
        let until = asked.until.parse().ok();
        if until.is_none_or(|until: Date| until < today || until > last_possible(today)) {
            return Err(PersonRefusal::GuestDays(MOST_DAYS));
        }
        let scope = visit(&asked.visit_note_id);
        let (person_id, before): (String, Vec<PersonEvent>) = match self {
            Self::Unknown => {
                let person_id = context.new_id("person").to_string();
                (person_id.clone(), vec![PersonRegistered { person_id }.into()])
            }
            Self::Known { .. } | Self::Erased => {
                let (person_id, grants) = self.known()?;
                let (from, until) = (today.to_string(), asked.until.as_str());
                let held = grants
                    .iter()
                    .filter(|(_, held)| held.is_guests(&scope) && held.overlaps(&from, until));
                let ended = held.map(|(grant_id, held)| {
                    let (person_id, grant_id) = (person_id.clone(), grant_id.clone());
                    let on = held.from.clone().max(from.clone());
                    PersonEvent::from(RoleEnded { person_id, grant_id, on, reason: None })
                });
                let ended: Vec<PersonEvent> = ended.collect();
                // No person came in by an invitation that was left half done, so this one takes its place.
                if !ended.is_empty() && *facts != PersonFacts::Unfinished {
                    return Err(PersonRefusal::AlreadyHeld);
                }
                (person_id.clone(), ended)
            }
        };
        let granted = RoleGranted {
            person_id,
            grant_id: context.new_id("grant").to_string(),
            role: Role::ExternalVerifier.into(),
            scope: Some(scope),
            from: today.to_string(),
            until: asked.until.clone(),
        };
        Ok(before.into_iter().chain([granted.into()]).collect())
    }

    /// Whether the person is known by invitations of guests alone: never invited to sign in otherwise, and given no other role.
    pub fn is_guest_alone(&self) -> bool {
        let Self::Known { grants, invitation: None, .. } = self else { return false };
        !grants.is_empty() && grants.values().all(Grant::is_of_a_guest)
    }

    /// Ends the role over the visit today: the guest sees it no longer from now on.
    pub(super) fn end_guest(
        &self,
        asked: &EndGuestRequest,
        facts: &PersonFacts,
        context: &Context,
    ) -> Result<RoleEnded, PersonRefusal> {
        let (person_id, grants) = self.known()?;
        let (scope, today) = (visit(&asked.visit_note_id), context.today());
        let mut held =
            grants.iter().filter(|(_, grant)| grant.is_guests(&scope) && grant.holds_from(today));
        let (grant_id, _) = held.next().ok_or(PersonRefusal::NotHeld)?;
        facts.clear()?;
        Ok(RoleEnded {
            person_id: person_id.clone(),
            grant_id: grant_id.clone(),
            on: today.to_string(),
            reason: None,
        })
    }
}

impl Grant {
    /// Whether it is a guest's role over the visit.
    fn is_guests(&self, scope: &Scope) -> bool {
        self.role == i32::from(Role::ExternalVerifier) && self.scope.as_ref() == Some(scope)
    }

    /// Whether it is a guest's role over any visit.
    fn is_of_a_guest(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.kind() == ScopeKind::Visit)
    }
}

fn visit(visit_note_id: &str) -> Scope {
    Scope { kind: ScopeKind::Visit.into(), id: visit_note_id.to_owned() }
}

fn last_possible(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().days(i64::from(MOST_DAYS)))
}
