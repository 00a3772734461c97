//! `plumbline verify log`.

use std::path::{Path, PathBuf};

use ::trail::{Verification, Verified, evidence};
use clap::Args;
use eventlog::Log;
use eventlog::StoreConfig;
use host::Settings;
use indicatif::{ProgressBar, ProgressStyle};
use proof::{Checkpoint, Policy};
use uuid::Uuid;

use super::super::say;
use super::report::{policy, text};
use crate::Failure;
use crate::paper::Paper;

#[derive(Args, Debug)]
#[command(
    after_help = "Without --checkpoint or --report the log is compared with what the store itself keeps of its seal, and an owner of \
the store could have altered both. Exit codes: 0 everything is as it was sealed; 1 it is not; 2, 3 as everywhere; \
10 to 17 the report does not hold (plumbline verify report --help)."
)]
pub(in crate::command) struct LogArgs {
    /// The trust; every trust unless said.
    #[arg(long)]
    trust: Option<Uuid>,
    /// A signed checkpoint kept outside of the store: the log has to be what it says.
    #[arg(long)]
    checkpoint: Vec<PathBuf>,
    /// A report with its proof (PDF): the log has to be what its checkpoint says.
    #[arg(long)]
    report: Vec<PathBuf>,
    /// A policy file with the keys you trust; without it the keys that the store and the report name.
    #[arg(long)]
    policy: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

/// A checkpoint from outside, and its text where its signature is still to be checked.
struct Outside {
    checkpoint: Checkpoint,
    note: Option<String>,
}

/// What is compared with what.
struct Compared<'a> {
    log: &'a Log,
    store: &'a StoreConfig,
    policy: Option<&'a Policy>,
    outside: &'a [Outside],
}

impl LogArgs {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let trusted = self.policy.as_deref().map(policy).transpose()?;
        let outside = self.outside(trusted.as_ref())?;
        let wanted = wanted(self.trust, &outside)?;
        let store = self.settings.store_as("plumbline_trail")?;
        let log = Log::open(&store, true).await?;
        let compared =
            Compared { log: &log, store: &store, policy: trusted.as_ref(), outside: &outside };
        let mut bad = 0;
        let mut found = false;
        for (trust, head) in log.heads().await? {
            if wanted.is_none_or(|wanted| wanted == trust) {
                found = true;
                bad += u32::from(!compared.is_good(trust, head).await?);
            }
        }
        match (bad, found) {
            (0, true) => Ok(()),
            (0, false) => Err(Failure::Input("There is no such trust here.".to_owned())),
            _ => Err(altered()),
        }
    }

    fn outside(&self, trusted: Option<&Policy>) -> Result<Vec<Outside>, Failure> {
        let notes = self.checkpoint.iter().map(|file| from_note(file, trusted));
        let reports = self.report.iter().map(|file| from_report(file, trusted));
        notes.chain(reports).collect()
    }
}

/// Compares each trust's log, up to the length beside it, with a checkpoint, or with its own seal where it has none.
pub(in crate::command) async fn verify_sealed(
    settings: &Settings,
    trusts: Vec<(Uuid, u64, Option<PathBuf>)>,
) -> Result<(), Failure> {
    let store = settings.store_as("plumbline_trail")?;
    let log = Log::open(&store, true).await?;
    for (trust, head, note) in trusts {
        let outside = note.iter().map(|file| from_note(file, None));
        let outside = outside.collect::<Result<Vec<_>, _>>()?;
        let compared = Compared { log: &log, store: &store, policy: None, outside: &outside };
        if !compared.is_good(trust, head).await? {
            return Err(altered());
        }
    }
    Ok(())
}

fn altered() -> Failure {
    Failure::Failed("The log is not as it was recorded.".to_owned())
}

