use super::*;

fn measure(unit: MeasureUnit, decimals: u32) -> MeasureDefinition {
    MeasureDefinition { unit: unit.into(), decimals, ..MeasureDefinition::default() }
}

fn read(text: &str, unit: MeasureUnit, decimals: u32) -> Result<f64, Misread> {
    let value = cell(text, &measure(unit, decimals), PercentStyle::OfHundred)?;
    Ok(value.number.expect("a number"))
}

fn absence(text: &str) -> FigureAbsence {
    let value = cell(text, &measure(MeasureUnit::Percent, 0), PercentStyle::OfHundred).unwrap();
    assert_eq!(value.number, None, "{text} is no number, and not zero");
    value.absence.unwrap()
}

/// Trap 5 of the field: reasons for no number are kept as given, mean different things, and none is zero.
#[test]
fn each_reason_for_no_number_is_kept_as_given_and_means_its_own() {
    let expected = [
        ("SUPP", NoNumber::Suppressed),
        ("NE", NoNumber::NotEntered),
        ("NA", NoNumber::NotApplicable),
        ("NP", NoNumber::NotPublished),
        ("LOWCOV", NoNumber::LowCoverage),
        ("SP", NoNumber::NearZero),
        ("RE", NoNumber::Redacted),
        ("NEW", NoNumber::NewSchool),
        ("z", NoNumber::NotApplicable),
        ("x", NoNumber::NotAvailable),
        ("c", NoNumber::Suppressed),
        ("low", NoNumber::NearZero),
        (":", NoNumber::NotAvailable),
        ("NULL", NoNumber::NotGiven),
        ("", NoNumber::NotGiven),
    ];
    for (code, means) in expected {
        let found = absence(code);
        assert_eq!((found.code.as_str(), found.means()), (code, means));
        assert!(!means.words().is_empty());
    }
    assert_eq!(expected.len(), REASONS.len());
    let given = absence(" [C] ");
    assert_eq!((given.code.as_str(), given.means()), ("[C]", NoNumber::Suppressed));
    assert_eq!(absence("  ").code, "");
    for no_reason in ["[]", "n/a", "-", "SUPPRESSED", "0"] {
        assert_eq!(reason(no_reason), None, "{no_reason}");
    }
}

/// Trap 6 of the field: `78%`, `78` and `0.78`.
#[test]
fn a_share_is_read_in_the_style_of_its_column() {
    let percent = measure(MeasureUnit::Percent, 1);
    let of = |text: &str, style| cell(text, &percent, style).unwrap().number.unwrap();
    assert_eq!(of("78%", PercentStyle::OfHundred), 78.0);
    assert_eq!(of("78", PercentStyle::OfHundred), 78.0);
    assert_eq!(of("0.78", PercentStyle::OfOne), 78.0);
    assert_eq!(of("0.098", PercentStyle::OfOne), 9.8);
    assert_eq!(of("1", PercentStyle::OfOne), 100.0);
    assert_eq!(of("0", PercentStyle::OfOne), 0.0);
    // One per cent, not a hundred.
    assert_eq!(of("1%", PercentStyle::OfOne), 1.0);
    assert_eq!(of("0.8", PercentStyle::OfHundred), 0.8);
    assert_eq!(PercentStyle::of_column(["SUPP", "1", "78%"]), Some(PercentStyle::OfHundred));
    assert_eq!(PercentStyle::of_column(["0.4", "5.53"]), Some(PercentStyle::OfHundred));
    assert_eq!(PercentStyle::of_column(["0.4", "0.85", "z", "1", "0"]), None);
}

#[test]
fn a_value_has_the_digits_of_its_measure() {
    assert_eq!(read("62.0", MeasureUnit::Percent, 0), Ok(62.0));
    assert_eq!(read("62.5", MeasureUnit::Percent, 0), Err(Misread::TooManyDecimals(0)));
    assert_eq!(read("5.53", MeasureUnit::Percent, 2), Ok(5.53));
    assert_eq!(read("−2.3", MeasureUnit::Points, 1), Ok(-2.3));
    assert_eq!(read("£17,160", MeasureUnit::Pounds, 0), Ok(17160.0));
    let sentence = Misread::TooManyDecimals(1).to_string();
    assert_eq!(sentence, "This measure has at most 1 digit behind the point.");
}

#[test]
fn what_a_measure_cannot_say_is_refused() {
    let no = |text: &str, unit, decimals| {
        matches!(read(text, unit, decimals), Err(Misread::Impossible(..)))
    };
    assert!(no("101", MeasureUnit::Percent, 0) && no("-1", MeasureUnit::Percent, 0));
    assert!(no("79", MeasureUnit::ScaledScore, 0) && no("121", MeasureUnit::ScaledScore, 0));
    assert!(no("2.5", MeasureUnit::Count, 1) && no("-3", MeasureUnit::Count, 0));
    assert!(no("10000000000", MeasureUnit::Count, 0));
    assert!(!no("104.5", MeasureUnit::PerHundred, 1), "more suspensions than pupils");
    let unreadable =
        ["1e5", "inf", "NaN", ".5", "5.", "1,23", "12,3456", "1 000", "about 5", "5 %%", "78p"];
    for text in unreadable {
        let read = read(text, MeasureUnit::Percent, 2);
        assert!(matches!(read, Err(Misread::Unreadable(_))), "{text}: {read:?}");
    }
}

/// Files have five digits behind the point, and measures two.
#[test]
fn a_files_cell_is_rounded_to_the_digits_of_its_measure() {
    let rounded = |text: &str, decimals| {
        let measure = measure(MeasureUnit::Percent, decimals);
        rounded_cell(text, &measure, PercentStyle::OfHundred).unwrap().number.unwrap()
    };
    assert_eq!(rounded("5.52668", 2), 5.53);
    assert_eq!(rounded("9.7744", 1), 9.8);
    assert_eq!(rounded("83.3333", 0), 83.0);
    assert_eq!(rounded("99.95", 1), 100.0);
    assert_eq!(rounded("0.5", 0), 1.0);
    assert_eq!(rounded("77", 0), 77.0);
    let points = measure(MeasureUnit::Points, 1);
    let below = rounded_cell("-0.25", &points, PercentStyle::OfHundred).unwrap();
    assert_eq!(below.number, Some(-0.3));
    let share = measure(MeasureUnit::Percent, 0);
    let of_one = rounded_cell("0.695", &share, PercentStyle::OfOne).unwrap();
    assert_eq!(of_one.number, Some(70.0));
    let count = rounded_cell("2.5", &measure(MeasureUnit::Count, 0), PercentStyle::OfHundred);
    assert!(matches!(count, Err(Misread::Impossible(..))), "half a suspension is no rounding");
}
