use super::*;

#[test]
fn a_password_in_the_stores_address_is_refused_and_not_repeated() {
    let store = "postgresql://plumbline:canary-7f3a@localhost/plumbline".to_owned();
    let settings = Settings { store, ..Settings::default() };
    let refused = settings.store_as("plumbline_surveys").unwrap_err();
    let said = format!("{refused} {refused:?} {settings:?}");
    assert!(said.contains("PLUMBLINE_STORE_PASSWORDS"));
    assert!(!said.contains("canary-7f3a"), "{said}");
}

#[test]
fn a_password_from_its_file_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plumbline_surveys"), "canary-7f3a").unwrap();
    let store_passwords = Some(folder.path().to_owned());
    let settings = Settings { store_passwords, ..Settings::default() };
    let config = settings.store_as("plumbline_surveys").unwrap();
    assert_eq!(config.get_password(), Some(b"canary-7f3a".as_slice()));
    assert!(!format!("{config:?} {settings:?}").contains("canary-7f3a"));
}
