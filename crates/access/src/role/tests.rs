use jiff::civil::date;

use super::*;

fn held(until: Option<Date>, ended: Option<Date>) -> Held {
    let over = Place::new(ScopeKind::School, Uuid::nil());
    let from = date(2025, 9, 1);
    let role = Role::Headteacher;
    Held { grant: Uuid::nil(), role, over, from, until, ended, by_match: false }
}

#[test]
fn a_role_is_held_on_its_first_and_its_last_day() {
    let held = held(Some(date(2026, 8, 31)), None);
    assert!(!held.on(date(2025, 8, 31)));
    assert!(held.on(date(2025, 9, 1)));
    assert!(held.on(date(2026, 8, 31)));
    assert!(!held.on(date(2026, 9, 1)));
}

#[test]
fn an_ended_role_is_not_held_on_the_day_it_ended() {
    let held = held(None, Some(date(2026, 3, 2)));
    assert!(held.on(date(2026, 3, 1)));
    assert!(!held.on(date(2026, 3, 2)));
    assert_eq!(held.last_day(), Some(date(2026, 3, 1)));
}

#[test]
fn a_role_has_a_name_for_the_wire_for_people_and_for_policies() {
    assert_eq!(role_name(Role::ImprovementLead), "improvement_lead");
    assert_eq!(role_words(Role::ImprovementLead), "improvement lead");
    assert_eq!(role_type(Role::ImprovementLead), "ImprovementLead");
    assert_eq!(all_roles().count(), 17);
}

#[test]
fn a_headteacher_of_a_whole_trust_reaches_nothing() {
    let over = Place::new(ScopeKind::Trust, Uuid::nil());
    assert!(!Held { over, ..held(None, None) }.fits());
}
