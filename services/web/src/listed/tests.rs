use super::*;
use crate::sample;

#[test]
fn the_lead_is_shown_all_of_each_list() {
    let lead = sample::lead();
    let lists = [
        lead.reports(),
        lead.reviews(),
        lead.figures(""),
        lead.surveys(),
        lead.trail(""),
        lead.pages_of(&sample::trust().schools),
    ];
    assert_eq!(lists, [Extent::All; 6]);
}

#[test]
fn a_governor_is_told_that_there_may_be_more_and_a_clerk_what_is_withheld() {
    let (governor, clerk) = (sample::governor(), sample::clerk());
    for part in [governor.reports(), governor.figures(""), clerk.figures(sample::MARYS)] {
        assert!(matches!(part, Extent::Part(_)), "{part:?}");
    }
    assert!(matches!(governor.pages_of(&sample::trust().schools), Extent::Part(_)));
    assert!(matches!(clerk.reviews(), Extent::Nothing(_)));
}

#[test]
fn a_head_is_shown_all_of_the_own_schools_trail_and_part_of_the_rest() {
    let head = sample::head();
    assert_eq!(head.trail(sample::MARYS), Extent::All);
    assert_ne!(head.trail(sample::OAK), Extent::All);
}
