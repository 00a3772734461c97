//! `plumbline rebuild`.

use clap::Args;
use eventlog::Rebuilt;
use host::Settings;

use super::migrate::OwnerArgs;
use super::say;
use crate::units::services;
use crate::{Failure, store};

#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  plumbline rebuild dashboards_facts\n  plumbline rebuild all")]
pub(super) struct Rebuild {
    /// A projection's name, or `all`.
    #[arg(default_value = "all")]
    name: String,
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

impl Rebuild {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let peers = self.settings.peers()?;
        let mut owner = store::owner(&self.owner.config()?).await?;
        let mut found = false;
        for service in services() {
            for projection in service.projections(&peers) {
                let name = projection.name();
                if self.name != "all" && self.name != name {
                    continue;
                }
                found = true;
                let done =
                    store::rebuild_one(&mut owner, &self.settings, service.as_ref(), name).await?;
                say(&told(name, &done));
            }
        }
        if found {
            Ok(())
        } else {
            Err(Failure::Input(format!("There is no projection {}.", self.name)))
        }
    }
}

/// What a rebuild did, in a sentence.
pub(super) fn told(name: &str, done: &Rebuilt) -> String {
    let speed = done.events as f64 / done.took.as_secs_f64().max(0.001);
    let verdict = match done.differing_rows {
        0 => "the rows are the same as before".to_owned(),
        rows => format!("{rows} rows were not as the log says, and are mended"),
    };
    format!("{name}: {} events in {:.1?} ({speed:.0} a second); {verdict}.", done.events, done.took)
}
