use super::*;
use crate::sample;

/// Where St Mary's stands with a line of the sample for its first period.
fn told(place: usize, today: &str, school: &str) -> String {
    let loaded = sample::register_page(&sample::lead());
    let line = &loaded.register.known().unwrap().lines[place];
    let adoptions = loaded.adoptions.known().unwrap();
    let known = AdoptionsOnDay { adoptions, today: today.parse().unwrap() };
    let school = loaded.ground.school(school, &sample::lead()).unwrap();
    known.standing(line, &line.due[0], school).told(&loaded.ground.names).into_string()
}

#[test]
fn what_is_required_is_open_then_due_soon_then_overdue() {
    let brook = |today: &str| told(0, today, sample::BROOK);
    assert!(brook("2025-10-16").contains("Open"));
    assert!(brook("2025-10-17").contains("Due within 14 days"));
    assert!(brook("2025-10-31").contains("Due within 14 days"));
    assert!(brook("2025-11-01").contains("Overdue"));
}

#[test]
fn nothing_is_overdue_that_a_school_was_not_asked_for_by_then() {
    let loaded = sample::register_page(&sample::lead());
    let line = &loaded.register.known().unwrap().lines[0];
    let known = AdoptionsOnDay { adoptions: &[], today: "2026-01-15".parse().unwrap() };
    let told = |line: &RegisterLine, school: &School| {
        known.standing(line, &line.due[0], school).told(&loaded.ground.names).into_string()
    };
    let brook = loaded.ground.school(sample::BROOK, &sample::lead()).unwrap();
    assert!(told(line, brook).contains("Overdue"));
    let added = |on: &str| RegisterLine { due_since: on.to_owned(), ..line.clone() };
    assert!(told(&added("2025-10-31"), brook).contains("Overdue"));
    assert!(told(&added("2025-11-01"), brook).contains("asked for it later"));
    let joined = School { joined_on: "2026-01-01".to_owned(), ..brook.clone() };
    assert!(told(line, &joined).contains("the school joined later"));
    let left = |on: &str| School { left_on: on.to_owned(), ..brook.clone() };
    assert!(told(line, &left("2025-10-31")).contains("the school has left"));
    for on in ["2025-11-01", "2026-01-15"] {
        assert_eq!(told(line, &left(on)), "Was due before the school left", "{on}");
    }
    assert!(told(line, &left("2026-01-16")).contains("Overdue"), "it leaves tomorrow");
    let early = AdoptionsOnDay { today: "2025-10-20".parse().unwrap(), ..known };
    let leaves = |on: &str| {
        let leaves = School { leaves_on: on.to_owned(), ..brook.clone() };
        early.standing(line, &line.due[0], &leaves)
    };
    let told = |on: &str| leaves(on).told(&loaded.ground.names).into_string();
    assert!(told("2025-10-31").contains("the school leaves before"));
    assert!(leaves("2025-10-31").is_open(), "it can be adopted until then");
    assert!(told("2025-11-01").contains("Due within 14 days"), "its last day here");
}

#[test]
fn what_is_offered_is_never_overdue() {
    assert!(told(2, "2026-09-01", sample::BROOK).contains("Open"));
}

#[test]
fn what_was_adopted_or_waived_is_told_with_who_and_why() {
    let adopted = told(1, "2026-09-01", sample::MARYS);
    assert!(adopted.contains("Adopted") && adopted.contains("20 October 2025"));
    assert!(adopted.contains("Ruth O'Neill"), "{adopted}");
    let waived = told(0, "2026-09-01", sample::MARYS);
    assert!(waived.contains("Waived") && waived.contains("policy holds here."));
}
