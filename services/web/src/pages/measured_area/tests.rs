use contract::evidence::v1::{FigureValue, FigureVersion, KeptVersion, MeasureDefinition};

use super::*;

const RESULT: &str = "ks2-rwm-expected";

fn measure(id: &str, stage: MeasureStage, polarity: Polarity) -> Measure {
    Measure {
        measure_id: id.to_owned(),
        version: 1,
        definition: Some(MeasureDefinition {
            title: id.to_owned(),
            unit: MeasureUnit::Percent.into(),
            polarity: polarity.into(),
            stage: stage.into(),
            ..MeasureDefinition::default()
        }),
        ..Measure::default()
    }
}

fn figure(id: &str, period: &str, number: f64, cohort: Option<u32>) -> RecordedFigure {
    let value = Some(FigureValue { number: Some(number), absence: None });
    let states = FigureVersion { measure_version: 1, value, cohort, ..Default::default() };
    RecordedFigure {
        measure_id: id.to_owned(),
        period: period.to_owned(),
        versions: vec![KeptVersion { states: Some(states), ..KeptVersion::default() }],
        ..RecordedFigure::default()
    }
}

fn results(figures: Vec<RecordedFigure>) -> FiguresKnown {
    let measure = measure(RESULT, MeasureStage::KeyStage2, Polarity::HigherIsBetter);
    FiguresKnown { figures, measures: vec![measure] }
}

/// Whether the two figures of one measure are said to be for the better.
fn better(known: &FiguresKnown) -> Option<Option<bool>> {
    let changes = changes(known, OUTCOMES);
    assert!(changes.len() <= 1, "{changes:?}");
    changes.first().map(|change| change.better)
}

#[test]
fn results_are_outcomes_and_absence_is_attendance() {
    let whole = MeasureStage::WholeSchool;
    let of = |id: &str, stage| area_of(&measure(id, stage, Polarity::HigherIsBetter));
    assert_eq!(of(RESULT, MeasureStage::KeyStage2), Some(OUTCOMES));
    assert_eq!(of("absence-persistent", whole), Some(BEHAVIOUR));
    assert_eq!(of("suspensions-rate", whole), Some(BEHAVIOUR));
    assert_eq!(of("roll", whole), None, "it is about no area");
}

#[test]
fn a_fall_by_more_than_a_pupil_is_one_and_by_less_is_none() {
    let of = |before: f64, now: f64, cohort: Option<u32>| {
        let (now, before) =
            (figure(RESULT, "2024-25", now, cohort), figure(RESULT, "2023-24", before, cohort));
        better(&results(vec![now, before]))
    };
    assert_eq!(of(67.0, 44.0, Some(9)), Some(Some(false)), "two pupils of nine");
    assert_eq!(of(67.0, 56.0, Some(9)), Some(None), "one pupil of nine");
    assert_eq!(of(56.0, 78.0, Some(9)), Some(Some(true)));
    assert_eq!(of(56.0, 55.0, None), Some(Some(false)), "how many pupils is not known");
}

#[test]
fn what_is_not_known_on_both_sides_or_means_something_else_is_not_compared() {
    let now = || figure(RESULT, "2024-25", 44.0, Some(30));
    let before = || figure(RESULT, "2023-24", 67.0, Some(30));
    assert_eq!(better(&results(vec![now()])), None, "there is one figure");
    let hidden = RecordedFigure { not_shown: true, ..before() };
    assert_eq!(better(&results(vec![now(), hidden])), None, "the earlier one is not shown");
    let mut other = before();
    other.versions[0].states.as_mut().unwrap().measure_version = 2;
    assert_eq!(better(&results(vec![now(), other])), None, "it counted something else");
    let term = figure(RESULT, "2024-25-autumn", 30.0, Some(30));
    let known = results(vec![now(), term, before()]);
    assert_eq!(better(&known), Some(Some(false)), "a year is compared with a year");
    assert!(are_alike("2024-25-autumn", "2023-24-autumn"));
    assert!(!are_alike("2024-25-autumn", "2023-24-summer"));
    assert!(!are_alike("2024-25-summer-2", "2023-24-summer-1"));
    let part = RecordedFigure { breakdown_id: "girls".to_owned(), ..before() };
    assert_eq!(better(&results(vec![now(), part])), None, "a part is not the whole");
}

#[test]
fn less_absence_is_better() {
    let measure = measure("absence-overall", MeasureStage::WholeSchool, Polarity::LowerIsBetter);
    let of = |period: &str, number| figure("absence-overall", period, number, Some(100));
    let figures = vec![of("2024-25", 5.0), of("2023-24", 7.0)];
    let known = FiguresKnown { figures, measures: vec![measure] };
    let changes = changes(&known, BEHAVIOUR);
    assert_eq!(changes[0].better, Some(true));
    assert_eq!(changes[0].said, ["7%".to_owned(), "5%".to_owned()].map(|said| said + " (of 100)"));
    let mut neither = known.clone();
    neither.measures[0].definition.as_mut().unwrap().set_polarity(Polarity::Neither);
    assert_eq!(super::changes(&neither, BEHAVIOUR)[0].better, None);
}
