use super::*;

fn read(text: &str) -> Result<Settings, SignInSettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sign-in.toml");
    std::fs::write(&path, text).unwrap();
    Settings::read(&path)
}

#[test]
fn the_example_is_one() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/sign-in.example.toml");
    let settings = Settings::read(Path::new(example)).unwrap();
    assert_eq!(settings.file.provider.len(), 3);
    assert!(settings.file.mail.is_some());
}

#[test]
fn what_is_missing_or_strange_is_named() {
    let provider = "[[provider]]\nkey = \"a\"\nname = \"A\"\nkind = \"openid\"\nissuer = \"https://a.example\"\n\
                        client_id = \"a\"\nclient_secret_file = \"a\"\n";
    for (text, words) in [
        (String::new(), "address"),
        ("address = \"https://a.example\"".to_owned(), "[[provider]]"),
        ("address = \"https://a.example\"\npasswort = 1".to_owned(), "passwort"),
        (format!("address = \"http://a.example\"\n{provider}"), "https://plumbline.example"),
        (format!("address = \"https://a.example/b\"\n{provider}"), "https://plumbline.example"),
        (format!("address = \"https://a.example\"\n{provider}{provider}"), "two providers"),
        (
            format!("address = \"https://a.example\"\n{}", provider.replace("openid", "entra")),
            "a tenant",
        ),
        (format!("address = \"https://a.example\"\n{provider}tenant = \"b\""), "an issuer"),
        (
            format!(
                "address = \"https://a.example\"\n{}",
                provider.replace("\"a\"\nname", "\"A b\"\nname")
            ),
            "hyphens",
        ),
    ] {
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn strangers_are_asked_by_https_only() {
    for (address, safe) in [
        ("https://login.microsoftonline.com/x", true),
        ("http://127.0.0.1:3000", true),
        ("http://localhost:3000", true),
        ("http://[::1]:3000", true),
        ("http://example.org", false),
        ("http://localhost.example.org", false),
        ("http://10.0.0.1", false),
        ("ftp://localhost", false),
    ] {
        assert_eq!(is_safe(&Url::parse(address).unwrap()), safe, "{address}");
    }
}
