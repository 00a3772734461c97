//! The doors on a real store.

mod clock;
mod days;
mod import;
mod people;
mod reads;
mod repeats;
mod rights;
mod schools;
mod sign_in;
mod wire;
mod words;

use std::sync::Arc;

use access::Access;
use contract::Caller;
use contract::Clock;
use contract::schools::v1::schools_service_server::SchoolsService as _;
use contract::schools::v1::{self as v1};
use door::{Disclosures, Permissions};
use eventlog::testing::TestStore;
use eventlog::{Follower, Projection};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::*;
use crate::clock::DueDays;
use crate::{directory, people as people_rows, terms as terms_rows};

/// One trust, founded, with the doors of the service and its projections driven by hand.
struct World {
    store: TestStore,
    doors: Doors,
    followers: Vec<Follower>,
    caller: Caller,
}

impl World {
    async fn start() -> Self {
        let store = TestStore::start().await;
        let projections: Vec<Arc<dyn Projection>> = vec![
            Arc::new(directory::Directory),
            Arc::new(terms_rows::Terms),
            Arc::new(people_rows::People),
            Arc::new(DueDays),
        ];
        let mut followers = Vec::new();
        for projection in projections {
            followers.push(store.follower("schools", projection).await);
        }
        let doors = doors(&store, &followers).await;
        let mut caller = Caller::new(Uuid::now_v7(), Uuid::from_u128(1), "administrator");
        caller.now = Some("2025-11-21T10:00:00Z".parse().unwrap());
        let world = Self { store, doors, followers, caller };
        let request = v1::FoundTrustRequest { command_id: new_id(), name: "Orchard".to_owned() };
        let founded = world.doors.found_trust(world.ask(request)).await.unwrap().into_inner();
        assert_eq!(founded.trust_id, world.caller.trust.to_string());
        world
    }

    fn ask<T>(&self, message: T) -> Request<T> {
        self.caller.request(message)
    }

    /// From here on a call is let in by the rules and the roles in the log.
    async fn guard(&mut self) {
        let permissions = Permissions::of(Access::try_new(None).unwrap(), self.doors.log.clone());
        permissions.catch_up().await.unwrap();
        let looks = Disclosures::kept_in(self.doors.log.clone());
        self.doors.door = Door::believing(self.doors.log.clone(), permissions, looks);
    }

    /// Brings every projection to the log's end.
    async fn catch_up(&self) {
        for follower in &self.followers {
            follower.catch_up(self.caller.trust).await.unwrap();
        }
    }

    /// Position of the last event.
    async fn end(&self) -> u64 {
        self.doors.log.head(self.caller.trust).await.unwrap().unwrap_or(0)
    }

    async fn join(&self, urn: &str, name: &str) -> Result<v1::JoinSchoolResponse, Status> {
        self.join_with(details(urn, name)).await
    }

    async fn join_with(&self, school: v1::SchoolDetails) -> Result<v1::JoinSchoolResponse, Status> {
        let request = v1::JoinSchoolRequest { command_id: new_id(), school: Some(school) };
        Ok(self.doors.join_school(self.ask(request)).await?.into_inner())
    }

    async fn succeed(&self, school_id: &str, new_urn: &str, on: &str) -> Result<u64, Status> {
        let request = v1::SucceedSchoolRequest {
            command_id: new_id(),
            school_id: school_id.to_owned(),
            new_urn: new_urn.to_owned(),
            on: on.to_owned(),
        };
        Ok(self.doors.succeed_school(self.ask(request)).await?.into_inner().position)
    }

    async fn leave(&self, school_id: &str, on: &str) -> Result<u64, Status> {
        let request = v1::LeaveTrustRequest {
            command_id: new_id(),
            school_id: school_id.to_owned(),
            on: on.to_owned(),
            reason: "joins another trust".to_owned(),
        };
        Ok(self.doors.leave_trust(self.ask(request)).await?.into_inner().position)
    }

    async fn form_hub(&self, name: &str) -> Result<String, Status> {
        let request = v1::FormHubRequest { command_id: new_id(), name: name.to_owned() };
        Ok(self.doors.form_hub(self.ask(request)).await?.into_inner().hub_id)
    }

    async fn enter(&self, hub_id: &str, school_id: &str) -> Result<u64, Status> {
        let request = v1::EnterHubRequest {
            command_id: new_id(),
            hub_id: hub_id.to_owned(),
            school_id: school_id.to_owned(),
            from: "2025-09-01".to_owned(),
        };
        Ok(self.doors.enter_hub(self.ask(request)).await?.into_inner().position)
    }

    async fn withdraw(&self, hub_id: &str, school_id: &str) -> Result<u64, Status> {
        let request = v1::WithdrawFromHubRequest {
            command_id: new_id(),
            hub_id: hub_id.to_owned(),
            school_id: school_id.to_owned(),
            on: "2025-11-01".to_owned(),
        };
        Ok(self.doors.withdraw_from_hub(self.ask(request)).await?.into_inner().position)
    }

    async fn form_committee(&self, school_id: &str) -> Result<String, Status> {
        let request = v1::FormCommitteeRequest {
            command_id: new_id(),
            school_id: school_id.to_owned(),
            name: "SGC".to_owned(),
        };
        Ok(self.doors.form_committee(self.ask(request)).await?.into_inner().committee_id)
    }

    async fn trust_as_read(&self) -> v1::GetTrustResponse {
        self.catch_up().await;
        let request = v1::GetTrustRequest { at_least: self.end().await };
        self.doors.get_trust(self.ask(request)).await.unwrap().into_inner()
    }
}

/// The service's doors on rows that these followers keep.
async fn doors(store: &TestStore, followers: &[Follower]) -> Doors {
    Doors {
        log: store.log("schools").await,
        door: Door::unguarded(store.log("schools").await, Clock::new(true)),
        register: followers[0].read_model(),
        terms: eventlog::Documents::new(followers[1].read_model()),
        people: followers[2].read_model(),
        clock: Arc::new(ActsOnDays::new(followers[3].read_model(), nobody())),
    }
}

/// Every other service is away.
fn nobody() -> peers::Peers {
    peers::Peers::try_new("http://127.0.0.1:1", &Default::default()).unwrap()
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

fn details(urn: &str, name: &str) -> v1::SchoolDetails {
    v1::SchoolDetails {
        urn: urn.to_owned(),
        name: name.to_owned(),
        joined_on: "2023-12-01".to_owned(),
        ..Default::default()
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("a refusal");
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    (status.code(), reason)
}

fn no(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}
