//! Whether this build can read who has which role in every trust.

use access::Access;
use door::Permissions;
use eventlog::Log;

use super::store_fault::StoreFault;
use super::{Doctor, Finding};
use crate::Failure;

impl Doctor {
    /// Reads the roles of every trust as a process does when it starts.
    pub(super) async fn roles(&self) -> Result<Finding, Failure> {
        let what = "roles of every trust";
        let mend = "install a build that knows these events; a trust then opens by itself";
        let config = self.settings.store_as("plumbline_schools")?;
        let rules = Access::try_new(None).map_err(Failure::failed)?;
        let log = match Log::open(&config, self.settings.throw_away).await {
            Ok(log) => log,
            Err(error) => return Ok(Finding::store(what, StoreFault::from(&error))),
        };
        let permissions = Permissions::of(rules, log);
        if let Err(error) = permissions.catch_up().await {
            return Ok(Finding::store(what, StoreFault::from(&error)));
        }
        let said = permissions.unreadable().borrow().clone();
        Ok(match said.is_empty() {
            true => Finding::well(what, "all of them can be read"),
            false => Finding::ill(what, said, mend),
        })
    }
}
