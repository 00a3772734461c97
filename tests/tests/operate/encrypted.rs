//! A store on another machine: the program encrypts with a server that it verifies, and says plainly why not with any other.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use private_servers::{Postgres, ServerCertificate};
use tempfile::TempDir;
use tls::testing::TestAuthority;

use super::PROGRAM;

const DATABASE: &str = "plumbline";

struct EncryptedStore {
    postgres: Postgres,
    folder: TempDir,
    authority: PathBuf,
}

impl EncryptedStore {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let authority = TestAuthority::new("The authority of the store");
        let files = authority.certify(&["127.0.0.1"], folder.path());
        let certificate = ServerCertificate { certificate: &files.certificate, key: &files.key };
        let data = folder.path().join("postgres");
        let postgres = Postgres::start_encrypted(&data, certificate).await.unwrap();
        postgres.create_database(DATABASE).await.unwrap();
        Self { postgres, authority: authority.write(folder.path()), folder }
    }

    fn address(&self, words: &str) -> String {
        format!("postgresql://127.0.0.1:{}/{DATABASE}?{words}", self.postgres.port().unwrap())
    }

    fn verified(&self, authority: &Path) -> String {
        self.address(&format!("sslmode=verify-full&sslrootcert={}", authority.display()))
    }
}

async fn program(arguments: &[&str], store: &str) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = tokio::process::Command::new(PROGRAM)
        .args(arguments)
        .arg("--throw-away")
        .arg(format!("--store={store}"))
        .output()
        .await
        .unwrap();
    (status.code(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}

#[tokio::test]
async fn the_program_encrypts_and_doctor_says_against_whom_it_verified() {
    let store = EncryptedStore::start().await;
    let address = store.verified(&store.authority);
    let owner = format!("--owner-store={address}&user=plumbline");
    let (code, said) = program(&["migrate", &owner], &address).await;
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = program(&["doctor", "--bus=none"], &address).await;
    let line = said.lines().find(|line| line.contains("encryption to the store")).unwrap();
    assert!(line.starts_with("ok") && line.contains("TLSv1.3"), "{line}");
    assert!(line.contains(store.authority.to_str().unwrap()), "{line}");
    // PostgreSQL's own programs read the same words.
    let backup = store.folder.path().join("backup");
    let to = format!("--to={}", backup.display());
    let (code, said) = program(&["backup", &to, &owner], &address).await;
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = program(&["doctor", "--bus=none"], &store.address("")).await;
    let line = said.lines().find(|line| line.contains("encryption to the store")).unwrap();
    assert!(line.starts_with("ok") && line.contains("not encrypted"), "{line}");
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_a_fault_of_the_settings() {
    let store = EncryptedStore::start().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let other = TestAuthority::new("Another authority").write(elsewhere.path());
    let address = store.verified(&other);
    for arguments in [
        &["serve", "trail", "--bus=none", "--demo", "--believe-callers"][..],
        &["projections", "list"],
    ] {
        let (code, said) = program(arguments, &address).await;
        assert_eq!(code, Some(1), "no outage: {said}");
        assert!(said.contains("CN=The authority of the store"), "{said}");
        assert!(said.contains("CN=Another authority"), "{said}");
    }
    let (code, said) = program(&["doctor", "--bus=none"], &address).await;
    assert!(code == Some(1) && said.contains("correct sslmode and sslrootcert"), "{said}");
    let (code, said) = program(&["doctor", "--bus=none"], &store.address("sslmode=require")).await;
    assert!(code == Some(2) && said.contains("does not verify which server answers"), "{said}");
}
