//! The paragraph that says why.

use access::{Actor, Question, Subject};
use contract::schools::v1::{Role, ScopeKind};
use jiff::civil::date;

use crate::trust::{ANNE, COMMITTEE, OTHER, OWN, Stand, TODAY, access, usual};

fn explained(stand: &Stand, action: &str, subject: Subject) -> String {
    let question = stand.question(action, subject);
    access().explain(&question, &access().decide(&question))
}

#[test]
fn a_yes_names_role_scope_period_and_rule() {
    let mut stand = Stand::new();
    let until = Some(date(2027, 8, 31));
    stand.grant_until(ANNE, Role::Governor, (ScopeKind::Committee, COMMITTEE), until);
    assert_eq!(
        explained(&stand, "reports.AskQuestion", Subject::school(OWN)),
        format!(
            "On 2026-11-24 the person {{person:{ANNE}}} may use reports.AskQuestion (Asks a question about a paragraph) \
             on school {{school:{OWN}}}, as governor over the committee {{committee:{COMMITTEE}}}, held from 2025-09-01 \
             to 2027-08-31, the last day included. It is allowed by the rule reports.ask (The school's governors ask \
             about its report, its clerk on behalf of one of them.)."
        )
    );
}

#[test]
fn a_no_names_what_is_held_and_who_would_be_allowed() {
    let text =
        explained(&usual(Role::Headteacher), "categories.StateSchoolView", Subject::school(OTHER));
    assert_eq!(
        text,
        format!(
            "On 2026-11-24 the person {{person:{ANNE}}} may not use categories.StateSchoolView (States the school's own \
             view of an area) on school {{school:{OTHER}}}. The roles held that day: headteacher over the school \
             {{school:{OWN}}}, held from 2025-09-01 on. No rule allows it. It would be allowed to: the headteacher over \
             the school {{school:{OTHER}}}."
        )
    );
}

#[test]
fn a_role_that_ended_is_told() {
    let mut stand = Stand::new();
    let grant = stand.grant(ANNE, Role::ChiefExecutive, (ScopeKind::Trust, crate::trust::TRUST));
    stand.end(ANNE, grant, TODAY);
    let text = explained(&stand, "categories.Decide", Subject::school(OWN));
    for part in [
        "No role in this trust is held that day.",
        "Not held that day: chief executive of the trust, held from 2025-09-01 to 2026-11-23, the last day included.",
        "It would be allowed to: the chief executive of the trust.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_rule_that_forbids_is_cited() {
    let stand = usual(Role::Administrator);
    let oneself = Subject { person: Some(ANNE), ..Subject::default() };
    let text = explained(&stand, "schools.GrantRole", oneself);
    assert!(text.contains("It is forbidden by the rule schools.no-role-for-oneself"), "{text}");
    assert!(text.contains("It would be allowed to: the administrator of the trust."), "{text}");
}

#[test]
fn a_role_over_the_wrong_thing_is_told() {
    let stand = Stand::with(Role::Headteacher, ScopeKind::Trust, crate::trust::TRUST);
    let text = explained(&stand, "schools.StateUniqueness", Subject::school(OWN));
    assert!(text.contains("headteacher of the trust (over which it gives nothing)"), "{text}");
}

#[test]
fn what_nobody_may_is_told_for_every_kind_of_actor() {
    let stand = Stand::new();
    for (actor, words) in [
        (Actor::System, "Plumbline itself"),
        (Actor::SignIn, "whoever lets persons in"),
        (Actor::Operator, "whoever runs this installation"),
        (Actor::Anyone, "somebody who has not signed in"),
    ] {
        let question = stand.question("surveys.Nothing", Subject::default());
        let question = Question { actor, ..question };
        let text = access().explain(&question, &access().decide(&question));
        assert!(text.contains(words), "{text}");
        assert!(
            text.ends_with("No rule allows it. Nobody with a role in this trust may."),
            "{text}"
        );
    }
}

#[test]
fn every_explanation_is_one_paragraph() {
    for role in access::all_roles() {
        let stand = usual(role);
        for action in access().actions() {
            let text = explained(&stand, &action.name, Subject::school(OWN));
            assert!(!text.contains('\n') && !text.contains("  "), "{text}");
            assert!(text.ends_with('.'), "{text}");
        }
    }
}

#[test]
fn whoever_holds_no_role_learns_nothing_of_what_there_is() {
    let mut stand = Stand::new();
    let grant = stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN));
    let refused = |stand: &Stand| {
        let question = stand.question("categories.StateSchoolView", Subject::school(OTHER));
        access().refuse(&question, &access().decide(&question))
    };
    assert!(refused(&stand).contains(&OTHER.to_string()), "a head is told who may instead");
    stand.end(ANNE, grant, TODAY);
    assert_eq!(
        refused(&stand),
        format!(
            "On 2026-11-24 the person {{person:{ANNE}}} may not use categories.StateSchoolView. No role in this trust is \
             held that day. Not held that day: headteacher over the school {{school:{OWN}}}, held from 2025-09-01 to \
             2026-11-23, the last day included."
        )
    );
}
