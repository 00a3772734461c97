//! A private PostgreSQL behind a Unix socket that only this account can reach.

use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio_postgres::{Client, NoTls};

use crate::child::{Child, command, last_words};
use crate::nats_cluster::free_port;
use crate::place::{Account, StartError, account, folder, installed, name_of};

/// Whether a power cut may cost acknowledged writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` on, PostgreSQL's default.
    Durable,
    /// `fsync` off: for tests that throw everything away.
    ThrowAway,
}

/// A running PostgreSQL; stops when dropped.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    socket: PathBuf,
    place: PathBuf,
    log: PathBuf,
    /// Where it listens beside its socket.
    port: Option<u16>,
}

/// A certificate and its key in PEM, as a server presents them.
#[derive(Clone, Copy, Debug)]
pub struct ServerCertificate<'a> {
    /// The file of the certificate.
    pub certificate: &'a Path,
    /// The file of its private key.
    pub key: &'a Path,
}

/// How one server is started.
struct PostgresConfig<'a> {
    data: &'a Path,
    durability: Durability,
    most_connections: u16,
    beside_socket: BesideSocket<'a>,
}

/// Where a server listens beside its socket.
#[derive(Clone, Copy)]
enum BesideSocket<'a> {
    Nowhere,
    /// On a free port of 127.0.0.1.
    Port,
    /// The same, with TLS.
    Encrypted(ServerCertificate<'a>),
}

const SUPERUSER: &str = "plumbline";
const PATIENCE: Duration = Duration::from_secs(60);
/// Many tests share a server. A server as it comes allows 100.
const MOST_CONNECTIONS: u16 = 300;

impl Postgres {
    /// Starts a server whose data is in `data`, which is made when missing.
    pub async fn start(data: &Path, durability: Durability) -> Result<Self, StartError> {
        Self::start_for(data, durability, MOST_CONNECTIONS).await
    }

    /// The same for so many connections at most.
    pub async fn start_for(
        data: &Path,
        durability: Durability,
        most_connections: u16,
    ) -> Result<Self, StartError> {
        let beside_socket = BesideSocket::Nowhere;
        Self::start_as(PostgresConfig { data, durability, most_connections, beside_socket }).await
    }

    /// A server that also listens on a port of 127.0.0.1, as one on another machine would be reached.
    pub async fn start_on_a_port(data: &Path, durability: Durability) -> Result<Self, StartError> {
        let (most_connections, beside_socket) = (MOST_CONNECTIONS, BesideSocket::Port);
        Self::start_as(PostgresConfig { data, durability, most_connections, beside_socket }).await
    }

    /// A server for tests that also listens on a port of 127.0.0.1, with TLS.
    pub async fn start_encrypted(
        data: &Path,
        certificate: ServerCertificate<'_>,
    ) -> Result<Self, StartError> {
        let (durability, most_connections) = (Durability::ThrowAway, MOST_CONNECTIONS);
        let beside_socket = BesideSocket::Encrypted(certificate);
        Self::start_as(PostgresConfig { data, durability, most_connections, beside_socket }).await
    }

