//! Other systems: what their scopes come to, and the files that say whose keys are believed.

use access::token::{
    Account, Accounts, AccountsError, KnownKey, KnownKeys, KnownKeysError, SigningKeyFile,
    SpeaksFor,
};
use access::{Actor, Question, Scope, Scopes, Shows, Subject};
use uuid::Uuid;

use crate::trust::{OWN, TRUST, access, usual};
use contract::schools::v1::Role;

fn public() -> access::token::PublicKey {
    let folder = tempfile::tempdir().unwrap();
    let file = SigningKeyFile::generate(&folder.path().join("key.pem")).unwrap();
    file.open().unwrap().public().clone()
}

fn may(scopes: &[Scope], action: &str) -> access::Decision {
    let stand = usual(Role::Administrator);
    let actor = Actor::Account { id: Uuid::from_u128(7), scopes: scopes.iter().copied().collect() };
    let question = stand.question(action, Subject::school(OWN));
    access().decide(&Question { actor, ..question })
}

#[test]
fn a_scope_opens_its_services_reads_and_nothing_else() {
    for action in access().actions() {
        for scope in Scope::all() {
            let allowed = may(&[scope], &action.name).allowed;
            let fits = !action.writes && action.service == scope.service();
            assert!(!allowed || fits, "{} with {scope}", action.name);
        }
        assert!(!may(&[], &action.name).allowed, "{} without a scope", action.name);
    }
    for action in ["trail.ListHistory", "trail.GetEvent", "trail.GetProof"] {
        let decision = may(&[Scope::ReadTrail], action);
        assert!(
            decision.shows(Shows::HistoryOpen) && !decision.shows(Shows::HistoryAll),
            "{action}"
        );
    }
    let all: Vec<Scope> = Scope::all().collect();
    assert!(may(&all, "schools.ListSchools").allowed && may(&all, "dashboards.ListFacts").allowed);
    assert!(!may(&all, "dashboards.ListFacts").shows(Shows::CategoryDraft));
    assert!(!may(&all, "schools.ListPeople").allowed);
}

#[test]
fn in_the_demonstration_another_system_may_no_more_than_elsewhere() {
    let stand = usual(Role::Administrator);
    let actor = Actor::Account { id: Uuid::from_u128(7), scopes: Scopes::default() };
    let question = stand.question("schools.ListPeople", Subject::default());
    let question = Question { actor, ..question };
    assert!(!access().clone().in_demo().decide(&question).allowed);
}

#[test]
fn known_keys_are_read_as_they_were_written_two_of_an_owner_at_most() {
    let key = |owner: &str| KnownKey {
        owner: owner.to_owned(),
        speaks_for: vec![SpeaksFor::Persons, SpeaksFor::PassedOn],
        serves: vec!["reports".to_owned()],
        public: public(),
    };
    let mut known = KnownKeys::default();
    let (first, second) = (key("web"), key("web"));
    let (older, newer) = (first.public.id().to_owned(), second.public.id().to_owned());
    known.add(first.clone()).unwrap();
    assert!(matches!(known.add(first), Err(KnownKeysError::Twice(_))));
    known.add(second).unwrap();
    assert!(matches!(known.add(key("web")), Err(KnownKeysError::ThirdKey(_))));
    let text = known.text().unwrap();
    assert_eq!(KnownKeys::parse(&text).unwrap().text().unwrap(), text);
    assert!(known.forget_older("web") && !known.forget_older("web"));
    assert!(known.knows(&newer) && !known.knows(&older));
    for faulty in [
        "[[key]]\nowner = \"a\"\nspeaks_for = [\"everybody\"]\npublic = \"AAAA\"",
        "[[key]]\nowner = \"a\"\nspeaks_for = []\npublic = \"AAAA\"",
        "[[key]]\nowner = \"a\"\nspeaks_for = []\npublic = \"AAAA\"\nextra = 1",
        "nonsense",
    ] {
        assert!(KnownKeys::parse(faulty).is_err(), "{faulty}");
    }
}

#[test]
fn accounts_are_read_as_they_were_written_with_one_key_or_two() {
    let account = |id: u128, name: &str, keys: usize| Account {
        id: Uuid::from_u128(id),
        name: name.to_owned(),
        trust: TRUST,
        scopes: [Scope::ReadTrail, Scope::ReadSchools].into_iter().collect(),
        keys: (0..keys).map(|_| public()).collect(),
    };
    let mut accounts = Accounts::default();
    accounts.add(account(1, "one", 2)).unwrap();
    for (again, keys) in [(account(1, "other", 1), "id"), (account(2, "one", 1), "name")] {
        assert!(matches!(accounts.add(again), Err(AccountsError::Twice(_))), "{keys}");
    }
    for keys in [0, 3] {
        assert!(matches!(accounts.add(account(3, "x", keys)), Err(AccountsError::Keys(_))));
    }
    let text = accounts.text().unwrap();
    assert_eq!(Accounts::parse(&text).unwrap().text().unwrap(), text);
    let unknown = text.replace("read:trail", "write:everything");
    assert!(matches!(Accounts::parse(&unknown), Err(AccountsError::NoScope(_))));
    assert!(!text.contains("PRIVATE"));
}
