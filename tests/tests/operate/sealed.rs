//! A log that its owner alters after it was sealed: everything an operator or a governor looks at says so.

use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{
    GetConsistencyRequest, GetProofRequest, ListProjectionsRequest, SealLine,
};
use plumbline_tests::World;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::{PROGRAM, Trust, get, until};

impl Trust<'_> {
    async fn seal(&self) -> SealLine {
        let mut trail = TrailServiceClient::new(self.world.peers().channel("trail"));
        let request = self.caller(self.appointed.administrator).request(ListProjectionsRequest {});
        let answer = trail.list_projections(request).await;
        answer.ok().and_then(|answer| answer.into_inner().seal).unwrap_or_default()
    }
}

async fn health(world: &World) -> Option<ServingStatus> {
    let peers = world.peers_at(world.address("sealer"));
    let mut health = HealthClient::new(peers.channel("sealer"));
    let name = HealthCheckRequest { service: "plumbline.seal".to_owned() };
    Some(health.check(name).await.ok()?.into_inner().status())
}

async fn verified(world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    let output = world.operator(&[&["verify", "log"][..], arguments].concat()).await;
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[tokio::test]
async fn an_altered_log_is_told_by_health_metrics_the_trail_and_the_command_line() {
    let world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    let position = trust.form_hub("North").await;
    let compared = |seal: &SealLine| seal.size >= position && !seal.compared_at.is_empty();
    let well = until(|| trust.seal(), compared).await;
    assert_eq!(well.altered, "");
    until(|| health(&world), |status| *status == Some(ServingStatus::Serving)).await;
    let owner = world.owner().await;
    let newest = "select note from seal.checkpoint where trust_id = $1 order by size desc limit 1";
    let note: String = owner.query_one(newest, &[&trust.id]).await.unwrap().get(0);
    let file = world.folder().join("newest.checkpoint");
    std::fs::write(&file, note).unwrap();
    let outside = ["--checkpoint", file.to_str().unwrap()];
    let (code, said) = verified(&world, &outside).await;
    assert!(code == Some(0) && said.contains("what the checkpoint from outside says"), "{said}");

    let altered = "alter table log.event disable trigger all; \
        update log.event set metadata = replace(metadata::text, 'role', 'rule')::json where position = 2";
    owner.batch_execute(altered).await.unwrap();
    let told = until(|| trust.seal(), |seal| !seal.altered.is_empty()).await.altered;
    assert!(told.starts_with("position 2: "), "{told}");
    until(|| health(&world), |status| *status == Some(ServingStatus::NotServing)).await;
    let admin = world.admin("sealer");
    let loud = |text: &String| text.contains("plumbline_seal_altered_logs 1\n");
    until(|| get(admin, "/metrics"), loud).await;
    let ready = get(admin, "/readyz").await;
    assert!(ready.starts_with("HTTP/1.0 200") && ready.contains("position 2"), "{ready}");
    for arguments in [&[][..], &outside] {
        let (code, said) = verified(&world, arguments).await;
        assert!(code == Some(1) && said.contains("position 2: "), "{said}");
    }
    let mut trail = TrailServiceClient::new(world.peers().channel("trail"));
    let chief = trust.caller(trust.appointed.lead);
    let proof = trail.get_proof(chief.request(GetProofRequest { position: 2 })).await;
    assert_eq!(proof.unwrap_err().code(), Code::DataLoss);
    trail.get_proof(chief.request(GetProofRequest { position: 1 })).await.unwrap();
    let grown = GetConsistencyRequest { earlier_size: well.size, later_size: 0 };
    let grown = trail.get_consistency(chief.request(grown)).await;
    assert_eq!(grown.unwrap_err().code(), Code::DataLoss);
}
