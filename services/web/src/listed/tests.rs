use contract::schools::v1::Role;

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

#[test]
fn the_running_record_is_for_the_people_of_the_school() {
    let governor = sample::governor().running_record_of(sample::MARYS);
    let Extent::Nothing(why) = governor else { panic!("shown") };
    assert!(why.contains("for the people of the school"));
    assert_eq!(sample::head().running_record_of(sample::MARYS), Extent::All);
}

#[test]
fn every_note_of_a_visit_is_shown_to_the_lead_and_some_to_others() {
    assert_eq!(sample::lead().visit_notes_of(sample::MARYS), Extent::All);
    for visitor in [sample::head(), sample::governor(), sample::trustee()] {
        let notes = visitor.visit_notes_of(sample::MARYS);
        assert!(matches!(notes, Extent::Part(_)), "{visitor:?}");
    }
    assert!(matches!(sample::clerk().visit_notes_of(sample::MARYS), Extent::Nothing(_)));
}

#[test]
fn drafts_of_self_evaluations_are_the_heads() {
    assert_eq!(sample::head().self_evaluations_of(sample::MARYS), Extent::All);
    for visitor in [sample::lead(), sample::governor(), sample::chair(), sample::clerk()] {
        let evaluations = visitor.self_evaluations_of(sample::MARYS);
        assert!(matches!(evaluations, Extent::Part(_)), "{visitor:?}");
    }
    assert!(matches!(sample::trustee().self_evaluations_of(sample::MARYS), Extent::Nothing(_)));
}

#[test]
fn levels_of_independence_are_shown_of_the_schools_of_a_role() {
    assert_eq!(sample::trustee().independence(""), Extent::All);
    assert!(matches!(sample::governor().independence(""), Extent::Part(_)));
    assert_eq!(sample::governor().independence(sample::MARYS), Extent::All);
}

#[test]
fn what_was_adopted_is_shown_of_the_schools_of_a_role() {
    assert_eq!(sample::trustee().adoptions(""), Extent::All);
    assert_eq!(sample::somebody(Role::Staff).adoptions(sample::MARYS), Extent::All);
    assert!(matches!(sample::head().adoptions(sample::OAK), Extent::Nothing(_)));
}

#[test]
fn internal_figures_are_for_leaders() {
    let (lead, governor) = (sample::lead(), sample::governor());
    let member = sample::somebody(Role::Member);
    let whole = [lead.recorded_figures(), lead.recorded_figures_of(sample::MARYS)];
    assert_eq!(whole, [Extent::All; 2]);
    assert_eq!(governor.recorded_figures_of(sample::MARYS), Extent::All);
    for part in [governor.recorded_figures(), member.recorded_figures_of(sample::MARYS)] {
        assert!(matches!(part, Extent::Part(_)), "{part:?}");
    }
    assert_eq!(lead.inspections_of(sample::MARYS), Extent::All);
}

#[test]
fn a_head_is_shown_the_drafts_of_the_framework_that_were_sent() {
    let (lead, head) = (sample::lead(), sample::head());
    assert!(lead.sees_every_framework_draft() && lead.framework_drafts() == Extent::All);
    assert!(matches!(head.framework_drafts(), Extent::Part(_)));
}
