//! Roles and places over time: first and last days, hubs, schools that left, several roles, other trusts.

use access::{Actor, Question, Reach, Roles, Subject};
use contract::events::{AnyEvent, PersonEvent, SchoolEvent};
use contract::log::v1::WordsClass;
use contract::schools::v1::{
    ArrangementTakenBack, ReturnArranged, Role, RoleEndTakenBack, RoleEnded, RoleGranted, Scope,
    ScopeKind,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::trust::{
    ANNE, BILL, COMMITTEE, FOREIGN, FOREIGN_TRUST, HUB, NEIGHBOUR, OTHER, OTHER_HUB, OWN, PAIRING,
    REPORT, REVIEW, Stand, TODAY, TRUST, access, usual,
};

const STATE: &str = "schools.StateUniqueness";

fn may_on(stand: &Stand, day: Date) -> bool {
    let question = stand.question(STATE, Subject::school(OWN));
    access().decide(&Question { on: day, ..question }).allowed
}

#[test]
fn a_role_opens_on_its_first_day_and_closes_after_its_last() {
    let mut stand = Stand::new();
    let last = date(2026, 8, 31);
    stand.grant_until(ANNE, Role::Headteacher, (ScopeKind::School, OWN), Some(last));
    assert!(!may_on(&stand, date(2025, 8, 31)));
    assert!(may_on(&stand, date(2025, 9, 1)));
    assert!(may_on(&stand, last));
    assert!(!may_on(&stand, date(2026, 9, 1)));
}

#[test]
fn a_role_that_ended_yesterday_today_or_ends_tomorrow() {
    for (days, allowed) in [(-1, false), (0, false), (1, true)] {
        let mut stand = Stand::new();
        let grant = stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN));
        stand.end(ANNE, grant, TODAY + days.days());
        assert_eq!(may_on(&stand, TODAY), allowed, "first day without the role: {days}");
    }
}

#[test]
fn an_end_that_is_taken_back_ends_nothing_and_the_roles_own_last_day_holds() {
    let mut stand = Stand::new();
    let last = date(2027, 8, 31);
    let grant = stand.grant_until(ANNE, Role::Headteacher, (ScopeKind::School, OWN), Some(last));
    stand.end(ANNE, grant, date(2025, 11, 1));
    assert!(!may_on(&stand, TODAY));
    let (person_id, grant_id) = (ANNE.to_string(), grant.to_string());
    let back = RoleEndTakenBack { person_id, grant_id, ..RoleEndTakenBack::default() };
    stand.take(AnyEvent::Person(PersonEvent::RoleEndTakenBack(back)));
    assert!(may_on(&stand, TODAY) && may_on(&stand, last));
    assert!(!may_on(&stand, date(2027, 9, 1)));
}

#[test]
fn a_school_that_is_to_return_is_in_the_trust_from_its_day() {
    let mut stand = Stand::new();
    stand.leaves(OWN, date(2025, 11, 1));
    let left = |stand: &Stand, day: Date| stand.roles.has_left(TRUST, OWN, day);
    assert!(!left(&stand, date(2025, 10, 31)) && left(&stand, date(2025, 12, 1)));
    let (school_id, on) = (OWN.to_string(), "2025-12-01".to_owned());
    let returns = ReturnArranged { school_id: school_id.clone(), on: on.clone() };
    stand.take(AnyEvent::School(SchoolEvent::ReturnArranged(returns)));
    assert!(left(&stand, date(2025, 11, 30)) && !left(&stand, date(2025, 12, 1)));
    let taken = ArrangementTakenBack { school_id, on, returning: true, ..Default::default() };
    stand.take(AnyEvent::School(SchoolEvent::ArrangementTakenBack(taken)));
    assert!(left(&stand, date(2025, 12, 1)), "the leave stands");
}

#[test]
fn an_end_ends_only_its_own_grant() {
    let mut stand = Stand::new();
    let first = stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN));
    stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN));
    stand.end(ANNE, first, date(2026, 1, 1));
    assert!(may_on(&stand, TODAY));
}

#[test]
fn a_repeated_event_changes_nothing() {
    let mut stand = Stand::new();
    let grant = stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN));
    stand.end(ANNE, grant, date(2026, 1, 1));
    let again = RoleGranted {
        person_id: ANNE.to_string(),
        grant_id: grant.to_string(),
        role: Role::Headteacher.into(),
        scope: Some(Scope { kind: ScopeKind::School.into(), id: OWN.to_string() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    stand.take(AnyEvent::Person(PersonEvent::RoleGranted(again)));
    assert!(!may_on(&stand, TODAY));
}

#[test]
fn an_end_that_cannot_be_read_ends_at_once() {
    let mut stand = Stand::new();
    let grant_id = stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN)).to_string();
    let ended =
        RoleEnded { person_id: ANNE.to_string(), grant_id, on: "soon".to_owned(), reason: None };
    stand.take(AnyEvent::Person(PersonEvent::RoleEnded(ended)));
    assert!(!may_on(&stand, TODAY));
}

