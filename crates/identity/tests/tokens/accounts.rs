//! The files that say whose keys are believed, and for whom.

use access::Scope;
use identity::token::{
    Account, Accounts, AccountsError, KnownKey, KnownKeys, KnownKeysError, SigningKeyFile,
    SpeaksFor,
};
use uuid::Uuid;

const TRUST: Uuid = Uuid::from_u128(0xa1);

fn public() -> identity::token::PublicKey {
    let folder = tempfile::tempdir().unwrap();
    let file = SigningKeyFile::generate(&folder.path().join("key.pem")).unwrap();
    file.open().unwrap().public().clone()
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
