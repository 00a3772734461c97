use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    let loaded = sample::accreditations_page();
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, &loaded, marys, &Told::default()).into_string()
}

#[test]
fn what_expires_soon_has_expired_or_ended_says_so() {
    let today = jiff::civil::date(2026, 1, 10);
    let of = |expires: &str| {
        let expires_on = expires.to_owned();
        until(&Accreditation { expires_on, ..Accreditation::default() }, today).into_string()
    };
    assert!(of("2026-01-09").contains("Expired"));
    assert!(of("2026-01-10").contains("within 90 days"));
    assert!(of("2026-04-10").contains("within 90 days"));
    assert!(!of("2026-04-11").contains("within 90 days"));
    assert!(of("").contains("does not expire"));
    assert!(shown(&sample::lead()).contains("Ended"));
}

#[test]
fn who_may_records_and_ends_what_has_not_ended() {
    let head = shown(&sample::head());
    assert!(head.contains("/accreditations/new\""));
    assert_eq!(head.matches("/end\"").count(), 2);
    assert!(!shown(&sample::governor()).contains("<form method=\"post\" action=\"/schools"));
}