#[test]
fn each_of_two_roles_opens_what_it_opens_and_no_more() {
    let mut stand = usual(Role::Governor);
    stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OTHER));
    assert!(stand.may("reports.AskQuestion", Subject::school(OWN)));
    assert!(stand.may(STATE, Subject::school(OTHER)));
    assert!(!stand.may(STATE, Subject::school(OWN)), "a governor is not the headteacher");
    assert!(!stand.may("reports.AskQuestion", Subject::school(OTHER)));
}

#[test]
fn the_role_a_person_would_rather_act_in_is_the_one_cited() {
    let mut stand = usual(Role::Trustee);
    stand.grant(ANNE, Role::ChiefExecutive, (ScopeKind::Trust, TRUST));
    for role in [Role::Trustee, Role::ChiefExecutive] {
        let question = stand.question("schools.GetTrust", Subject::default());
        let decision = access().decide(&Question { acting_as: Some(role), ..question });
        assert_eq!(decision.role.unwrap().role_name(), access::role_name(role));
    }
    let question = stand.question("categories.Decide", Subject::school(OWN));
    let decision = access().decide(&Question { acting_as: Some(Role::Trustee), ..question });
    assert_eq!(decision.role.unwrap().role_name(), "chief_executive", "a wish, not a fence");
}

#[test]
fn two_roles_read_the_texts_that_either_reads_where_it_may() {
    let mut stand = usual(Role::Governor);
    stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OTHER));
    let reads = |subject: Subject| {
        let question = stand.question("reviews.ListReviews", subject);
        let question = Question { acting_as: Some(Role::Governor), ..question };
        access().admit(&question).0.reads_up_to
    };
    assert_eq!(reads(Subject::school(OWN)), WordsClass::Governors);
    assert_eq!(reads(Subject::school(OTHER)), WordsClass::School);
    assert_eq!(reads(Subject::default()), WordsClass::School, "a list of both");
    // Where the first role is shown all of it, the other still reads more texts.
    let mut stand = usual(Role::Trustee);
    stand.grant(ANNE, Role::ChiefExecutive, (ScopeKind::Trust, TRUST));
    let question = stand.question("schools.GetTrust", Subject::default());
    let decision = access().decide(&Question { acting_as: Some(Role::Trustee), ..question });
    assert_eq!(decision.reads_up_to, WordsClass::Trust);
    let refused = usual(Role::Clerk).decide("reviews.ListReviews", Subject::school(OWN));
    assert_eq!((refused.allowed, refused.reads_up_to), (false, WordsClass::Unspecified));
}

#[test]
fn two_roles_show_what_either_shows() {
    let mut stand = usual(Role::Governor);
    stand.grant(ANNE, Role::Trustee, (ScopeKind::Trust, TRUST));
    let decision = stand.decide("categories.ListCategories", Subject::school(OTHER));
    assert!(decision.shows(access::Shows::CategoryShared));
    assert!(!decision.shows(access::Shows::CategoryDraft));
    let Reach::All(_) = stand.reach("reports.ListReports") else { panic!("a trustee reads all") };
}

#[test]
fn a_role_over_a_hub_reaches_the_schools_that_are_in_it_that_day() {
    let mut stand = Stand::with(Role::CentralTeam, ScopeKind::Hub, HUB);
    let results = |stand: &Stand, school, on| {
        let question = stand.question("surveys.GetResults", Subject::school(school));
        access().decide(&Question { on, ..question }).allowed
    };
    stand.withdraws(NEIGHBOUR, HUB, date(2026, 9, 1)).enters(OTHER, HUB, date(2026, 9, 1));
    for (school, before, after) in
        [(OWN, true, true), (NEIGHBOUR, true, false), (OTHER, false, true)]
    {
        assert_eq!(results(&stand, school, date(2026, 8, 31)), before, "{school} before");
        assert_eq!(results(&stand, school, date(2026, 9, 1)), after, "{school} after");
    }
    stand.withdraws(OTHER, OTHER_HUB, date(2026, 9, 1));
    assert!(results(&stand, OTHER, TODAY), "leaving another hub takes nothing away");
}

