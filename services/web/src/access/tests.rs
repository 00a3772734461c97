use contract::schools::v1::Role;

use super::*;
use crate::sample;

#[test]
fn a_governor_sees_the_own_school_only() {
    let governor = sample::governor();
    assert!(governor.sees(sample::MARYS) && !governor.sees(sample::OAK));
    assert!(governor.may_ask_about(sample::MARYS) && !governor.may_ask_about(sample::OAK));
    assert!(!governor.sees_drafts(sample::MARYS));
    assert!(!governor.may_answer_for(sample::MARYS));
}

#[test]
fn a_clerk_reads_the_report_and_asks_for_governors() {
    let clerk = sample::clerk();
    assert!(clerk.reads_reports_of(sample::MARYS) && clerk.may_ask_about(sample::MARYS));
    assert!(matches!(clerk.judgements(), Extent::Nothing(_)) && !clerk.sees(sample::OAK));
}

#[test]
fn drafts_are_for_those_who_judge() {
    for role in [Role::Administrator, Role::CentralTeam, Role::Trustee, Role::Member] {
        assert!(!sample::somebody(role).sees_all_drafts(), "{role:?}");
    }
    assert!(sample::lead().sees_all_drafts());
}

#[test]
fn who_is_shown_nothing_of_what_schools_do_is_shown_every_schools_page() {
    let administrator = sample::somebody(Role::Administrator);
    assert!(administrator.sees(sample::OAK));
    assert!(matches!(administrator.judgements(), Extent::Nothing(_)));
}

#[test]
fn the_diocese_is_shown_a_part_and_told_so() {
    let diocese = sample::somebody(Role::DioceseLink);
    assert!(matches!(diocese.judgements(), Extent::Part(_)));
    assert!(matches!(diocese.judgements_of(sample::MARYS), Extent::Part(_)));
    assert!(matches!(diocese.judgements_of(sample::OAK), Extent::Nothing(_)));
    assert!(matches!(diocese.answers_of(sample::MARYS), Extent::Part(_)));
    assert_eq!(diocese.without_decision(sample::MARYS), "Not shown to you");
    assert_eq!(sample::trustee().without_decision(sample::MARYS), "Nothing shared");
    assert_eq!(sample::lead().without_decision(sample::MARYS), "Not judged");
}

#[test]
fn a_head_sees_every_school_but_only_own_drafts_and_reports() {
    let head = sample::head();
    assert!(head.sees(sample::OAK));
    assert!(head.sees_drafts(sample::MARYS) && !head.sees_drafts(sample::OAK));
    assert!(head.reads_reports_of(sample::MARYS) && !head.reads_reports_of(sample::OAK));
    assert!(head.opens(Behind::School(sample::MARYS)));
    assert!(!head.opens(Behind::School(sample::OAK)) && !head.opens(Behind::Trust));
}

#[test]
fn a_trustee_sees_what_was_shared_and_opens_what_is_behind_it() {
    let trustee = sample::trustee();
    assert!(trustee.sees(sample::OAK) && !trustee.sees_drafts(sample::OAK));
    assert!(trustee.opens(Behind::Released) && trustee.opens(Behind::Shown(sample::OAK)));
    assert!(!trustee.opens(Behind::School(sample::OAK)) && !trustee.opens(Behind::Trust));
    assert!(!sample::governor().opens(Behind::Released));
}

#[test]
fn the_schools_own_view_is_not_what_was_decided() {
    let school = sample::MARYS;
    assert_eq!(Behind::fact("category.staff", school), Behind::Shown(school));
    assert_eq!(Behind::fact("category.staff.school_view", school), Behind::School(school));
    assert_eq!(Behind::fact("roll.pupils", ""), Behind::Trust);
}

#[test]
fn a_review_goes_to_those_host_and_trust_agreed_on() {
    let mut review = Review { host_school_id: sample::MARYS.to_owned(), ..Default::default() };
    assert!(sample::head().receives(&review));
    for other in [sample::lead(), sample::governor(), sample::trustee()] {
        assert!(!other.receives(&review), "{}", other.name);
    }
    review.recipients = vec![Recipient::HostCommittee.into(), Recipient::Trustees.into()];
    assert!(sample::governor().receives(&review) && sample::trustee().receives(&review));
    review.host_school_id = sample::OAK.to_owned();
    assert!(!sample::governor().receives(&review) && !sample::head().receives(&review));
}

#[test]
fn a_committees_trail_is_its_schools() {
    assert_eq!(sample::chair().own_trail(), Some(BTreeSet::from([sample::MARYS])));
    assert_eq!(sample::trustee().own_trail(), None);
    assert!(sample::head().is_own(sample::MARYS) && !sample::head().is_own(sample::OAK));
    assert!(
        !sample::trustee().is_own(sample::MARYS),
        "where every school is shown, none is the own"
    );
    assert!(!sample::head().sees_answers_of(sample::OAK));
}
