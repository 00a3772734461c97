//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

use contract::field;
use contract::reviews::v1::reviews_service_server::ReviewsService;
use contract::reviews::v1::*;
use eventlog::ReadModel;
use host::{Door, Reading};
use tonic::{Request, Response, Status};

use crate::reviews::Filter;
use crate::{pairing, pairings, review, reviews, shown};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub door: Door,
    pub reviews: ReadModel,
    pub pairings: ReadModel,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ReviewsService for Doors {
    async fn request_review(
        &self,
        request: Request<RequestReviewRequest>,
    ) -> Answer<RequestReviewResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn match_team(&self, request: Request<MatchTeamRequest>) -> Answer<MatchTeamResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn agree_distribution(
        &self,
        request: Request<AgreeDistributionRequest>,
    ) -> Answer<AgreeDistributionResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn hold_review(&self, request: Request<HoldReviewRequest>) -> Answer<HoldReviewResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn record_finding(
        &self,
        request: Request<RecordFindingRequest>,
    ) -> Answer<RecordFindingResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn complete_review(
        &self,
        request: Request<CompleteReviewRequest>,
    ) -> Answer<CompleteReviewResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn record_follow_up(
        &self,
        request: Request<RecordFollowUpRequest>,
    ) -> Answer<RecordFollowUpResponse> {
        self.door.tell::<review::Review, _>(request).await
    }

    async fn propose_pairing(
        &self,
        request: Request<ProposePairingRequest>,
    ) -> Answer<ProposePairingResponse> {
        self.door.tell::<pairing::Pairing, _>(request).await
    }

    async fn accept_pairing(
        &self,
        request: Request<AcceptPairingRequest>,
    ) -> Answer<AcceptPairingResponse> {
        self.door.tell::<pairing::Pairing, _>(request).await
    }

    async fn decline_pairing(
        &self,
        request: Request<DeclinePairingRequest>,
    ) -> Answer<DeclinePairingResponse> {
        self.door.tell::<pairing::Pairing, _>(request).await
    }

    async fn list_reviews(
        &self,
        request: Request<ListReviewsRequest>,
    ) -> Answer<ListReviewsResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let host = field::optional_uuid("host_school_id", &asked.host_school_id)?;
        let filter = Filter {
            host_school_id: host.map(|id| id.to_string()),
            term: Some(asked.term).filter(|term| !term.is_empty()),
        };
        let mut reader = self.reviews.reader(caller.trust, asked.at_least).await?;
        let snapshot = reader.snapshot().await?;
        let reviews = reviews::reviews(&snapshot, caller.trust, &filter).await?;
        let reviews = reviews.into_iter().filter_map(|review| shown::review(review, &reach));
        let reviews = reviews.collect();
        Ok(Response::new(ListReviewsResponse { as_of: Some(snapshot.as_of.clone()), reviews }))
    }

    async fn list_pairings(
        &self,
        request: Request<ListPairingsRequest>,
    ) -> Answer<ListPairingsResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let mut reader = self.pairings.reader(caller.trust, request.get_ref().at_least).await?;
        let snapshot = reader.snapshot().await?;
        let mut pairings = pairings::pairings(&snapshot, caller.trust).await?;
        pairings.retain(|pairing| {
            reach.covers_of(&pairing.giving_school_id)
                || reach.covers_of(&pairing.receiving_school_id)
        });
        Ok(Response::new(ListPairingsResponse { as_of: Some(snapshot.as_of.clone()), pairings }))
    }
}

#[cfg(test)]
pub(crate) mod tests;