#[test]
fn a_school_that_left_is_its_heads_no_more_and_stays_in_the_trusts_record() {
    let mut stand = usual(Role::Headteacher);
    stand.leaves(OWN, date(2026, 9, 1));
    assert!(may_on(&stand, date(2026, 8, 31)));
    assert!(!may_on(&stand, date(2026, 9, 1)));
    assert!(
        !stand.may("reports.GetReport", Subject { report: Some(REPORT), ..Subject::default() })
    );

    let mut governor = usual(Role::Governor);
    governor.leaves(OWN, date(2026, 9, 1));
    assert!(!governor.may("reports.AskQuestion", Subject::school(OWN)));
    let committee = Subject { committee: Some(COMMITTEE), ..Subject::default() };
    let mut clerk = usual(Role::Clerk);
    assert!(clerk.may("schools.ScheduleMeeting", committee));
    clerk.leaves(OWN, TODAY);
    assert!(!clerk.may("schools.ScheduleMeeting", committee));

    let mut lead = usual(Role::ImprovementLead);
    lead.leaves(OWN, date(2026, 9, 1));
    assert!(lead.may("categories.ListCategories", Subject::school(OWN)));
    assert!(lead.may("reports.GetReport", Subject { report: Some(REPORT), ..Subject::default() }));
}

#[test]
fn another_trust_is_closed_to_every_role() {
    for role in access::all_roles() {
        let stand = usual(role);
        for action in access().actions() {
            let question = stand.question(&action.name, Subject::school(FOREIGN));
            let question = Question { trust: FOREIGN_TRUST, ..question };
            let open_to_anyone = access().decide(&Question { actor: Actor::Anyone, ..question });
            let decision = access().decide(&question);
            assert_eq!(decision.allowed, open_to_anyone.allowed, "{role:?} {}", action.name);
            if !open_to_anyone.allowed {
                assert!(access().reach(&question).is_nothing(), "{role:?} {}", action.name);
            }
        }
    }
}

#[test]
fn a_role_held_over_another_trust_gives_nothing_in_this_one() {
    let stand = Stand::with(Role::ChiefExecutive, ScopeKind::Trust, FOREIGN_TRUST);
    assert!(!stand.may("categories.Decide", Subject::school(OWN)));
    assert!(!stand.may("trail.ListHistory", Subject::default()));
}

#[test]
fn a_school_nobody_knows_is_open_only_to_roles_over_the_whole_trust() {
    assert!(!usual(Role::Headteacher).may(STATE, Subject::school(FOREIGN)));
    assert!(!usual(Role::Governor).may("reports.AskQuestion", Subject::school(FOREIGN)));
    let hub = Stand::with(Role::CentralTeam, ScopeKind::Hub, HUB);
    assert!(!hub.may("surveys.GetResults", Subject::school(FOREIGN)));
    // The service answers that there is no such school.
    assert!(usual(Role::ImprovementLead).may("surveys.GetResults", Subject::school(FOREIGN)));
}

#[test]
fn naming_the_own_school_beside_another_opens_nothing() {
    let head = usual(Role::Headteacher);
    let both = |review| Subject { review: Some(review), ..Subject::school(OWN) };
    assert!(head.may("reviews.AgreeDistribution", both(REVIEW)));
    assert!(!head.may("reviews.AgreeDistribution", both(crate::trust::OTHER_REVIEW)));
}

#[test]
fn a_pairing_is_answered_by_either_headteacher_and_nobody_elses() {
    let pairing = Subject { pairing: Some(PAIRING), ..Subject::default() };
    for (school, allowed) in [(OWN, true), (OTHER, true), (NEIGHBOUR, false)] {
        let stand = Stand::with(Role::Headteacher, ScopeKind::School, school);
        assert_eq!(stand.may("reviews.AcceptPairing", pairing), allowed);
    }
}

#[test]
fn a_role_over_what_it_cannot_be_held_over_gives_only_what_everyone_has() {
    let stand = Stand::with(Role::Headteacher, ScopeKind::Trust, TRUST);
    assert!(!stand.may(STATE, Subject::school(OWN)));
    assert!(!stand.may("trail.ListHistory", Subject::default()));
    assert!(stand.may("schools.GetTrust", Subject::default()));
}

#[test]
fn a_person_without_a_role_may_nothing_but_what_anyone_may() {
    let mut stand = Stand::new();
    stand.grant(BILL, Role::ChiefExecutive, (ScopeKind::Trust, TRUST));
    for action in access().actions() {
        let question = stand.question(&action.name, Subject::default());
        let anyone = access().decide(&Question { actor: Actor::Anyone, ..question });
        assert_eq!(access().decide(&question).allowed, anyone.allowed, "{}", action.name);
    }
}

#[test]
fn nothing_is_known_of_a_trust_before_its_first_event() {
    let roles = Roles::default();
    let question = Question {
        trust: TRUST,
        actor: Actor::Person(ANNE),
        acting_as: None,
        roles: &roles,
        action: "schools.GetTrust",
        subject: Subject::default(),
        on: TODAY,
    };
    assert!(!access().decide(&question).allowed);
}
