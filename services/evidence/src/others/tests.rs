use contract::evidence::v1::{FigureValue, KeptVersion};
use measure_registry::shipped_measures;

use super::*;

fn figure(school: &str, number: f64, cohort: Option<u32>) -> RecordedFigure {
    let states = FigureVersion {
        measure_version: 1,
        value: Some(FigureValue { number: Some(number), absence: None }),
        cohort,
        status: FigureStatus::Final.into(),
        ..FigureVersion::default()
    };
    RecordedFigure {
        figure_id: school.to_owned(),
        level: FigureLevel::School.into(),
        school_id: school.to_owned(),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
        versions: vec![KeptVersion { states: Some(states), ..KeptVersion::default() }],
        ..RecordedFigure::default()
    }
}

fn beside(of: &RecordedFigure, all: &[RecordedFigure], small: &[&str]) -> Option<OtherSchools> {
    let small = small.iter().map(|id| (*id).to_owned()).collect();
    Together::of(all, &small).beside(of, shipped_measures())
}

/// Trap 24 of the field: the mean of a small trust must not contain the school that is compared with it.
#[test]
fn a_school_is_compared_with_the_trust_without_itself() {
    let all =
        [figure("a", 100.0, Some(30)), figure("b", 60.0, Some(10)), figure("c", 75.0, Some(20))];
    let others = OtherSchools { number: 70.0, cohort: 30, schools: 2 };
    assert_eq!(beside(&all[0], &all, &[]), Some(others));
    assert_eq!(beside(&all[0], &all[..1], &[]), None, "a school alone has no others");
}

#[test]
fn only_what_is_alike_and_rests_on_enough_is_put_together() {
    let own = figure("a", 50.0, Some(30));
    let change = |change: fn(&mut RecordedFigure)| {
        let mut other = figure("b", 60.0, Some(10));
        change(&mut other);
        beside(&own, &[own.clone(), other], &[])
    };
    assert!(change(|_| {}).is_some());
    assert_eq!(change(|other| other.period = "2023-24".to_owned()), None);
    assert_eq!(change(|other| other.breakdown_id = "girls".to_owned()), None);
    assert_eq!(change(|other| other.measure_id = "roll".to_owned()), None);
    assert_eq!(change(|other| other.level = FigureLevel::Authority.into()), None);
    assert_eq!(change(|other| other.not_shown = true), None);
    let of = |other: &mut RecordedFigure| other.versions[0].states.clone().unwrap();
    let with = |version: FigureVersion| {
        let mut other = figure("b", 60.0, Some(10));
        other.versions[0].states = Some(version);
        beside(&own, &[own.clone(), other], &[])
    };
    let plain = of(&mut figure("b", 60.0, Some(10)));
    let internal = FigureStatus::Internal.into();
    assert_eq!(with(FigureVersion { status: internal, ..plain.clone() }), None);
    assert_eq!(with(FigureVersion { measure_version: 2, ..plain.clone() }), None);
    assert_eq!(with(FigureVersion { cohort: None, ..plain.clone() }), None);
    assert_eq!(with(FigureVersion { value: Some(FigureValue::default()), ..plain }), None);
    let few = [own.clone(), figure("b", 60.0, Some(4))];
    assert_eq!(beside(&own, &few, &["b"]), None, "few pupils are left out for every reader");
}

#[test]
fn cohorts_beyond_what_a_number_holds_are_put_together() {
    let all = [
        figure("a", 50.0, Some(30)),
        figure("b", 60.0, Some(u32::MAX)),
        figure("c", 70.0, Some(u32::MAX)),
    ];
    let others = OtherSchools { number: 65.0, cohort: u32::MAX, schools: 2 };
    assert_eq!(beside(&all[0], &all, &[]), Some(others));
}

#[test]
fn a_mean_of_counts_is_not_given() {
    let count = |school: &str| RecordedFigure {
        measure_id: "suspensions".to_owned(),
        ..figure(school, 3.0, Some(200))
    };
    let all = [count("a"), count("b")];
    assert_eq!(beside(&all[0], &all, &[]), None);
}
