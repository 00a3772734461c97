//! A program that runs as a process of its own, with an end to its memory and nothing of our environment.

use std::path::Path;
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::{ChildStdin, Command};

/// Where util-linux puts the program that sets limits and then becomes the program it is given.
const PRLIMIT: &str = "/usr/bin/prlimit";

/// Whether this machine has what ends a child's memory. Its path, where it has not.
pub fn limits_memory() -> Result<(), &'static str> {
    if Path::new(PRLIMIT).exists() { Ok(()) } else { Err(PRLIMIT) }
}

/// The program with so many bytes of memory at most, where the machine can limit that. Its pipes are ours, and it ends with us.
pub fn limited(program: &Path, memory_bytes: u64) -> Command {
    // Limits are set from outside, by a program made for it: doing so from within takes unsafe code.
    let mut command = if limits_memory().is_ok() {
        let mut limited = Command::new(PRLIMIT);
        limited.arg(format!("--as={memory_bytes}")).arg("--core=0").arg("--").arg(program);
        limited
    } else {
        Command::new(program)
    };
    command
        .env_clear()
        .env("RAYON_NUM_THREADS", "2")
        .env("MALLOC_ARENA_MAX", "2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Writes all that the child reads, and closes its end.
pub async fn write(pipe: Option<ChildStdin>, bytes: Vec<u8>) -> std::io::Result<()> {
    let Some(mut pipe) = pipe else { return Ok(()) };
    pipe.write_all(&bytes).await?;
    pipe.shutdown().await
}
