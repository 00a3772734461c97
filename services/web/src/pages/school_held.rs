//! What the trust holds of one school as of a day, asked of the services side by side.

use contract::dashboards::v1::{GetHeatmapRequest, GetHeatmapResponse};
use contract::evidence::v1::{
    Inspection, ListFiguresRequest, ListInspectionsRequest, ListRecordEntriesRequest,
    ListRecordEntriesResponse, ListVisitNotesRequest, VisitNote,
};
use contract::log::v1::AsOf;
use contract::reviews::v1::{ListReviewsRequest, Review};
use contract::surveys::v1::{ListWavesRequest, Wave};

use super::asked::Asked;
use super::dashboard::heat_request;
use super::figures_known::FiguresKnown;
use super::{figures, inspections};
use crate::failure::Failure;
use crate::ground::Ground;
use crate::services::ask;
use crate::shown::Shown;
use crate::visitor::Visitor;
use crate::web::Web;

/// What the trust holds of one school, as far as a reader is shown it.
#[derive(Debug)]
pub(crate) struct SchoolHeld {
    /// As it is today.
    pub ground: Ground,
    pub heat: Shown<GetHeatmapResponse>,
    pub inspections: Shown<Vec<Inspection>>,
    pub figures: Shown<FiguresKnown>,
    /// The newest entries of the running record.
    pub record: Shown<ListRecordEntriesResponse>,
    /// Notes of visits in every state.
    pub visits: Shown<Vec<VisitNote>>,
    pub reviews: Shown<Vec<Review>>,
    /// Surveys of the school and of others.
    pub waves: Shown<Vec<Wave>>,
}

impl SchoolHeld {
    /// How far the record was read for the regions.
    pub(crate) fn as_of(&self) -> Option<AsOf> {
        self.heat.known().and_then(|heat| heat.as_of.clone())
    }
}

/// Eight calls at once, after the trust itself: a person who does not see the school's page is refused before them.
pub(crate) async fn load(
    web: &Web,
    visitor: &Visitor,
    school: &str,
    asked: &Asked,
) -> Result<SchoolHeld, Failure> {
    let ground = Ground::load(&web.services, visitor).await?;
    ground.school(school, visitor)?;
    let (services, caller) = (&web.services, visitor.caller());
    let (school_id, as_of_date) = (school.to_owned(), asked.iso());
    let heat = GetHeatmapRequest {
        shared_only: !visitor.sees_drafts(school),
        ..heat_request(visitor, asked)
    };
    let inspected = ListInspectionsRequest {
        school_id: school_id.clone(),
        as_of_date: as_of_date.clone(),
        ..Default::default()
    };
    let figured = ListFiguresRequest {
        school_id: school_id.clone(),
        as_of_date: as_of_date.clone(),
        ..Default::default()
    };
    let recorded = ListRecordEntriesRequest {
        school_id: school_id.clone(),
        as_of_date: as_of_date.clone(),
        ..Default::default()
    };
    let visited = ListVisitNotesRequest {
        school_id: school_id.clone(),
        as_of_date: as_of_date.clone(),
        ..Default::default()
    };
    let reviewed = ListReviewsRequest {
        host_school_id: school_id,
        as_of_date: as_of_date.clone(),
        ..Default::default()
    };
    let surveyed = ListWavesRequest { as_of_date, ..Default::default() };
    let (mut dashboards, mut reviews, mut surveys) =
        (services.dashboards(), services.reviews(), services.surveys());
    let (mut entries, mut notes) = (services.evidence(), services.evidence());
    let (heat, inspections, figures, record, visits, reviews, waves) = tokio::join!(
        dashboards.get_heatmap(ask(&caller, heat)),
        inspections::load(web, visitor, inspected),
        figures::load(web, visitor, figured),
        entries.list_record_entries(ask(&caller, recorded)),
        notes.list_visit_notes(ask(&caller, visited)),
        reviews.list_reviews(ask(&caller, reviewed)),
        surveys.list_waves(ask(&caller, surveyed)),
    );
    Ok(SchoolHeld {
        ground,
        heat: Shown::of(heat, visitor.judgements_of(school))?,
        inspections: inspections?,
        figures: figures?,
        record: Shown::of(record, visitor.running_record_of(school))?,
        visits: Shown::of(visits, visitor.visit_notes_of(school))?.map(|answer| answer.notes),
        reviews: Shown::of(reviews, visitor.reviews_of(school))?.map(|answer| answer.reviews),
        waves: Shown::of(waves, visitor.answers_of(school))?.map(|answer| answer.waves),
    })
}
