//! When what is shared moves a school to another region, proposes the school it should work with.

mod memory;

use std::time::Duration;

use contract::Caller;
use contract::categories::v1::{CategoryChanged, CategoryReopened};
use contract::events::{AnyEvent, CategoryEvent, HubEvent, PairingEvent, RoundEvent, SchoolEvent};
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{ProposePairingRequest, WithdrawPairingRequest};
use eventlog::{ApplyError, Projection, Recorded, Transaction};
use peers::{Channel, Peers};
use tonic::{Code, Status};
use uuid::Uuid;

use memory::Memory;

/// How long the reviews service may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Remembers where every school stands, and proposes through the reviews service's own door.
#[derive(Debug)]
pub(crate) struct ProposesPairings {
    reviews: ReviewsServiceClient<Channel>,
}

impl ProposesPairings {
    pub(crate) fn new(peers: &Peers) -> Self {
        Self { reviews: ReviewsServiceClient::new(peers.channel("reviews")) }
    }

    /// Repeats are harmless: the command's id comes from the event's.
    async fn react(
        &self,
        memory: &Memory<'_>,
        changed: &CategoryChanged,
    ) -> Result<(), ApplyError> {
        let event = memory.event;
        let Some(proposal) = memory.proposal(changed).await? else { return Ok(()) };
        let mut request = caller(event)?.request(ProposePairingRequest {
            command_id: Uuid::new_v5(&event.event_id, b"propose-pairing").to_string(),
            because_event_id: event.event_id.to_string(),
            because_position: event.position,
            ..proposal
        });
        request.set_timeout(PATIENCE);
        match self.reviews.clone().propose_pairing(request).await {
            Ok(answer) => memory.proposed(changed, &answer.into_inner().pairing_id).await,
            Err(status) => answered(&status),
        }
    }

    /// What led to a proposal is open again, so the proposal is taken back where it was not answered yet.
    async fn reopened(
        &self,
        memory: &Memory<'_>,
        reopened: &CategoryReopened,
    ) -> Result<(), ApplyError> {
        let event = memory.event;
        for pairing_id in memory.no_longer(&reopened.cell).await? {
            let command = format!("withdraw-pairing/{pairing_id}");
            let mut request = caller(event)?.request(WithdrawPairingRequest {
                command_id: Uuid::new_v5(&event.event_id, command.as_bytes()).to_string(),
                pairing_id,
                because_event_id: event.event_id.to_string(),
                because_position: event.position,
            });
            request.set_timeout(PATIENCE);
            if let Err(status) = self.reviews.clone().withdraw_pairing(request).await {
                answered(&status)?;
            }
        }
        Ok(())
    }
}

/// Plumbline itself, in the course of an event.
fn caller(event: &Recorded) -> Result<Caller, ApplyError> {
    let metadata = event.metadata()?;
    let mut caller = Caller::system(event.trust, event.event_id);
    caller.now = Some(metadata.at);
    caller.traceparent = metadata.traceparent;
    Ok(caller)
}

/// A refusal by state is an answer; anything that may be better in a moment is tried again.
fn answered(status: &Status) -> Result<(), ApplyError> {
    match status.code() {
        Code::FailedPrecondition | Code::AlreadyExists => Ok(()),
        Code::InvalidArgument | Code::NotFound | Code::PermissionDenied => {
            let sentence = status.message();
            Err(ApplyError::Contradiction(format!(
                "a pairing could not be proposed or withdrawn: {sentence}"
            )))
        }
        _ => Err(ApplyError::Away(format!("the reviews service: {}", status.message()))),
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
                memory.out_of_hubs(&e.school_id).await?;
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
