//! `plumbline verify report <file>`: checks a report and needs only the file.

use std::path::{Path, PathBuf};

use clap::Args;
use proof::{Checkpoint, Consistency, ConsistencyError, Policy};

use super::super::say;
use crate::Failure;
use crate::paper::{Paper, PaperFault};

#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes: 0 everything holds; 10 the PDF carries no proof; 11 the data is not what was issued; \
12 the event is not the issue of this report; 13 the event is not in the sealed log; 14 the seal's signature does not hold; \
15 the log does not continue what it was; 16 the pages are not those that the data gives; \
17 the pages were set by another edition of the typesetter, and what the data says is printed instead."
)]
pub(in crate::command) struct ReportArgs {
    /// The report with its proof (PDF).
    file: PathBuf,
    /// A policy file with the keys you trust. Without it the paper's own key is taken. That proves only that the paper
    /// agrees with itself; compare the key with one you have from elsewhere.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// Another report of the same trust to check in the same way, and whether one log continues the other.
    #[arg(long)]
    also: Option<PathBuf>,
    /// The proof that the log continues what it was when the report, or the earlier of the two, was sealed:
    /// `plumbline trail consistency` writes it.
    #[arg(long)]
    consistency: Option<PathBuf>,
}

/// A report whose every step holds.
struct Checked {
    paper: Paper,
    seal: Checkpoint,
}

impl ReportArgs {
    pub(super) fn run(self) -> Result<(), Failure> {
        let trusted = self.policy.as_deref().map(policy).transpose()?;
        let mut checked = vec![check(&self.file, trusted.as_ref())?];
        if let Some(also) = &self.also {
            say("");
            checked.push(check(also, trusted.as_ref())?);
        }
        checked.sort_by_key(|one| one.seal.size);
        let proof = self.consistency.as_deref().map(consistency).transpose()?;
        continues(&checked, proof.as_ref(), trusted.as_ref()).map_err(failure)
    }
}

fn check(file: &Path, trusted: Option<&Policy>) -> Result<Checked, Failure> {
    say(&format!("{}:", file.display()));
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
    let paper = Paper::read(&bytes).map_err(failure)?;
    let seal = paper.check(trusted, say).map_err(failure)?;
    paper.check_pages(say).map_err(failure)?;
    if trusted.is_none() {
        say("  The key is the one the paper names. Compare it with one you have from elsewhere:");
        for key in paper.policy().keys() {
            say(&format!("  {key}"));
        }
    }
    Ok(Checked { paper, seal })
}

/// Checks that the log continues from the earliest paper to the last, or to the size that a proof names.
fn continues(
    papers: &[Checked],
    proof: Option<&Consistency>,
    trusted: Option<&Policy>,
) -> Result<(), PaperFault> {
    let [earlier, others @ ..] = papers else { return Ok(()) };
    let later = others.first().map(|other| &other.seal);
    if let Some(later) = later.filter(|later| later.origin != earlier.seal.origin) {
        let (earlier, later) = (earlier.seal.origin.clone(), later.origin.clone());
        return Err(ConsistencyError::OtherLog(earlier, later).into());
    }
    if let Some(proof) = proof {
        let reached = proof.verify(&earlier.seal, trusted.unwrap_or(earlier.paper.policy()))?;
        match later {
            Some(later) if reached.size != later.size => {
                return Err(ConsistencyError::OtherEnd(reached.size, later.size).into());
            }
            Some(later) if reached != *later => return Err(ConsistencyError::Changed.into()),
            _ => {}
        }
        say("");
        say(&format!(
            "The log sealed up to event {} continues the one sealed up to event {}: all that was sealed then is unchanged.",
            reached.size, earlier.seal.size
        ));
        return Ok(());
    }
    let Some(later) = later else { return Ok(()) };
    say("");
    if later.size > earlier.seal.size {
        say(&format!(
            "Whether the later log continues the earlier one is not checked: `plumbline trail consistency {} {}` \
             writes the proof, to be given as --consistency.",
            earlier.seal.size, later.size
        ));
        return Ok(());
    }
    if *later != earlier.seal {
        return Err(ConsistencyError::Changed.into());
    }
    say("Both were sealed by the same seal.");
    Ok(())
}

pub(super) fn text(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))
}

fn consistency(file: &Path) -> Result<Consistency, Failure> {
    let text = text(file)?;
    Consistency::parse(&text).map_err(|error| failure(error.into()))
}

pub(super) fn policy(file: &Path) -> Result<Policy, Failure> {
    let text = text(file)?;
    Policy::parse(&text).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}

pub(super) fn failure(fault: PaperFault) -> Failure {
    Failure::Check(fault.code(), format!("Not proved: {fault}."))
}
