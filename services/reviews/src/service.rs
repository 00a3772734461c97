//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

use std::cmp::Reverse;

use contract::commands::ReviewCommand;
use contract::field;
use contract::reviews::v1::*;
use door::{Answer, Door, Reading};
use eventlog::{Documents, Knows, Lookup, When};
use tonic::{Request, Response, Status};

use crate::pairings::PairingsList;
use crate::review::AgreedBy;
use crate::reviews::ReviewsList;
use crate::{pairing, review, shown};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub door: Door,
    pub reviews: Documents<ReviewsList>,
    pub pairings: Documents<PairingsList>,
}

#[tonic::async_trait]
impl Knows<review::Review> for Doors {
    async fn facts(
        &self,
        command: &ReviewCommand,
        lookup: &Lookup<'_>,
    ) -> Result<AgreedBy, Status> {
        let ReviewCommand::RequestReview(asked) = command else { return Ok(AgreedBy::NoPairing) };
        if asked.pairing_id.is_empty() {
            return Ok(AgreedBy::NoPairing);
        }
        let pairing: pairing::Pairing = lookup.load(&asked.pairing_id).await?;
        Ok(match pairing.accepted() {
            Some(schools) => AgreedBy::Pairing(schools.clone()),
            None if pairing.is_known() => AgreedBy::NotAccepted,
            None => AgreedBy::Unknown,
        })
    }
}

/// What decides the commands, by the names that the contract gives.
mod aggregates {
    pub(super) use crate::pairing::Pairing;
    pub(super) use crate::review::Review;
}

contract::reviews_service!(Doors);
eventlog::knows_nothing!(Doors: aggregates::Pairing);

#[tonic::async_trait]
impl contract::answers::ReviewsAnswers for Doors {
    async fn list_reviews(
        &self,
        request: Request<ListReviewsRequest>,
    ) -> Answer<ListReviewsResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let host = field::optional_uuid("host_school_id", &asked.host_school_id)?;
        let like = contract::reviews::v1::Review {
            host_school_id: host.map(|id| id.to_string()).unwrap_or_default(),
            term: asked.term,
            ..Default::default()
        };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, reviews) = self.reviews.list(caller.trust, when, &like).await?;
        let reviews = reviews.into_iter().filter_map(|review| shown::review(review, &reach));
        let mut reviews: Vec<Review> = reviews.collect();
        self.door.fill(&caller, reviews.as_mut_slice()).await?;
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
        let every = contract::reviews::v1::Review::default();
        let (_, reviews) = self.reviews.list(caller.trust, when, &every).await?;
        for pairing in &mut pairings {
            // A review that was called off leaves the pairing without one, so that another can be asked for.
            let led_to = reviews.iter().filter(|review| {
                review.pairing_id == pairing.pairing_id && review.state() != ReviewState::Cancelled
            });
            pairing.review_ids = led_to.map(|review| review.review_id.clone()).collect();
            pairing.review_ids.sort_unstable();
        }
        self.door.fill(&caller, pairings.as_mut_slice()).await?;
        Ok(Response::new(ListPairingsResponse { as_of: Some(as_of), pairings }))
    }
}

#[cfg(test)]
pub(crate) mod tests;
