use jiff::civil::date;

use super::*;

#[test]
fn a_step_has_one_command_id_for_ever() {
    assert_eq!(command("wave/autumn/1/open"), command("wave/autumn/1/open"));
    assert_ne!(command("wave/autumn/1/open"), command("wave/spring/1/open"));
}

#[test]
fn the_day_is_told_in_british_time() {
    assert_eq!(at(date(2026, 6, 24), 9 * 60 + 5).to_string(), "2026-06-24T08:05:00Z");
    assert_eq!(at(date(2025, 11, 27), 9 * 60).to_string(), "2025-11-27T09:00:00Z");
}
