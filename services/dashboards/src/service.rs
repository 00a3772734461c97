//! The doors of the dashboards service: every one a read.

use access::Shows;
use contract::dashboards::v1::dashboards_service_server::DashboardsService;
use contract::dashboards::v1::{
    GetHeatmapRequest, GetHeatmapResponse, GetOverviewRequest, GetOverviewResponse,
    ListFactsRequest, ListFactsResponse, ListTasksRequest, ListTasksResponse, get_heatmap_request,
    list_facts_request, list_tasks_request,
};
use contract::field;
use door::{Allowed, Door, Reading};
use eventlog::{Moment, ReadError, ReadModel};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::facts::Filter;
use crate::shown::Shared;
use crate::tasks::{TaskFilter, TaskRights};
use crate::{facts, heatmap, overview, shown, tasks};

/// What the doors need.
#[derive(Debug)]
pub(crate) struct Doors {
    pub door: Door,
    pub facts: ReadModel,
    pub heatmap: ReadModel,
    pub overview: ReadModel,
    pub tasks: ReadModel,
}

#[tonic::async_trait]
impl DashboardsService for Doors {
    async fn get_heatmap(
        &self,
        request: Request<GetHeatmapRequest>,
    ) -> Result<Response<GetHeatmapResponse>, Status> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let trust = caller.trust;
        let GetHeatmapRequest { at_least, as_of, shared_only, every_term } = request.into_inner();
        let moment = match as_of {
            None => Moment::Latest,
            Some(get_heatmap_request::AsOf::AsOfPosition(position)) => Moment::Position(position),
            Some(get_heatmap_request::AsOf::AsOfDate(day)) => Moment::end_of(&day)?,
        };
        let mut reader = self.heatmap.reader(trust, at_least).await?;
        let snapshot = reader.snapshot().await?;
        let as_of = moment.resolve(&snapshot, trust).await?;
        let of = async |shared_only| {
            let wanted = heatmap::Wanted { shared_only, every_term };
            heatmap::cells(&snapshot, trust, as_of.position, wanted).await.map_err(ReadError::from)
        };
        let judged = if shared_only || !reach.shows_any(Shows::CategoryDraft) {
            Vec::new()
        } else {
            of(false).await?
        };
        let mut cells = shown::cells(judged, of(true).await?, &reach, shared_only);
        drop(snapshot);
        drop(reader);
        self.door.fill(&caller, cells.as_mut_slice()).await?;
        Ok(Response::new(GetHeatmapResponse { as_of: Some(as_of), cells }))
    }

    async fn list_facts(
        &self,
        request: Request<ListFactsRequest>,
    ) -> Result<Response<ListFactsResponse>, Status> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let trust = caller.trust;
        let ListFactsRequest { at_least, as_of, school_id, measure_prefix, period } =
            request.into_inner();
        let school_id = field::optional_text("school_id", &school_id, 64)?;
        let measure_prefix = field::optional_text("measure_prefix", &measure_prefix, 200)?;
        let period = field::optional_text("period", &period, 64)?;
        let moment = match as_of {
            None => Moment::Latest,
            Some(list_facts_request::AsOf::AsOfPosition(position)) => Moment::Position(position),
            Some(list_facts_request::AsOf::AsOfDate(day)) => Moment::end_of(&day)?,
        };
        let filter =
            Filter { school_id: &school_id, measure_prefix: &measure_prefix, period: &period };
        let (as_of, facts) = {
            let mut reader = self.facts.reader(trust, at_least).await?;
            let snapshot = reader.snapshot().await?;
            let as_of = moment.resolve(&snapshot, trust).await?;
            let facts = facts::list(&snapshot, trust, as_of.position, filter).await;
            (as_of, facts.map_err(ReadError::from)?)
        };
        let shared = if facts.iter().any(|fact| shown::depends_on_sharing(fact, &reach)) {
            self.shared(trust, as_of.position).await?
        } else {
            Shared::new()
        };
        let facts = facts.into_iter().filter(|fact| shown::fact(fact, &shared, &reach)).collect();
        Ok(Response::new(ListFactsResponse { as_of: Some(as_of), facts }))
    }

    async fn get_overview(
        &self,
        request: Request<GetOverviewRequest>,
    ) -> Result<Response<GetOverviewResponse>, Status> {
        let trust = self.door.caller(&request).await?.trust;
        let mut reader = self.overview.reader(trust, request.get_ref().at_least).await?;
        let snapshot = reader.snapshot().await?;
        let waves = overview::waves(&snapshot, trust).await.map_err(ReadError::from)?;
        let reviews = overview::reviews(&snapshot, trust).await.map_err(ReadError::from)?;
        let reports = overview::reports(&snapshot, trust).await.map_err(ReadError::from)?;
        Ok(Response::new(GetOverviewResponse {
            as_of: Some(snapshot.as_of.clone()),
            waves,
            reviews,
            reports,
        }))
    }

    async fn list_tasks(
        &self,
        request: Request<ListTasksRequest>,
    ) -> Result<Response<ListTasksResponse>, Status> {
        let trust = self.door.caller(&request).await?.trust;
        let Allowed { on: today, may, .. } = self.door.may(&request).await?;
        let ListTasksRequest { at_least, as_of, school_id, of_others } = request.into_inner();
        let moment = match as_of {
            None => Moment::Latest,
            Some(list_tasks_request::AsOf::AsOfPosition(position)) => Moment::Position(position),
            Some(list_tasks_request::AsOf::AsOfDate(day)) => Moment::end_of(&day)?,
        };
        let mut reader = self.tasks.reader(trust, at_least).await?;
        let snapshot = reader.snapshot().await?;
        let as_of = moment.resolve(&snapshot, trust).await?;
        let filter =
            TaskFilter { position: as_of.position, today, school_id: &school_id, of_others };
        let rights = TaskRights::of(may);
        let tasks = tasks::list(&snapshot, trust, filter, &rights).await;
        let tasks = tasks.map_err(ReadError::from)?;
        Ok(Response::new(ListTasksResponse { as_of: Some(as_of), tasks }))
    }
}

impl Doors {
    /// The decisions shared by a position.
    async fn shared(&self, trust: Uuid, position: u64) -> Result<Shared, Status> {
        let mut reader = self.heatmap.reader(trust, position).await?;
        let snapshot = reader.snapshot().await?;
        let wanted = heatmap::Wanted { shared_only: true, every_term: true };
        let cells = heatmap::cells(&snapshot, trust, position, wanted).await;
        Ok(shown::shared(cells.map_err(ReadError::from)?))
    }
}
