//! Identity providers and a TLS proxy beside a world, from `tests/browser` (npm).

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The programs that node runs.
pub const BROWSER_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser");
const SECRET: &str = "secret-of-the-client";
/// Our tenant at Microsoft.
pub const TENANT: &str = "6f8c2f80-7d2c-4c56-9a33-0b6a1a5f3c11";

/// Running providers; they end with the test.
#[derive(Debug)]
pub struct Stand {
    _child: Child,
    pub tls_port: u64,
    pub provider_port: u64,
    folder: PathBuf,
}

impl Stand {
    /// Starts the providers for a web application on a port, with these accounts: claims by name.
    pub async fn start(folder: &Path, web_port: u16, accounts: Value) -> Self {
        installed().await;
        certificate(folder).await;
        let orders = json!({
            "web": web_port,
            "certificate": folder.join("certificate.pem"),
            "key": folder.join("key.pem"),
            "secret": SECRET,
            "accounts": accounts,
            "providers": [
                { "key": "test", "path": "/test" },
                { "key": "other", "path": "/other" },
                { "key": "microsoft", "path": format!("/{TENANT}/v2.0") },
                { "key": "google", "path": "/google" },
            ],
        });
        let mut child = Command::new("node")
            .args(["stand.mjs", &orders.to_string()])
            .current_dir(BROWSER_FOLDER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node is installed");
        let said = child.stdout.take().expect("a pipe");
        let line = BufReader::new(said).lines().next_line().await.unwrap().expect("its ports");
        let ports: Value = serde_json::from_str(&line).unwrap();
        Self {
            _child: child,
            tls_port: ports["tlsPort"].as_u64().unwrap(),
            provider_port: ports["providerPort"].as_u64().unwrap(),
            folder: folder.to_owned(),
        }
    }

    /// The address at which people reach the web application.
    pub fn authority(&self) -> String {
        format!("localhost:{}", self.tls_port)
    }

    /// The folder of the letters that were sent.
    pub fn letters(&self) -> PathBuf {
        self.folder.join("letters")
    }

    /// Writes the settings of signing in; gives their file.
    pub fn settings(&self) -> PathBuf {
        let file = self.folder.join("sign-in.toml");
        std::fs::create_dir_all(self.letters()).unwrap();
        std::fs::write(self.folder.join("client-secret"), SECRET).unwrap();
        let provider = |key: &str, name: &str, kind: &str| {
            format!(
                "[[provider]]\nkey = \"{key}\"\nname = \"{name}\"\n{kind}\nclient_id = \"plumbline\"\n\
                 client_secret_file = \"client-secret\"\n\n"
            )
        };
        let port = self.provider_port;
        let openid =
            |path: &str| format!("kind = \"openid\"\nissuer = \"http://127.0.0.1:{port}/{path}\"");
        let text = [
            format!("address = \"https://{}\"\n\n", self.authority()),
            provider("test", "Test School", &openid("test")),
            provider("other", "Other School", &openid("other")),
            // Its discovery document names another issuer than its address.
            provider("liar", "Liar", &openid("test/")),
            provider(
                "microsoft",
                "Microsoft",
                &format!(
                    "kind = \"entra\"\ntenant = \"{TENANT}\"\nauthority = \"http://127.0.0.1:{port}\""
                ),
            ),
            provider(
                "google",
                "Google",
                &format!(
                    "kind = \"google\"\ndomain = \"ours.example\"\nissuer = \"http://127.0.0.1:{port}/google\""
                ),
            ),
            "[mail]\nfrom = \"Plumbline <plumbline@ours.example>\"\nfolder = \"letters\"\n"
                .to_owned(),
        ];
        std::fs::write(&file, text.concat()).unwrap();
        file
    }
}

/// Installs the packages, unless `make test` has done so before.
async fn installed() {
    if Path::new(BROWSER_FOLDER).join("node_modules").exists() {
        return;
    }
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--silent"])
        .current_dir(BROWSER_FOLDER)
        .status()
        .await
        .expect("npm is installed");
    assert!(status.success(), "npm could not bring the identity provider");
}

async fn certificate(folder: &Path) {
    let status = Command::new("openssl")
        .args(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(' '),
        )
        .args("-subj /CN=localhost -keyout key.pem -out certificate.pem".split(' '))
        .current_dir(folder)
        .stderr(Stdio::null())
        .status()
        .await
        .expect("openssl is installed");
    assert!(status.success(), "no certificate");
}
