//! Has files of reports read by a process of its own, with an end to its time and memory.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use contract::Refusal as _;
use host::child;
use tokio::io::AsyncReadExt as _;
use tokio::process::ChildStdout;
use tonic::Status;

use crate::report_file::{LARGEST_REPORT, ReportFileRefusal};

/// A report is read within a tenth of it. With the virus scanner's time it stays below what a page waits.
const PATIENCE: Duration = Duration::from_secs(4);
const MEMORY_BYTES: u64 = 1_024 * 1024 * 1024;
/// Bytes that are read of what it says: one number.
const MOST_SAID: u64 = 32;

/// Who reads a file that is to be attached.
#[derive(Clone, Debug)]
pub(crate) enum ReportReader {
    /// `program read-report` reads a file.
    Program { program: PathBuf, patience: Duration },
    /// The process itself, where the program is a test of this crate and no Plumbline.
    #[cfg(test)]
    Here,
}

impl ReportReader {
    pub(crate) fn new(program: PathBuf) -> Self {
        if let Err(missing) = child::limits_memory() {
            tracing::warn!("{missing} is not here, so files are read without an end to the memory");
        }
        Self::Program { program, patience: PATIENCE }
    }

    /// How many pages the file has. A refusal where it is not attached; UNAVAILABLE where the reader could not be asked.
    pub(crate) async fn pages(&self, file: &[u8]) -> Result<u32, Status> {
        if file.len() > LARGEST_REPORT {
            return Err(ReportFileRefusal::TooLarge.to_status());
        }
        let read = match self {
            Self::Program { program, patience } => {
                let read = tokio::time::timeout(*patience, asked(program, file)).await;
                read.unwrap_or(Ok(Err(ReportFileRefusal::TakesTooMuch)))
            }
            #[cfg(test)]
            Self::Here => Ok(crate::report_file::pages(file)),
        };
        let read = read.map_err(|error| {
            tracing::error!(%error, "the file of a report could not be read");
            contract::unavailable(
                "The file could not be read at the moment, so it was not stored. Try again later.",
            )
        })?;
        read.map_err(|refusal| refusal.to_status())
    }
}

/// What the program says of a file. What it complains of may hold pieces of the file, so it goes nowhere.
async fn asked(program: &Path, file: &[u8]) -> io::Result<Result<u32, ReportFileRefusal>> {
    let mut command = child::limited(program, MEMORY_BYTES);
    let mut reader = command.arg("read-report").stderr(Stdio::null()).spawn()?;
    let written = child::write(reader.stdin.take(), file.to_vec());
    // A reader that refuses early closes its end; how it ends is what counts.
    let (_, said) = tokio::join!(written, number(reader.stdout.take()));
    let (said, ended) = (said?, reader.wait().await?);
    match ended.code() {
        Some(0) => said.trim().parse::<u32>().map(Ok).map_err(io::Error::other),
        // It had no more memory, or met a defect.
        None | Some(PANICKED) => Ok(Err(ReportFileRefusal::TakesTooMuch)),
        Some(code) => match ReportFileRefusal::of_end(code) {
            Some(refusal) => Ok(Err(refusal)),
            None => Err(io::Error::other(format!("its reader ended with {code}"))),
        },
    }
}

async fn number(pipe: Option<ChildStdout>) -> io::Result<String> {
    let mut said = String::new();
    if let Some(pipe) = pipe {
        pipe.take(MOST_SAID).read_to_string(&mut said).await?;
    }
    Ok(said)
}

/// By which exit code a program of Rust says that it panicked.
const PANICKED: i32 = 101;

#[cfg(test)]
mod tests;
