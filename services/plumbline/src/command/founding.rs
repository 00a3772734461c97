//! The one-time link by which a trust is begun in a browser: made at the start of an empty installation, or on request.

use std::time::Duration;

use contract::schools::v1::OfferFoundingRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::{Caller, SYSTEM_ACTOR};
use host::Settings;
use peers::Peers;
use tonic::{Code, Status};
use web::BeginningLink;

use super::say;
use crate::Failure;

/// The role in which the start of the web application makes a link. The schools service refuses once a trust is there.
const AT_START: &str = "sign_in";
/// The role of the operator, who may always.
const OPERATOR: &str = "administrator";
/// Between two tries while the schools service is starting.
const PAUSE: Duration = Duration::from_millis(250);

/// Makes a link for the operator, and prints it.
pub(super) async fn offer(peers: &Peers, link: &BeginningLink) -> Result<(), Failure> {
    let until = made(peers, link, OPERATOR).await?;
    told(link, &until);
    Ok(())
}

/// Prints a link where no trust keeps its record yet. Waits for the schools service.
pub(super) async fn offer_at_start(
    settings: &Settings,
    link: &BeginningLink,
) -> Result<(), Failure> {
    let peers = settings.peers()?;
    loop {
        match made(&peers, link, AT_START).await {
            Ok(until) => {
                told(link, &until);
                return Ok(());
            }
            Err(status) if status.code() == Code::Unavailable => tokio::time::sleep(PAUSE).await,
            Err(status) if status.code() == Code::FailedPrecondition => return Ok(()),
            Err(status) => return Err(status.into()),
        }
    }
}

async fn made(peers: &Peers, link: &BeginningLink, role: &str) -> Result<String, Status> {
    let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
    let wanted = OfferFoundingRequest { secret_sha256: link.secret_sha256() };
    let caller = Caller::new(link.trust(), SYSTEM_ACTOR, role);
    Ok(schools.offer_founding(caller.request(wanted)).await?.into_inner().until)
}

fn told(link: &BeginningLink, until: &str) {
    say(&format!("Begin         {}", link.address()));
    say(&format!(
        "Open this link in a browser to begin the trust. It can be used once, until {until}. An earlier link has ended."
    ));
}
