//! A school on a page: its regions with their reasons, its surveys, its reviews, its reports.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::categories::v1::{Category, ListCategoriesRequest};
use contract::dashboards::v1::{GetHeatmapRequest, GetHeatmapResponse};
use contract::evidence::v1::{Inspection, ListFiguresRequest, ListInspectionsRequest};
use contract::reports::v1::{ListReportsRequest, Report};
use contract::reviews::v1::{ListPairingsRequest, ListReviewsRequest, Pairing, Review};
use contract::schools::v1::School;
use contract::surveys::v1::{GetResultsRequest, GetResultsResponse, ListWavesRequest, WaveState};
use maud::{Markup, html};

use super::asked::{Asked, Viewing, Wish};
use super::dashboard::heat_request;
use super::figures_known::FiguresKnown;
use super::{
    actions, crumbs, earlier, figures, inspections, looks, on_a_page, record, school_desk,
    school_evidence, school_parts as parts, sef, visits,
};
use super::{school_independence, school_requirements, school_reviews, school_surveys};
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page_of_a_day};
use crate::ground::{Ground, rounds_on};
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Extent, Shown};
use crate::visitor::Visitor;
use crate::web::Web;

/// Released surveys shown on the page; the others are on the surveys page.
const SURVEYS: usize = 3;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub heat: Shown<GetHeatmapResponse>,
    pub categories: Shown<Vec<Category>>,
    pub surveys: Shown<Vec<GetResultsResponse>>,
    pub reviews: Shown<Vec<Review>>,
    pub pairings: Shown<Vec<Pairing>>,
    pub reports: Shown<Vec<Report>>,
    pub inspections: Shown<Vec<Inspection>>,
    pub figures: Shown<FiguresKnown>,
}

/// The page, and the pages over all that is held of the school.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}", show)
        .get("/schools/{school}/on-a-page", on_a_page::show)
        .get("/schools/{school}/evidence", school_evidence::show)
}

/// `GET /schools/{school}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    match Asked::read(&format!("/schools/{school}"), &query, visitor.today) {
        Wish::Go(address) => Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => {
            let ground = Ground::load(&web.services, &visitor).await?;
            ground.school(&school, &visitor)?;
            let told = Told::on(&web, &visitor, &query);
            let viewing = Viewing { asked: &asked, told: &told };
            let loaded =
                load(&web, &visitor, SchoolOnGround { school: &school, ground }, viewing).await?;
            let found = loaded.ground.school(&school, &visitor)?;
            Ok(render(&visitor, &loaded, found, viewing).into_response())
        }
    }
}

/// The school that a page is of, and what it stands in.
struct SchoolOnGround<'a> {
    school: &'a str,
    ground: Ground,
}

async fn load(
    web: &Web,
    visitor: &Visitor,
    of: SchoolOnGround<'_>,
    viewing: Viewing<'_>,
) -> Result<Loaded, Failure> {
    let (SchoolOnGround { school, ground }, Viewing { asked, told }) = (of, viewing);
    let (caller, services) = (visitor.caller(), &web.services);
    let pairings_wanted =
        ListPairingsRequest { at_least: told.at_least(), as_of_date: asked.iso() };
    let wanted = GetHeatmapRequest {
        shared_only: !visitor.sees_drafts(school),
        ..heat_request(visitor, asked)
    };
    let of_host = ListReviewsRequest {
        host_school_id: school.to_owned(),
        as_of_date: asked.iso(),
        ..Default::default()
    };
    let of_school = ListReportsRequest {
        school_id: school.to_owned(),
        as_of_date: asked.iso(),
        ..Default::default()
    };
    let inspections_wanted = ListInspectionsRequest {
        school_id: school.to_owned(),
        as_of_date: asked.iso(),
        ..Default::default()
    };
    let figures_wanted = ListFiguresRequest {
        school_id: school.to_owned(),
        as_of_date: asked.iso(),
        ..Default::default()
    };
    let (mut dashboards, mut reviews) = (services.dashboards(), services.reviews());
    let (mut pairings, mut reports) = (services.reviews(), services.reports());
    let (heat, categories, surveys, reviews, pairings, reports, inspections, figures) = tokio::join!(
        dashboards.get_heatmap(ask(&caller, wanted)),
        newest_round(services, visitor, school, asked),
        surveys(services, visitor, school, asked),
        reviews.list_reviews(ask(&caller, of_host)),
        pairings.list_pairings(ask(&caller, pairings_wanted)),
        reports.list_reports(ask(&caller, of_school)),
        inspections::load(web, visitor, inspections_wanted),
        figures::load(web, visitor, figures_wanted),
    );
    Ok(Loaded {
        ground,
        heat: Shown::of(heat, visitor.judgements_of(school))?,
        categories: categories?,
        surveys: surveys?,
        reviews: Shown::of(reviews, visitor.reviews_of(school))?.map(|answer| answer.reviews),
        pairings: Shown::of(pairings, visitor.pairings_of(school))?.map(|answer| answer.pairings),
        reports: Shown::of(reports, visitor.reports_of(school))?.map(|answer| answer.reports),
        inspections: inspections?,
        figures: figures?,
    })
}

