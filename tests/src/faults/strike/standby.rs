//! Faults of a store with a synchronous standby: the server is lost, or the standby is.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;
use tonic_types::StatusExt as _;

use super::super::pause;
use super::{Ground, Trace};

/// How long the server goes on without a word to its standby.
const UNHEARD: Duration = Duration::from_secs(2);
/// How long the standby is away: longer than an append waits.
const ALONE: Duration = Duration::from_secs(16);
/// What waits for the standby.
const WAITING: &str = "select count(*) from pg_stat_activity where wait_event = 'SyncRep'";

impl Ground<'_> {
    /// The server's last seconds reach no standby; then it is killed, and the standby takes its place.
    pub(super) async fn standby_promoted(&mut self) -> Trace {
        self.world.store_tells_its_standby_nothing().await;
        pause(UNHEARD).await;
        let waiting = self.number(WAITING).await;
        self.world.standby_takes_over().await;
        self.peek("after the failover").await;
        Ok(format!("killed while {waiting} commits waited for the standby, which was promoted"))
    }

    /// Kills the standby. Until it is back no command may be acknowledged.
    pub(super) async fn standby_vanishes(&mut self) -> Trace {
        let second = self.second_trust().await;
        self.world.standby_goes_away();
        // What the standby had confirmed is told to its callers.
        pause(Duration::from_secs(1)).await;
        let head = format!("select position from log.head where trust_id = '{}'", self.trust);
        let (head, from) = (self.number(&head).await, self.lines.now());
        let (asked, away) = (second.form_hub(self.schools(), "Without a standby"), pause(ALONE));
        let (answer, ()) = tokio::join!(timeout(ALONE, asked), away);
        let until = self.lines.now();
        let waiting = self.number(WAITING).await;
        self.lines
            .write(&json!({ "kind": "alone", "position": head, "from": from, "until": until }));
        self.world.standby_comes_back().await;
        let refused = answer.ok().and_then(Result::err);
        let reason = refused.and_then(|status| Some(status.get_details_error_info()?.reason));
        let busy = reason.as_deref() == Some("STORE_BUSY");
        self.has_seen("a caller is told that the store is busy", busy);
        Ok(format!(
            "{waiting} commits waited when the standby came back after {} s",
            ALONE.as_secs()
        ))
    }
}
