//! Whether logs bear times that are still to come.

use eventlog::{Log, LogStamps};

use super::store_fault::StoreFault;
use super::{Doctor, Finding};
use crate::Failure;

impl Doctor {
    /// Whether the store's clock ever ran hours ahead of what it says now.
    pub(super) async fn log_stamps(&self) -> Result<Finding, Failure> {
        let what = "times in the logs";
        let mend = "compare the store's clock with another. Where it is right now, nothing is lost: what is appended bears the time to come until \
            the clock has caught up, and order and proofs hold";
        let config = self.settings.store_as("plumbline_trail")?;
        let asked = async {
            let log = Log::open(&config, self.settings.throw_away).await;
            let log = log.map_err(|error| StoreFault::from(&error))?;
            let client = log.across_trusts().await.map_err(|error| StoreFault::from(&error))?;
            let stamps = LogStamps::now(&**client).await;
            stamps.map_err(|error| StoreFault::answered(&error))
        };
        Ok(match asked.await.map(|stamps| stamps.trouble()) {
            Ok(None) => Finding::well(what, "none is ahead of the store's clock"),
            Ok(Some(trouble)) => Finding::ill(what, trouble, mend),
            Err(error) => Finding::store(what, error),
        })
    }
}
