//! One unit of Plumbline in its own process, that a test can kill and start again.

use std::path::Path;
use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};
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
    /// More environment; `FAILPOINTS` for example is `command-before-reply=5*off->1*return`.
    pub(crate) environment: &'a [(&'a str, &'a str)],
}

impl Unit {
    pub(crate) fn start(name: &'static str, start: Start<'_>) -> Self {
        let log =
            std::fs::File::options().create(true).append(true).open(start.log).expect("a log file");
        let child = Command::new(start.program)
            .args(["serve", unit_of(name)])
            .args(start.arguments)
            .envs(start.environment.iter().copied())
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

    /// Process id; none once it has ended.
    pub fn pid(&self) -> Option<Pid> {
        self.child.id().and_then(|pid| Pid::from_raw(pid.cast_signed()))
    }

    /// Sends the process a signal: stop, go on, end.
    pub fn signal(&self, signal: Signal) {
        let pid = self.pid().expect("a unit that runs");
        kill_process(pid, signal).expect("our own child can be told");
    }

    /// Kills the process, as a power cut would.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("our own child can be killed");
    }

    /// Whether the process still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until the process has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        self.child.wait().await.expect("our own child can be waited for")
    }
}

/// `relay-2` is a second process of the unit `relay`.
pub(crate) fn unit_of(name: &str) -> &str {
    name.split_once('-').map_or(name, |(unit, _)| unit)
}
