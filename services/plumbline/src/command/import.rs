//! `plumbline import`: schools from a register file, and figures from a file, through the services' public doors.

mod figures;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{ImportRegisterRequest, ImportRegisterResponse, RegisterFault};
use identity::IdentitySettings;
use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use super::{complain, say};
use crate::Failure;
pub(super) use figures::{SettledStatus, faultless_figures};

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Take schools from a GIAS file (bulk or web-download shape, Windows-1252 or UTF-8). All or nothing.
    Gias(Gias),
    /// Import the figures of the trust's schools from a file. All or nothing.
    Figures(figures::FigureFileArgs),
}

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  plumbline import gias edubasealldata20260501.csv --trust <id> --actor <id> --urns 150252,150251 --joined-on 2025-09-01 --dry-run\n  plumbline import gias results.csv --links links.csv --trust <id> --actor <id> --joined-on 2025-09-01"
)]
pub(super) struct Gias {
    /// The establishments file.
    file: PathBuf,
    /// The links file, for schools that converted.
    #[arg(long)]
    links: Option<PathBuf>,
    /// The trust the schools join.
    #[arg(long)]
    trust: Uuid,
    /// Who imports: the id of an administrator of the trust.
    #[arg(long)]
    actor: Uuid,
    /// URNs to take; every open school of the file unless said.
    #[arg(long, value_delimiter = ',')]
    urns: Vec<String>,
    /// The day the schools joined, such as 2025-09-01.
    #[arg(long)]
    joined_on: String,
    /// Say what would happen, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Only schools of this trust, by its name or number in the file.
    #[arg(long, default_value = "")]
    group: String,
    /// Repeat an earlier import with the same id, to finish what was interrupted.
    #[arg(long)]
    command_id: Option<Uuid>,
    /// Where the schools service is.
    #[arg(long, env = "PLUMBLINE_SCHOOLS", default_value = "http://127.0.0.1:7400")]
    schools: String,
    /// Who asks.
    #[command(flatten)]
    identity: IdentitySettings,
}

/// Largest file that is sent; the register's has 60 MB and grows.
pub(super) const MOST_BYTES: usize = 128 << 20;

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Gias(gias) => gias.run().await,
            Self::Figures(figures) => figures.run().await,
        }
    }
}

impl Gias {
    async fn run(self) -> Result<(), Failure> {
        let command_id = self.command_id.unwrap_or_else(Uuid::now_v7);
        let request = ImportRegisterRequest {
            command_id: command_id.to_string(),
            establishments: read(&self.file)?,
            links: self.links.as_deref().map(read).transpose()?.unwrap_or_default(),
            urns: self.urns,
            joined_on: self.joined_on,
            dry_run: self.dry_run,
            group: self.group,
        };
        let bar = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
        bar.set_message("checking every row, then storing");
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        let peers = peers::Peers::try_shown(&self.identity, &self.schools, &Default::default())?;
        let caller = Caller::new(self.trust, self.actor, "administrator");
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"))
            .max_encoding_message_size(MOST_BYTES)
            .max_decoding_message_size(MOST_BYTES);
        let answer = schools.import_register(caller.request(request)).await;
        bar.finish_and_clear();
        report(&answer?.into_inner(), self.dry_run, command_id)
    }
}

/// Reads a file, or says which one cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", path.display())))
}

/// Tells every fault of a register file, and fails where there is one.
pub(super) fn faultless(faults: &[RegisterFault]) -> Result<(), Failure> {
    for fault in faults {
        let place =
            if fault.line == 0 { "file".to_owned() } else { format!("line {}", fault.line) };
        let column =
            if fault.column.is_empty() { String::new() } else { format!(", {}", fault.column) };
        complain(&format!("{place}{column}: {}", fault.sentence));
    }
    match faults.len() {
        0 => Ok(()),
        count => Err(Failure::Input(format!("Faults: {count}. Nothing was stored."))),
    }
}

fn report(answer: &ImportRegisterResponse, dry_run: bool, command_id: Uuid) -> Result<(), Failure> {
    faultless(&answer.faults)?;
    for outcome in &answer.outcomes {
        say(&format!("{} {}: {}", outcome.urn, outcome.name, outcome.outcome));
    }
    let count = answer.outcomes.len();
    say(&if dry_run {
        format!("{count} schools read; nothing was stored (dry run).")
    } else {
        format!(
            "{count} schools read and stored, up to position {} (command {command_id}).",
            answer.position
        )
    });
    Ok(())
}
