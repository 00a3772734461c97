//! Roles that were given or ended ahead: that they begin, and that they are over.
//!
//! Access goes by the days themselves. These acts tell of them on the day, and end what ends with a person's last role.

use contract::Caller;
use contract::events::{AnyEvent, PersonEvent};
use contract::schools::v1::TakeRoleEffectRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use jiff::civil::Date;
use peers::Peers;
use tonic::Status;
use uuid::Uuid;

use super::DueAct;
use crate::clock::due::{DueStep, DueThing};

/// A role that was given ahead is held from its first day.
pub(super) struct RoleBegins;

/// A role whose last day is still to come is over on the day after it.
pub(super) struct RoleIsOver;

/// A person's role, as the rows name it.
fn held(person_id: &str, grant_id: &str) -> String {
    format!("{person_id}/{grant_id}")
}

#[async_trait::async_trait]
impl DueAct for RoleBegins {
    fn kind(&self) -> &'static str {
        "role-begins"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.schools.v1.RoleGranted",
            "plumbline.schools.v1.RoleEnded",
            "plumbline.schools.v1.RoleEndTakenBack",
            "plumbline.schools.v1.RoleTookEffect",
            "plumbline.schools.v1.PersonErased",
        ]
    }

    fn take(&self, event: &AnyEvent, told: Date) -> Option<DueStep> {
        let AnyEvent::Person(event) = event else { return None };
        match event {
            PersonEvent::RoleGranted(granted) => {
                let is_ahead = granted.from > told.to_string();
                let thing = held(&granted.person_id, &granted.grant_id);
                is_ahead.then(|| DueStep::due(&thing, &granted.from, 0)).flatten()
            }
            // Ended on its first day or before it, so that it never begins.
            PersonEvent::RoleEnded(ended) => {
                DueStep::over_from(&held(&ended.person_id, &ended.grant_id), &ended.on)
            }
            PersonEvent::RoleEndTakenBack(back) => {
                Some(DueStep::counts_again(&held(&back.person_id, &back.grant_id)))
            }
            PersonEvent::RoleTookEffect(began) => {
                Some(DueStep::over(&held(&began.person_id, &began.grant_id)).for_good())
            }
            PersonEvent::PersonErased(erased) => Some(DueStep::over_within(&erased.person_id)),
            PersonEvent::PersonRegistered(_)
            | PersonEvent::PersonInvited(_)
            | PersonEvent::InvitationAccepted(_)
            | PersonEvent::InvitationEnded(_)
            | PersonEvent::PersonChanged(_)
            | PersonEvent::RoleRanOut(_)
            | PersonEvent::LegalHoldPlaced(_)
            | PersonEvent::LegalHoldReleased(_) => None,
        }
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        tell(peers, caller, day_of(due, command_id, false)).await
    }
}

#[async_trait::async_trait]
impl DueAct for RoleIsOver {
    fn kind(&self) -> &'static str {
        "role-over"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.schools.v1.RoleGranted",
            "plumbline.schools.v1.RoleEnded",
            "plumbline.schools.v1.RoleEndTakenBack",
            "plumbline.schools.v1.RoleRanOut",
            "plumbline.schools.v1.PersonErased",
        ]
    }

    fn take(&self, event: &AnyEvent, told: Date) -> Option<DueStep> {
        let AnyEvent::Person(event) = event else { return None };
        let today = told.to_string();
        match event {
            PersonEvent::RoleGranted(granted) => {
                let is_ahead = granted.until >= today;
                let thing = held(&granted.person_id, &granted.grant_id);
                is_ahead.then(|| DueStep::due(&thing, &granted.until, 1)).flatten()
            }
            PersonEvent::RoleEnded(ended) => {
                let thing = held(&ended.person_id, &ended.grant_id);
                match ended.on > today {
                    true => DueStep::due(&thing, &ended.on, 0),
                    false => Some(DueStep::over(&thing)),
                }
            }
            PersonEvent::RoleEndTakenBack(back) => {
                let thing = held(&back.person_id, &back.grant_id);
                match back.until >= today {
                    true => DueStep::due(&thing, &back.until, 1),
                    false => Some(DueStep::over(&thing)),
                }
            }
            PersonEvent::RoleRanOut(over) => {
                Some(DueStep::over(&held(&over.person_id, &over.grant_id)))
            }
            PersonEvent::PersonErased(erased) => Some(DueStep::over_within(&erased.person_id)),
            PersonEvent::PersonRegistered(_)
            | PersonEvent::PersonInvited(_)
            | PersonEvent::InvitationAccepted(_)
            | PersonEvent::InvitationEnded(_)
            | PersonEvent::PersonChanged(_)
            | PersonEvent::RoleTookEffect(_)
            | PersonEvent::LegalHoldPlaced(_)
            | PersonEvent::LegalHoldReleased(_) => None,
        }
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        tell(peers, caller, day_of(due, command_id, true)).await
    }
}

fn day_of(due: &DueThing, command_id: Uuid, ending: bool) -> TakeRoleEffectRequest {
    let (person_id, grant_id) = due.thing.split_once('/').unwrap_or_default();
    let (person_id, grant_id) = (person_id.to_owned(), grant_id.to_owned());
    TakeRoleEffectRequest { command_id: command_id.to_string(), person_id, grant_id, ending }
}

async fn tell(peers: &Peers, caller: Caller, request: TakeRoleEffectRequest) -> Result<(), Status> {
    let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
    schools.take_role_effect(caller.request(request)).await.map(drop)
}
