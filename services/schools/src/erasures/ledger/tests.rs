use super::*;

#[test]
fn what_was_added_is_read_again_and_a_broken_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erasures");
    let (trust, person) = (Uuid::from_u128(1), ErasedThing::Person(Uuid::from_u128(2)));
    let words = ErasedThing::Words("5c".repeat(32));
    for erased in [&person, &words, &words] {
        Ledger::open(&path).unwrap().add(trust, erased).unwrap();
    }
    let standing = ErasureStanding::Erased;
    let lines = [person, words].map(|erased| ErasedLine { trust, erased, standing });
    let read = || Ledger::read(std::slice::from_ref(&path));
    assert_eq!(read().unwrap(), lines, "each once");
    std::fs::write(&path, format!("{trust} {}\nnonsense\n", Uuid::nil())).unwrap();
    assert!(read().unwrap_err().to_string().contains("line 2"));
    let shorter = "5c".repeat(31);
    std::fs::write(&path, format!("{trust} {shorter}\n")).unwrap();
    assert!(read().unwrap_err().to_string().contains("line 1"));
}

#[test]
fn an_intent_stands_until_it_is_withdrawn_or_done_and_the_later_file_knows_more() {
    let folder = tempfile::tempdir().unwrap();
    let [kept, outside] = ["kept", "outside"].map(|name| folder.path().join(name));
    let trust = Uuid::from_u128(1);
    let [refused, done, broken] = [2, 3, 4].map(|id| ErasedThing::Person(Uuid::from_u128(id)));
    let mut ledger = Ledger::open(&kept).unwrap();
    for erased in [&refused, &done, &broken] {
        ledger.intend(trust, erased).unwrap();
    }
    std::fs::copy(&kept, &outside).unwrap();
    let mut ledger = Ledger::open(&outside).unwrap();
    ledger.withdraw(trust, &refused).unwrap();
    ledger.add(trust, &done).unwrap();
    ledger.intend(trust, &broken).unwrap();
    ledger.withdraw(trust, &broken).unwrap();
    let read = |paths: &[PathBuf]| {
        let lines = Ledger::read(paths).unwrap();
        lines.into_iter().map(|line| (line.erased, line.standing)).collect::<Vec<_>>()
    };
    let of_the_backup = read(std::slice::from_ref(&kept));
    assert_eq!(of_the_backup.len(), 3);
    assert!(of_the_backup.iter().all(|(_, standing)| *standing == ErasureStanding::Intended));
    let both = [(done, ErasureStanding::Erased), (broken, ErasureStanding::Intended)];
    assert_eq!(read(&[kept, outside]), both);
}

#[test]
fn a_ledger_that_cannot_be_opened_says_that_nothing_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let error = Ledger::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("Nothing was erased"), "{error}");
    assert_eq!(Status::from(error).code(), tonic::Code::Unavailable);
}
