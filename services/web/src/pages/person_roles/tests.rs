use contract::schools::v1::Scope;
use uuid::Uuid;

use super::*;
use crate::form::Fields;
use crate::sample;

#[test]
fn roles_to_come_are_shown_and_an_end_by_mistake_has_its_way_back() {
    let administrator = sample::somebody(Role::Administrator);
    let loaded = sample::person_loaded(None);
    let page = not_today(&administrator, &loaded, &Told::default()).into_string();
    assert!(page.contains("Roles that begin later") && page.contains("1 January 2026"), "{page}");
    assert!(page.contains("not any more from 1 November 2025"), "{page}");
    assert!(page.contains("/roles/grant-8/taken-back\""), "{page}");
    let officer = sample::somebody(Role::DataProtectionOfficer);
    let page = not_today(&officer, &loaded, &Told::default()).into_string();
    assert!(!page.contains("taken-back"), "administrators take an end back");
    let oneself = Visitor { actor: sample::HEAD.parse().unwrap(), ..administrator };
    let page = not_today(&oneself, &loaded, &Told::default()).into_string();
    assert!(!page.contains("taken-back"), "no person gives a role back to himself or herself");
}

#[test]
fn a_role_by_the_match_of_a_team_says_so_and_is_not_ended_here() {
    let administrator = sample::somebody(Role::Administrator);
    let mut loaded = sample::person_loaded(None);
    let [review, person]: [Uuid; 2] = [sample::REVIEW, sample::HEAD].map(|id| id.parse().unwrap());
    let by_match = RoleGranted {
        person_id: person.to_string(),
        grant_id: contract::role_by_match(review, person, "2025-10-02").to_string(),
        role: Role::PeerReviewer.into(),
        scope: Some(Scope { kind: ScopeKind::Review.into(), id: review.to_string() }),
        from: "2025-10-02".to_owned(),
        until: String::new(),
    };
    let drawn =
        |role: &RoleGranted| held(&administrator, &loaded, role, &Told::default()).into_string();
    let page = drawn(&by_match);
    assert!(page.contains("Peer review of") && page.contains(BY_THE_MATCH), "{page}");
    assert!(!page.contains("/end\""), "{page}");
    let page = drawn(&RoleGranted { grant_id: "grant-7".to_owned(), ..by_match.clone() });
    assert!(page.contains("/grant-7/end\"") && !page.contains(BY_THE_MATCH), "{page}");
    let ended_on = "2025-11-01".to_owned();
    loaded.given = vec![GivenRole { role: Some(by_match), ended_on }];
    let page = not_today(&administrator, &loaded, &Told::default()).into_string();
    assert!(page.contains("by the match of the team") && !page.contains("taken-back"), "{page}");
}

#[test]
fn the_last_day_in_a_role_is_still_a_day_in_it() {
    let act = EndRole { person: "p".to_owned(), grant: "g".to_owned() };
    let fields = Fields::parse(b"on-day=31&on-month=8&on-year=2026");
    let ended = act.command(&Entered::read(EndRole::ENTRIES, fields));
    assert_eq!(ended.on, "2026-09-01", "the first day without the role");
}

#[test]
fn a_role_is_given_somewhere() {
    let fields =
        b"role=ROLE_CLERK&where=SCOPE_KIND_COMMITTEE+c1&from-day=1&from-month=9&from-year=2026";
    let act = GrantRole { person: "p".to_owned() };
    let wanted = act.command(&Entered::read(GrantRole::ENTRIES, Fields::parse(fields)));
    let scope = wanted.scope.clone().unwrap();
    assert_eq!(
        (wanted.role(), scope.kind(), &*scope.id),
        (Role::Clerk, ScopeKind::Committee, "c1")
    );
}
