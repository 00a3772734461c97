use super::*;
use crate::evidence::v1::{FigureAbsence, NoNumber, YearLeftOut};

fn over(years: &[&str]) -> ThreeYearTotal {
    let years = years.iter().map(|year| (*year).to_owned()).collect();
    ThreeYearTotal { reached: 23, cohort: 61, years, ..ThreeYearTotal::default() }
}

#[test]
fn a_total_names_its_count_and_its_years() {
    let three = over(&["2022-23", "2023-24", "2024-25"]);
    assert_eq!(three.words(), "23 of 61 over 2022-23 to 2024-25");
    let apart = over(&["2018-19", "2023-24", "2024-25"]);
    assert_eq!(apart.words(), "23 of 61 over 2018-19, 2023-24 and 2024-25");
    let about = ThreeYearTotal { about: true, ..over(&["2023-24", "2024-25"]) };
    assert_eq!(about.words(), "about 23 of 61 over 2023-24 and 2024-25");
}

#[test]
fn a_year_without_a_number_is_named_with_its_reason() {
    let absence = FigureAbsence { code: "SUPP".to_owned(), means: NoNumber::Suppressed.into() };
    let left_out = YearLeftOut { year: "2023-24".to_owned(), absence: Some(absence) };
    let total = ThreeYearTotal { left_out: vec![left_out], ..over(&["2022-23", "2024-25"]) };
    let said =
        "23 of 61 over 2022-23 and 2024-25 (2023-24 is left out, SUPP: too few pupils to publish)";
    assert_eq!(total.words(), said);
}
