//! A server process that ends with this one.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};

use crate::place::{Account, StartError};

/// Runs until stopped or dropped.
#[derive(Debug)]
pub(crate) struct Child {
    pid: Pid,
    stop: Signal,
    keeper: Option<JoinHandle<()>>,
}

/// The command that runs a program as another account. `setpriv` (util-linux, on every Debian) has the kernel end the
/// program when its parent dies. So a killed Plumbline leaves no servers behind.
pub(crate) fn command(program: &Path, account: Option<Account>, death: &str) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(account) = account {
        command.args([format!("--reuid={}", account.uid), format!("--regid={}", account.gid)]);
        command.arg("--clear-groups");
    }
    command.args(["--pdeathsig", death, "--"]).arg(program);
    // A Ctrl-C in the terminal is for Plumbline, which then stops its servers in order.
    command.process_group(0);
    command
}

impl Child {
    /// Starts a server that writes its output to a file.
    pub(crate) fn start(
        mut command: Command,
        program: &'static str,
        log: &Path,
        stop: Signal,
    ) -> Result<Self, StartError> {
        let file = std::fs::File::create(log).map_err(StartError::folder(log))?;
        let words = file.try_clone().map_err(StartError::folder(log))?;
        command.stdin(Stdio::null()).stdout(file).stderr(words);
        // The kernel watches the thread that started the child, so one thread does nothing but keep it.
        let (started, start) = mpsc::channel();
        let keeper = std::thread::spawn(move || match command.spawn() {
            Ok(mut child) => {
                let _ = started.send(Ok(Pid::from_child(&child)));
                let _ = child.wait();
            }
            Err(error) => {
                let _ = started.send(Err(error));
            }
        });
        let failed = |said: String| StartError::Failed { program, said };
        let pid = start
            .recv()
            .map_err(|_| failed("its keeper ended".to_owned()))?
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self { pid, stop, keeper: Some(keeper) })
    }

    /// Process id, for tests that send it signals.
    pub(crate) fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// Whether it still runs.
    pub(crate) fn runs(&self) -> bool {
        self.keeper.as_ref().is_some_and(|keeper| !keeper.is_finished())
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(&mut self) {
        self.stop = Signal::KILL;
        self.stop();
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            // A process that has ended already is stopped too.
            let _ = kill_process(self.pid, self.stop);
            let _ = keeper.join();
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The last lines of a log, for an error.
pub(crate) fn last_words(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("; ")
}
