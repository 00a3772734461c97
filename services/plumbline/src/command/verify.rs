//! `plumbline verify`: checks a log, or a report without an installation.

mod log;
mod report;

use clap::Subcommand;

use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Verify {
    /// Compare every event of the store's log with its sealed tree, and name the first bad position.
    Log(Box<log::LogArgs>),
    /// Check a report's PDF offline: data, issue, place in the sealed log, signature, pages.
    Report(report::ReportArgs),
}

impl Verify {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Log(arguments) => arguments.run().await,
            Self::Report(arguments) => arguments.run(),
        }
    }
}
