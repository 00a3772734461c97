//! The views of the trust: the heat map now and as it stood, pairings, reasons.

use contract::Said as _;
use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::categories::v1::{ListCategoriesRequest, ListRoundsRequest};
use contract::dashboards::v1::dashboards_service_client::DashboardsServiceClient;
use contract::dashboards::v1::get_heatmap_request::AsOf;
use contract::dashboards::v1::{GetHeatmapRequest, HeatmapCell};
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{ListPairingsRequest, PairingState};

use crate::doors::Doors;

const BEHAVIOUR: &str = "behaviour-and-attendance";

async fn heatmap(doors: &Doors, day: Option<&str>) -> Vec<HeatmapCell> {
    let mut dashboards = DashboardsServiceClient::new(doors.peers.channel("dashboards"));
    let as_of = day.map(|day| AsOf::AsOfDate(day.to_owned()));
    let message = GetHeatmapRequest { at_least: doors.head, as_of, ..GetHeatmapRequest::default() };
    dashboards.get_heatmap(doors.caller.request(message)).await.unwrap().into_inner().cells
}

fn cell<'a>(doors: &Doors, cells: &'a [HeatmapCell], slug: &str, area_id: &str) -> &'a HeatmapCell {
    let school_id = &doors.schools[slug];
    cells.iter().find(|cell| &cell.school_id == school_id && cell.area_id == area_id).unwrap()
}

pub async fn autumn_is_seen_as_it_stood(doors: &Doors) {
    let autumn = heatmap(doors, Some("2025-12-19")).await;
    let spring = heatmap(doors, Some("2026-03-27")).await;
    let summer = heatmap(doors, None).await;
    assert_eq!((autumn.len(), spring.len(), summer.len()), (56, 56, 56));
    assert!(autumn.iter().all(|cell| cell.term == "2025-26-autumn" && cell.movement == "first"));
    let seen = |cells| {
        let cell = cell(doors, cells, "sallowfield", BEHAVIOUR);
        (cell.region_id.clone(), cell.movement.clone())
    };
    assert_eq!(seen(&autumn), ("improve".to_owned(), "first".to_owned()));
    assert_eq!(seen(&spring), ("sustain".to_owned(), "up".to_owned()));
    assert_eq!(seen(&summer), ("sustain".to_owned(), "same".to_owned()));
    assert_eq!(cell(doors, &spring, "marram", "staff").movement, "down");
    for school in &doors.script.schools {
        for (area_id, told) in &school.areas {
            let seen = cell(doors, &summer, &school.slug, area_id);
            assert_eq!(&seen.region_id, &told.of(plumbline::demo::script::TermKey::Summer).region);
            assert!(seen.shared, "{} {area_id}", school.slug);
        }
    }
}

pub async fn a_pairing_was_proposed_and_taken_up(doors: &Doors) {
    let mut reviews = ReviewsServiceClient::new(doors.peers.channel("reviews"));
    let message = ListPairingsRequest { at_least: doors.head, ..Default::default() };
    let pairings =
        reviews.list_pairings(doors.caller.request(message)).await.unwrap().into_inner().pairings;
    let giving = &doors.schools["sallowfield"];
    let ours = pairings.iter().find(|p| &p.giving_school_id == giving && p.area_id == BEHAVIOUR);
    assert_eq!(ours.unwrap().state(), PairingState::Accepted);
}

pub async fn no_reason_quotes_a_hidden_figure(doors: &Doors) {
    let mut categories = CategoriesServiceClient::new(doors.peers.channel("categories"));
    let message = ListRoundsRequest { at_least: doors.head, ..Default::default() };
    let rounds =
        categories.list_rounds(doors.caller.request(message)).await.unwrap().into_inner().rounds;
    let (played, open): (Vec<_>, Vec<_>) = rounds.into_iter().partition(|round| round.closed);
    assert_eq!((played.len(), open.len()), (3, 1), "the fourth is left open");
    let mut quoted = Vec::new();
    for round in played {
        let message = ListCategoriesRequest {
            at_least: doors.head,
            round_id: round.round_id,
            ..Default::default()
        };
        let listed =
            categories.list_categories(doors.caller.request(message)).await.unwrap().into_inner();
        assert_eq!(listed.categories.len(), 56);
        for step in
            listed.categories.iter().flat_map(|category| [&category.proposal, &category.decision])
        {
            let step = step.as_ref().unwrap();
            assert!(!step.evidence.is_empty(), "{:?}", step.reason);
            let hidden = ["not shown", "not enough", "too few answers", "{"];
            if hidden.iter().any(|words| step.reason.said().contains(words)) {
                quoted.push(step.reason.said().into_owned());
            }
        }
    }
    assert!(quoted.is_empty(), "{quoted:#?}");
}
