use super::*;
use crate::sample;
use crate::shown::Shown;

/// Only these schools stand in the highest region for outcomes.
fn shown(visitor: &Visitor, at_the_top: &[&str]) -> String {
    let mut loaded = sample::compared_schools(visitor);
    let mut heat = sample::heat();
    for cell in heat.cells.iter_mut().filter(|cell| cell.area_id == "outcomes") {
        let top = at_the_top.contains(&cell.school_id.as_str());
        let region = if top { "sustain" } else { "repair" };
        cell.region_id = region.to_owned();
    }
    loaded.heat = Shown::All(heat);
    let known = loaded.known.known().unwrap();
    let figures: Vec<&RecordedFigure> = known.figures.iter().collect();
    section(visitor, &loaded, sample::MEASURE, &figures).into_string()
}

#[test]
fn other_schools_in_the_highest_region_could_help() {
    let page = shown(&sample::lead(), &[sample::OAK]);
    assert!(page.contains("Oakfield") && page.contains("67%"), "{page}");
    assert!(!page.contains("Brookside"));
    assert!(page.contains("Outcomes") && page.contains("Sustain"));
}

#[test]
fn the_own_school_is_no_other() {
    let page = shown(&sample::head(), &[sample::MARYS]);
    assert!(!page.contains("Mary") && page.contains("No other school stands"), "{page}");
}

#[test]
fn a_reader_who_is_not_shown_judgements_is_told_so() {
    let clerk = sample::clerk();
    let loaded = sample::compared_schools(&clerk);
    let page = section(&clerk, &loaded, sample::MEASURE, &[]).into_string();
    assert!(page.contains("not shown to you") && !page.contains("No other school"), "{page}");
}

#[test]
fn a_measure_of_no_area_has_no_helpers() {
    let lead = sample::lead();
    let loaded = sample::compared_schools(&lead);
    assert_eq!(section(&lead, &loaded, "reading-age", &[]).into_string(), "");
}
