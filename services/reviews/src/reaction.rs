//! When what is shared moves a school to another region, proposes the school it should work with.

mod memory;

use contract::categories::v1::{CategoryChanged, CategoryReopened};
use contract::events::{AnyEvent, CategoryEvent, HubEvent, PairingEvent, RoundEvent, SchoolEvent};
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{ProposePairingRequest, WithdrawPairingRequest};
use eventlog::{ApplyError, Projection, Reaction, Recorded, Transaction};
use peers::{Channel, Peers};

use memory::Memory;

/// Remembers where every school stands, and proposes through the reviews service's own door.
#[derive(Debug)]
pub(crate) struct ProposesPairings {
    reviews: ReviewsServiceClient<Channel>,
}

impl ProposesPairings {
    pub(crate) fn new(peers: &Peers) -> Self {
        Self { reviews: ReviewsServiceClient::new(peers.channel("reviews")) }
    }

    /// Proposes the pair that a move leads to, where it leads to one.
    async fn react(
        &self,
        memory: &Memory<'_>,
        changed: &CategoryChanged,
    ) -> Result<(), ApplyError> {
        let (event, reaction) = (memory.event, Reaction::to(memory.event));
        let Some(proposal) = memory.proposal(changed).await? else { return Ok(()) };
        let request = reaction.request(ProposePairingRequest {
            command_id: reaction.command_id("propose-pairing"),
            because_event_id: event.event_id.to_string(),
            because_position: event.position,
            ..proposal
        })?;
        let answer = self.reviews.clone().propose_pairing(request).await;
        match reaction.settled(answer)? {
            Some(proposed) => memory.proposed(changed, &proposed.pairing_id).await,
            None => Ok(()),
        }
    }

    /// What led to a proposal is open again, so the proposal is taken back where it was not answered yet.
    async fn reopened(
        &self,
        memory: &Memory<'_>,
        reopened: &CategoryReopened,
    ) -> Result<(), ApplyError> {
        let (event, reaction) = (memory.event, Reaction::to(memory.event));
        for pairing_id in memory.no_longer(&reopened.cell).await? {
            let request = reaction.request(WithdrawPairingRequest {
                command_id: reaction.command_id(&format!("withdraw-pairing/{pairing_id}")),
                pairing_id,
                because_event_id: event.event_id.to_string(),
                because_position: event.position,
            })?;
            reaction.settled(self.reviews.clone().withdraw_pairing(request).await)?;
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl Projection for ProposesPairings {
    fn name(&self) -> &'static str {
        "reviews_pairing"
    }

    fn tables(&self) -> &'static str {
        include_str!("reaction/memory.sql")
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let memory = Memory { tx, event };
        match event.event()? {
            AnyEvent::School(SchoolEvent::SchoolJoined(e)) => memory.joined(&e).await,
            AnyEvent::School(SchoolEvent::SchoolLeft(e)) => memory.left(&e).await,
            AnyEvent::School(SchoolEvent::LeaveCorrected(e)) => memory.back(&e.school_id).await,
            AnyEvent::School(SchoolEvent::SchoolReturned(e)) => {
                memory.out_of_hubs(&e).await?;
                memory.back(&e.school_id).await
            }
            AnyEvent::School(SchoolEvent::SchoolDescribed(e)) => memory.called(&e).await,
            AnyEvent::Hub(HubEvent::HubFormed(e)) => memory.hub(&e).await,
            AnyEvent::Hub(HubEvent::SchoolEnteredHub(e)) => memory.entered(&e).await,
            AnyEvent::Hub(HubEvent::SchoolWithdrewFromHub(e)) => memory.withdrew(&e).await,
            AnyEvent::Framework(_) => memory.framework().await,
            AnyEvent::Round(RoundEvent::RoundOpened(e)) => memory.round(&e).await,
            AnyEvent::Category(CategoryEvent::CategoryShared(e)) => {
                memory.stands(&e.cell, &e.region_id).await
            }
            AnyEvent::Category(CategoryEvent::CategoryChanged(e)) => {
                memory.stands(&e.cell, &e.to_region_id).await?;
                self.react(&memory, &e).await
            }
            AnyEvent::Category(CategoryEvent::CategoryReopened(e)) => {
                self.reopened(&memory, &e).await
            }
            AnyEvent::Pairing(PairingEvent::PairingProposed(e)) => memory.asked(&e).await,
            AnyEvent::Pairing(PairingEvent::PairingWithdrawn(e)) => memory.taken_back(&e).await,
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
