use super::*;

#[test]
fn a_period_is_a_year_or_a_part_of_it() {
    let years = years(jiff::civil::date(2026, 1, 10));
    assert_eq!((years.len(), years[0].value.as_str()), (10, "2025-26"));
    for (year, part) in
        years.iter().flat_map(|year| within().into_iter().map(move |part| (year, part)))
    {
        let period = format!("{}{}", year.value, part.value);
        assert!(period.parse::<contract::Period>().is_ok(), "{period}");
    }
}
