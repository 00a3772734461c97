//! Reactions through the service's own door, on a real store.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use contract::events::ReportEvent;
use contract::reports::v1::reports_service_server::ReportsServiceServer;
use contract::reports::v1::{ChangeMarked, ReportIssued};
use door::testing::TestService;
use eventlog::{Document as _, FollowError, Follower, Stream};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use uuid::Uuid;

use super::*;
use crate::documents::KeptDocuments;
use crate::report::Report;
use crate::reports::Reports;
use crate::service::Doors;
use crate::typesetter::{Limits, Typesetter};

const TERM: &str = "2025-26-autumn";

/// Opens the service's own door on the store; every other service is away.
async fn door(service: &TestService) -> Peers {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let peers = Peers::try_new(&address, &BTreeMap::new()).unwrap();
    let log = service.log().await;
    let doors = Doors {
        door: service.door().await,
        peers: peers.clone(),
        reports: eventlog::Documents::new(service.read_model(Reports::NAME)),
        documents: KeptDocuments::new(log.clone()),
        typesetter: Typesetter::new(PathBuf::from("/nowhere"), Limits::default()),
        log,
    };
    let server = Server::builder().add_service(ReportsServiceServer::new(doors));
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    peers
}

struct House {
    service: TestService,
    school: Uuid,
    reaction: Follower,
}

impl std::ops::Deref for House {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

impl House {
    async fn start() -> Self {
        let service = TestService::start("reports", vec![Arc::new(Reports)]).await;
        let drafting = Arc::new(Drafting::new(door(&service).await));
        let reaction = service.store.follower("reports", drafting).await;
        Self { service, school: Uuid::from_u128(5), reaction }
    }

    fn cell(&self, area_id: &str) -> Option<Cell> {
        let (school_id, area_id) = (self.school.to_string(), area_id.to_owned());
        Some(Cell {
            school_id,
            area_id,
            round_id: "round".into(),
            term: TERM.into(),
            framework_version: 1,
        })
    }

    async fn record(&self, event: CategoryEvent) -> u64 {
        self.store.record(self.trust, "5.governance", vec![event]).await
    }

    async fn change(&self) -> u64 {
        let (from_region_id, to_region_id) = ("improve".into(), "sustain".into());
        let cell = self.cell("governance");
        self.record(
            CategoryChanged { cell, from_region_id, to_region_id, ..Default::default() }.into(),
        )
        .await
    }

    async fn share(&self, area_id: &str) -> u64 {
        let cell = self.cell(area_id);
        self.record(CategoryShared { cell, region_id: "sustain".into(), areas_in_round: 2 }.into())
            .await
    }

    /// Everything said about the school's report.
    async fn told(&self) -> Vec<ReportEvent> {
        self.told_of(TERM).await
    }

    async fn told_of(&self, term: &str) -> Vec<ReportEvent> {
        let id = Report::id(&self.school.to_string(), term);
        let log = self.log().await;
        let events = log.load(self.trust, &Stream::new("report", id)).await.unwrap();
        events.iter().map(|event| event.decode().unwrap()).collect()
    }

    async fn react(&self) -> Result<u64, FollowError> {
        self.reaction.catch_up(self.trust).await
    }
}

#[tokio::test]
async fn a_change_is_marked_for_the_schools_report_once_however_often_it_arrives() {
    let house = House::start().await;
    let position = house.change().await;
    house.react().await.unwrap();
    let admin = house.store.admin().await;
    admin.execute("delete from reports_drafting.checkpoint", &[]).await.unwrap();
    let again = house.store.follower("reports", Arc::new(Drafting::new(door(&house).await))).await;
    again.catch_up(house.trust).await.unwrap();
    let told = house.told().await;
    let [ReportEvent::ChangeMarked(ChangeMarked { because_position, area_id, .. })] =
        told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((*because_position, area_id.as_str()), (position, "governance"));
}

#[tokio::test]
async fn what_changed_after_an_issue_opens_the_next_report() {
    let house = House::start().await;
    let school_id = house.school.to_string();
    for term in [TERM, "2025-26-spring"] {
        let report_id = Report::id(&school_id, term);
        let issued = ReportIssued {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.into(),
            ..Default::default()
        };
        let events: Vec<ReportEvent> = vec![issued.into()];
        house.store.record(house.trust, report_id, events).await;
    }
    let position = house.change().await;
    house.react().await.unwrap();
    assert_eq!(house.told().await.len(), 1, "an issued report takes no change");
    let told = house.told_of("2025-26-summer").await;
    let [ReportEvent::ChangeMarked(marked)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((marked.because_position, marked.term.as_str()), (position, "2025-26-summer"));
}

#[tokio::test]
async fn the_report_is_drafted_only_when_the_last_area_is_shared() {
    let house = House::start().await;
    let first = house.share("governance").await;
    assert_eq!(house.react().await.unwrap(), first);
    house.share("staff").await;
    // The draft is begun, and since the other services are away it is tried again later: nothing is passed over.
    assert!(matches!(house.react().await, Err(FollowError::Away(_))));
    assert!(house.told().await.is_empty());
}

#[tokio::test]
async fn an_area_opened_again_has_to_be_shared_again() {
    let house = House::start().await;
    house.share("governance").await;
    house.react().await.unwrap();
    let reopened =
        CategoryReopened { cell: house.cell("governance"), ..CategoryReopened::default() };
    house.record(reopened.into()).await;
    let position = house.share("staff").await;
    assert_eq!(house.react().await.unwrap(), position, "one of two is shared");
    house.share("governance").await;
    assert!(matches!(house.react().await, Err(FollowError::Away(_))));
}
