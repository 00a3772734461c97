use super::*;
use crate::sample;

fn shown(visitor: &Visitor, loaded: &EarlierPage) -> String {
    let school = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, loaded, school, &Told::default()).into_string()
}

#[test]
fn a_governor_reads_day_and_document_and_changes_nothing() {
    let governor = sample::governor();
    let page = shown(&governor, &sample::earlier_page(&governor));
    for wanted in
        ["Governance", "Repair", "Brought in: decided on 12 July 2024 by", "href=\"/trail/41\""]
    {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("Taken back on"), "what was taken back is for those who judge");
    assert!(!page.contains("method=\"post\" action=\"/schools/"), "no form");
}

#[test]
fn the_lead_is_asked_for_every_area_and_for_what_to_take_back() {
    let lead = sample::lead();
    let page = shown(&lead, &sample::earlier_page(&lead));
    for wanted in [
        "name=\"region-governance\"",
        "name=\"region-staff\"",
        "/earlier/by/default/2\"",
        "name=\"decisions\"",
        "value=\"decision-41\"",
        "Taken back on 15 September 2025",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("value=\"decision-42\""), "it was taken back already");
}

#[test]
fn what_cannot_be_seen_is_not_said_to_be_none() {
    let lead = sample::lead();
    let of = |brought_in| EarlierPage { brought_in, ..sample::earlier_page(&lead) };
    let none = "No judgement of an earlier year";
    assert!(shown(&lead, &of(Shown::All(ListBroughtInResponse::default()))).contains(none));
    let away = shown(&lead, &of(Shown::Away));
    assert!(!away.contains(none) && away.contains("cannot be shown at the moment"));
}

#[test]
fn an_area_shows_its_own_judgements_and_not_those_that_were_taken_back() {
    let governor = sample::governor();
    let brought_in = Shown::All(sample::brought_in());
    let governance = of_area(&governor, &brought_in, "governance").into_string();
    assert!(governance.contains("12 July 2024") && !governance.contains("14 July 2023"));
    assert_eq!(of_area(&governor, &brought_in, "staff").into_string(), "");
}
