use super::*;
use crate::form::Fields;
use crate::sample;
use contract::schools::v1::Role;

#[test]
fn the_officer_erases_and_others_look() {
    let line = sample::written();
    let shown = |visitor: &Visitor| {
        render(visitor, &sample::ground(), &line, &Told::default()).into_string()
    };
    assert!(shown(&sample::somebody(Role::DataProtectionOfficer)).contains("/words/erasure"));
    assert!(!shown(&sample::lead()).contains("/words/erasure"));
}

#[test]
fn the_officer_changes_who_reads_what_is_not_erased() {
    let line = sample::written();
    let shown = |visitor: &Visitor| {
        render(visitor, &sample::ground(), &line, &Told::default()).into_string()
    };
    let page = shown(&sample::somebody(Role::DataProtectionOfficer));
    assert!(page.contains("/words/readers"), "{page}");
    assert!(page.contains("Text 1, for: The school’s committee"), "{page}");
    assert!(!page.contains("Text 2, for"), "an erased text has no readers: {page}");
    assert!(!shown(&sample::lead()).contains("/words/readers"));
    let fields = Fields::parse(b"words=c0&readers=trust");
    let asked = ClassWords { position: "7".to_owned() }
        .command(&Entered::read(ClassWords::ENTRIES, fields));
    assert_eq!((asked.class(), asked.written_at), (WordsClass::Trust, 7));
}

#[test]
fn the_reason_is_one_of_the_list() {
    let asked = |why: &str| {
        let fields = Fields::parse(format!("words=c0&why={why}").as_bytes());
        EraseWords { position: "7".to_owned() }.command(&Entered::read(EraseWords::ENTRIES, fields))
    };
    assert_eq!(asked("child").reason(), ErasureReason::NamesAChild);
    assert_eq!(asked("x").reason(), ErasureReason::Unspecified);
}
