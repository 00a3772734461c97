//! Sentences about people: which roles they hold, and what is kept about them.

use contract::events::PersonEvent;
use contract::schools::v1::{PersonChanged, Role, RoleEnded, RoleGranted, ScopeKind};

use super::things::scope_thing;
use super::words::{because, capital, named, person as who, school as at, when};
use super::{Known, Line};

pub(super) fn person(event: &PersonEvent, known: &Known) -> Line {
    match event {
        PersonEvent::PersonRegistered(event) => {
            Line::new(capital(&format!("{} became known to the record.", who(&event.person_id))))
        }
        PersonEvent::PersonChanged(changed) => Line::new(person_changed(changed)),
        PersonEvent::RoleGranted(granted) => role_granted(granted, known),
        PersonEvent::RoleEnded(ended) => role_ended(ended, known),
        PersonEvent::RoleTookEffect(began) => {
            let holder = Holder::of(&began.person_id, &began.grant_id, known);
            holder.line(format!("is {}{}.", holder.role, when("from", &began.on)))
        }
        PersonEvent::RoleRanOut(over) => {
            let holder = Holder::of(&over.person_id, &over.grant_id, known);
            holder.line(format!("is no longer {}{}.", holder.role, when("from", &over.on)))
        }
        PersonEvent::RoleEndTakenBack(back) => {
            let holder = Holder::of(&back.person_id, &back.grant_id, known);
            let (until, reason) = (when("until", &back.until), because(&back.reason));
            holder.line(format!("is {}{until} after all{reason}", holder.role))
        }
        PersonEvent::InvitationEnded(ended) => Line::new(format!(
            "The invitation of {} to sign in ended with the last role{}.",
            who(&ended.person_id),
            when("on", &ended.on)
        )),
        PersonEvent::LegalHoldPlaced(hold) => Line::new(format!(
            "A legal hold was placed on what is kept about {}{}",
            who(&hold.person_id),
            because(&hold.reason)
        )),
        PersonEvent::LegalHoldReleased(hold) => Line::new(format!(
            "The legal hold on what is kept about {} was released{}",
            who(&hold.person_id),
            because(&hold.reason)
        )),
        PersonEvent::PersonErased(erased) => Line::new(format!(
            "A person’s name and contacts were erased{}",
            because(&erased.reason)
        )),
        PersonEvent::PersonInvited(invited) => {
            Line::new(capital(&format!("{} was invited to sign in.", who(&invited.person_id))))
        }
        PersonEvent::InvitationAccepted(accepted) => Line::new(capital(&format!(
            "{} took up the invitation to sign in.",
            who(&accepted.person_id)
        ))),
    }
}

/// Neither name nor address, which the record does not hold.
fn person_changed(changed: &PersonChanged) -> String {
    let what = match (changed.name_changed, changed.address_changed) {
        (true, false) => "name",
        (false, true) => "e-mail address",
        (true, true) | (false, false) => "name and e-mail address",
    };
    let were = if what.contains(" and ") { "were" } else { "was" };
    let ended = if changed.invitation_ended {
        " The invitation that had gone to the address before ended."
    } else {
        ""
    };
    format!("The {what} kept of {} {were} changed.{ended}", who(&changed.person_id))
}

fn role_granted(granted: &RoleGranted, known: &Known) -> Line {
    let sentence = format!(
        "{} was made {}{}{}.",
        who(&granted.person_id),
        role_and_scope(granted, known),
        when("from", &granted.from),
        when("until", &granted.until)
    );
    Line::new(capital(&sentence)).about(&scope_schools(granted, known))
}

fn role_ended(ended: &RoleEnded, known: &Known) -> Line {
    let holder = Holder::of(&ended.person_id, &ended.grant_id, known);
    let (on, reason) = (when("on", &ended.on), because(&ended.reason));
    holder.line(format!("ceased to be {}{on}{reason}", holder.role))
}

/// Who holds a role that was given before.
struct Holder<'a> {
    person: String,
    role: &'a str,
    schools: &'a [String],
}

impl<'a> Holder<'a> {
    fn of(person_id: &str, grant_id: &str, known: &'a Known) -> Self {
        let grant = known.get("grant", grant_id);
        let role = if grant.name.is_empty() { "holder of a role" } else { &grant.name };
        Self { person: who(person_id), role, schools: &grant.schools }
    }

    fn line(&self, does: String) -> Line {
        Line::new(capital(&format!("{} {does}", self.person))).about(self.schools)
    }
}

/// `chair of the committee of {school:...}`.
pub(super) fn role_and_scope(granted: &RoleGranted, known: &Known) -> String {
    let role = role_held(granted.role());
    let scope = granted.scope.clone().unwrap_or_default();
    let thing =
        scope_thing(granted).map(|(kind, id)| known.get(kind, id)).cloned().unwrap_or_default();
    match scope.kind() {
        ScopeKind::School => format!("{role} of {}", at(&scope.id)),
        ScopeKind::Trust => format!("{role} of the trust"),
        ScopeKind::Hub => format!("{role} of {}", named("the hub", &thing.name)),
        ScopeKind::Committee => format!("{role} of the committee of {}", at(thing.school())),
        ScopeKind::Wave => format!("{role} for {}", named("the survey", &thing.name)),
        ScopeKind::Review => format!("{role} for the peer review of {}", at(thing.school())),
        ScopeKind::Visit => format!("{role} for a visit"),
        ScopeKind::Unspecified => role.to_owned(),
    }
}

/// The school a role is held at, in its committee or in its review.
pub(super) fn scope_schools(granted: &RoleGranted, known: &Known) -> Vec<String> {
    match (&granted.scope, scope_thing(granted)) {
        (Some(scope), None) if scope.kind() == ScopeKind::School => vec![scope.id.clone()],
        (_, Some((kind @ ("committee" | "review"), id))) => known.get(kind, id).schools.clone(),
        _ => Vec::new(),
    }
}

/// The word for a person in a role.
fn role_held(role: Role) -> &'static str {
    match role {
        Role::Unspecified => "holder of a role",
        Role::Member => "member",
        Role::Trustee => "trustee",
        Role::ChiefExecutive => "chief executive",
        Role::ImprovementLead => "improvement lead",
        Role::CentralTeam => "member of the central team",
        Role::HubLead => "hub lead",
        Role::Headteacher => "headteacher",
        Role::Staff => "member of staff",
        Role::GovernanceChair => "chair",
        Role::Governor => "governor",
        Role::Clerk => "clerk",
        Role::SafeguardingLead => "safeguarding lead",
        Role::ExternalVerifier => "external verifier",
        Role::PeerReviewer => "peer reviewer",
        Role::DioceseLink => "link to the diocese",
        Role::DataProtectionOfficer => "data protection officer",
        Role::Administrator => "administrator",
    }
}

#[cfg(test)]
mod tests;
