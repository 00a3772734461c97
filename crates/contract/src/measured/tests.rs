use super::*;
use crate::evidence::v1::FigureAbsence;

fn measure(unit: MeasureUnit, decimals: u32) -> MeasureDefinition {
    MeasureDefinition { unit: unit.into(), decimals, ..MeasureDefinition::default() }
}

fn version(number: f64, cohort: Option<u32>) -> FigureVersion {
    let value = FigureValue { number: Some(number), absence: None };
    FigureVersion { value: Some(value), cohort, ..FigureVersion::default() }
}

#[test]
fn a_number_has_the_digits_of_its_measure() {
    assert_eq!(measure(MeasureUnit::Percent, 0).said(62.0), "62%");
    assert_eq!(measure(MeasureUnit::Percent, 1).said(5.0), "5.0%");
    assert_eq!(measure(MeasureUnit::Points, 1).said(-2.3), "-2.3");
    assert_eq!(measure(MeasureUnit::Points, 1).said(2.3), "+2.3");
    assert_eq!(measure(MeasureUnit::Points, 1).said(-0.0), "0.0");
    assert_eq!(measure(MeasureUnit::ScaledScore, 0).said(105.0), "105");
    assert_eq!(measure(MeasureUnit::Pounds, 0).said(17160.0), "£17160");
}

/// Trap 25 of the field: in a cohort of eight a pupil is twelve points, so the count is said.
#[test]
fn a_small_cohort_is_said_as_a_count() {
    let percent = measure(MeasureUnit::Percent, 0);
    assert_eq!(percent.figure(&version(44.0, Some(9))), "44% (4 of 9)");
    assert_eq!(percent.figure(&version(62.0, Some(57))), "62% (of 57)");
    assert_eq!(percent.figure(&version(50.0, Some(9))), "50% (of 9)", "no count gives a half");
    assert_eq!(percent.figure(&version(62.0, None)), "62%");
    assert_eq!(measure(MeasureUnit::ScaledScore, 0).figure(&version(105.0, Some(9))), "105 (of 9)");
}

#[test]
fn a_reason_is_said_with_its_code_as_given() {
    let absence = |code: &str, means: NoNumber| FigureVersion {
        value: Some(FigureValue {
            number: None,
            absence: Some(FigureAbsence { code: code.to_owned(), means: means.into() }),
        }),
        ..FigureVersion::default()
    };
    let percent = measure(MeasureUnit::Percent, 0);
    let suppressed = absence("SUPP", NoNumber::Suppressed);
    assert_eq!(percent.figure(&suppressed), "SUPP: too few pupils to publish");
    assert_eq!(percent.figure(&absence("", NoNumber::NotGiven)), "no number was given");
}