/// What came of the school in the newest round there was on the day.
async fn newest_round(
    services: &Services,
    visitor: &Visitor,
    school: &str,
    asked: &Asked,
) -> Result<Shown<Vec<Category>>, Failure> {
    let rounds = rounds_on(services, visitor, &asked.iso()).await?;
    let newest = rounds.iter().find(|round| round.school_ids.iter().any(|id| id == school));
    let Some(round) = newest else { return Ok(Shown::All(Vec::new())) };
    let wanted = ListCategoriesRequest {
        round_id: round.round_id.clone(),
        school_id: school.to_owned(),
        as_of_date: asked.iso(),
        ..Default::default()
    };
    let answer = services.categories().list_categories(ask(&visitor.caller(), wanted)).await;
    Ok(Shown::of(answer, visitor.judgements_of(school))?.map(|answer| answer.categories))
}

/// The school's figures in the newest surveys that were released by the day.
async fn surveys(
    services: &Services,
    visitor: &Visitor,
    school: &str,
    asked: &Asked,
) -> Result<Shown<Vec<GetResultsResponse>>, Failure> {
    let extent = visitor.answers_of(school);
    if let Extent::Nothing(why) = extent {
        return Ok(Shown::Withheld(why));
    }
    let mut client = services.surveys();
    let wanted = ListWavesRequest { as_of_date: asked.iso(), ..Default::default() };
    let listed = client.list_waves(ask(&visitor.caller(), wanted)).await;
    let listed = match Shown::of(listed, extent)? {
        Shown::All(listed) | Shown::Part(listed, _) => listed,
        Shown::Withheld(why) => return Ok(Shown::Withheld(why)),
        Shown::Away => return Ok(Shown::Away),
    };
    let asked_here =
        listed.waves.into_iter().filter(|wave| wave.school_ids.iter().any(|id| id == school));
    let mut released: Vec<_> =
        asked_here.filter(|wave| wave.state() == WaveState::Released).collect();
    released.sort_by(|a, b| b.closes_on.cmp(&a.closes_on));
    let mut found = Vec::new();
    for wave in released.into_iter().take(SURVEYS) {
        let wanted = GetResultsRequest {
            wave_id: wave.wave_id,
            school_id: school.to_owned(),
            ..Default::default()
        };
        let answer = client.get_results(ask(&visitor.caller(), wanted)).await;
        match Shown::of(answer, extent)? {
            Shown::All(results) | Shown::Part(results, _) => found.push(results),
            Shown::Withheld(why) => return Ok(Shown::Withheld(why)),
            Shown::Away => return Ok(Shown::Away),
        }
    }
    Ok(Shown::All(found).within(extent))
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &Loaded,
    school: &School,
    viewing: Viewing<'_>,
) -> Markup {
    let Viewing { asked, told } = viewing;
    let here = format!("/schools/{}", school.school_id);
    let as_of = loaded.heat.known().and_then(|heat| heat.as_of.clone());
    let until = match asked.date {
        Some(_) => as_of.as_ref().map_or(0, |as_of| as_of.position),
        None => u64::MAX,
    };
    let body = html! {
        (told.above())
        (asked.above(&here))
        h1.govuk-heading-l { (school.name) }
        (parts::contents(visitor, school))
        (on_a_page::ways(school, asked))
        (parts::regions(visitor, loaded, school, asked))
        (parts::steps(loaded, visitor, until))
        (parts::evidence(loaded, visitor, school, until))
        @if visitor.sees_answers_of(&school.school_id) { (school_surveys::surveys(loaded, visitor, school)) }
        (school_reviews::reviews(loaded, visitor, told, school))
        (inspections::section(&loaded.inspections, school))
        (figures::section(&loaded.figures, school))
        (record::way(visitor, school))
        (visits::way(visitor, school))
        (actions::way(visitor, school))
        (school_requirements::way(visitor, school))
        (school_independence::way(visitor, school))
        (sef::way(visitor, school))
        (earlier::way(visitor, school))
        @if visitor.reads_reports_of(&school.school_id) { (parts::reports(loaded, visitor)) }
        (asked.today_below("the details of the school"))
        (parts::about(loaded, school))
        @if asked.date.is_none() { (school_desk::forms(visitor, school, told)) }
        div.pl-filter { (asked.picker(&here, &[])) }
        @if visitor.has_a_trail_of(&school.school_id) {
            p.govuk-body {
                a.govuk-link href={"/trail?school=" (school.school_id)} { "Everything recorded about " (school.name) }
            }
        }
        (looks::link(visitor, looks::Thing::School, &school.school_id, &school.school_id))
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: &school.name,
        place: Place::Trust,
        visitor,
        crumbs: &crumbs,
        as_of,
        problem: asked.is_wrong() || told.is_problem(),
    };
    page_of_a_day(&frame, &body)
}

#[cfg(test)]
mod tests;
