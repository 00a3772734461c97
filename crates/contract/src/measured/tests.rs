use super::*;

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
fn a_share_of_few_is_a_count_and_one_of_them_moves_it_far() {
    let percent = measure(MeasureUnit::Percent, 0);
    assert_eq!((percent.count(44.0, 9), percent.count(50.0, 9)), (Some(4), None));
    assert_eq!((percent.count(0.0, 9), percent.count(100.0, 9)), (Some(0), Some(9)));
    assert_eq!((percent.points_of_one(8), percent.points_of_one(25)), (Some(12.5), Some(4.0)));
    // Of more than thirty the share says enough, and no pupil moves no share.
    assert_eq!((percent.count(50.0, 32), percent.points_of_one(31)), (None, None));
    assert_eq!(percent.points_of_one(0), None);
    let score = measure(MeasureUnit::ScaledScore, 0);
    assert_eq!((score.count(105.0, 9), score.points_of_one(9)), (None, None));
}

#[test]
fn a_share_of_many_is_a_count_where_one_alone_gives_it() {
    let counted = |share: f64, decimals: u32, cohort: u32| {
        measure(MeasureUnit::Percent, decimals).counted_share(share, cohort)
    };
    let sure = |count: u32| Some(CountedShare { count, about: false });
    assert_eq!((counted(62.0, 0, 57), counted(50.0, 0, 9)), (None, None));
    assert_eq!((counted(61.0, 0, 57), counted(44.0, 0, 9)), (sure(35), sure(4)));
    assert_eq!(counted(50.0, 0, 400), Some(CountedShare { count: 200, about: true }));
    assert_eq!((counted(50.0, 1, 400), counted(50.0, 0, 60_000)), (sure(200), None));
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

#[test]
fn a_figure_is_said_by_the_version_of_its_measure() {
    let of = |measure_id: &str, version: u32| Measure {
        measure_id: measure_id.to_owned(),
        version,
        definition: Some(measure(MeasureUnit::Percent, version)),
        ..Measure::default()
    };
    let measures = [of("reading-age", 2), of("reading-age", 1), of("attendance", 1)];
    let decimals = |id: &str, version: u32| {
        MeasureDefinition::among(&measures, id, version).map(|definition| definition.decimals)
    };
    assert_eq!((decimals("reading-age", 1), decimals("reading-age", 2)), (Some(1), Some(2)));
    assert_eq!((decimals("reading-age", 3), decimals("spelling", 1)), (None, None));
}
