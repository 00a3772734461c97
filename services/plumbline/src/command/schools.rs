//! `plumbline schools refresh`: compares a trust's schools with a register file, through the schools service's public door.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{RefreshOutcome, RefreshSchoolsRequest, RefreshSchoolsResponse};
use identity::IdentitySettings;
use uuid::Uuid;

use super::import::{MOST_BYTES, faultless, read};
use super::say;
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum SchoolsCommand {
    /// Record what a GIAS file shows otherwise of the trust's schools; tells the closed and the missing ones.
    Refresh(Refresh),
}

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  plumbline schools refresh edubasealldata20260501.csv --trust <id> --actor <id> --dry-run\n  plumbline schools refresh results.csv --links links.csv --trust <id> --actor <id> --on 2026-05-01"
)]
pub(super) struct Refresh {
    /// The establishments file.
    file: PathBuf,
    /// The links file, for schools that converted.
    #[arg(long)]
    links: Option<PathBuf>,
    /// The trust whose schools are compared.
    #[arg(long)]
    trust: Uuid,
    /// Who refreshes: the id of an administrator of the trust.
    #[arg(long)]
    actor: Uuid,
    /// The day from which the file holds, such as 2026-05-01; today unless said.
    #[arg(long, default_value = "")]
    on: String,
    /// Say what would happen, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Repeat an earlier refresh with the same id, to finish what was interrupted.
    #[arg(long)]
    command_id: Option<Uuid>,
    /// Where the schools service is.
    #[arg(long, env = "PLUMBLINE_SCHOOLS", default_value = "http://127.0.0.1:7400")]
    schools: String,
    /// Who asks.
    #[command(flatten)]
    identity: IdentitySettings,
}

impl SchoolsCommand {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Refresh(refresh) = self;
        refresh.run().await
    }
}

impl Refresh {
    async fn run(self) -> Result<(), Failure> {
        let command_id = self.command_id.unwrap_or_else(Uuid::now_v7);
        let request = RefreshSchoolsRequest {
            command_id: command_id.to_string(),
            establishments: read(&self.file)?,
            links: self.links.as_deref().map(read).transpose()?.unwrap_or_default(),
            on: self.on,
            dry_run: self.dry_run,
        };
        let peers = peers::Peers::try_shown(&self.identity, &self.schools, &Default::default())?;
        let caller = Caller::new(self.trust, self.actor, "administrator");
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"))
            .max_encoding_message_size(MOST_BYTES)
            .max_decoding_message_size(MOST_BYTES);
        let answer = schools.refresh_schools(caller.request(request)).await?.into_inner();
        faultless(&answer.faults)?;
        lines(&answer).iter().for_each(|line| say(line));
        let count = answer.outcomes.len();
        say(&if self.dry_run {
            format!("{count} schools compared; nothing was stored (dry run).")
        } else {
            format!("{count} schools compared and recorded (command {command_id}).")
        });
        Ok(())
    }
}

/// A line for each school, and one below it for each difference.
fn lines(answer: &RefreshSchoolsResponse) -> Vec<String> {
    let of = |one: &RefreshOutcome| {
        let mut lines = vec![format!("{} {}: {}", one.urn, one.name, one.outcome)];
        if !one.sentence.is_empty() {
            lines.push(format!("  {}", one.sentence));
        }
        let differs = one.differences.iter();
        lines.extend(differs.map(|one| format!("  {}: {} (was {})", one.what, one.is, one.was)));
        lines
    };
    answer.outcomes.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests;
