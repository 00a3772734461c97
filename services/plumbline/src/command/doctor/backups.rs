//! Whether a backup was restored on trial lately.

use eventlog::{BackupStanding, Log};

use super::store_fault::StoreFault;
use super::{Doctor, Finding};
use crate::Failure;

impl Doctor {
    /// How old the newest backup is that was proved.
    pub(super) async fn backups(&self) -> Result<Finding, Failure> {
        let what = "proved backup";
        let mend = "run `plumbline backup`, then `plumbline restore --drill` with PLUMBLINE_OWNER_STORE set; systemd/plumbline-backup.timer does both";
        let config = self.settings.store_as("plumbline_trail")?;
        let days = self.settings.backup_days;
        let asked = async {
            let log = Log::open(&config, self.settings.throw_away).await;
            let log = log.map_err(|error| StoreFault::from(&error))?;
            let client = log.across_trusts().await.map_err(|error| StoreFault::from(&error))?;
            let standing = BackupStanding::now(&**client, days).await;
            standing.map_err(|error| StoreFault::answered(&error))
        };
        Ok(match asked.await {
            Ok(standing) if standing.late => Finding::ill(what, standing.sentence(days), mend),
            Ok(standing) => Finding::well(what, standing.sentence(days)),
            Err(error) => Finding::store(what, error),
        })
    }
}
