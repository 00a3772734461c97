//! Which figures a paper prints.

use contract::evidence::v1::{
    FigureStatus, FigureValue, FigureVersion, KeptVersion, Measure, MeasureDefinition, MeasureUnit,
    OtherSchools, RecordedFigure, ThreeYearTotal,
};
use contract::reports::v1::KeyFigure;

use super::*;

fn measure(id: &str) -> Measure {
    let title = format!("Title of {id}");
    let mut definition = MeasureDefinition { title, ..MeasureDefinition::default() };
    definition.set_unit(MeasureUnit::Percent);
    Measure { measure_id: id.into(), definition: Some(definition), ..Measure::default() }
}

fn figure(id: &str, period: &str, number: f64) -> RecordedFigure {
    let value = FigureValue { number: Some(number), absence: None };
    let mut states =
        FigureVersion { value: Some(value), cohort: Some(200), ..FigureVersion::default() };
    states.set_status(FigureStatus::Revised);
    let kept = KeptVersion { states: Some(states), position: 70, ..KeptVersion::default() };
    RecordedFigure {
        figure_id: format!("{id}/{period}"),
        measure_id: id.into(),
        period: period.into(),
        versions: vec![kept],
        ..RecordedFigure::default()
    }
}

/// A part of the pupils, which no strip prints.
fn of_girls(id: &str, period: &str) -> RecordedFigure {
    RecordedFigure { breakdown_id: "girls".into(), ..figure(id, period, 50.0) }
}

fn known(figures: Vec<RecordedFigure>) -> Sources {
    let measures = figures.iter().map(|figure| measure(&figure.measure_id)).collect();
    let figures = SchoolFigures { figures, measures };
    Sources { school_id: SCHOOL.into(), trust: trust(), figures, ..Sources::default() }
}

fn printed(sources: &Sources) -> Vec<String> {
    let data = compose(sources, term());
    let says = |figure: &KeyFigure| {
        let of_year = figure.period_words.trim_start_matches("Academic year ");
        format!("{} {of_year} {}", figure.measure_id, figure.words)
    };
    data.key_figures.iter().map(says).collect()
}

/// The paper before printed one figure of 2023-24, up to event 60.
fn after_a_paper(sources: Sources, measure_id: &str) -> Sources {
    let last = KeyFigure {
        measure_id: measure_id.into(),
        words: "58%".into(),
        period_words: "2023-24".into(),
        ..KeyFigure::default()
    };
    let data = ReportData { key_figures: vec![last], ..ReportData::default() };
    let last_paper = LastPaper { issued_on: "2025-07-01".into(), as_of_position: 60, data };
    Sources { last_paper: Some(last_paper), ..sources }
}

#[test]
fn each_measure_that_is_asked_after_gives_its_latest_figure_of_all_pupils() {
    let sources = known(vec![
        of_girls("absence-overall", "2024-25"),
        figure("absence-overall", "2024-25", 5.0),
        figure("absence-overall", "2023-24", 6.0),
        figure("ks2-gps-expected", "2024-25", 70.0),
        figure("ks2-rwm-expected", "2024-25", 61.0),
    ]);
    assert_eq!(
        printed(&sources),
        ["ks2-rwm-expected 2024-25 61% (of 200)", "absence-overall 2024-25 5% (of 200)"]
    );
    assert!(compose(&known(Vec::new()), term()).key_figures.is_empty());
}

#[test]
fn what_the_last_paper_printed_comes_first_and_is_compared() {
    let sources = known(vec![
        figure("absence-overall", "2024-25", 5.0),
        figure("roll-of-ours", "2024-25", 61.0),
    ]);
    let sources = after_a_paper(sources, "roll-of-ours");
    assert_eq!(
        printed(&sources),
        ["roll-of-ours 2024-25 61% (of 200)", "absence-overall 2024-25 5% (of 200)"]
    );
    let data = compose(&sources, term());
    let first = &data.key_figures[0];
    assert_eq!((first.last_words.as_str(), first.last_period_words.as_str()), ("58%", "2023-24"));
    assert_eq!((first.cohort, first.status_words.as_str()), (Some(200), "revised"));
    let facts: Vec<&str> = data.facts.iter().map(|fact| fact.measure.as_str()).collect();
    assert_eq!(facts, ["figure.roll-of-ours", "figure.absence-overall"], "all are new");
}

#[test]
fn a_figure_of_few_pupils_is_never_chosen_anew_and_never_told() {
    let years = ["2022-23", "2023-24", "2024-25"].map(str::to_owned).to_vec();
    let total = ThreeYearTotal { reached: 7, cohort: 13, years, ..ThreeYearTotal::default() };
    let few = RecordedFigure {
        not_shown: true,
        three_years: Some(total),
        ..figure("ks2-rwm-expected", "2024-25", 25.0)
    };
    let sources = known(vec![few]);
    assert!(printed(&sources).is_empty());
    let data = compose(&after_a_paper(sources, "ks2-rwm-expected"), term());
    let [told] = data.key_figures.as_slice() else { panic!("{:?}", data.key_figures) };
    assert_eq!((told.words.as_str(), told.value, told.cohort), ("not shown", None, None));
    assert_eq!(told.three_years_words, "7 of 13 over 2022-23 to 2024-25", "it stands in");
    let [fact] = data.facts.as_slice() else { panic!("{:?}", data.facts) };
    assert_eq!((fact.suppression.as_str(), fact.value, fact.n), ("not_shown", None, None));
}

#[test]
fn a_number_that_may_not_be_shown_any_more_is_not_printed_again() {
    let few = RecordedFigure { not_shown: true, ..figure("ks2-rwm-expected", "2024-25", 25.0) };
    let mut sources = after_a_paper(known(vec![few]), "ks2-rwm-expected");
    let last = |sources: &Sources| compose(sources, term()).key_figures[0].last_words.clone();
    assert_eq!(last(&sources), "58%", "of another period");
    let paper = sources.last_paper.as_mut().expect("a paper was issued before");
    paper.data.key_figures[0].period_words = "Academic year 2024-25".into();
    assert_eq!(last(&sources), "");
}

#[test]
fn six_figures_are_printed_with_the_other_schools_beside_them() {
    let ids = [
        "absence-overall",
        "absence-persistent",
        "eyfs-gld",
        "ks2-rwm-expected",
        "mtc-average",
        "phonics-year-1",
        "suspensions-rate",
    ];
    let others = OtherSchools { number: 61.0, cohort: 300, schools: 6 };
    let figures =
        ids.map(|id| RecordedFigure { others: Some(others), ..figure(id, "2024-25", 50.0) });
    let data = compose(&known(Vec::from(figures)), term());
    assert_eq!(data.key_figures.len(), 6);
    assert!(data.key_figures.iter().all(|figure| figure.others_words == "61% in 6 schools"));
    assert!(anchors(&data).any(|anchor| anchor == "figure/ks2-rwm-expected"));
}
