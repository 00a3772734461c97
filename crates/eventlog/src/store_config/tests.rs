use super::*;
use crate::testing::TestStore;

fn encryption(address: &str) -> Result<StoreEncryption, String> {
    address
        .parse::<StoreConfig>()
        .map(|config| config.encryption().clone())
        .map_err(|error| error.to_string())
}

#[test]
fn an_address_without_a_word_about_encryption_asks_for_none() {
    let config: StoreConfig = "postgresql://db/plumbline?connect_timeout=3".parse().unwrap();
    assert_eq!(*config.encryption(), StoreEncryption::Plain);
    assert_eq!(config.get_ssl_mode(), SslMode::Disable);
    assert_eq!(config.get_dbname(), Some("plumbline"));
    assert_eq!(config.get_connect_timeout(), Some(&std::time::Duration::from_secs(3)));
}

#[test]
fn a_mode_that_does_not_verify_the_server_is_refused() {
    for mode in ["allow", "prefer", "require", "verify-ca", "verify_full", ""] {
        let refused = encryption(&format!("postgresql://db/plumbline?sslmode={mode}")).unwrap_err();
        assert!(refused.contains("does not verify"), "{refused}");
        let refused = encryption(&format!("host=db dbname=plumbline sslmode={mode}")).unwrap_err();
        assert!(refused.contains("does not verify"), "{refused}");
    }
}

#[test]
fn a_mode_is_found_wherever_tokio_postgres_finds_one() {
    for address in [
        "host=db sslmode = require",
        "host=db\tsslmode=require\tuser=me",
        "host=db\nsslmode\n=\n'require'",
        "host='db'sslmode=require",
        "host=db sslmode=r\\equire",
        "postgresql://db/plumbline?%73slmode=require",
        "postgresql://me:a?b@db/plumbline?sslmode=require",
    ] {
        let refused = encryption(address).unwrap_err();
        assert!(refused.contains("sslmode=require does not verify"), "{address:?}: {refused}");
    }
    let config: StoreConfig = "host = db\tsslmode = disable\n dbname='a b'".parse().unwrap();
    assert_eq!(*config.encryption(), StoreEncryption::Plain);
    assert_eq!(config.get_dbname(), Some("a b"));
    for no_address in ["host=db user", "host=db dbname='a", "host=db user=me dbname"] {
        let refused = no_address.parse::<StoreConfig>().unwrap_err();
        assert!(matches!(refused, StoreAddressError::NoAddress(_)), "{refused}");
    }
}

#[test]
fn a_path_with_white_space_quotes_and_percent_signs_is_read_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("it's %41\\ folder");
    std::fs::create_dir(&odd).unwrap();
    let file = ::tls::testing::TestAuthority::new("An authority").write(&odd);
    let escaped = file.to_str().unwrap().replace('\\', "\\\\").replace('\'', "\\'");
    for address in [
        format!("host=db sslmode=verify-full sslrootcert = '{escaped}' user=me"),
        format!("host=db sslmode=verify-full sslrootcert={}", escaped.replace(' ', "\\ ")),
    ] {
        let config: StoreConfig = address.parse().unwrap();
        assert_eq!(*config.encryption(), StoreEncryption::OfFile(file.clone()), "{address}");
        let again = format!("host=db {}", config.encryption_words());
        assert_eq!(encryption(&again).unwrap(), StoreEncryption::OfFile(file.clone()));
    }
}

#[test]
fn authorities_that_would_not_be_used_are_refused() {
    let refused = encryption("postgresql://db/plumbline?sslrootcert=/etc/ca.crt").unwrap_err();
    assert!(refused.contains("without sslmode=verify-full"), "{refused}");
}

#[test]
fn a_file_of_authorities_that_is_not_there_is_named() {
    let address = "postgresql://db/plumbline?sslmode=verify-full&sslrootcert=%2Fnowhere%2Fca.crt";
    let refused = encryption(address).unwrap_err();
    assert!(refused.contains("/nowhere/ca.crt"), "{refused}");
}

#[test]
fn a_file_of_authorities_is_believed_in_both_forms_of_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let file = ::tls::testing::TestAuthority::new("An authority").write(folder.path());
    let shown = file.display();
    for address in [
        format!("postgresql://db/plumbline?sslmode=verify-full&sslrootcert={shown}&user=me"),
        format!("host=db dbname=plumbline sslmode='verify-full' sslrootcert='{shown}' user=me"),
    ] {
        let config: StoreConfig = address.parse().unwrap();
        assert_eq!(*config.encryption(), StoreEncryption::OfFile(file.clone()));
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        assert_eq!(config.get_user(), Some("me"));
        let again = format!("host=db dbname=plumbline {}", config.encryption_words());
        assert_eq!(encryption(&again).unwrap(), StoreEncryption::OfFile(file.clone()));
    }
}

#[tokio::test]
async fn a_refusal_of_the_store_is_told_by_its_code_and_table_without_a_value() {
    let store = TestStore::start().await;
    let wrong =
        "insert into operate.proved_backup (taken_at, name, events) values (now(), '', 4711)";
    let refused = store.admin().await.batch_execute(wrong).await.unwrap_err();
    let said = in_words(&refused);
    assert!(said.contains("23514") && said.contains("operate.proved_backup"), "{said}");
    assert!(!said.contains("4711"), "{said}");
}
