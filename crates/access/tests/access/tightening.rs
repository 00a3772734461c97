//! A trust's own rules never allow an actor more, in any wording.

use access::{Actor, Question, Reach, Shows, Subject, all_roles};
use contract::schools::v1::Role;
use proptest::prelude::*;
use proptest::sample::select;
use strum::IntoEnumIterator as _;

use crate::trust::{ANNE, OTHER, OWN, REPORT, REVIEW, Stand, TRUST, access, usual_place};

fn types() -> Vec<String> {
    let camel = |role: Role| {
        let name = access::role_name(role);
        let word = |word: &str| word[..1].to_uppercase() + &word[1..];
        name.split('_').map(word).collect::<String>()
    };
    let named = ["System", "SignIn", "Operator", "Anyone"].map(str::to_owned);
    all_roles().map(camel).chain(named).collect()
}

fn action() -> impl Strategy<Value = String> {
    select(access().actions().map(|action| action.name.clone()).collect::<Vec<_>>())
}

fn principal() -> impl Strategy<Value = String> {
    let every = r#"principal in Everyone::"in the trust""#.to_owned();
    prop_oneof![
        Just("principal".to_owned()),
        Just(every),
        select(types()).prop_map(|kind| format!("principal is {kind}")),
    ]
}

fn of_action() -> impl Strategy<Value = String> {
    let list = prop::collection::vec(action(), 1..4).prop_map(|names| {
        let names: Vec<String> = names.iter().map(|name| format!("Action::\"{name}\"")).collect();
        format!("action in [{}]", names.join(", "))
    });
    prop_oneof![Just("action".to_owned()), list]
}

fn condition() -> impl Strategy<Value = String> {
    let conditions = [
        "true".to_owned(),
        "resource.isTheTrust".to_owned(),
        "resource.isChurchSchool".to_owned(),
        "context.demo".to_owned(),
        "context.administered".to_owned(),
        "resource has person".to_owned(),
        format!("resource in Place::\"school:{OWN}\""),
        format!("resource in Place::\"trust:{TRUST}\""),
        format!("resource has person && resource.person == Person::\"{ANNE}\""),
        format!("principal has person && principal.person == Person::\"{ANNE}\""),
        "principal has over && resource in principal.over".to_owned(),
        "principal has scope && principal.scope == \"trust\"".to_owned(),
    ];
    let kind = select(vec!["when", "unless"]);
    (kind, select(conditions.to_vec())).prop_map(|(kind, said)| format!("{kind} {{ {said} }}"))
}

prop_compose! {
    fn forbid()(who in principal(), what in of_action(), said in prop::collection::vec(condition(), 0..3)) -> String {
        format!("@reason(\"ours\") forbid ({who}, {what}, resource) {};", said.join(" "))
    }
}

fn subject() -> impl Strategy<Value = Subject> {
    select(vec![
        Subject::default(),
        Subject::school(OWN),
        Subject::school(OTHER),
        Subject::review(REVIEW),
        Subject { report: Some(REPORT), ..Subject::default() },
        Subject { person: Some(ANNE), ..Subject::default() },
    ])
}

fn held() -> impl Strategy<Value = Vec<Role>> {
    prop::collection::vec(select(all_roles().collect::<Vec<_>>()), 0..3)
}

fn reach_within(less: &Reach, more: &Reach) -> bool {
    [None, Some(OWN), Some(OTHER)].into_iter().all(|school| {
        let covered = !less.covers(school) || more.covers(school);
        covered && Shows::iter().all(|kind| !less.shows(school, kind) || more.shows(school, kind))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn adding_a_forbid_never_allows_more(
        extra in prop::collection::vec(forbid(), 1..4),
        asked in prop::collection::vec((held(), action(), subject(), 0..5_usize), 16),
    ) {
        let stricter = access().tightened(&extra.join("\n")).unwrap();
        for (roles, action, subject, who) in asked {
            let mut stand = Stand::new();
            for role in roles {
                stand.grant(ANNE, role, usual_place(role));
            }
            let actors = [Actor::Person(ANNE), Actor::Person(ANNE), Actor::System, Actor::SignIn, Actor::Operator, Actor::Anyone];
            let question = Question { actor: actors[who], ..stand.question(&action, subject) };
            let (before, after) = (access().decide(&question), stricter.decide(&question));
            prop_assert!(before.allowed || !after.allowed, "{action} {subject:?}");
            for kind in Shows::iter() {
                prop_assert!(before.shows(kind) || !after.shows(kind), "{action} {kind}");
            }
            let (before, after) = (access().reach(&question), stricter.reach(&question));
            prop_assert!(reach_within(&after, &before), "{action}");
            for school in [OWN, OTHER] {
                let Question { subject: Subject { wave, person, .. }, .. } = question;
                let subject = Subject { wave, person, ..Subject::school(school) };
                let one = stricter.decide(&Question { subject, ..question });
                let listed = after.sight(Some(school)).cloned();
                prop_assert_eq!(one.allowed.then_some(one.sight), listed, "{} {}", action, school);
            }
        }
    }
}
