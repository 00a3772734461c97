use super::*;

#[test]
fn no_password_is_shown() {
    let canary = "canary-7f3a";
    for address in [
        format!("postgresql://postgres:{canary}@localhost/plumbline"),
        format!("postgresql://postgres:p@{canary}@localhost/plumbline"),
        format!("postgresql://localhost/plumbline?user=a&password={canary}"),
        format!("host=localhost password={canary}"),
        format!("nats://plumbline:{canary}@bus:4222"),
        format!("postgresql://u:{canary}?host=/run"),
    ] {
        assert!(!masked(&address).contains(canary), "{}", masked(&address));
    }
    assert_eq!(masked("nats://bus:4222"), "nats://bus:4222");
    assert_eq!(masked("postgresql://u:p@h/d"), "postgresql://u:***@h/d");
    assert_eq!(masked("postgresql://u@h/d"), "postgresql://u@h/d");
}

#[test]
fn a_secret_is_read_without_its_line_end() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plumbline_surveys"), "canary-7f3a\n").unwrap();
    let found = named(Some(folder.path()), "plumbline_surveys").unwrap();
    assert_eq!(found.as_deref(), Some("canary-7f3a"));
    let missing = named(Some(folder.path()), "plumbline_trail").unwrap_err();
    assert!(missing.to_string().contains("plumbline_trail"));
}
