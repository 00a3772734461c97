//! The machine, the build and the server's settings, for the head of the result.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;
use std::time::Duration;

use eventlog::testing::TestStore;
use private_servers::{Durability, Postgres};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// How often a server is asked, every 20 ms, whether it listens yet.
const TRIES: usize = 1_500;

/// Machine, commit, build.
pub fn print() {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        memory.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) >> 20;
    println!("Machine: {cores} cores of {}, {memory} GiB", model.unwrap_or("an unknown processor"));
    println!("Commit: {}", said("git", &["describe", "--always", "--dirty"]));
    let build = if cfg!(debug_assertions) { "debug: the figures mean nothing" } else { "release" };
    println!("Build: {build}; {}", said("rustc", &["--version"]));
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

/// The server of this run, with fsync on as in production, on the disk of the build.
pub async fn durable_server() -> (TempDir, Postgres) {
    let folder = tempfile::Builder::new().prefix("plumbline-bench-").tempdir().expect("a folder");
    let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("our own folder");
    let server = Postgres::start(&folder.path().join("postgres"), Durability::Durable)
        .await
        .expect("PostgreSQL");
    eventlog::testing::use_server(&server.url("postgres"));
    (folder, server)
}

/// A free address on loopback.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).expect("a port")
}

/// Waits until a server listens: a call that comes before it would be refused.
pub async fn listens(address: SocketAddr) {
    let mut clock = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..TRIES {
        clock.tick().await;
        if TcpStream::connect(address).await.is_ok() {
            return;
        }
    }
    panic!("no server listens at {address}");
}

/// The settings that decide what a commit costs.
pub async fn settings(store: &TestStore) -> String {
    let rows = store
        .admin()
        .await
        .query(
            "select name || '=' || setting from pg_settings where name in \
             ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method') order by name",
            &[],
        )
        .await
        .expect("settings");
    rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join(", ")
}

/// This process's memory in MiB: `VmRSS` now, `VmHWM` at its highest.
pub fn resident_mib(what: &str) -> f64 {
    resident_mib_of("self", what)
}

/// The same of a process by its id.
pub fn resident_mib_of(process: &str, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1_024.0
}

/// Resets the highest figure of memory.
pub fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("our own memory's marks");
}
