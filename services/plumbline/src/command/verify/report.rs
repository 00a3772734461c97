//! `plumbline verify report <file>`: needs the file and nothing else.

use std::path::{Path, PathBuf};

use clap::Args;
use proof::Policy;

use super::super::say;
use crate::Failure;
use crate::paper::{Paper, PaperFault};

#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes: 0 everything holds; 10 the PDF carries no proof; 11 the data is not what was issued; \
12 the event is not the issue of this report; 13 the event is not in the sealed log; 14 the seal's signature does not hold."
)]
pub(in crate::command) struct ReportArgs {
    /// The report with its proof (PDF).
    file: PathBuf,
    /// A policy file with the keys you trust. Without it the paper's own key is taken, which proves that the
    /// paper agrees with itself; compare the key with one you have from elsewhere.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// Another report to check in the same way. Whether one log continues the other is not checked yet.
    #[arg(long)]
    also: Option<PathBuf>,
}

impl ReportArgs {
    pub(super) fn run(self) -> Result<(), Failure> {
        let trusted = self.policy.as_deref().map(policy).transpose()?;
        check(&self.file, trusted.as_ref())?;
        if let Some(earlier) = &self.also {
            say("");
            check(earlier, trusted.as_ref())?;
        }
        Ok(())
    }
}

fn check(file: &Path, trusted: Option<&Policy>) -> Result<(), Failure> {
    say(&format!("{}:", file.display()));
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
    let paper = Paper::read(&bytes).map_err(failure)?;
    paper.check(trusted, say).map_err(failure)?;
    if trusted.is_none() {
        say("  The key is the one the paper names. Compare it with one you have from elsewhere:");
        for key in paper.keys() {
            say(&format!("  {key}"));
        }
    }
    Ok(())
}

fn policy(file: &Path) -> Result<Policy, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
    Policy::parse(&text).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}

fn failure(fault: PaperFault) -> Failure {
    Failure::Check(fault.code(), format!("Not proved: {fault}."))
}
