//! A school on a page: its regions with their reasons, its surveys, its reviews, its reports.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::categories::v1::{Category, ListCategoriesRequest};
use contract::dashboards::v1::{GetHeatmapRequest, GetHeatmapResponse};
use contract::reports::v1::{ListReportsRequest, Report};
use contract::reviews::v1::{ListPairingsRequest, ListReviewsRequest, Pairing, Review};
use contract::schools::v1::School;
use contract::surveys::v1::{GetResultsRequest, GetResultsResponse, ListWavesRequest, WaveState};
use maud::{Markup, html};

use super::asked::{Asked, Wish};
use super::dashboard::heat_request;
use super::{crumbs, looks, school_parts as parts};
use crate::failure::{Failure, open, spare};
use crate::form::Query;
use crate::frame::{Frame, Place, page};
use crate::ground::{Ground, least};
use crate::router::Web;
use crate::services::{Services, ask};
use crate::sessions::Visitor;

/// Released surveys shown on the page; the others are on the surveys page.
const SURVEYS: usize = 3;

/// What the page is made from; parts whose service is away are `None`.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub heat: GetHeatmapResponse,
    pub categories: Vec<Category>,
    pub surveys: Option<Vec<GetResultsResponse>>,
    pub reviews: Option<Vec<Review>>,
    pub pairings: Option<Vec<Pairing>>,
    pub reports: Option<Vec<Report>>,
}

/// `GET /schools/{school}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    match Asked::read(&format!("/schools/{school}"), &query) {
        Wish::Go(address) => Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => {
            let ground = Ground::load(&web.services, &visitor).await?;
            ground.school(&school, &visitor)?;
            let loaded = load(&web.services, &visitor, (&school, ground), &asked).await?;
            let found = loaded.ground.school(&school, &visitor)?;
            Ok(render(&visitor, &loaded, found, &asked).into_response())
        }
    }
}

async fn load(
    services: &Services,
    visitor: &Visitor,
    (school, ground): (&str, Ground),
    asked: &Asked,
) -> Result<Loaded, Failure> {
    let caller = visitor.caller();
    let wanted = GetHeatmapRequest {
        shared_only: !visitor.sees_drafts(school),
        ..heat_request(visitor, asked)
    };
    let of_host = ListReviewsRequest {
        host_school_id: school.to_owned(),
        term: String::new(),
        ..Default::default()
    };
    let of_school = ListReportsRequest {
        school_id: school.to_owned(),
        term: String::new(),
        ..Default::default()
    };
    let (mut dashboards, mut reviews) = (services.dashboards(), services.reviews());
    let (mut pairings, mut reports) = (services.reviews(), services.reports());
    let (heat, categories, surveys, reviews, pairings, reports) = tokio::join!(
        dashboards.get_heatmap(ask(&caller, wanted)),
        newest_round(services, visitor, school, &ground),
        surveys(services, visitor, school),
        reviews.list_reviews(ask(&caller, of_host)),
        pairings.list_pairings(ask(&caller, ListPairingsRequest::default())),
        reports.list_reports(ask(&caller, of_school)),
    );
    Ok(Loaded {
        ground,
        heat: open(heat)?,
        categories: categories?,
        surveys: surveys?,
        reviews: spare(reviews)?.map(|answer| answer.reviews),
        pairings: spare(pairings)?.map(|answer| answer.pairings),
        reports: spare(reports)?.map(|answer| answer.reports),
    })
}

async fn newest_round(
    services: &Services,
    visitor: &Visitor,
    school: &str,
    ground: &Ground,
) -> Result<Vec<Category>, Failure> {
    let with_school =
        ground.rounds.iter().find(|round| round.school_ids.iter().any(|id| id == school));
    let Some(round) = with_school else { return Ok(Vec::new()) };
    let wanted = ListCategoriesRequest {
        round_id: round.round_id.clone(),
        school_id: school.to_owned(),
        ..Default::default()
    };
    let answer = services.categories().list_categories(ask(&visitor.caller(), wanted)).await;
    Ok(open(answer)?.categories)
}

