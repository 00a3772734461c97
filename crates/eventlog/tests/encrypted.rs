//! Connections to the store with TLS: a server of the authority is trusted, any other is refused with both names.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use eventlog::testing::TestStore;
use eventlog::{Log, StartError, StoreConfig};
use private_servers::{Durability, Postgres, ServerCertificate};
use tempfile::TempDir;
use tls::testing::TestAuthority;

/// A PostgreSQL with `ssl = on`, and the authority that signed its certificate.
struct EncryptedServer {
    postgres: Postgres,
    authority: PathBuf,
    folder: TempDir,
}

/// A folder that the server's account may enter.
fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    folder
}

impl EncryptedServer {
    /// A server at 127.0.0.1 with a certificate for that address.
    async fn start() -> Self {
        let folder = open_folder();
        let authority = TestAuthority::new("The authority of the store");
        let files = authority.certify(&["127.0.0.1"], folder.path());
        let certificate = ServerCertificate { certificate: &files.certificate, key: &files.key };
        let data = folder.path().join("postgres");
        let postgres = Postgres::start_encrypted(&data, certificate).await.unwrap();
        Self { postgres, authority: authority.write(folder.path()), folder }
    }

    fn address(&self, host: &str, authority: &Path) -> String {
        let (port, authority) = (self.postgres.port().unwrap(), authority.display());
        format!(
            "postgresql://{host}:{port}/postgres?sslmode=verify-full&sslrootcert={authority}&user=plumbline"
        )
    }

    /// What a process says that starts on this server by such an address.
    async fn refusal(&self, address: &str) -> String {
        let config: StoreConfig = address.parse().unwrap();
        match Log::open(&config, true).await {
            Err(StartError::Untrusted(why)) => why,
            other => panic!("a server that is not trusted: {other:?}"),
        }
    }
}

#[tokio::test]
async fn everything_between_log_and_store_is_encrypted() {
    let server = EncryptedServer::start().await;
    let store = TestStore::start_on(&server.address("127.0.0.1", &server.authority)).await;
    let mut grown = eventlog::listen(&store.config("relay")).await.unwrap();
    let trust = store.trust().await;
    assert_eq!(grown.recv().await, Some(trust));
    assert_eq!(store.log("surveys").await.head(trust).await.unwrap(), Some(1));
    let connections = "select count(*), count(*) filter (where ssl) from pg_stat_ssl \
        join pg_stat_activity using (pid) where backend_type = 'client backend'";
    let row = store.admin().await.query_one(connections, &[]).await.unwrap();
    let [all, encrypted] = [0, 1].map(|column| row.get::<_, i64>(column));
    assert_eq!(encrypted, all);
    // Reading, appending, hearing, and this question.
    assert!(all >= 4, "{all}");
}

#[tokio::test]
async fn a_server_of_another_authority_is_refused_and_both_are_named() {
    let server = EncryptedServer::start().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let other = TestAuthority::new("Another authority").write(elsewhere.path());
    let why = server.refusal(&server.address("127.0.0.1", &other)).await;
    assert!(why.contains("CN=The authority of the store"), "{why}");
    assert!(why.contains("CN=Another authority"), "{why}");
    assert!(why.contains(other.to_str().unwrap()), "{why}");
}

#[tokio::test]
async fn a_server_of_another_name_is_refused_and_both_are_named() {
    let server = EncryptedServer::start().await;
    let why = server.refusal(&server.address("localhost", &server.authority)).await;
    assert!(why.contains("127.0.0.1"), "{why}");
    assert!(why.contains("called by localhost"), "{why}");
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_refused() {
    let encrypted = EncryptedServer::start().await;
    let data = encrypted.folder.path().join("plain");
    let plain = Postgres::start(&data, Durability::ThrowAway).await.unwrap();
    let authority = encrypted.authority.display();
    let address = format!("{}&sslmode=verify-full&sslrootcert={authority}", plain.url("postgres"));
    let why = encrypted.refusal(&address).await;
    assert!(why.contains("does not encrypt"), "{why}");
}
