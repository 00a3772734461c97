//! The doors on a real store.

mod clock;
mod committees;
mod days;
mod erased_text;
mod founding;
mod guests;
mod import;
mod import_people;
mod meanwhile;
mod people;
mod reads;
mod repeats;
mod rights;
mod role_days;
mod schools;
mod sign_in;
mod style;
mod wire;
mod words;

use std::sync::Arc;

use contract::schools::v1::schools_service_server::SchoolsService as _;
use contract::schools::v1::{self as v1};
use door::testing::{TestService, new_id, refused};
use eventlog::{Document as _, Documents, Projection};
use tonic::{Code, Status};
use uuid::Uuid;

use super::*;
use crate::clock::{ActsOnDays, ClockPass, DueDays};
use crate::committees::CommitteesList;
use crate::meeting_records::MeetingRecords;
use crate::{directory, people as people_rows, terms as terms_rows};

/// One trust, founded, with the doors of the service and its projections driven by hand.
struct World {
    service: TestService,
    doors: Doors,
}

impl std::ops::Deref for World {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

impl World {
    async fn start() -> Self {
        let projections = vec![
            Arc::new(directory::Directory) as Arc<dyn Projection>,
            Arc::new(terms_rows::Terms),
            Arc::new(people_rows::People),
            Arc::new(CommitteesList),
            Arc::new(MeetingRecords),
            Arc::new(DueDays),
        ];
        let mut service = TestService::unfounded("schools", projections).await;
        service.caller.actor = Uuid::from_u128(1);
        "administrator".clone_into(&mut service.caller.role);
        let doors = doors(&service).await;
        let world = Self { service, doors };
        let request = v1::FoundTrustRequest { command_id: new_id(), name: "Orchard".to_owned() };
        let founded = world.doors.found_trust(world.request(request)).await.unwrap().into_inner();
        assert_eq!(founded.trust_id, world.trust.to_string());
        world
    }

    /// From here on a call is let in by the rules and the roles in the log.
    async fn guard(&mut self) {
        self.doors.door = self.service.guarded_door().await;
    }

    async fn join(&self, urn: &str, name: &str) -> Result<v1::JoinSchoolResponse, Status> {
        self.join_with(details(urn, name)).await
    }

    async fn join_with(&self, school: v1::SchoolDetails) -> Result<v1::JoinSchoolResponse, Status> {
        let request = v1::JoinSchoolRequest { command_id: new_id(), school: Some(school) };
        Ok(self.doors.join_school(self.request(request)).await?.into_inner())
    }

    async fn succeed(&self, school_id: &str, new_urn: &str, on: &str) -> Result<u64, Status> {
        let request = v1::SucceedSchoolRequest {
            command_id: new_id(),
            school_id: school_id.to_owned(),
            new_urn: new_urn.to_owned(),
            on: on.to_owned(),
        };
        Ok(self.doors.succeed_school(self.request(request)).await?.into_inner().position)
    }

    async fn leave(&self, school_id: &str, on: &str) -> Result<u64, Status> {
        let request = v1::LeaveTrustRequest {
            command_id: new_id(),
            school_id: school_id.to_owned(),
            on: on.to_owned(),
            reason: "joins another trust".to_owned(),
        };
        Ok(self.doors.leave_trust(self.request(request)).await?.into_inner().position)
    }

    async fn form_hub(&self, name: &str) -> Result<String, Status> {
        let request = v1::FormHubRequest { command_id: new_id(), name: name.to_owned() };
        Ok(self.doors.form_hub(self.request(request)).await?.into_inner().hub_id)
    }

    async fn enter(&self, hub_id: &str, school_id: &str) -> Result<u64, Status> {
        let request = v1::EnterHubRequest {
            command_id: new_id(),
            hub_id: hub_id.to_owned(),
            school_id: school_id.to_owned(),
            from: "2025-09-01".to_owned(),
        };
        Ok(self.doors.enter_hub(self.request(request)).await?.into_inner().position)
    }

    async fn withdraw(&self, hub_id: &str, school_id: &str) -> Result<u64, Status> {
        let request = v1::WithdrawFromHubRequest {
            command_id: new_id(),
            hub_id: hub_id.to_owned(),
            school_id: school_id.to_owned(),
            on: "2025-11-01".to_owned(),
        };
        Ok(self.doors.withdraw_from_hub(self.request(request)).await?.into_inner().position)
    }

    async fn form_committee(&self, school_id: &str) -> Result<String, Status> {
        let request = v1::FormCommitteeRequest {
            command_id: new_id(),
            school_id: school_id.to_owned(),
            name: "SGC".to_owned(),
        };
        Ok(self.doors.form_committee(self.request(request)).await?.into_inner().committee_id)
    }

    async fn trust_as_read(&self) -> v1::GetTrustResponse {
        self.catch_up().await;
        let request = v1::GetTrustRequest { at_least: self.end().await };
        self.doors.get_trust(self.request(request)).await.unwrap().into_inner()
    }
}

/// The service's doors on the rows of its projections.
async fn doors(service: &TestService) -> Doors {
    let clock = ActsOnDays::new(service.read_model(DueDays.name()), nobody());
    Doors {
        log: service.log().await,
        door: service.door().await,
        register: service.read_model(directory::REGISTER),
        terms: Documents::new(service.read_model(terms_rows::Terms::NAME)),
        people: service.read_model(people_rows::PEOPLE),
        committees: Documents::new(service.read_model(CommitteesList::NAME)),
        meeting_records: Documents::new(service.read_model(MeetingRecords::NAME)),
        clock: Arc::new(clock),
        erasures: None,
    }
}

/// Every other service is away.
fn nobody() -> peers::Peers {
    peers::Peers::try_new("http://127.0.0.1:1", &Default::default()).unwrap()
}

fn details(urn: &str, name: &str) -> v1::SchoolDetails {
    v1::SchoolDetails {
        urn: urn.to_owned(),
        name: name.to_owned(),
        joined_on: "2023-12-01".to_owned(),
        ..Default::default()
    }
}

fn no(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}
