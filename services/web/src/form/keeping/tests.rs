use super::*;

fn again() -> Again {
    let (address, key) = ("/form".to_owned(), String::new());
    Again { address, key, entered: Entered::nothing(&[]) }
}

#[test]
fn what_was_entered_is_found_by_its_person_only_and_more_than_once() {
    let (keeping, ada) = (Keeping::default(), Whose::Person(Uuid::from_u128(1)));
    let id = keeping.keep(ada, again());
    assert!(keeping.find(&id, ada).is_some() && keeping.find(&id, ada).is_some());
    assert!(keeping.find(&id, Whose::Person(Uuid::from_u128(2))).is_none());
    assert!(keeping.find(&id, Whose::Bearer).is_none());
    assert!(keeping.find("guessed", ada).is_none());
}

#[test]
fn the_oldest_gives_way() {
    let keeping = Keeping::default();
    let first = keeping.keep(Whose::Bearer, again());
    for _ in 0..MOST {
        keeping.keep(Whose::Bearer, again());
    }
    assert!(keeping.find(&first, Whose::Bearer).is_none());
    assert_eq!(keeping.kept().by_id.len(), MOST);
}

#[test]
fn a_mark_is_ours_or_nobodys() {
    let ada = Uuid::from_u128(1);
    assert_eq!(marked("secret", &mark("secret", ada)), Some(ada));
    assert_eq!(marked("other", &mark("secret", ada)), None);
    assert_eq!(marked("secret", &ada.to_string()), None);
    assert_eq!(marked("secret", ""), None);
}
