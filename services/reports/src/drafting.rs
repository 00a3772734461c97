//! Reacts to categories: a move is marked for the next report, and when a school's last area is shared the
//! report drafts itself.

#[cfg(test)]
mod tests;

use contract::Term;
use contract::categories::v1::{CategoryChanged, CategoryReopened, CategoryShared, Cell};
use contract::events::{AnyEvent, CategoryEvent};
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::reports::v1::{DraftReportRequest, MarkChangeRequest};
use eventlog::{ApplyError, Projection, Reaction, Recorded, Transaction};
use peers::{Channel, Peers};
use tonic::Status;

/// A change is told at most so many terms after its own: reports are not issued further ahead.
const TERMS: usize = 9;

/// Remembers which areas of a school were shared in a round.
#[derive(Debug)]
pub(crate) struct Drafting {
    peers: Peers,
}

impl Drafting {
    /// Commands go through the service's own door.
    pub(crate) fn new(peers: Peers) -> Self {
        Self { peers }
    }

    fn reports(&self) -> ReportsServiceClient<Channel> {
        ReportsServiceClient::new(self.peers.channel("reports"))
    }

    /// Marks a change for the report of its term, or for the next where that was issued.
    async fn changed(&self, event: &Recorded, changed: CategoryChanged) -> Result<(), ApplyError> {
        let cell = changed.cell.unwrap_or_default();
        let (mut term, mut step) = (cell.term, "mark".to_owned());
        let reaction = Reaction::to(event);
        for _ in 0..TERMS {
            let request = reaction.request(MarkChangeRequest {
                command_id: reaction.command_id(&step),
                school_id: cell.school_id.clone(),
                term: term.clone(),
                area_id: cell.area_id.clone(),
                from_region_id: changed.from_region_id.clone(),
                to_region_id: changed.to_region_id.clone(),
                because_position: event.position,
            })?;
            let answer = self.reports().mark_change(request).await;
            let issued = |status: &Status| contract::says_no_for(status, "ALREADY_ISSUED");
            let next = term.parse::<Term>().map(|term| term.next().to_string());
            match (answer, next) {
                (Err(status), Ok(next)) if issued(&status) => term = next,
                (answer, _) => return reaction.settled(answer).map(drop),
            }
            step = format!("mark/{term}");
        }
        Ok(())
    }

    async fn shared(
        &self,
        tx: &Transaction<'_>,
        event: &Recorded,
        shared: CategoryShared,
    ) -> Result<(), ApplyError> {
        let Cell { school_id, area_id, round_id, term, .. } = shared.cell.unwrap_or_default();
        tx.execute(
            "insert into shared (trust_id, school_id, round_id, area_id) values ($1, $2, $3, $4) on conflict do nothing",
            &[&event.trust, &school_id, &round_id, &area_id],
        )
        .await?;
        let row = tx
            .query_one(
                "select count(*) from shared where trust_id = $1 and school_id = $2 and round_id = $3",
                &[&event.trust, &school_id, &round_id],
            )
            .await?;
        if row.get::<_, i64>(0) < i64::from(shared.areas_in_round) {
            return Ok(());
        }
        let reaction = Reaction::to(event);
        let (command_id, at_least) = (reaction.command_id("draft"), event.position);
        let request =
            reaction.request(DraftReportRequest { command_id, school_id, term, at_least })?;
        reaction.settled(self.reports().draft_report(request).await).map(drop)
    }

    async fn reopened(
        tx: &Transaction<'_>,
        event: &Recorded,
        reopened: CategoryReopened,
    ) -> Result<(), ApplyError> {
        let Cell { school_id, area_id, round_id, .. } = reopened.cell.unwrap_or_default();
        tx.execute(
            "delete from shared where trust_id = $1 and school_id = $2 and round_id = $3 and area_id = $4",
            &[&event.trust, &school_id, &round_id, &area_id],
        )
        .await?;
        Ok(())
    }
}

#[async_trait::async_trait]
impl Projection for Drafting {
    fn name(&self) -> &'static str {
        "reports_drafting"
    }

    fn tables(&self) -> &'static str {
        "create table shared (
            trust_id  uuid not null,
            school_id text not null,
            round_id  text not null,
            area_id   text not null,
            primary key (trust_id, school_id, round_id, area_id)
        );"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        match event.event()? {
            AnyEvent::Category(CategoryEvent::CategoryChanged(changed)) => {
                self.changed(event, changed).await
            }
            AnyEvent::Category(CategoryEvent::CategoryShared(shared)) => {
                self.shared(tx, event, shared).await
            }
            AnyEvent::Category(CategoryEvent::CategoryReopened(reopened)) => {
                Self::reopened(tx, event, reopened).await
            }
            _ => Ok(()),
        }
    }
}
