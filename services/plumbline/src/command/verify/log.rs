//! `plumbline verify log`.

use clap::Args;
use eventlog::{Log, verify};
use host::Settings;
use indicatif::{ProgressBar, ProgressStyle};

use super::super::say;
use crate::Failure;

#[derive(Args, Debug)]
pub(in crate::command) struct LogArgs {
    /// The trust; every trust unless said.
    #[arg(long)]
    trust: Option<uuid::Uuid>,
    #[command(flatten)]
    settings: Settings,
}

impl LogArgs {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let log = Log::open(&self.settings.store_as("plumbline_trail")?, true).await?;
        let mut bad = 0;
        let mut found = false;
        for (trust, head) in log.heads().await? {
            if self.trust.is_some_and(|wanted| wanted != trust) {
                continue;
            }
            found = true;
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} events")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::new(head).with_style(style);
            let verdict = verify(&log, trust, |good| bar.set_position(good)).await?;
            bar.finish_and_clear();
            match verdict.fault {
                None => say(&format!(
                    "Trust {trust}: {} events, every one as it was recorded.",
                    verdict.good
                )),
                Some(fault) => {
                    bad += 1;
                    say(&format!(
                        "Trust {trust}: {fault}. The {} events before it are as they were recorded.",
                        verdict.good
                    ));
                }
            }
        }
        match (bad, found) {
            (0, true) => Ok(()),
            (0, false) => Err(Failure::Input("There is no such trust here.".to_owned())),
            _ => Err(Failure::Failed("The log is not as it was recorded.".to_owned())),
        }
    }
}
