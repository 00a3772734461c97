//! The rules as files: one for every rpc, none for what is no rpc, and a trust's own can only forbid.

use std::collections::BTreeMap;

use access::{Access, Actor, PolicyError, Subject, all_roles, places_of};

use crate::guest;
use crate::trust::{ANNE, OWN, OWN_RULE, Stand, TODAY, TRUST, access, usual};

fn refused(extra: &str) -> PolicyError {
    access().tightened(extra).unwrap_err()
}

/// Every actor that a rule could be for.
fn all_standings() -> Vec<(Stand, Actor)> {
    let mut all: Vec<(Stand, Actor)> =
        all_roles().map(|role| (usual(role), Actor::Person(ANNE))).collect();
    let roleless = [Actor::System, Actor::SignIn, Actor::Operator, Actor::Anyone];
    all.extend(roleless.map(|actor| (Stand::new(), actor)));
    all
}

#[test]
fn every_rpc_is_allowed_to_somebody() {
    let demo = access().clone().in_demo();
    let mut standings = all_standings();
    standings.push((guest::guest(), Actor::Person(ANNE)));
    let subjects = [
        Subject::default(),
        Subject::school(OWN),
        Subject::review(crate::trust::REVIEW),
        guest::of_the_visit(),
    ];
    let mut without: Vec<&str> = demo.actions().map(|action| action.name.as_str()).collect();
    without.retain(|action| {
        let mut ways = standings.iter().flat_map(|who| subjects.map(|subject| (who, subject)));
        !ways.any(|((stand, actor), subject)| {
            let question = stand.question(action, subject);
            demo.decide(&access::Question { actor: *actor, ..question }).allowed
        })
    });
    assert!(
        without.is_empty(),
        "no rule in crates/access/policies/ allows these rpcs to anybody: {without:?}. Write one as the comment \
         `Permission:` of the rpc in proto/ says it, in the file of its service."
    );
}

#[test]
fn every_shipped_rule_names_only_what_is_there() {
    assert_eq!(access().check(), Ok(()), "also a rule for what is no rpc");
}

#[test]
fn a_rule_for_what_is_no_rpc_is_no_rule() {
    let extra =
        r#"@reason("x") forbid (principal, action == Action::"surveys.OpenWaves", resource);"#;
    assert!(matches!(refused(extra), PolicyError::Faulty(_)));
}

#[test]
fn what_an_rpc_shows_is_said_by_all_its_rules_or_by_none() {
    let mut kinds: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for (stand, actor) in &all_standings() {
        for action in access().actions() {
            for subject in [Subject::default(), Subject::school(OWN)] {
                let question = stand.question(&action.name, subject);
                let decision = access().decide(&access::Question { actor: *actor, ..question });
                if decision.allowed {
                    let seen = kinds.entry(&action.name).or_default();
                    let whole = decision.sight == access::Sight::Whole;
                    *seen = (seen.0 | whole, seen.1 | !whole);
                }
            }
        }
    }
    kinds.retain(|_, seen| *seen == (true, true));
    assert!(kinds.is_empty(), "{kinds:?}");
}

#[test]
fn an_unknown_action_is_refused_to_all() {
    for (stand, actor) in all_standings() {
        let question = stand.question("surveys.DropEverything", Subject::default());
        assert!(!access().decide(&access::Question { actor, ..question }).allowed);
    }
}

#[test]
fn every_role_is_a_word_of_the_policies_and_has_a_place() {
    for role in all_roles() {
        assert!(!places_of(role).is_empty(), "{role:?}");
        assert!(usual(role).may("schools.GetTrust", Subject::default()), "{role:?}");
    }
}

#[test]
fn a_trust_may_forbid_more() {
    let stand = usual(contract::schools::v1::Role::Headteacher);
    let stricter = Access::try_new(Some(OWN_RULE)).unwrap();
    let ask = |subject| stand.question("categories.ListCategories", subject);
    let (own, other) = (Subject::school(OWN), Subject::school(crate::trust::OTHER));
    assert!(access().decide(&ask(other)).allowed);
    let refusal = stricter.decide(&ask(other));
    assert!(!refusal.allowed);
    assert_eq!(refusal.because.first().unwrap().id, "trust.1");
    assert!(stricter.decide(&ask(own)).allowed);
}

#[test]
fn a_trust_may_not_allow_more() {
    let extra = r#"@id("all") @reason("x") permit (principal, action, resource);"#;
    assert_eq!(refused(extra), PolicyError::Loosens("all".to_owned()));
    let hidden = format!("{OWN_RULE}{extra}");
    assert_eq!(refused(&hidden), PolicyError::Loosens("all".to_owned()));
}

#[test]
fn a_trusts_rule_says_why() {
    let extra = r"forbid (principal, action, resource);";
    assert!(matches!(refused(extra), PolicyError::Unexplained { annotation: "reason", .. }));
}

#[test]
fn a_trusts_rule_has_no_blanks() {
    let extra = r#"@id("blank") @reason("x") forbid (principal == ?principal, action, resource);"#;
    assert_eq!(refused(extra), PolicyError::Template("blank".to_owned()));
}

#[test]
fn a_trusts_rule_names_only_what_is_there() {
    for condition in [
        "principal is Headmaster",
        "resource.colour == 1",
        "principal.over == 1",
        "context.weekday == 1",
        "resource.person == Person::\"x\"",
    ] {
        let extra =
            format!("@reason(\"x\") forbid (principal, action, resource) when {{ {condition} }};");
        let error = refused(&extra);
        assert!(
            matches!(error, PolicyError::Faulty(_) | PolicyError::Unreadable { .. }),
            "{condition}: {error}"
        );
    }
}

#[test]
fn a_trusts_rules_are_named_once_and_end() {
    let twice = r#"@id("a") @reason("x") forbid (principal, action, resource);"#.repeat(2);
    assert_eq!(refused(&twice), PolicyError::Twice("trust.a".to_owned()));
    let long = format!("// {}", "x".repeat(64 * 1024));
    assert_eq!(refused(&long), PolicyError::TooLong);
    assert!(matches!(refused("forbid everything"), PolicyError::Unreadable { .. }));
}

#[test]
fn a_rule_that_fails_when_asked_refuses() {
    // The rule passes the check, and overflows when asked. Cedar itself ignores a rule that forbids and fails.
    let extra = r#"@reason("x") forbid (principal, action, resource)
        when { 9223372036854775807 + (if resource.isTheTrust then 1 else 0) < 0 };"#;
    let faulty = access().tightened(extra).unwrap();
    let stand = usual(contract::schools::v1::Role::ImprovementLead);
    let on = |subject| faulty.decide(&stand.question("surveys.GetResults", subject)).allowed;
    assert!(on(Subject::school(OWN)));
    assert!(!on(Subject::default()));
}

#[test]
fn an_empty_text_changes_nothing() {
    let same = access().tightened("// nothing of our own\n").unwrap();
    assert_eq!(same.rules().count(), access().rules().count());
}

#[test]
fn a_trusts_rule_cannot_take_a_shipped_rules_name() {
    let extra = r#"@id("surveys.run") @reason("x") forbid (principal, action, resource);"#;
    let rules = access().tightened(extra).unwrap();
    assert!(rules.rules().any(|rule| rule.id == "trust.surveys.run"));
    let stand = usual(contract::schools::v1::Role::ImprovementLead);
    let question = stand.question("surveys.OpenWave", Subject::default());
    assert!(!rules.decide(&question).allowed);
    assert_eq!((question.trust, question.on), (TRUST, TODAY));
}
