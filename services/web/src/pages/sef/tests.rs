use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    let (loaded, told) = (sample::sef_page(visitor), Told::default());
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, &loaded, marys, &told).into_string()
}

#[test]
fn the_head_sees_drafts_and_others_are_told_that_they_see_what_is_signed_off() {
    let head = shown(&sample::head());
    assert!(head.contains("/sef/2025-26-autumn\"") && head.contains("/sef/2024-25-summer\""));
    for visitor in [sample::lead(), sample::governor(), sample::clerk()] {
        let page = shown(&visitor);
        assert!(!page.contains("/sef/2025-26-autumn\""), "{visitor:?}");
        assert!(page.contains("You are shown what is signed off."), "{visitor:?}");
    }
}

#[test]
fn only_those_who_are_shown_self_evaluations_find_the_way_to_them() {
    let marys = sample::ground().school(sample::MARYS, &sample::trustee()).unwrap().clone();
    assert!(way(&sample::trustee(), &marys).into_string().is_empty());
    assert!(way(&sample::governor(), &marys).into_string().contains("/sef\""));
}

#[test]
fn a_term_is_begun_by_the_newest_template_with_what_was_signed_off() {
    let page = shown(&sample::head());
    assert!(page.contains("/sef/new\""), "{page}");
    assert!(page.contains("<option value=\"sef-summer\" selected>"), "{page}");
    assert!(!page.contains("<option value=\"sef-autumn\""), "a draft is not carried over");
    assert!(!page.contains("<option value=\"2025-26-autumn\""), "it is begun already");
    assert_eq!(page.matches("<option value=\"template-1\"").count(), 1);
    assert!(!shown(&sample::lead()).contains("/sef/new\""));
}

#[test]
fn what_was_signed_off_before_is_of_an_earlier_term() {
    let all = sample::self_evaluations();
    let before = |term: &str| signed_before(&all, term).map(|one| one.term.as_str());
    assert_eq!(before("2025-26-autumn"), Some("2024-25-summer"));
    assert_eq!(before("2026-27-autumn"), Some("2024-25-summer"), "a draft is passed over");
    assert_eq!(before("2024-25-summer"), None);
}
