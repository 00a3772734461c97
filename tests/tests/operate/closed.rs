//! One trust holds an event that this build cannot read. That trust alone is closed, everything an operator looks at says so, and
//! all else goes on.

use contract::schools::v1::FormHubRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use eventlog::Stream;
use plumbline_tests::{RawEvent, World};
use tonic::{Code, Status};
use tonic_health::pb::health_check_response::ServingStatus;
use uuid::Uuid;

use super::{PROGRAM, Trust, command_id, get, health, until};

const ROLES: &str = "plumbline.roles";

/// Appends the end of a role whose text no build of ours writes, as a build with another form of it would. Returns its position.
async fn append_unreadable(world: &World, trust: Uuid, person: Uuid) -> u64 {
    let stream = Stream::new("person", person);
    let kind = "plumbline.schools.v1.RoleEnded";
    let (service, body, at) = ("schools", r#"{"on":{}}"#, "2025-11-21T10:00:00Z");
    world.append_raw(RawEvent { service, trust, stream, kind, body, at }).await
}

impl Trust<'_> {
    async fn try_form_hub(&self) -> Result<(), Status> {
        let hub = FormHubRequest { command_id: command_id(), name: "North".to_owned() };
        let mut schools = SchoolsServiceClient::new(self.world.peers().channel("schools"));
        schools.form_hub(self.caller(self.appointed.lead).request(hub)).await.map(drop)
    }
}

#[tokio::test]
async fn one_bad_trust_closes_itself_and_no_other() {
    let mut world = World::start(PROGRAM).await;
    let Trust { id: bad, appointed, .. } = Trust::found(&world).await;
    let Trust { id: good, appointed: of_good, .. } = Trust::found(&world).await;
    let position = append_unreadable(&world, bad, appointed.lead).await;
    // Each process starts with the event there.
    for unit in ["schools", "trail", "relay"] {
        world.unit(unit).kill().await;
        world.begin(unit, "");
    }
    let good = Trust { world: &world, id: good, appointed: of_good };
    let bad = Trust { world: &world, id: bad, appointed };
    until(|| good.try_form_hub(), |answer| !away(answer)).await.unwrap();
    let hub = good.form_hub("South").await;
    good.projection("trail_history", |line| line.position >= hub && line.state == "following")
        .await;
    let refused = bad.try_form_hub().await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().contains("cannot read"), "{refused:?}");

    let ill = |status: &Option<_>| *status == Some(ServingStatus::NotServing);
    until(|| health(&world, "schools", ROLES), ill).await;
    let admin = world.admin("schools");
    let metrics =
        until(|| get(admin, "/metrics"), |text| text.contains("plumbline_trusts_closed 1\n"));
    metrics.await;
    let named = format!("trust {}: the event at position {position} cannot be read", bad.id);
    let ready = get(admin, "/readyz").await;
    assert!(ready.starts_with("HTTP/1.0 200") && ready.contains(&named), "{ready}");
    let said = world.operator(&["doctor", "--bus=none"]).await;
    let doctor = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(doctor.contains(&named), "{doctor}");
}

/// Whether a service is away, and does not say why.
fn away(answer: &Result<(), Status>) -> bool {
    answer.as_ref().is_err_and(|status| status.code() == Code::Unavailable)
}