    async fn start_as(config: PostgresConfig<'_>) -> Result<Self, StartError> {
        let PostgresConfig { data, durability, most_connections, beside_socket } = config;
        let program = |name: &'static str| {
            installed(name).ok_or(StartError::NotInstalled(name, "postgresql"))
        };
        let account = account()?;
        let place = folder(data, account)?;
        // Socket paths may not be longer than 107 bytes, and data folders can be anywhere.
        let socket =
            folder(&std::env::temp_dir().join(format!("plumbline-{}", name_of(&place))), account)?;
        let cluster = place.join("cluster");
        if !cluster.join("PG_VERSION").exists() {
            initdb(&program("initdb")?, account, &cluster)?;
        }
        stop_left_over(&program("pg_ctl")?, account, &cluster);
        let log = place.join("postgres.log");
        let mut run = command(&program("postgres")?, account, "INT");
        run.current_dir(&place).arg("-D").arg(&cluster).arg("-k").arg(&socket);
        run.args([
            "-c",
            &format!("max_connections={most_connections}"),
            "-c",
            "shared_buffers=64MB",
        ]);
        let port = match beside_socket {
            BesideSocket::Nowhere => {
                run.args(["-c", "listen_addresses="]);
                None
            }
            BesideSocket::Port => Some(listen(&mut run, &place)?),
            BesideSocket::Encrypted(certificate) => {
                present(&mut run, certificate, &place, account)?;
                Some(listen(&mut run, &place)?)
            }
        };
        if durability == Durability::ThrowAway {
            run.args([
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "synchronous_commit=off",
            ]);
        }
        let child = Child::start(run, "postgres", &log, Signal::INT)?;
        let server = Self { child, socket, place, log, port };
        server.wait().await?;
        Ok(server)
    }

    /// URL of a database, with the superuser.
    pub fn url(&self, database: &str) -> String {
        format!("{}&user={SUPERUSER}", self.url_without_user(database))
    }

    /// URL of a database, for services that bring their own role.
    pub fn url_without_user(&self, database: &str) -> String {
        let port = self.port.map(|port| format!("&port={port}")).unwrap_or_default();
        format!("postgresql:///{database}?host={}{port}", self.socket.display())
    }

    /// The port of 127.0.0.1 at which it listens; `None` where it has its socket only.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Makes a database unless it is there.
    pub async fn create_database(&self, name: &str) -> Result<(), tokio_postgres::Error> {
        let client = connect(&self.url("postgres")).await?;
        let there =
            client.query_opt("select from pg_database where datname = $1", &[&name]).await?;
        if there.is_none() {
            client.batch_execute(&format!("create database {name}")).await?;
        }
        Ok(())
    }

    /// The folder of its data. It is not the one asked for if root started the server below a private folder.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Process id.
    pub fn pid(&self) -> i32 {
        self.child.pid()
    }

    /// Copies the whole server into a folder from which [`Postgres::start`] starts a standby that follows this one.
    pub fn copy_to(&self, data: &Path) -> Result<(), StartError> {
        const PROGRAM: &str = "pg_basebackup";
        let program = installed(PROGRAM).ok_or(StartError::NotInstalled(PROGRAM, "postgresql"))?;
        let account = account()?;
        let mut run = command(&program, account, "INT");
        run.current_dir("/").arg("-D").arg(folder(data, account)?.join("cluster"));
        run.args(["-U", SUPERUSER, "-R", "-X", "stream", "-c", "fast", "-h"]).arg(&self.socket);
        finish(run, PROGRAM)
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.child.stop();
    }

    /// Ends it and every process of it as a crash does.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.child.stop();
    }

    /// Sends a signal to the server and to every process of it.
    pub fn signal(&self, signal: Signal) {
        let server = self.pid();
        for pid in [server].into_iter().chain(children(server)) {
            if let Some(pid) = Pid::from_raw(pid) {
                // One of them may have ended by itself meanwhile.
                let _ = kill_process(pid, signal);
            }
        }
    }

    async fn wait(&self) -> Result<(), StartError> {
        let started = Instant::now();
        loop {
            match connect(&self.url("postgres")).await {
                Ok(_) => return Ok(()),
                Err(_) if self.child.runs() && started.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(error) => {
                    let said = format!("{error}; {}", last_words(&self.log));
                    return Err(StartError::Failed { program: "postgres", said });
                }
            }
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.child.stop();
        // Only an empty folder goes: a later server on the same data may use it already.
        let _ = std::fs::remove_dir(&self.socket);
    }
}

/// Has a server listen on a free port of 127.0.0.1.
fn listen(run: &mut Command, place: &Path) -> Result<u16, StartError> {
    let port = free_port().map_err(StartError::folder(place))?;
    run.args(["-c", "listen_addresses=127.0.0.1", "-c", &format!("port={port}")]);
    Ok(port)
}

/// Has a server present a certificate, copied to where its account alone can read it.
fn present(
    run: &mut Command,
    certificate: ServerCertificate<'_>,
    place: &Path,
    account: Option<Account>,
) -> Result<(), StartError> {
    run.args(["-c", "ssl=on"]);
    let files = [("ssl_cert_file", certificate.certificate), ("ssl_key_file", certificate.key)];
    for (setting, file) in files {
        let own = place.join(setting);
        let copied = std::fs::copy(file, &own).and_then(|_| {
            std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o600))?;
            match account {
                Some(account) => chown(&own, Some(account.uid), Some(account.gid)),
                None => Ok(()),
            }
        });
        copied.map_err(StartError::folder(&own))?;
        run.arg("-c").arg(format!("{setting}={}", own.display()));
    }
    Ok(())
}

/// Children of a process, as the kernel lists them.
fn children(of: i32) -> Vec<i32> {
    let list = std::fs::read_to_string(format!("/proc/{of}/task/{of}/children"));
    list.unwrap_or_default().split_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn initdb(program: &Path, account: Option<Account>, cluster: &Path) -> Result<(), StartError> {
    let mut run = command(program, account, "INT");
    run.current_dir("/").arg("-D").arg(cluster).args([
        "-U",
        SUPERUSER,
        "--auth=trust",
        "--encoding=UTF8",
    ]);
    run.args(["--locale=C", "--no-sync"]);
    finish(run, "initdb")
}

fn finish(mut run: Command, program: &'static str) -> Result<(), StartError> {
    let output =
        run.output().map_err(|error| StartError::Failed { program, said: error.to_string() })?;
    if output.status.success() {
        return Ok(());
    }
    Err(StartError::Failed {
        program,
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// Stops a server of an earlier run that outlived its parent. It is no error if there is none.
fn stop_left_over(pg_ctl: &Path, account: Option<Account>, cluster: &Path) {
    if cluster.join("postmaster.pid").exists() {
        let mut run = command(pg_ctl, account, "INT");
        run.current_dir("/")
            .arg("stop")
            .arg("-D")
            .arg(cluster)
            .args(["-m", "fast", "-s", "-t", "30"]);
        let _ = run.output();
    }
}
