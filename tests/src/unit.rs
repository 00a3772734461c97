//! One unit of Plumbline in its own process, that a test can kill and start again.

use std::path::Path;
use std::process::{ExitStatus, Stdio};

use tokio::process::{Child, Command};

/// A process serving one unit.
#[derive(Debug)]
pub struct Unit {
    name: &'static str,
    child: Child,
}

/// What a unit is started with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start<'a> {
    pub(crate) program: &'a Path,
    pub(crate) arguments: &'a [String],
    pub(crate) log: &'a Path,
    /// `fail` points, for example `command-before-reply=5*off->1*return`.
    pub(crate) failpoints: &'a str,
}

impl Unit {
    pub(crate) fn start(name: &'static str, start: Start<'_>) -> Self {
        let log =
            std::fs::File::options().create(true).append(true).open(start.log).expect("a log file");
        let child = Command::new(start.program)
            .args(["serve", name])
            .args(start.arguments)
            .env("FAILPOINTS", start.failpoints)
            .env("RUST_LOG", "info")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("the program under test starts");
        Self { name, child }
    }

    /// Which unit.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("our own child can be killed");
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        self.child.wait().await.expect("our own child can be waited for")
    }
}
