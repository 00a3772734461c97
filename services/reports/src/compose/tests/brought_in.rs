//! What was brought in from papers of earlier years.

use super::*;
use crate::gather::newest_position;

#[test]
fn a_first_judgement_stands_beside_what_was_brought_in_of_its_area() {
    let of = |area_id: &str, region: &str, decided_on: &str| BroughtInDecision {
        framework_id: "default".into(),
        area_id: area_id.into(),
        region_name: region.into(),
        decided_on: decided_on.into(),
        paper: Some("Annual review".into()),
        position: 7,
        ..BroughtInDecision::default()
    };
    let taken_back = BroughtInDecision {
        taken_back_on: "2025-10-01".into(),
        ..of("staff", "Sustain", "2025-07-01")
    };
    let by_name = BroughtInDecision { framework_id: String::new(), ..of("", "Good", "2025-07-01") };
    let known = vec![
        of("staff", "Stabilise", "2023-07-10"),
        of("staff", "Repair", "2024-07-12"),
        taken_back,
        by_name,
    ];
    let with = |earlier| {
        let sources = Sources { earlier, brought_in: known.clone(), ..sources() };
        compose(&sources, term()).categories
    };
    let rows = with(Vec::new());
    let staff = rows.iter().find(|row| row.area_id == "staff").unwrap();
    let was = staff.brought_in.clone().unwrap();
    assert_eq!((was.region_name.as_str(), was.decided_on.as_str()), ("Repair", "2024-07-12"));
    assert_eq!((was.paper.said(), was.position), ("Annual review".into(), 7));
    assert_eq!(staff.movement, "first", "it moves nothing");
    let read = Sources { brought_in: known.clone(), ..Sources::default() };
    assert_eq!(newest_position(&read), 7, "the paper stands on it");
    assert!(rows.iter().filter(|row| row.area_id != "staff").all(|row| row.brought_in.is_none()));
    let after_rounds = with(sources().earlier);
    assert!(after_rounds.iter().all(|row| row.brought_in.is_none()), "the rounds tell the rest");
}