/// The school's figures in the newest released surveys.
async fn surveys(
    services: &Services,
    visitor: &Visitor,
    school: &str,
) -> Result<Option<Vec<GetResultsResponse>>, Failure> {
    let mut client = services.surveys();
    let listed = client.list_waves(ask(&visitor.caller(), ListWavesRequest::default())).await;
    let Some(listed) = spare(listed)? else { return Ok(None) };
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
        let Some(results) = spare(client.get_results(ask(&visitor.caller(), wanted)).await)? else {
            return Ok(None);
        };
        // Nothing of it is shown to this role where not even the survey is named.
        if results.wave.is_some() {
            found.push(results);
        }
    }
    Ok(Some(found))
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, school: &School, asked: &Asked) -> Markup {
    let here = format!("/schools/{}", school.school_id);
    let until = match (asked.date, &loaded.heat.as_of) {
        (Some(_), as_of) => as_of.as_ref().map_or(0, |as_of| as_of.position),
        (None, _) => u64::MAX,
    };
    let body = html! {
        (asked.above(&here))
        h1.govuk-heading-l { (school.name) }
        (parts::contents(visitor, school))
        (parts::regions(visitor, loaded, (school, asked)))
        (parts::steps(loaded, visitor, until))
        (parts::evidence(loaded, visitor, school, until))
        @if visitor.sees_answers_of(&school.school_id) { (parts::surveys(loaded, school)) }
        (parts::reviews(loaded, visitor, school))
        @if visitor.reads_reports_of(&school.school_id) { (parts::reports(loaded)) }
        (parts::about(loaded, school))
        div.pl-filter { (asked.picker(&here, &[])) }
        @if visitor.has_a_trail() {
            p.govuk-body {
                a.govuk-link href={"/trail?school=" (school.school_id)} { "Everything recorded about " (school.name) }
            }
        }
        (looks::link(visitor, looks::Thing::School, (&school.school_id, &school.school_id)))
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: &school.name,
        place: Place::Trust,
        visitor,
        crumbs: &crumbs,
        as_of: least([&loaded.heat.as_of]),
        problem: asked.is_wrong(),
    };
    page(&frame, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn shown(visitor: &Visitor, loaded: &Loaded) -> String {
        let school = loaded.ground.school(sample::MARYS, visitor).unwrap();
        render(visitor, loaded, school, &Asked::default()).into_string()
    }

    #[test]
    fn the_page_holds_regions_steps_evidence_surveys_reviews_and_reports() {
        let page = shown(&sample::lead(), &sample::school());
        for wanted in [
            "<h1 class=\"govuk-heading-l\">St Mary's &amp; &lt;b&gt;</h1>",
            "Governors ask about outcomes",
            "School’s own view",
            "My child is happy at this school",
            "86% of 42 answers",
            "not enough answers to show (fewer than 10)",
            "Pupils speak with pride",
            "Autumn 2025-26",
            "Thursday 27 November 2025",
            "href=\"/trail?school=",
        ] {
            assert!(page.contains(wanted), "{wanted} is missing");
        }
        assert!(!page.contains("<b>") && !page.contains("<script>"));
    }

    #[test]
    fn a_suppressed_figure_is_said_in_words_and_never_drawn_as_nothing() {
        let page = shown(&sample::lead(), &sample::school());
        assert!(!page.contains(">0%<"));
    }

    #[test]
    fn a_head_of_another_school_does_not_see_the_reports() {
        let mut head = sample::head();
        head.reach = crate::access::Reach::Schools(vec![sample::OAK.to_owned()]);
        let page = shown(&head, &sample::school());
        assert!(!page.contains("id=\"reports\""));
    }

    #[test]
    fn parts_whose_service_is_away_say_so() {
        let loaded = Loaded { surveys: None, reviews: None, reports: None, ..sample::school() };
        let page = shown(&sample::lead(), &loaded);
        assert_eq!(page.matches("cannot be shown at the moment").count(), 3);
    }
}
