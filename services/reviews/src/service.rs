//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

mod fields;

use std::cmp::Reverse;

use contract::events::ReviewEvent;
use contract::field;
use contract::reviews::v1::reviews_service_server::ReviewsService;
use contract::reviews::v1::*;
use eventlog::{Documents, Envelope, Log, Receipt, When};
use host::{Door, Reading};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::pairing::{Pairing, PairingCommand};
use crate::pairings::PairingsList;
use crate::review::{Act, Review, ReviewCommand};
use crate::reviews::ReviewsList;
use crate::shown;
use fields::{areas, words};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub log: Log,
    pub door: Door,
    pub reviews: Documents<ReviewsList>,
    pub pairings: Documents<PairingsList>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Doors {
    async fn review(
        &self,
        envelope: &Envelope,
        review_id: Uuid,
        act: Act,
    ) -> Result<Receipt<ReviewEvent>, Status> {
        let command = ReviewCommand { review_id, act };
        Ok(eventlog::execute::<Review>(&self.log, review_id, &command, envelope).await?)
    }

    async fn pairing(
        &self,
        envelope: &Envelope,
        pairing_id: Uuid,
        command: PairingCommand,
    ) -> Result<u64, Status> {
        let receipt =
            eventlog::execute::<Pairing>(&self.log, pairing_id, &command, envelope).await?;
        Ok(receipt.position)
    }
}

