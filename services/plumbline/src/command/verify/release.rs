//! `plumbline verify release`: counts a released survey once more, and compares with what was released.

use clap::Args;
use eventlog::Log;
use host::Settings;
use surveys::Recount;
use uuid::Uuid;

use super::super::say;
use crate::Failure;

#[derive(Args, Debug)]
pub(in super::super) struct ReleaseArgs {
    /// The survey's wave.
    wave: Uuid,
    /// Whose it is; every trust of the store is looked through unless said.
    #[arg(long)]
    trust: Option<Uuid>,
    #[command(flatten)]
    settings: Settings,
}

impl ReleaseArgs {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let settings = &self.settings;
        let log = Log::open(&settings.store_as("plumbline_surveys")?, settings.throw_away).await?;
        for (trust, _) in log.heads().await? {
            if self.trust.is_some_and(|wanted| wanted != trust) {
                continue;
            }
            let found = surveys::recount(&log, trust, self.wave).await.map_err(Failure::failed)?;
            if found != Recount::Unknown {
                return told(found);
            }
        }
        Err(Failure::Input(format!("There is no survey {} here.", self.wave)))
    }
}

fn told(found: Recount) -> Result<(), Failure> {
    let wrong = |sentence: &str| Err(Failure::Failed(sentence.to_owned()));
    match found {
        Recount::Same(batches) => {
            say(&format!("Every batch is the one that the log committed to ({batches} in all)."));
            say("Counted once more, the answers give the rates and figures that were released.");
            Ok(())
        }
        Recount::Differs => {
            wrong("Counted once more, the answers give other figures than were released.")
        }
        Recount::Altered => {
            wrong("A batch of answers is not the one that the log committed to at the close.")
        }
        Recount::Removed => wrong(
            "The answers have been removed, as they are 12 months after the close; what was released stays.",
        ),
        Recount::NotReleased => wrong("The results of this survey are not released."),
        Recount::Unknown => wrong("There is no such survey."),
    }
}
