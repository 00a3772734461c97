use contract::evidence::v1::{FigureValue, FigureVersion, KeptVersion};

use super::*;
use crate::sample;

fn figure(school: &str, number: Option<f64>, period: &str) -> RecordedFigure {
    let value = FigureValue { number, absence: None };
    let states = FigureVersion { measure_version: 1, value: Some(value), ..Default::default() };
    RecordedFigure {
        school_id: school.to_owned(),
        measure_id: sample::MEASURE.to_owned(),
        period: period.to_owned(),
        versions: vec![KeptVersion { states: Some(states), ..KeptVersion::default() }],
        ..RecordedFigure::default()
    }
}

fn loaded(figures: Vec<RecordedFigure>) -> ComparedSchools {
    let ComparedSchools { ground, known, heat } = sample::compared_schools(&sample::lead());
    let known = known.map(|known| FiguresKnown { figures, ..known });
    ComparedSchools { ground, known, heat }
}

fn shown(visitor: &Visitor, loaded: &ComparedSchools, period: &str) -> String {
    let of = MeasureCompared { measure: sample::MEASURE, period, part: "" };
    render(visitor, loaded, of).unwrap().into_string()
}

#[test]
fn the_highest_stands_first_and_what_has_no_number_last() {
    let loaded = loaded(vec![
        figure(sample::OAK, None, "2024-25"),
        figure(sample::MARYS, Some(56.0), "2024-25"),
        figure(sample::BROOK, Some(71.0), "2024-25"),
        figure(sample::MARYS, Some(90.0), "2023-24"),
    ]);
    let page = shown(&sample::lead(), &loaded, "");
    let place = |school: &str| page.find(&format!("/schools/{school}/figures/")).unwrap();
    assert!(place(sample::BROOK) < place(sample::MARYS), "{page}");
    assert!(place(sample::MARYS) < place(sample::OAK), "{page}");
    assert_eq!(page.matches("/figures/").count(), 3, "the newest period alone is shown");
    assert_eq!(shown(&sample::lead(), &loaded, "2023-24").matches("/figures/").count(), 1);
}

#[test]
fn a_head_finds_the_own_school_marked() {
    let loaded = loaded(vec![figure(sample::MARYS, Some(56.0), "2024-25")]);
    assert!(shown(&sample::head(), &loaded, "").contains("Your school"));
    assert!(!shown(&sample::lead(), &loaded, "").contains("Your school"));
}

#[test]
fn the_schools_are_told_apart_in_words_and_drawn_with_the_own_one_marked() {
    let loaded = loaded(vec![
        figure(sample::OAK, Some(40.0), "2024-25"),
        figure(sample::MARYS, Some(56.0), "2024-25"),
        figure(sample::BROOK, Some(71.0), "2024-25"),
    ]);
    let page = shown(&sample::head(), &loaded, "");
    assert!(page.contains("The lowest is 40%, the middle 56%, the highest 71%."), "{page}");
    assert!(page.contains("Higher is better.") && page.contains("<polygon"));
    assert!(!shown(&sample::lead(), &loaded, "").contains("<polygon"));
    assert!(page.contains("Who could help"));
}

#[test]
fn a_figure_that_is_not_shown_is_in_no_distribution() {
    let hidden = RecordedFigure { not_shown: true, ..figure(sample::OAK, Some(0.0), "2024-25") };
    let others = [sample::MARYS, sample::BROOK].map(|one| figure(one, Some(56.0), "2024-25"));
    let loaded = loaded(others.into_iter().chain([hidden]).collect());
    assert!(!shown(&sample::lead(), &loaded, "").contains("How the schools lie apart"));
}

#[test]
fn a_bar_begins_where_its_unit_does() {
    let scale = |unit| Scale { unit, highest: 40.0 };
    assert_eq!(scale(MeasureUnit::Percent).share(56.0), Some(56.0));
    assert_eq!(scale(MeasureUnit::ScaledScore).share(104.0), Some(60.0));
    assert_eq!(scale(MeasureUnit::Count).share(20.0), Some(50.0));
    assert_eq!(scale(MeasureUnit::Points).share(-0.4), None);
}

#[test]
fn a_measure_that_nobody_knows_has_no_page() {
    let of = MeasureCompared { measure: "nothing", period: "", part: "" };
    assert!(render(&sample::lead(), &loaded(Vec::new()), of).is_err());
    assert!(shown(&sample::lead(), &loaded(Vec::new()), "").contains("No school has a figure"));
}

#[tokio::test]
async fn the_file_says_period_pupils_and_the_floor() {
    let file = crate::listing::testing::taken("/measures/m", "", |view| {
        let figures = vec![
            figure(sample::MARYS, Some(56.0), "2024-25"),
            figure(sample::OAK, Some(40.0), "2023-24"),
        ];
        let of = MeasureCompared { measure: sample::MEASURE, period: "", part: "" };
        render(&Visitor { view, ..sample::lead() }, &loaded(figures), of).unwrap()
    });
    let file = file.await;
    assert!(file.contains("Period: ") && file.contains("Pupils: "), "{file}");
    assert!(file.contains("2024") && !file.contains("2023-24"), "{file}");
    assert!(file.contains("1 of 1 rows\r\n") && file.contains(FEW), "{file}");
}
