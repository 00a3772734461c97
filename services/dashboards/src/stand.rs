//! A dashboards service on a store of its own, for the tests.

use std::sync::Arc;

use contract::Caller;
use contract::categories::v1::{CategoryDecided, Cell, FrameworkAgreed, Region, RoundOpened};
use contract::dashboards::v1::dashboards_service_server::DashboardsService as _;
use contract::dashboards::v1::{
    Fact, GetHeatmapRequest, GetHeatmapResponse, GetOverviewRequest, GetOverviewResponse,
    HeatmapCell, ListFactsRequest, ListFactsResponse, ListTasksRequest, ListTasksResponse,
};
use contract::events::{CategoryEvent, FrameworkEvent, RoundEvent, StoredEvent};
use door::testing::{TestService, reason_of};
use eventlog::{Keeper, Projection, rebuild};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::service::Doors;
use crate::{Facts, Heatmap, Overview, Tasks};

/// The service, its store and a trust.
pub(crate) struct Stand {
    service: TestService,
    doors: Doors,
}

impl std::ops::Deref for Stand {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

impl Stand {
    /// A service with an empty trust, founded on 21 November 2025. Calls are made now.
    pub(crate) async fn start() -> Self {
        let projections: Vec<Arc<dyn Projection>> =
            vec![Arc::new(Facts), Arc::new(Heatmap), Arc::new(Overview), Arc::new(Tasks)];
        let mut service = TestService::start("dashboards", projections).await;
        service.caller.now = None;
        let doors = Doors {
            door: service.door().await,
            facts: service.read_model(Facts.name()),
            heatmap: service.read_model(Heatmap.name()),
            overview: service.read_model(Overview.name()),
            tasks: service.read_model(Tasks.name()),
        };
        Self { service, doors }
    }

    /// Records an event, and waits until every projection has taken it in. Returns its position.
    pub(crate) async fn happens<E: StoredEvent>(&self, id: &str, event: E) -> u64 {
        self.happens_at("2025-11-21T10:00:00Z", id, event).await
    }

    /// The same at a given time.
    pub(crate) async fn happens_at<E: StoredEvent>(&self, at: &str, id: &str, event: E) -> u64 {
        let at = at.parse().unwrap();
        let position = self.store.record_at(self.trust, id, vec![event], at).await;
        assert_eq!(self.catch_up().await, position);
        position
    }

    pub(crate) async fn facts(
        &self,
        request: ListFactsRequest,
    ) -> Result<ListFactsResponse, Status> {
        Ok(self.doors.list_facts(self.request(request)).await?.into_inner())
    }

    pub(crate) async fn heatmap(
        &self,
        request: GetHeatmapRequest,
    ) -> Result<GetHeatmapResponse, Status> {
        Ok(self.doors.get_heatmap(self.request(request)).await?.into_inner())
    }

    pub(crate) async fn overview(&self) -> GetOverviewResponse {
        let request = self.request(GetOverviewRequest { at_least: 0 });
        self.doors.get_overview(request).await.unwrap().into_inner()
    }

    /// From here on a call is let in by the rules and the roles in the log.
    pub(crate) async fn guard(&mut self) {
        self.doors.door = self.service.guarded_door().await;
    }

    /// The tasks as a person is told them on a day.
    pub(crate) async fn tasks(
        &self,
        person: Uuid,
        today: &str,
        request: ListTasksRequest,
    ) -> Result<ListTasksResponse, Status> {
        let now = format!("{today}T09:00:00Z").parse().unwrap();
        let caller = Caller { now: Some(now), ..Caller::new(self.trust, person, "unknown") };
        Ok(self.doors.list_tasks(caller.request(request)).await?.into_inner())
    }

    /// The present facts whose measure begins with a text.
    pub(crate) async fn facts_of(&self, measure_prefix: &str) -> Vec<Fact> {
        let request = ListFactsRequest {
            measure_prefix: measure_prefix.to_owned(),
            ..ListFactsRequest::default()
        };
        self.facts(request).await.unwrap().facts
    }

    /// The present cells of every term.
    pub(crate) async fn cells(&self) -> Vec<HeatmapCell> {
        let every_term = GetHeatmapRequest { every_term: true, ..GetHeatmapRequest::default() };
        self.heatmap(every_term).await.unwrap().cells
    }

    /// Fills a second set of tables from the log and counts the rows that differ.
    pub(crate) async fn rebuilt_differs(&self, projection: Arc<dyn Projection>) -> u64 {
        let mut admin = self.store.admin().await;
        let log = self.log().await;
        let rebuilt =
            rebuild(&mut admin, Keeper { role: "plumbline_dashboards", log: &log }, projection)
                .await;
        rebuilt.unwrap().differing_rows
    }

    /// Agrees a version of the framework `house` with a ladder, and opens a round of a term by it.
    pub(crate) async fn round(&self, term: &str, version: u32, ladder: &[(&str, &str)]) {
        self.happens(
            &format!("house-{version}"),
            FrameworkEvent::FrameworkAgreed(framework(version, ladder)),
        )
        .await;
        self.opened(term, version).await;
    }

    /// Opens a round of a term by a version agreed before.
    pub(crate) async fn opened(&self, term: &str, version: u32) {
        self.happens(&format!("round-{term}"), RoundEvent::RoundOpened(round(term, version))).await;
    }
}

/// The ladder of the framework `house`.
pub(crate) const LADDER: [(&str, &str); 4] = [
    ("stabilise", "Stabilise"),
    ("repair", "Repair"),
    ("improve", "Improve"),
    ("sustain", "Sustain"),
];

/// A version of the framework `house`.
pub(crate) fn framework(version: u32, ladder: &[(&str, &str)]) -> FrameworkAgreed {
    let region = |(region_id, name): &(&str, &str)| Region {
        region_id: (*region_id).to_owned(),
        name: (*name).to_owned(),
    };
    FrameworkAgreed {
        framework_id: "house".to_owned(),
        version,
        regions: ladder.iter().map(region).collect(),
        ..FrameworkAgreed::default()
    }
}

/// The round `round-<term>` by a version of `house`.
pub(crate) fn round(term: &str, version: u32) -> RoundOpened {
    RoundOpened {
        round_id: format!("round-{term}"),
        term: term.to_owned(),
        framework_id: "house".to_owned(),
        framework_version: version,
        ..RoundOpened::default()
    }
}

/// Where a school stands in governance in the round of a term.
pub(crate) fn cell(school_id: &str, term: &str, version: u32) -> Option<Cell> {
    Some(Cell {
        school_id: school_id.to_owned(),
        area_id: "governance".to_owned(),
        round_id: format!("round-{term}"),
        term: term.to_owned(),
        framework_version: version,
    })
}

/// A decision about that cell.
pub(crate) fn decision(cell: Option<Cell>, region_id: &str) -> CategoryEvent {
    CategoryEvent::CategoryDecided(CategoryDecided {
        cell,
        region_id: region_id.to_owned(),
        reason: Some(format!("because of {region_id}").into()),
        decided_on: "2025-11-21".to_owned(),
        ..CategoryDecided::default()
    })
}

/// The reason a status gives.
pub(crate) fn refused(status: &Status, reason: &str) {
    assert_eq!((status.code(), reason_of(status).as_str()), (Code::InvalidArgument, reason));
}
