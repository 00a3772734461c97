//! Asks the installation's virus scanner about a file before it is stored.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use host::child;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use crate::report_file::ReportFileRefusal;

/// How long a scanner may take. A page waits 15 seconds for its answer, and the reading of the file takes some of them.
const PATIENCE: Duration = Duration::from_secs(10);
/// Memory of a program that scans; one that loads its own signatures takes 2 GiB.
const MEMORY_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes that clamd is sent at a time.
const CHUNK: usize = 64 * 1024;
/// Bytes that are read of clamd's answer.
const LONGEST_ANSWER: u64 = 4 * 1024;
/// What a setting begins with that names a clamd.
const CLAMD: &str = "clamd:";

/// Who is asked about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VirusScanner {
    /// The installation has none: every file counts as clean.
    Unset,
    /// A clamd at a socket of this machine.
    Socket(PathBuf),
    /// A clamd at `host:port`.
    Address(String),
    /// A program that reads the file from its standard input. It ends with 0 where the file is clean, with 1 where it is not.
    Program { program: PathBuf, arguments: Vec<String> },
}

/// What a scanner said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScanVerdict {
    Clean,
    Infected,
}

impl VirusScanner {
    /// The scanner that a setting names; a sentence where it names none.
    pub(crate) fn named(setting: Option<&str>) -> Result<Self, String> {
        let Some(setting) = setting.map(str::trim).filter(|setting| !setting.is_empty()) else {
            return Ok(Self::Unset);
        };
        let named = match setting.strip_prefix(CLAMD) {
            Some(clamd) if clamd.starts_with('/') => Some(Self::Socket(PathBuf::from(clamd))),
            Some(clamd) => is_address(clamd).then(|| Self::Address(clamd.to_owned())),
            None => {
                let mut words = setting.split_whitespace().map(str::to_owned);
                let program = words.next().map(PathBuf::from).filter(|path| path.is_absolute());
                program.map(|program| Self::Program { program, arguments: words.collect() })
            }
        };
        named.ok_or_else(|| {
            format!(
                "the virus scanner {setting} is neither clamd:<socket>, clamd:<host>:<port> nor the whole path of a program"
            )
        })
    }

    /// Returns where the file is clean. A scanner that is away or says nothing of use leaves the file unchecked.
    pub(crate) async fn check(&self, file: &[u8]) -> Result<(), ReportFileRefusal> {
        let said = tokio::time::timeout(PATIENCE, self.verdict(file)).await;
        match said.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(ScanVerdict::Clean) => Ok(()),
            Ok(ScanVerdict::Infected) => {
                tracing::warn!("the virus scanner found something in a file, which was not stored");
                Err(ReportFileRefusal::Infected)
            }
            Err(error) => {
                tracing::warn!(%error, "the virus scanner could not be asked");
                Err(ReportFileRefusal::NotChecked)
            }
        }
    }

    async fn verdict(&self, file: &[u8]) -> io::Result<ScanVerdict> {
        match self {
            Self::Unset => Ok(ScanVerdict::Clean),
            Self::Socket(path) => asked_of_clamd(UnixStream::connect(path).await?, file).await,
            Self::Address(address) => {
                asked_of_clamd(TcpStream::connect(address).await?, file).await
            }
            Self::Program { program, arguments } => {
                let mut command = child::limited(program, MEMORY_BYTES);
                command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
                let mut running = command.spawn()?;
                let written = child::write(running.stdin.take(), file.to_vec());
                // A scanner that has seen enough closes its end; how it ends is what counts.
                let (_, ended) = tokio::join!(written, running.wait());
                match ended?.code() {
                    Some(0) => Ok(ScanVerdict::Clean),
                    Some(1) => Ok(ScanVerdict::Infected),
                    code => Err(io::Error::other(format!("it ended with {code:?}"))),
                }
            }
        }
    }
}

/// Whether it is a host with a port.
fn is_address(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

/// Speaks clamd's `INSTREAM`: chunks with their lengths, an empty one, and a line as its answer.
async fn asked_of_clamd(
    mut clamd: impl AsyncRead + AsyncWrite + Unpin,
    file: &[u8],
) -> io::Result<ScanVerdict> {
    clamd.write_all(b"zINSTREAM\0").await?;
    for chunk in file.chunks(CHUNK) {
        clamd.write_all(&u32::try_from(chunk.len()).unwrap_or(u32::MAX).to_be_bytes()).await?;
        clamd.write_all(chunk).await?;
    }
    clamd.write_all(&0_u32.to_be_bytes()).await?;
    clamd.flush().await?;
    let mut answer = Vec::new();
    clamd.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let answer = answer.trim_matches(['\0', '\n', ' ']);
    match answer {
        "stream: OK" => Ok(ScanVerdict::Clean),
        found if found.starts_with("stream: ") && found.ends_with(" FOUND") => {
            Ok(ScanVerdict::Infected)
        }
        other => Err(io::Error::other(format!("clamd said {other:?}"))),
    }
}

#[cfg(test)]
mod tests;
