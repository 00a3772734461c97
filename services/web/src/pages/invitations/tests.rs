use contract::schools::v1::SignIn as CanSignIn;

use super::*;
use crate::sample;

#[test]
fn nobody_who_signs_in_is_on_the_list() {
    let people = sample::people();
    let none = ListSignInsResponse::default();
    let before = waiting(&people, &none).len();
    assert!(before > 0);
    let (person_id, issuer) = (waiting(&people, &none)[0].person_id.clone(), "x".to_owned());
    let can = CanSignIn { person_id, issuer, ..CanSignIn::default() };
    let can = ListSignInsResponse { sign_ins: vec![can], ..ListSignInsResponse::default() };
    assert_eq!(waiting(&people, &can).len(), before - 1);
}

#[test]
fn each_sheet_has_its_persons_name_and_link() {
    let page = render_sheet(&sample::administrator(), &samples(), &Told::default());
    let page = page.into_string();
    assert_eq!(page.matches("class=\"pl-sheet\"").count(), 2, "{page}");
    assert!(page.contains("5 December 2026") && page.contains("/invitation/AAAA"), "{page}");
}
