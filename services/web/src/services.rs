//! The services behind the pages, reached through their gRPC doors only.

use std::time::Duration;

use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::dashboards::v1::dashboards_service_client::DashboardsServiceClient;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::letters::v1::letters_service_client::LettersServiceClient;
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustRequest, GetTrustResponse};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::{Caller, tell_apart};
use peers::{Channel, Peers};
use tonic::{Request, Status};

use crate::names::{isolate, tell_committees_apart};

/// A page waits no longer than this for any one answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Largest answer a page takes in: a long report's PDF is far below.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Clients of every service.
#[derive(Clone, Debug)]
pub(crate) struct Services {
    peers: Peers,
}

macro_rules! client {
    ($service:ident, $client:ident) => {
        pub(crate) fn $service(&self) -> $client<Channel> {
            $client::new(self.peers.channel(stringify!($service)))
                .max_decoding_message_size(LARGEST_ANSWER)
        }
    };
}

impl Services {
    pub(crate) fn new(peers: Peers) -> Self {
        Self { peers }
    }

    client!(schools, SchoolsServiceClient);
    client!(surveys, SurveysServiceClient);
    client!(reviews, ReviewsServiceClient);
    client!(evidence, EvidenceServiceClient);
    client!(categories, CategoriesServiceClient);
    client!(dashboards, DashboardsServiceClient);
    client!(reports, ReportsServiceClient);
    client!(trail, TrailServiceClient);
    client!(letters, LettersServiceClient);

    /// The trust, its schools told apart by name: every list and heading shows them so.
    pub(crate) async fn trust(
        &self,
        request: Request<GetTrustRequest>,
    ) -> Result<GetTrustResponse, Status> {
        let mut trust = self.schools().get_trust(request).await?.into_inner();
        tell_apart(&mut trust.schools);
        tell_committees_apart(&mut trust);
        isolate(&mut trust, &mut []);
        Ok(trust)
    }
}

/// A message on behalf of a caller, with a deadline.
pub(crate) fn ask<T>(caller: &Caller, message: T) -> Request<T> {
    let mut request = caller.request(message);
    request.set_timeout(PATIENCE);
    request
}
