//! `plumbline line`: whether the store goes on from what left the building, said by an operator where the bus cannot say it.

use clap::{Args, Subcommand};
use eventlog::LogLine;
use eventlog::tokio_postgres::Client;
use jiff::Timestamp;

use super::migrate::OwnerArgs;
use super::say;
use crate::{Failure, store};

#[derive(Debug, Subcommand)]
pub(super) enum LineCommand {
    /// Say on which line the log stands, and whether this is known to be its server.
    Show(ShowLine),
    /// Say that the store on this server holds every event that was ever published.
    Stays(LineStays),
    /// Begin a new line: some events that were published are not in this store, and others will stand in their place.
    Begin(BeginLine),
}

#[derive(Args, Debug)]
pub(super) struct ShowLine {
    #[command(flatten)]
    owner: OwnerArgs,
}

#[derive(Args, Debug)]
pub(super) struct LineStays {
    #[command(flatten)]
    owner: OwnerArgs,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Every listener is told from which position on it has to hear anew. The seal goes on beyond what it signed before.\n\n\
Example:\n  plumbline line begin --reason \"Restored from the backup of Friday night.\" --owner-store postgresql://plumbline_migrator@db/plumbline"
)]
pub(super) struct BeginLine {
    /// What happened, in a sentence; it is kept.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    owner: OwnerArgs,
}

impl LineCommand {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Show(ShowLine { owner }) => show(&owner_of(&owner).await?).await,
            Self::Stays(LineStays { owner }) => {
                let client = owner_of(&owner).await?;
                LogLine::stays(&client).await.map_err(Failure::failed)?;
                show(&client).await
            }
            Self::Begin(BeginLine { reason, owner }) => {
                if reason.trim().is_empty() {
                    return Err(Failure::Input("Say what happened: --reason.".to_owned()));
                }
                let client = owner_of(&owner).await?;
                begin(&client, reason.trim()).await?;
                show(&client).await
            }
        }
    }
}

async fn owner_of(owner: &OwnerArgs) -> Result<Client, Failure> {
    let client = store::connect(&owner.config()?).await?;
    eventlog::become_owner(&client).await.map_err(Failure::failed)?;
    Ok(client)
}

/// Begins the next line, as the owner.
pub(super) async fn begin(client: &Client, reason: &str) -> Result<u32, Failure> {
    LogLine::begin(client, reason).await.map_err(Failure::failed)
}

async fn show(client: &Client) -> Result<(), Failure> {
    let line = LogLine::current(client).await.map_err(Failure::failed)?;
    let since = Timestamp::try_from(line.begun_at).map_err(Failure::failed)?;
    say(&format!("The log stands on line {} since {since:.0}. {}", line.number, line.reason));
    if line.stands_here {
        return Ok(());
    }
    Err(Failure::Failed(
        "The store is on another server than before, and nobody has compared it with what was published.".to_owned(),
    ))
}
