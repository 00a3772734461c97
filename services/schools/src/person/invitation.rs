//! What becomes of a person's newest invitation.

use contract::events::PersonEvent;

use super::Invitation;

/// Takes in an event about invitations.
pub(super) fn take(newest: &mut Option<Invitation>, event: &PersonEvent) {
    match event {
        PersonEvent::PersonInvited(invited) => {
            *newest = Some(Invitation {
                id: invited.invitation_id.clone(),
                secret_sha256: invited.secret_sha256.clone(),
                until: invited.until.parse().ok(),
                spent: false,
            });
        }
        PersonEvent::InvitationAccepted(accepted) => {
            let taken_up = newest.as_mut().filter(|one| one.id == accepted.invitation_id);
            if let Some(invitation) = taken_up {
                invitation.spent = true;
            }
        }
        PersonEvent::InvitationEnded(ended) => {
            if newest.as_ref().is_some_and(|one| one.id == ended.invitation_id) {
                *newest = None;
            }
        }
        PersonEvent::PersonChanged(changed) => {
            if changed.invitation_ended {
                *newest = None;
            }
        }
        PersonEvent::PersonRegistered(_)
        | PersonEvent::RoleGranted(_)
        | PersonEvent::RoleEnded(_)
        | PersonEvent::RoleEndTakenBack(_)
        | PersonEvent::RoleTookEffect(_)
        | PersonEvent::RoleRanOut(_)
        | PersonEvent::LegalHoldPlaced(_)
        | PersonEvent::LegalHoldReleased(_)
        | PersonEvent::PersonErased(_) => {}
    }
}
