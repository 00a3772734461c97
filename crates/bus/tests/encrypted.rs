//! Connections to NATS with TLS: a server of the authority is trusted, any other is refused with both names.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bus::{Login, NoBusServer};
use private_servers::{Nats, ServerCertificate};
use tempfile::TempDir;
use tls::Authorities;
use tls::testing::TestAuthority;

/// A nats-server that speaks TLS only, and the authority that signed its certificate.
struct EncryptedServer {
    nats: Nats,
    authority: Authorities,
    _folder: TempDir,
}

impl EncryptedServer {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = TestAuthority::new("The authority of the bus");
        let files = authority.certify(&["127.0.0.1"], folder.path());
        let certificate = ServerCertificate { certificate: &files.certificate, key: &files.key };
        let nats = Nats::start_encrypted(&folder.path().join("nats"), certificate).await.unwrap();
        let authority = Authorities::of_file(&authority.write(folder.path())).unwrap();
        Self { nats, authority, _folder: folder }
    }

    fn login(authorities: Authorities) -> Login {
        Login { authorities: Some(authorities), ..Login::without_password("operator") }
    }
}

#[tokio::test]
async fn a_server_of_the_authority_is_spoken_to_encrypted() {
    let server = EncryptedServer::start().await;
    let login = EncryptedServer::login(server.authority.clone());
    let address = server.nats.operator_url().unwrap();
    let told = bus::server(&address, &login).await.unwrap();
    assert!(told.encrypted);
    let client = bus::connect(&address, &login).await.unwrap();
    let jetstream = async_nats::jetstream::new(client);
    let stream = async_nats::jetstream::stream::Config {
        name: "encrypted".to_owned(),
        subjects: vec!["encrypted.>".to_owned()],
        ..Default::default()
    };
    jetstream.create_stream(stream).await.unwrap();
    let acknowledged = jetstream.publish("encrypted.one", "said".into()).await.unwrap().await;
    assert_eq!(acknowledged.unwrap().sequence, 1);
}

#[tokio::test]
async fn a_server_of_another_authority_is_refused_and_both_are_named() {
    let server = EncryptedServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let other = TestAuthority::new("Another authority").write(folder.path());
    let login = EncryptedServer::login(Authorities::of_file(&other).unwrap());
    let refused = bus::server(&server.nats.operator_url().unwrap(), &login).await.unwrap_err();
    let NoBusServer::Untrusted(why) = refused else { panic!("{refused:?}") };
    assert!(why.contains("CN=The authority of the bus"), "{why}");
    assert!(why.contains("CN=Another authority"), "{why}");
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_refused_where_encryption_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let plain = Nats::start(&folder.path().join("nats"), None).await.unwrap();
    let authority = TestAuthority::new("An authority").write(folder.path());
    let login = EncryptedServer::login(Authorities::of_file(&authority).unwrap());
    let address = plain.operator_url().unwrap();
    let refused = bus::server(&address, &login).await.unwrap_err();
    let NoBusServer::Untrusted(why) = refused else { panic!("{refused:?}") };
    assert!(why.contains("does not encrypt"), "{why}");
    let open = Login::without_password("operator");
    assert!(!bus::server(&address, &open).await.unwrap().encrypted);
    drop(plain);
    let refused = bus::server(&address, &login).await.unwrap_err();
    assert!(matches!(refused, NoBusServer::Away(_)), "{refused:?}");
}
