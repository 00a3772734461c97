//! A private nats-server with JetStream, on loopback.

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::child::{Child, command, last_words};
use crate::place::{StartError, installed};
use crate::postgres::ServerCertificate;
use crate::users::{OPERATOR, with_operator};

/// A running nats-server; stops when dropped.
#[derive(Debug)]
pub struct Nats {
    child: Child,
    url: String,
    passwords: PathBuf,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl Nats {
    /// Starts a server that keeps its streams and its users' passwords in `data`. Without a port it takes a free one.
    pub async fn start(data: &Path, port: Option<u16>) -> Result<Self, StartError> {
        Self::start_with(data, port, "").await
    }

    /// The same for a demonstration: a client that names no user may listen, as other systems do.
    pub async fn start_for_a_demo(data: &Path, port: Option<u16>) -> Result<Self, StartError> {
        Self::start_with(data, port, "no_auth_user: subscriber\n").await
    }

    /// The same with messages of at most so many bytes, headers included.
    pub async fn start_with_payload(data: &Path, most: usize) -> Result<Self, StartError> {
        Self::start_with(data, None, &format!("max_payload: {most}\n")).await
    }

    /// The same for clients that speak TLS only.
    pub async fn start_encrypted(
        data: &Path,
        certificate: ServerCertificate<'_>,
    ) -> Result<Self, StartError> {
        let ServerCertificate { certificate, key } = certificate;
        let files = [certificate, key].map(Path::display);
        let more = format!("tls {{ cert_file: \"{}\", key_file: \"{}\" }}\n", files[0], files[1]);
        Self::start_with(data, None, &more).await
    }

    async fn start_with(data: &Path, port: Option<u16>, more: &str) -> Result<Self, StartError> {
        let passwords = data.join("passwords");
        let config = NatsConfig { data, passwords: &passwords, port, more };
        Self::start_as(config).await
    }

    pub(crate) async fn start_as(config: NatsConfig<'_>) -> Result<Self, StartError> {
        let NatsConfig { data, passwords, port, more } = config;
        let program = program()?;
        let ports = data.join("ports");
        let _ = std::fs::remove_dir_all(&ports);
        std::fs::create_dir_all(&ports).map_err(StartError::folder(&ports))?;
        let log = data.join("nats.log");
        let configuration = data.join("nats.conf");
        let users = with_operator(passwords)?;
        only_mine(&configuration)?;
        std::fs::write(&configuration, format!("{users}{more}"))
            .map_err(StartError::folder(&configuration))?;
        let mut run = command(&program, None, "TERM");
        run.args(["-a", "127.0.0.1", "-js", "-p"])
            .arg(port.map_or("-1".to_owned(), |port| port.to_string()));
        run.arg("-c").arg(&configuration);
        run.arg("-sd").arg(data.join("streams")).arg("--ports_file_dir").arg(&ports);
        let child = Child::start(run, "nats-server", &log, Signal::TERM)?;
        let url = address(&child, &ports, &log).await?;
        Ok(Self { child, url, passwords: passwords.to_owned() })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder with a file for each user that holds its password.
    pub fn passwords(&self) -> &Path {
        &self.passwords
    }

    /// The same URL with the user who may do everything.
    pub fn operator_url(&self) -> Result<String, StartError> {
        let file = self.passwords.join(OPERATOR);
        let password = std::fs::read_to_string(&file).map_err(StartError::folder(&file))?;
        Ok(self.url.replacen("://", &format!("://{OPERATOR}:{password}@"), 1))
    }

    /// Process id.
    pub fn pid(&self) -> i32 {
        self.child.pid()
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.child.stop();
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(&mut self) {
        self.child.kill();
    }
}

/// How one server is started.
pub(crate) struct NatsConfig<'a> {
    pub(crate) data: &'a Path,
    /// Where its users' passwords are.
    pub(crate) passwords: &'a Path,
    pub(crate) port: Option<u16>,
    /// Further lines of its configuration.
    pub(crate) more: &'a str,
}

fn program() -> Result<PathBuf, StartError> {
    #[expect(clippy::disallowed_methods, reason = "which nats-server a test run is about")]
    let given = std::env::var_os("PLUMBLINE_NATS_SERVER");
    match given {
        Some(program) => Ok(PathBuf::from(program)),
        None => {
            installed("nats-server").ok_or(StartError::NotInstalled("nats-server", "nats-server"))
        }
    }
}

/// Makes a file that only this account may read, before anything secret is in it.
fn only_mine(file: &Path) -> Result<(), StartError> {
    let mut options = std::fs::OpenOptions::new();
    let made = options.create(true).truncate(true).write(true).mode(0o600).open(file);
    made.map(|_| ()).map_err(StartError::folder(file))
}

/// The server writes the ports it took into a file once it listens.
async fn address(child: &Child, ports: &Path, log: &Path) -> Result<String, StartError> {
    let started = Instant::now();
    loop {
        if let Some(url) = written(ports) {
            return Ok(url);
        }
        if !child.runs() || started.elapsed() > PATIENCE {
            return Err(StartError::Failed { program: "nats-server", said: last_words(log) });
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn written(ports: &Path) -> Option<String> {
    let file = std::fs::read_dir(ports).ok()?.flatten().next()?.path();
    let text = std::fs::read_to_string(file).ok()?;
    // {"nats":["nats://127.0.0.1:33445"], ...}, and tls:// where it speaks TLS.
    let start = text.find("nats://").or_else(|| text.find("tls://"))?;
    let end = text[start..].find('"')?;
    Some(text[start..start + end].to_owned())
}
