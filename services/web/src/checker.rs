//! Checks a report's PDF with the program itself, as a process of its own with an end to its time, memory and output. What it
//! says is what `plumbline verify report` says.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use host::child;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;

/// A check takes a second; a file made to take long is given up.
const TIME: Duration = Duration::from_secs(20);
const MEMORY_BYTES: u64 = 2_048 * 1024 * 1024;
/// Bytes that are read of what it says.
const MOST_SAID: u64 = 64 * 1024;
/// Lines that are shown of what it says.
const LINES: usize = 200;

/// The program that checks. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Checker {
    program: PathBuf,
    free: Arc<Semaphore>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PaperVerdict {
    pub outcome: PaperOutcome,
    /// Each step that held, in a plain sentence.
    pub steps: Vec<String>,
    /// The step that did not, in a plain sentence; empty where all held.
    pub fault: String,
}

/// What a paper turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PaperOutcome {
    Holds,
    /// It is no report with its proof.
    NoProof,
    /// A step of the check does not hold.
    Broken,
    /// Set by another edition of the program: its pages cannot be compared here.
    OtherEdition,
}

impl Checker {
    /// `program verify report` reads a PDF.
    pub(crate) fn new(program: PathBuf) -> Self {
        Self { program, free: Arc::new(Semaphore::new(1)) }
    }

    /// Checks a PDF; nothing where it could not be checked at the moment. One is checked at a time, the others wait.
    pub(crate) async fn check(&self, pdf: Vec<u8>) -> Option<PaperVerdict> {
        let turn = async {
            let _turn = self.free.acquire().await.ok()?;
            self.run(pdf)
                .await
                .map_err(|error| tracing::warn!(%error, "a paper was not checked"))
                .ok()
        };
        tokio::time::timeout(TIME, turn).await.ok()??
    }

    async fn run(&self, pdf: Vec<u8>) -> std::io::Result<Option<PaperVerdict>> {
        let mut child = self.command().spawn()?;
        let written = child::write(child.stdin.take(), pdf);
        let (said, complaint) = (read(child.stdout.take()), read(child.stderr.take()));
        // A child that refuses early closes its end; what it then says is what counts.
        let (_, said, complaint) = tokio::join!(written, said, complaint);
        let status = child.wait().await?;
        Ok(status.code().and_then(|code| verdict(code, &said?, &complaint?)))
    }

    fn command(&self) -> Command {
        let mut command = child::limited(&self.program, MEMORY_BYTES);
        command.args(["verify", "report", "/dev/stdin"]);
        command
    }
}

/// What it says, as far as it is read; the rest is let go, so that the child does not wait.
async fn read(pipe: Option<impl AsyncRead + Unpin>) -> Option<String> {
    let (mut bytes, mut pipe) = (Vec::new(), pipe?);
    (&mut pipe).take(MOST_SAID).read_to_end(&mut bytes).await.ok()?;
    tokio::io::copy(&mut pipe, &mut tokio::io::sink()).await.ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// By the exit codes that the command's help lists; nothing for any other end.
fn verdict(code: i32, said: &str, complaint: &str) -> Option<PaperVerdict> {
    let outcome = match code {
        0 => PaperOutcome::Holds,
        10 => PaperOutcome::NoProof,
        11..=16 => PaperOutcome::Broken,
        17 => PaperOutcome::OtherEdition,
        _ => return None,
    };
    // The first line names the file, which has no name here.
    let lines = said.lines().skip(1).map(str::trim).filter(|line| !line.is_empty());
    let steps: Vec<_> = lines.take(LINES).map(str::to_owned).collect();
    let fault = complaint.trim().trim_start_matches("plumbline: ").to_owned();
    // A check that holds has said so, step by step.
    (outcome != PaperOutcome::Holds || !steps.is_empty()).then_some(PaperVerdict {
        outcome,
        steps,
        fault,
    })
}

#[cfg(test)]
mod tests;
