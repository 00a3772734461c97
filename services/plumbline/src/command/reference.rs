//! `plumbline reference`: published figures to compare with, and what the national register says of schools. They are loaded once for
//! every trust of the installation.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use contract::{Clock, Period};
use evidence::reference::{
    self, KeptReference, LoadedRelease, ReferenceError, ReferenceFile, SaidOfReference,
};
use uuid::Uuid;

use super::import::{SettledStatus, faultless_figures};
use super::migrate::OwnerArgs;
use super::say;
use crate::{Failure, store};

#[derive(Debug, Subcommand)]
pub(super) enum ReferenceCommand {
    /// Load a file of figures of England, its authorities and schools, or the establishments of the national register (GIAS). All or
    /// nothing; the same file again changes nothing.
    Load(LoadReference),
    /// Say which releases there are.
    List(ListReleases),
    /// Take a release out, with all its figures.
    TakeOut(TakeOutRelease),
}

#[derive(Args, Debug)]
#[command(
    after_help = "A file of all schools of England is held in memory while it is read, some 200 bytes a figure.\n\nExamples:\n  plumbline reference load england_ks2final.csv --release 'December 2019' --period 2018-19 --status final\n  plumbline reference load edubasealldata20251128.csv --release '28 November 2025'\n  plumbline reference list"
)]
pub(super) struct LoadReference {
    /// The file, as CSV.
    file: PathBuf,
    /// Which release of the document it is.
    #[arg(long, default_value = "")]
    release: String,
    /// The period, such as 2024-25, for files that do not say it.
    #[arg(long)]
    period: Option<Period>,
    /// How far the figures are settled, for files that do not say it.
    #[arg(long)]
    status: Option<SettledStatus>,
    #[command(flatten)]
    owner: OwnerArgs,
}

#[derive(Args, Debug)]
pub(super) struct ListReleases {
    #[command(flatten)]
    owner: OwnerArgs,
}

#[derive(Args, Debug)]
pub(super) struct TakeOutRelease {
    /// The release's id; `plumbline reference list` says it.
    release_id: Uuid,
    #[command(flatten)]
    owner: OwnerArgs,
}

impl ReferenceCommand {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Load(load) => load.run().await,
            Self::List(ListReleases { owner }) => {
                let client = store::owner(&owner.config()?).await?;
                let releases = reference::list(&client).await?;
                if releases.is_empty() {
                    say("No reference data was loaded.");
                }
                releases.iter().for_each(|release| say(&told(release)));
                Ok(())
            }
            Self::TakeOut(TakeOutRelease { release_id, owner }) => {
                let client = store::owner(&owner.config()?).await?;
                if !reference::take_out(&client, release_id).await? {
                    return Err(Failure::Input(format!("There is no release {release_id}.")));
                }
                say(&format!("The release {release_id} is taken out."));
                Ok(())
            }
        }
    }
}

impl LoadReference {
    async fn run(self) -> Result<(), Failure> {
        let said = SaidOfReference {
            release: self.release.trim().to_owned(),
            period: self.period,
            status: self.status.map(SettledStatus::told),
        };
        let file = read(&self.file, said).await?;
        faultless_figures(&file.faults)?;
        let mut client = store::owner(&self.owner.config()?).await?;
        let kept = reference::keep(&mut client, &file).await.map_err(not_kept)?;
        say(&format!("{}: {} lines.", file.document, file.lines));
        for left in &file.left_out {
            say(&format!("Left out, {left}"));
        }
        match kept {
            KeptReference::Loaded(release) => say(&told(&release)),
            KeptReference::Stands(release) => {
                say("This file was loaded before. Nothing has changed.");
                say(&told(&release));
            }
        }
        Ok(())
    }
}

/// Reads the file on a thread of its own: one of all schools takes seconds.
async fn read(path: &Path, said: SaidOfReference) -> Result<ReferenceFile, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::Input(format!("{} cannot be read: {error}", path.display()))
    };
    let file = File::open(path).map_err(unreadable)?;
    let today = Clock::new(false).today();
    let read = move || reference::read(BufReader::new(file), said, today);
    let read = tokio::task::spawn_blocking(read).await.map_err(Failure::failed)?;
    read.map_err(unreadable)
}

fn not_kept(error: ReferenceError) -> Failure {
    match error {
        ReferenceError::SaidOtherwise(..) | ReferenceError::Faulty(_) => {
            Failure::Input(error.to_string())
        }
        ReferenceError::Store(error) => error.into(),
    }
}

fn told(release: &LoadedRelease) -> String {
    let LoadedRelease { release_id, document, loaded_on, sha256, .. } = release;
    let named = match release.release.as_str() {
        "" => document.clone(),
        name => format!("{document}, {name}"),
    };
    let holds = match release.schools {
        0 => format!("of {}; {} figures", release.periods.join(", "), release.figures),
        schools => format!("{schools} schools"),
    };
    format!("{release_id}  {named}; {holds}; loaded on {loaded_on}; SHA-256 {sha256}")
}
