//! Tells metrics and health how old the newest backup is that was shown to restore.

use std::time::Duration;

use eventlog::{BackupStanding, Log, ReadError};
use metrics::gauge;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The name under which health tells whether a backup was proved lately.
pub(crate) const HEALTH: &str = "plumbline.backup";

const LOOK: Duration = Duration::from_secs(60);

/// Looks once a minute.
#[derive(Debug)]
pub(crate) struct BackupWatch {
    log: Log,
    /// How many days old the newest proved backup may be.
    days: u16,
    trouble: watch::Sender<String>,
}

impl BackupWatch {
    pub(crate) fn new(log: Log, days: u16) -> Self {
        Self { log, days, trouble: watch::Sender::default() }
    }

    /// What is wrong, in a sentence; empty while nothing is.
    pub(crate) fn trouble(&self) -> watch::Receiver<String> {
        self.trouble.subscribe()
    }

    /// Looks until shutdown. A store that does not answer changes nothing of what was said.
    pub(crate) async fn run(self, shutdown: CancellationToken) {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = look.tick() => {
                    if let Err(error) = self.look().await {
                        tracing::debug!(%error, "it is not known when a backup was proved");
                    }
                }
            }
        }
    }

    async fn look(&self) -> Result<(), ReadError> {
        let client = self.log.across_trusts().await?;
        let standing = BackupStanding::now(&**client, self.days).await?;
        gauge!("plumbline_backup_late").set(if standing.late { 1.0 } else { 0.0 });
        if let Some(last) = &standing.last {
            gauge!("plumbline_backup_proved_age_seconds").set(last.age.as_secs_f64());
        }
        let now = match standing.late {
            true => standing.sentence(self.days),
            false => String::new(),
        };
        self.trouble.send_if_modified(|said| {
            let changed = *said != now;
            if changed && !now.is_empty() {
                tracing::warn!("{now}");
            }
            *said = now;
            changed
        });
        Ok(())
    }
}
