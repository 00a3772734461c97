//! `plumbline verify`: checks a log, a released survey, or a report or an exported part without an installation.

mod export;
mod log;
mod release;
mod report;

use clap::Subcommand;

pub(super) use log::verify_sealed;

use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Verify {
    /// Compare every event of the store's log with its sealed tree, and name the first bad position.
    Log(Box<log::LogArgs>),
    /// Check a report's PDF offline: data, issue, place in the sealed log, signature, pages.
    Report(report::ReportArgs),
    /// Count a released survey once more, from the answers that are still kept, and compare.
    Release(Box<release::ReleaseArgs>),
    /// Check a school's part that `plumbline trust export --school` wrote, offline: events, proofs, texts, papers, files.
    Export(export::ExportedPartArgs),
}

impl Verify {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Log(arguments) => arguments.run().await,
            Self::Report(arguments) => arguments.run(),
            Self::Release(arguments) => arguments.run().await,
            Self::Export(arguments) => arguments.run(),
        }
    }
}
