//! What somebody is told to may is what would be decided.

use access::{Actor, Shows, Subject, all_roles};
use contract::schools::v1::{May, Role, ScopeKind, Within};
use strum::IntoEnumIterator as _;
use uuid::Uuid;

use super::trust::{
    ANNE, NEIGHBOUR, OTHER, OTHER_REVIEW, OWN, REVIEW, Stand, TRUST, access, usual,
};

fn told(stand: &Stand) -> Vec<May> {
    access().may(&stand.question("", Subject::default()))
}

/// What is shown there, where it is allowed there.
fn within<'a>(may: &'a [May], action: &str, subject: Subject) -> Option<&'a Within> {
    let may = may.iter().find(|may| may.action == action)?;
    let id = |id: Option<Uuid>| id.unwrap_or_default().to_string();
    let here = |within: &&Within| match (subject.school, subject.review) {
        _ if may.everywhere => true,
        (Some(_), _) => within.school_ids.contains(&id(subject.school)),
        (_, Some(_)) => within.review_ids.contains(&id(subject.review)),
        _ => within.trust,
    };
    may.within.iter().find(here)
}

#[test]
fn every_role_is_told_what_would_be_decided() {
    let subjects =
        [OWN, OTHER, NEIGHBOUR].map(Subject::school).into_iter().chain([Subject::default()]);
    let subjects: Vec<Subject> = subjects.collect();
    for role in all_roles() {
        let stand = usual(role);
        let may = told(&stand);
        for action in access().actions() {
            for subject in &subjects {
                let decision = stand.decide(&action.name, *subject);
                let told = within(&may, &action.name, *subject);
                let what = format!("{role:?} {} {subject:?}", action.name);
                assert_eq!(told.is_some(), decision.allowed, "{what}");
                let Some(told) = told else { continue };
                for kind in Shows::iter() {
                    let shown = told.shows.is_empty() || told.shows.contains(&kind.to_string());
                    assert_eq!(shown, decision.shows(kind), "{what} {kind}");
                }
            }
        }
    }
}

#[test]
fn a_reviewer_is_told_of_the_one_review() {
    let may = told(&Stand::with(Role::PeerReviewer, ScopeKind::Review, REVIEW));
    assert!(within(&may, "reviews.RecordFinding", Subject::review(REVIEW)).is_some());
    assert!(within(&may, "reviews.RecordFinding", Subject::review(OTHER_REVIEW)).is_none());
    assert!(within(&may, "reviews.RecordFinding", Subject::school(OWN)).is_none());
}

#[test]
fn two_roles_are_told_together() {
    let mut stand = Stand::with(Role::Headteacher, ScopeKind::School, OWN);
    stand.grant(ANNE, Role::Trustee, (ScopeKind::Trust, TRUST));
    let may = told(&stand);
    assert!(within(&may, "categories.StateSchoolView", Subject::school(OWN)).is_some());
    assert!(within(&may, "categories.StateSchoolView", Subject::school(OTHER)).is_none());
    assert!(within(&may, "categories.AgreeFramework", Subject::default()).is_some());
}

#[test]
fn without_a_role_nothing_is_told_but_what_anybody_may() {
    let stand = Stand::new();
    let question = stand.question("", Subject::default());
    let may = access().may(&access::Question { actor: Actor::Person(ANNE), ..question });
    let actions: Vec<&str> = may.iter().map(|may| may.action.as_str()).collect();
    assert_eq!(actions, ["surveys.GetQuestionnaire", "surveys.Submit", "surveys.WithdrawResponse"]);
}