#[tonic::async_trait]
impl ReviewsService for Doors {
    async fn request_review(
        &self,
        request: Request<RequestReviewRequest>,
    ) -> Answer<RequestReviewResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = envelope.context.new_id("review");
        let host_school_id = field::uuid("host_school_id", &asked.host_school_id)?;
        self.door.has_schools(&envelope, &[host_school_id]).await?;
        let act = Act::Request {
            host_school_id,
            areas: areas(&asked.areas)?,
            focus: words("focus", &asked.focus)?,
            term: field::term("term", &asked.term)?,
        };
        let position = self.review(&envelope, review_id, act).await?.position;
        let review_id = review_id.to_string();
        Ok(Response::new(RequestReviewResponse { position, review_id }))
    }

    async fn match_team(&self, request: Request<MatchTeamRequest>) -> Answer<MatchTeamResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = field::uuid("review_id", &asked.review_id)?;
        let act = Act::MatchTeam(fields::reviewers(&asked.reviewers)?);
        let position = self.review(&envelope, review_id, act).await?.position;
        Ok(Response::new(MatchTeamResponse { position }))
    }

    async fn agree_distribution(
        &self,
        request: Request<AgreeDistributionRequest>,
    ) -> Answer<AgreeDistributionResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = field::uuid("review_id", &asked.review_id)?;
        let act = Act::AgreeDistribution {
            recipients: fields::recipients(&asked.recipients)?,
            counts_as_evidence: asked.counts_as_evidence,
        };
        let position = self.review(&envelope, review_id, act).await?.position;
        Ok(Response::new(AgreeDistributionResponse { position }))
    }

    async fn hold_review(&self, request: Request<HoldReviewRequest>) -> Answer<HoldReviewResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = field::uuid("review_id", &asked.review_id)?;
        let act = Act::Hold { on: field::date("on", &asked.on)? };
        let position = self.review(&envelope, review_id, act).await?.position;
        Ok(Response::new(HoldReviewResponse { position }))
    }

    async fn record_finding(
        &self,
        request: Request<RecordFindingRequest>,
    ) -> Answer<RecordFindingResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = field::uuid("review_id", &asked.review_id)?;
        let act = Act::RecordFinding {
            areas: areas(&asked.areas)?,
            kind: fields::finding_kind(asked.kind)?,
            text: words("text", &asked.text)?,
        };
        let position = self.review(&envelope, review_id, act).await?.position;
        let finding_id = envelope.context.new_id("finding").to_string();
        Ok(Response::new(RecordFindingResponse { position, finding_id }))
    }

    async fn complete_review(
        &self,
        request: Request<CompleteReviewRequest>,
    ) -> Answer<CompleteReviewResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = field::uuid("review_id", &asked.review_id)?;
        let act = Act::Complete { summary: words("summary", &asked.summary)? };
        let position = self.review(&envelope, review_id, act).await?.position;
        Ok(Response::new(CompleteReviewResponse { position }))
    }

    async fn record_follow_up(
        &self,
        request: Request<RecordFollowUpRequest>,
    ) -> Answer<RecordFollowUpResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let review_id = field::uuid("review_id", &asked.review_id)?;
        let act = Act::RecordFollowUp {
            finding_id: field::uuid("finding_id", &asked.finding_id)?,
            outcome: field::text("outcome", &asked.outcome, fields::WORDS)?,
            improved: asked.improved,
        };
        let position = self.review(&envelope, review_id, act).await?.position;
        Ok(Response::new(RecordFollowUpResponse { position }))
    }

    async fn propose_pairing(
        &self,
        request: Request<ProposePairingRequest>,
    ) -> Answer<ProposePairingResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let between = fields::between(&asked)?;
        self.door.has_schools(&envelope, &between).await?;
        let proposal = fields::proposal(envelope.trust, between, &asked)?;
        let pairing_id = field::uuid("pairing_id", &proposal.pairing_id)?;
        let command = PairingCommand::Propose(proposal);
        let position = self.pairing(&envelope, pairing_id, command).await?;
        let pairing_id = pairing_id.to_string();
        Ok(Response::new(ProposePairingResponse { position, pairing_id }))
    }

    async fn accept_pairing(
        &self,
        request: Request<AcceptPairingRequest>,
    ) -> Answer<AcceptPairingResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let pairing_id = field::uuid("pairing_id", &request.get_ref().pairing_id)?;
        let command = PairingCommand::Accept { pairing_id };
        let position = self.pairing(&envelope, pairing_id, command).await?;
        Ok(Response::new(AcceptPairingResponse { position }))
    }

    async fn decline_pairing(
        &self,
        request: Request<DeclinePairingRequest>,
    ) -> Answer<DeclinePairingResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let pairing_id = field::uuid("pairing_id", &asked.pairing_id)?;
        let reason = words("reason", &asked.reason)?;
        let command = PairingCommand::Decline { pairing_id, reason };
        let position = self.pairing(&envelope, pairing_id, command).await?;
        Ok(Response::new(DeclinePairingResponse { position }))
    }

    async fn list_reviews(
        &self,
        request: Request<ListReviewsRequest>,
    ) -> Answer<ListReviewsResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let host = field::optional_uuid("host_school_id", &asked.host_school_id)?;
        let like = contract::reviews::v1::Review {
            host_school_id: host.map(|id| id.to_string()).unwrap_or_default(),
            term: fields::optional_term(&asked.term)?.unwrap_or_default(),
            ..Default::default()
        };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, reviews) = self.reviews.list(caller.trust, when, &like).await?;
        let reviews = reviews.into_iter().filter_map(|review| shown::review(review, &reach));
        let reviews = reviews.collect();
        Ok(Response::new(ListReviewsResponse { as_of: Some(as_of), reviews }))
    }

    async fn list_pairings(
        &self,
        request: Request<ListPairingsRequest>,
    ) -> Answer<ListPairingsResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let every = contract::reviews::v1::Pairing::default();
        let (as_of, mut pairings) = self.pairings.list(caller.trust, when, &every).await?;
        pairings.sort_by_key(|pairing| Reverse(pairing.position));
        pairings.retain(|pairing| {
            reach.covers_of(&pairing.giving_school_id)
                || reach.covers_of(&pairing.receiving_school_id)
        });
        Ok(Response::new(ListPairingsResponse { as_of: Some(as_of), pairings }))
    }
}

#[cfg(test)]
pub(crate) mod tests;
