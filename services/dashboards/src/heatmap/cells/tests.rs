use super::*;

fn ladders() -> Ladders {
    let ladder = |regions: &[&str]| regions.iter().map(|r| (*r).to_owned()).zip(1_i64..).collect();
    Ladders(HashMap::from([
        (("house".to_owned(), 1), ladder(&["stabilise", "repair", "improve", "sustain"])),
        (("house".to_owned(), 2), ladder(&["stabilise", "improve", "sustain", "excel"])),
    ]))
}

fn in_version(version: u32, region_id: &str) -> Judgement {
    Judgement { framework: ("house".to_owned(), version), region_id: region_id.to_owned() }
}

fn moved(now: (u32, &str), earlier: (u32, &str)) -> &'static str {
    ladders().movement(&in_version(now.0, now.1), Some(&in_version(earlier.0, earlier.1)))
}

#[test]
fn movement_follows_the_ladder() {
    assert_eq!(moved((1, "sustain"), (1, "improve")), "up");
    assert_eq!(moved((1, "stabilise"), (1, "repair")), "down");
    assert_eq!(moved((1, "repair"), (1, "repair")), "same");
    assert_eq!(ladders().movement(&in_version(1, "repair"), None), "first");
}

#[test]
fn a_new_version_is_read_on_its_own_ladder_and_else_on_the_earlier_one() {
    assert_eq!(moved((2, "excel"), (1, "sustain")), "up");
    assert_eq!(moved((2, "stabilise"), (1, "repair")), "down");
    assert_eq!(moved((2, "excel"), (1, "repair")), "first", "no ladder has both");
}
