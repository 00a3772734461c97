use std::collections::BTreeMap;

use access::Sight;
use contract::evidence::v1::{FigureVersion, KeptVersion};
use measure_registry::{Topics, shipped_measures, small};
use uuid::Uuid;

use super::*;

const OWN: Uuid = Uuid::from_u128(1);

fn figure(id: &str, part: &str, cohorts: &[u32], status: FigureStatus) -> RecordedFigure {
    let version = |cohort: &u32| KeptVersion {
        states: Some(FigureVersion {
            value: Some(FigureValue { number: Some(50.0), absence: None }),
            cohort: Some(*cohort),
            status: status.into(),
            ..FigureVersion::default()
        }),
        ..KeptVersion::default()
    };
    RecordedFigure {
        figure_id: id.to_owned(),
        school_id: OWN.to_string(),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
        breakdown_id: part.to_owned(),
        versions: cohorts.iter().map(version).collect(),
        ..RecordedFigure::default()
    }
}

fn published(id: &str, part: &str, cohort: u32) -> RecordedFigure {
    figure(id, part, &[cohort], FigureStatus::Final)
}

fn hidden(figures: &[RecordedFigure]) -> Vec<String> {
    small(figures, &Topics::of(shipped_measures())).into_iter().collect()
}

fn reach(kinds: &[Shows]) -> Reach {
    let sight = Sight::Only(kinds.iter().copied().collect());
    Reach::Schools {
        trust: None,
        schools: BTreeMap::from([(OWN, sight)]),
        reviews: BTreeMap::new(),
    }
}

fn kept(figure: RecordedFigure, kinds: &[Shows]) -> Option<RecordedFigure> {
    let small = small(std::slice::from_ref(&figure), &Topics::of(shipped_measures()));
    let mut figures = vec![figure];
    keep(&mut figures, &small, &reach(kinds));
    figures.pop()
}

#[test]
fn five_pupils_are_few_and_six_are_not() {
    assert_eq!(hidden(&[published("a", "", 5)]), ["a"]);
    assert!(hidden(&[published("a", "", 6)]).is_empty());
    let revised = figure("a", "", &[6, 5], FigureStatus::Revised);
    assert_eq!(hidden(&[revised]), ["a"], "an earlier version rests on few");
}

#[test]
fn a_hidden_part_hides_what_it_could_be_worked_out_from() {
    let of_one = [
        published("all", "", 12),
        published("few", "disadvantaged", 4),
        published("rest", "not-disadvantaged", 8),
        published("girls", "girls", 6),
    ];
    assert_eq!(hidden(&of_one), ["few", "rest"], "the girls tell nothing of the few");
    let small_whole = [published("all", "", 5), published("girls", "girls", 5)];
    assert_eq!(hidden(&small_whole), ["all", "girls"]);
    let mut other_year = published("other", "not-disadvantaged", 8);
    other_year.period = "2023-24".to_owned();
    assert_eq!(hidden(&[published("few", "disadvantaged", 4), other_year]), ["few"]);
}

#[test]
fn few_pupils_are_shown_to_who_may_see_them_and_not_shown_to_others() {
    let everyone = kept(published("a", "", 5), &[Shows::Published]).unwrap();
    assert!(everyone.not_shown);
    let states = everyone.versions[0].states.as_ref().unwrap();
    assert_eq!((states.value.clone(), states.cohort), (Some(FigureValue::default()), None));
    let head = kept(published("a", "", 5), &[Shows::Published, Shows::SmallCohorts]).unwrap();
    assert!(!head.not_shown);
    assert_eq!(head.versions[0].states.as_ref().unwrap().cohort, Some(5));
}

#[test]
fn internal_versions_are_for_who_may_see_internal_figures() {
    let internal = || figure("a", "", &[12], FigureStatus::Internal);
    assert_eq!(kept(internal(), &[Shows::Published]), None);
    assert!(kept(internal(), &[Shows::FiguresInternal]).is_some());
    let mut both = published("a", "", 12);
    both.versions.extend(internal().versions);
    let seen = kept(both, &[Shows::Published]).unwrap();
    assert_eq!(seen.versions.len(), 1);
}
