//! `plumbline import figures`: figures of the trust's schools from a file, through the evidence service's public door.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use contract::Caller;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{
    FigureFault, FigureStatus, ImportFiguresRequest, ImportFiguresResponse,
};
use contract::schools::v1::RegisterFault;
use identity::IdentitySettings;
use uuid::Uuid;

use super::{MOST_BYTES, faultless, read};
use crate::Failure;
use crate::command::say;

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  plumbline import figures ks2.csv --trust <id> --actor <id> --release 'December 2025' --dry-run\n  plumbline import figures pupil-premium.csv --trust <id> --actor <id> --period 2025-26"
)]
pub(in crate::command) struct FigureFileArgs {
    /// The file, as CSV or as a workbook (XLSX).
    file: PathBuf,
    /// The sheet of a workbook; the first one that is not hidden, if none is named.
    #[arg(long, default_value = "")]
    sheet: String,
    /// The trust whose schools it is about.
    #[arg(long)]
    trust: Uuid,
    /// Who imports: the id of an administrator of the trust.
    #[arg(long)]
    actor: Uuid,
    /// Which release of the document it is.
    #[arg(long, default_value = "")]
    release: String,
    /// The period, such as 2024-25, for files that do not say it.
    #[arg(long, default_value = "")]
    period: String,
    /// How far the figures are settled, for files that do not say it.
    #[arg(long)]
    status: Option<SettledStatus>,
    /// Say what would happen, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Repeat an earlier import with the same id, to finish what was interrupted.
    #[arg(long)]
    command_id: Option<Uuid>,
    /// Where the services are.
    #[arg(long, env = "PLUMBLINE_SERVICES", default_value = "http://127.0.0.1:7400")]
    services: String,
    /// Who asks.
    #[command(flatten)]
    identity: IdentitySettings,
}

/// How far figures are settled.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::command) enum SettledStatus {
    Internal,
    Provisional,
    Revised,
    Final,
}

impl SettledStatus {
    pub(in crate::command) fn told(self) -> FigureStatus {
        match self {
            Self::Internal => FigureStatus::Internal,
            Self::Provisional => FigureStatus::Provisional,
            Self::Revised => FigureStatus::Revised,
            Self::Final => FigureStatus::Final,
        }
    }
}

impl FigureFileArgs {
    pub(in crate::command) async fn run(self) -> Result<(), Failure> {
        let command_id = self.command_id.unwrap_or_else(Uuid::now_v7);
        let status = self.status.map_or(FigureStatus::Unspecified, SettledStatus::told);
        let request = ImportFiguresRequest {
            command_id: command_id.to_string(),
            file: read(&self.file)?,
            dry_run: self.dry_run,
            release: self.release,
            period: self.period,
            status: status.into(),
            sheet: self.sheet,
            ..ImportFiguresRequest::default()
        };
        let peers = peers::Peers::try_shown(&self.identity, &self.services, &Default::default())?;
        let caller = Caller::new(self.trust, self.actor, "administrator");
        let mut evidence = EvidenceServiceClient::new(peers.channel("evidence"))
            .max_encoding_message_size(MOST_BYTES)
            .max_decoding_message_size(MOST_BYTES);
        let answer = evidence.import_figures(caller.request(request)).await?.into_inner();
        report(&answer, command_id)
    }
}

/// Tells every fault of a file of figures, and fails where there is one.
pub(in crate::command) fn faultless_figures(faults: &[FigureFault]) -> Result<(), Failure> {
    let told = faults.iter().map(|fault| RegisterFault {
        line: fault.line,
        column: fault.column.clone(),
        value: fault.value.clone(),
        sentence: fault.sentence.clone(),
    });
    faultless(&told.collect::<Vec<_>>())
}

fn report(answer: &ImportFiguresResponse, command_id: Uuid) -> Result<(), Failure> {
    faultless_figures(&answer.faults)?;
    let document = answer.file.as_ref().map_or("", |file| file.document.as_str());
    say(&format!(
        "{document}: {} lines, {} of this trust's schools, {} of other schools, {} of England or an authority.",
        answer.lines, answer.of_schools, answer.of_others, answer.benchmarks
    ));
    for left in &answer.left_out {
        say(&format!("Left out, {}: {}", left.lines, left.what));
    }
    for school in &answer.schools {
        say(&format!(
            "{}: {} figures, {} new, {} changed",
            school.school_id, school.found, school.added, school.changed
        ));
    }
    say(&match answer.position {
        0 => "Nothing was stored.".to_owned(),
        position => format!("Stored up to position {position} (command {command_id})."),
    });
    Ok(())
}
