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
    let lines = [person, words].map(|erased| ErasedLine { trust, erased });
    assert_eq!(Ledger::read(&path).unwrap(), lines, "each once");
    std::fs::write(&path, format!("{trust} {}\nnonsense\n", Uuid::nil())).unwrap();
    assert!(Ledger::read(&path).unwrap_err().to_string().contains("line 2"));
    let shorter = "5c".repeat(31);
    std::fs::write(&path, format!("{trust} {shorter}\n")).unwrap();
    assert!(Ledger::read(&path).unwrap_err().to_string().contains("line 1"));
}

#[test]
fn a_ledger_that_cannot_be_opened_says_that_nothing_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let error = Ledger::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("Nothing was erased"), "{error}");
    assert_eq!(Status::from(error).code(), tonic::Code::Unavailable);
}
