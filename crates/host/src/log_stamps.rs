//! Tells metrics and health whether logs bear times that are still to come.

use std::time::Duration;

use eventlog::{Log, LogStamps, ReadError};
use metrics::gauge;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The name under which health tells whether each log's times are past.
pub(crate) const HEALTH: &str = "plumbline.log-clock";

const LOOK: Duration = Duration::from_secs(60);

/// Looks once a minute.
#[derive(Debug)]
pub(crate) struct StampWatch {
    log: Log,
    trouble: watch::Sender<String>,
}

impl StampWatch {
    pub(crate) fn new(log: Log) -> Self {
        Self { log, trouble: watch::Sender::default() }
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
                        tracing::debug!(%error, "it is not known how logs are stamped");
                    }
                }
            }
        }
    }

    async fn look(&self) -> Result<(), ReadError> {
        let client = self.log.across_trusts().await?;
        let stamps = LogStamps::now(&**client).await?;
        gauge!("plumbline_log_ahead_seconds").set(stamps.ahead.as_secs_f64());
        let now = stamps.trouble().unwrap_or_default();
        self.trouble.send_if_modified(|said| {
            // The hours pass, so the sentence changes; the log says it once.
            if said.is_empty() && !now.is_empty() {
                tracing::error!("{now}");
            }
            let changed = *said != now;
            *said = now;
            changed
        });
        Ok(())
    }
}
