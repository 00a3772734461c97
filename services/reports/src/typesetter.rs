//! Runs the typesetter as a process of its own, with an end to its time, memory and output.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use host::child;
use serde::Serialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tonic::Status;
use uuid::Uuid;

/// What the typesetter reads; see the crate `typeset`.
#[derive(Debug, Serialize)]
pub(crate) struct Paper<'a> {
    /// Names the document for ever.
    pub identifier: &'a str,
    /// RFC 3339 in UTC.
    pub timestamp: &'a str,
    /// Which paper it is.
    pub kind: PaperForm,
    /// Canonical JSON of what the paper shows.
    pub data: &'a str,
    /// What proves its issue, for the edition that carries it.
    pub proof: Option<IssueProof>,
}

/// Which paper is set; see the crate `typeset`.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperForm {
    Report,
    Correction,
}

/// The proof that the issue of a report is in the sealed log; see the crate `typeset`.
#[derive(Debug, Serialize)]
pub(crate) struct IssueProof {
    pub log: String,
    pub position: u64,
    pub issued: String,
    pub leaf: String,
    pub tlog_proof: String,
    pub policy: String,
}

/// Ends of what one paper may take.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub time: Duration,
    pub memory_bytes: u64,
    pub pdf_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let mebibyte = 1024 * 1024;
        Self {
            time: Duration::from_secs(30),
            memory_bytes: 2_048 * mebibyte,
            pdf_bytes: 24 * mebibyte,
        }
    }
}

/// How many papers are set at a time.
const AT_A_TIME: usize = 2;

/// The typesetter's program. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Typesetter {
    program: PathBuf,
    limits: Limits,
    free: Arc<Semaphore>,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the typesetter could not be started or spoken to: {0}")]
    Process(#[from] std::io::Error),
    #[error("the typesetter took longer than {0:?}")]
    TooSlow(Duration),
    #[error("the PDF is longer than {0} bytes")]
    TooLong(u64),
    #[error("{0}")]
    Refused(String),
}

impl Typesetter {
    /// `program typeset` reads a paper and writes a PDF.
    pub(crate) fn new(program: PathBuf, limits: Limits) -> Self {
        if let Err(missing) = child::limits_memory() {
            tracing::warn!(
                "{missing} is not here, so the typesetter runs without an end to its memory"
            );
        }
        Self { program, limits, free: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    /// The PDF of a paper; waits for its turn. UNAVAILABLE or INTERNAL with a plain sentence where there is none.
    pub(crate) async fn set(&self, paper: &Paper<'_>) -> Result<Vec<u8>, Status> {
        let turn = self.free.acquire().await;
        let started = std::time::Instant::now();
        let outcome = match tokio::time::timeout(self.limits.time, self.run(paper)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::TooSlow(self.limits.time)),
        };
        let set = if outcome.is_ok() { "set" } else { "failed" };
        metrics::histogram!("plumbline_report_render_seconds", "outcome" => set)
            .record(started.elapsed().as_secs_f64());
        drop(turn);
        outcome.map_err(|failure| failure.to_status(paper.identifier))
    }

    async fn run(&self, paper: &Paper<'_>) -> Result<Vec<u8>, Failure> {
        let mut child = self.command().spawn()?;
        let written = child::write(
            child.stdin.take(),
            serde_json::to_vec(paper).map_err(std::io::Error::from)?,
        );
        let (pdf, complaint) =
            (read(child.stdout.take(), self.limits.pdf_bytes), read(child.stderr.take(), 4_096));
        // A child that refuses early closes its end; what it then says is what counts.
        let (_, pdf, complaint) = tokio::join!(written, pdf, complaint);
        let (pdf, complaint) = (pdf?, complaint?);
        if pdf.len() as u64 > self.limits.pdf_bytes {
            return Err(Failure::TooLong(self.limits.pdf_bytes));
        }
        let status = child.wait().await?;
        if !status.success() || !pdf.starts_with(b"%PDF") {
            let complaint = String::from_utf8_lossy(&complaint);
            return Err(Failure::Refused(format!(
                "the typesetter ended with {status}: {}",
                complaint.trim()
            )));
        }
        Ok(pdf)
    }

    fn command(&self) -> Command {
        let mut command = child::limited(&self.program, self.limits.memory_bytes);
        command.arg("typeset");
        command
    }
}

/// One byte more than allowed tells too long from just long enough.
async fn read(
    pipe: Option<impl tokio::io::AsyncRead + Unpin>,
    most: u64,
) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(most + 1).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

impl Failure {
    fn to_status(&self, identifier: &str) -> Status {
        let incident = Uuid::new_v4();
        tracing::error!(%incident, identifier, error = %self, "a report could not be typeset");
        match self {
            Self::Process(_) | Self::TooSlow(_) => contract::unavailable(
                "The PDF could not be made at the moment. Nothing was issued; please try again.",
            ),
            Self::TooLong(_) | Self::Refused(_) => Status::internal(format!(
                "The PDF of this report cannot be made. Nothing was issued. Please quote incident {incident}."
            )),
        }
    }
}

#[cfg(test)]
mod tests;