/// The trust to look at: the one that is named, or the one that the checkpoints are of.
fn wanted(named: Option<Uuid>, outside: &[Outside]) -> Result<Option<Uuid>, Failure> {
    let Some(first) = outside.first() else { return Ok(named) };
    let origin = &first.checkpoint.origin;
    let trust = origin.rsplit('/').next().and_then(|id| id.parse().ok());
    let trust = trust.ok_or_else(|| Failure::Input(format!("{origin} is no trust's log.")))?;
    match named {
        Some(named) if named != trust => {
            Err(Failure::Input(format!("The checkpoint is of the trust {trust}.")))
        }
        _ => Ok(Some(trust)),
    }
}

fn from_note(file: &Path, trusted: Option<&Policy>) -> Result<Outside, Failure> {
    let note = text(file)?;
    let wrong =
        |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", file.display()));
    if let Some(trusted) = trusted {
        let checkpoint = Checkpoint::verify(&note, trusted).map_err(|error| wrong(&error))?;
        return Ok(Outside { checkpoint, note: None });
    }
    let checkpoint =
        Checkpoint::read_unverified(&note).ok_or_else(|| wrong(&"this is no checkpoint"))?;
    Ok(Outside { checkpoint, note: Some(note) })
}

fn from_report(file: &Path, trusted: Option<&Policy>) -> Result<Outside, Failure> {
    say(&format!("{}:", file.display()));
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
    let paper = Paper::read(&bytes).map_err(super::report::failure)?;
    let checkpoint = paper.check(trusted, say).map_err(super::report::failure)?;
    Ok(Outside { checkpoint, note: None })
}

impl Compared<'_> {
    /// Compares one trust's log and says what was found.
    async fn is_good(&self, trust: Uuid, head: u64) -> Result<bool, Failure> {
        if !self.are_of_its_keys(trust).await? {
            say(&format!(
                "Trust {trust}: the checkpoint was signed by none of the keys that the store names; --policy says which to go by."
            ));
            return Ok(false);
        }
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} events")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(head).with_style(style);
        let outside: Vec<Checkpoint> =
            self.outside.iter().map(|outside| outside.checkpoint.clone()).collect();
        let Self { log, store, policy, .. } = self;
        let verification = Verification { log, store, trust, policy: *policy, outside: &outside };
        let verified = verification.run(|good| bar.set_position(good)).await;
        bar.finish_and_clear();
        let verified = verified.map_err(|error| Failure::Away(error.to_string()))?;
        self.tell(trust, &verified);
        Ok(verified.wrong.is_none())
    }

    /// Whether the checkpoints that no policy speaks for were signed by keys that the store names.
    async fn are_of_its_keys(&self, trust: Uuid) -> Result<bool, Failure> {
        let keys = Policy::new(evidence::public_keys(self.log, trust).await?);
        let mut notes = self.outside.iter().filter_map(|outside| outside.note.as_ref());
        Ok(notes.all(|note| Checkpoint::verify(note, &keys).is_ok()))
    }

    fn tell(&self, trust: Uuid, verified: &Verified) {
        let Verified { good, sealed, wrong } = verified;
        if let Some(wrong) = wrong {
            let before = match good {
                0 => String::new(),
                good => format!(" The {good} events before it are as they were recorded."),
            };
            return say(&format!("Trust {trust}: {wrong}.{before}"));
        }
        let rest = match good - sealed {
            0 => String::new(),
            1 => " One event is not sealed yet.".to_owned(),
            rest => format!(" {rest} events are not sealed yet."),
        };
        say(&format!(
            "Trust {trust}: {good} events, {sealed} of them sealed and every one of those as it was sealed.{rest}"
        ));
        for Outside { checkpoint, .. } in self.outside {
            say(&format!(
                "  The first {} are what the checkpoint from outside says.",
                checkpoint.size
            ));
        }
        if self.outside.is_empty() {
            say(
                "  This is by the store's own seal. A checkpoint or a report kept elsewhere, given with --checkpoint or --report, \
                 also shows what an owner of the store could have forged.",
            );
        }
    }
}
