use super::*;

#[test]
fn what_is_sealed_opens_with_its_key_for_its_matter_only() {
    let (key, other) = (PageKey::draw(), PageKey::draw());
    let sealed = key.seal("link", b"q1=yes");
    assert_eq!(key.open("link", &sealed).unwrap(), b"q1=yes");
    assert!(key.open("other link", &sealed).is_none() && other.open("link", &sealed).is_none());
    let changed = format!("{}A", &sealed[..sealed.len() - 1]);
    assert!(changed == sealed || key.open("link", &changed).is_none());
    for broken in ["", "a", "!!!"] {
        assert!(key.open("link", broken).is_none(), "{broken}");
    }
    assert_ne!(key.seal("link", b"q1=yes"), sealed, "two sealings are never alike");
    assert!(!format!("{key:?}").contains(&key.proof("")));
}

#[test]
fn two_processes_with_one_file_read_and_prove_alike() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pages.key");
    PageKey::generate(&path).unwrap();
    let (one, two) = (PageKey::read(&path).unwrap(), PageKey::read(&path).unwrap());
    assert_eq!(two.open("link", &one.seal("link", b"q1=yes")).unwrap(), b"q1=yes");
    assert_eq!(one.proof("form"), two.proof("form"));
    assert_ne!(one.proof("form"), one.proof("other form"));
    assert!(PageKey::generate(&path).is_err(), "a key is never written over");
}

#[test]
fn a_file_that_is_none_or_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pages.key");
    assert!(matches!(PageKey::read(&path), Err(PageKeyError::File { .. })));
    PageKey::generate(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(PageKey::read(&path), Err(PageKeyError::Open(_))));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "no key").unwrap();
    assert!(matches!(PageKey::read(&path), Err(PageKeyError::NoKey(_))));
}

#[test]
fn secrets_are_long_and_never_the_same() {
    assert_eq!(secret().len(), 64);
    assert_ne!(secret(), secret());
}
