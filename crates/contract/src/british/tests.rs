use super::*;

#[test]
fn in_summer_the_british_day_begins_an_hour_before_utcs() {
    let day = |moment: &str| british_day(moment.parse().unwrap()).to_string();
    assert_eq!(day("2026-05-01T23:30:00Z"), "2026-05-02");
    assert_eq!(day("2026-11-01T23:30:00Z"), "2026-11-01");
}
