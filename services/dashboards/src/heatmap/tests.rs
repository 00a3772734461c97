//! The heat map on a real store: decisions, movement, sharing and reopening, now and as of then.

use std::sync::Arc;

use contract::categories::v1::{CategoryReopened, CategoryShared, Cell};
use contract::dashboards::v1::get_heatmap_request::AsOf;
use contract::dashboards::v1::{GetHeatmapRequest, HeatmapCell};
use contract::events::{CategoryEvent, EventType};

use super::*;
use crate::stand::{LADDER, Stand, cell, decision, refused};

const SUMMER: &str = "2024-25-summer";
const AUTUMN: &str = "2025-26-autumn";
const SPRING: &str = "2025-26-spring";

#[test]
fn every_event_of_interest_is_in_the_registry() {
    for kind in OF_INTEREST {
        assert!(EventType::find(kind).is_some(), "{kind}");
    }
}

fn shared(cell: Option<Cell>) -> CategoryEvent {
    CategoryEvent::CategoryShared(CategoryShared {
        cell,
        region_id: String::new(),
        areas_in_round: 7,
    })
}

fn reopened(cell: Option<Cell>) -> CategoryEvent {
    CategoryEvent::CategoryReopened(CategoryReopened { cell, ..Default::default() })
}

fn moves(cells: &[HeatmapCell]) -> Vec<(&str, &str, &str, &str)> {
    let mut told = Vec::new();
    for HeatmapCell { term, region_id, previous_region_id, movement, .. } in cells {
        told.push((
            term.as_str(),
            region_id.as_str(),
            previous_region_id.as_str(),
            movement.as_str(),
        ));
    }
    told
}

const ID: &str = "s1.governance";

#[tokio::test]
async fn movement_is_read_from_term_to_term() {
    let stand = Stand::start().await;
    stand.round(SUMMER, 1, &LADDER).await;
    stand.opened(AUTUMN, 1).await;
    stand.opened(SPRING, 1).await;
    for (term, region) in [(SUMMER, "improve"), (AUTUMN, "sustain"), (SPRING, "repair")] {
        stand.happens(ID, decision(cell("s1", term, 1), region)).await;
    }
    stand.happens("s2.governance", decision(cell("s2", SPRING, 1), "repair")).await;
    let cells = stand.cells().await;
    let latest = stand.heatmap(GetHeatmapRequest::default()).await.unwrap().cells;
    assert_eq!(latest, cells[2..], "the latest unless every term is asked for");
    assert_eq!(
        moves(&cells),
        [
            (SUMMER, "improve", "", "first"),
            (AUTUMN, "sustain", "improve", "up"),
            (SPRING, "repair", "sustain", "down"),
            (SPRING, "repair", "", "first"),
        ]
    );
    let earlier: Vec<_> = cells.iter().map(|cell| cell.earlier_region_id.as_str()).collect();
    assert_eq!(earlier, ["", "", "improve", ""], "the region two terms before");
    assert!(cells.iter().all(|cell| !cell.words_changed && !cell.shared && !cell.reopened));
    assert_eq!(cells[1].reason.as_ref().unwrap().commitment.len(), 64, "what commits to it");
    assert_eq!(cells[1].decided_on, "2025-11-21");
}

#[tokio::test]
async fn other_words_are_flagged_and_read_on_their_own_ladder() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    stand
        .round(SPRING, 2, &[("stabilise", "Steady"), ("sustain", "Keep"), ("excel", "Excel")])
        .await;
    stand.happens(ID, decision(cell("s1", AUTUMN, 1), "sustain")).await;
    stand.happens(ID, decision(cell("s1", SPRING, 2), "excel")).await;
    let cells = stand.cells().await;
    assert_eq!(moves(&cells)[1], (SPRING, "excel", "sustain", "up"));
    assert!(cells[1].words_changed);
    assert_eq!(cells[1].framework_version, 2);
}

#[tokio::test]
async fn a_reopened_decision_stands_until_the_next_and_every_state_can_be_seen_again() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    let place = || cell("s1", AUTUMN, 1);
    let first = stand.happens_at("2025-12-01T09:00:00Z", ID, decision(place(), "improve")).await;
    let told = stand.happens_at("2025-12-02T09:00:00Z", ID, shared(place())).await;
    let open = stand.happens_at("2025-12-03T09:00:00Z", ID, reopened(place())).await;
    let second = stand.happens_at("2025-12-04T09:00:00Z", ID, decision(place(), "repair")).await;
    for (position, region, is_shared, is_reopened) in [
        (first, "improve", false, false),
        (told, "improve", true, false),
        (open, "improve", true, true),
        (second, "repair", false, false),
    ] {
        let as_of = Some(AsOf::AsOfPosition(position));
        let answer = stand
            .heatmap(GetHeatmapRequest { as_of, ..GetHeatmapRequest::default() })
            .await
            .unwrap();
        let cell = &answer.cells[0];
        assert_eq!(
            (cell.region_id.as_str(), cell.shared, cell.reopened),
            (region, is_shared, is_reopened),
            "at {position}"
        );
        assert_eq!(cell.movement, "first", "a decision of the same term is no movement");
    }
    let as_of = Some(AsOf::AsOfDate("2025-12-02".into()));
    let then =
        stand.heatmap(GetHeatmapRequest { as_of, ..GetHeatmapRequest::default() }).await.unwrap();
    assert_eq!(then.as_of.unwrap().position, told);
    assert_eq!(then.cells[0].position, first);
}

#[tokio::test]
async fn committees_see_the_decision_last_shared_with_them() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    let place = || cell("s1", AUTUMN, 1);
    let for_committees = GetHeatmapRequest { shared_only: true, ..GetHeatmapRequest::default() };
    stand.happens(ID, decision(place(), "improve")).await;
    assert!(stand.heatmap(for_committees.clone()).await.unwrap().cells.is_empty());
    stand.happens(ID, shared(place())).await;
    stand.happens(ID, reopened(place())).await;
    stand.happens(ID, decision(place(), "repair")).await;
    let cells = stand.heatmap(for_committees.clone()).await.unwrap().cells;
    assert_eq!(cells[0].region_id, "improve");
    assert!(cells[0].reopened);
    assert_eq!(cells[0].reopened_on, "2025-11-21");
    stand.happens(ID, shared(place())).await;
    assert_eq!(stand.heatmap(for_committees).await.unwrap().cells[0].region_id, "repair");
}

#[tokio::test]
async fn a_day_that_is_none_is_refused() {
    let stand = Stand::start().await;
    let as_of = Some(AsOf::AsOfDate("2025-13-01".into()));
    let status = stand
        .heatmap(GetHeatmapRequest { as_of, ..GetHeatmapRequest::default() })
        .await
        .unwrap_err();
    refused(&status, "AS_OF_MALFORMED");
}

#[tokio::test]
async fn filled_again_the_rows_are_the_same() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    let place = || cell("s1", AUTUMN, 1);
    for event in [
        decision(place(), "improve"),
        shared(place()),
        reopened(place()),
        decision(place(), "repair"),
    ] {
        stand.happens(ID, event).await;
    }
    assert_eq!(stand.rebuilt_differs(Arc::new(Heatmap)).await, 0);
}
