use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    let (loaded, told) = (sample::visits_page(visitor), Told::default());
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, &loaded, marys, &told).into_string()
}

#[test]
fn the_lead_sees_every_note_and_others_are_told_that_they_see_some() {
    assert_eq!(shown(&sample::lead()).matches("href=\"/visits/").count(), 3);
    let governor = shown(&sample::governor());
    assert_eq!(governor.matches("href=\"/visits/").count(), 1);
    assert!(governor.contains("You are shown some notes."));
}

#[test]
fn only_those_who_are_shown_notes_find_the_way_to_them() {
    let marys = sample::ground().school(sample::MARYS, &sample::clerk()).unwrap().clone();
    assert!(way(&sample::clerk(), &marys).into_string().is_empty());
    assert!(way(&sample::head(), &marys).into_string().contains("/visits\""));
}

#[test]
fn who_visits_begins_a_note_and_governors_one_of_their_own_kind() {
    let health_check = VisitKind::HealthCheck.as_str_name();
    let lead = shown(&sample::lead());
    assert!(lead.contains("/visits/new\"") && lead.contains(health_check));
    let governor = shown(&sample::governor());
    assert!(governor.contains("/visits/new\"") && !governor.contains(health_check));
    assert!(!shown(&sample::trustee()).contains("/visits/new\""));
}
