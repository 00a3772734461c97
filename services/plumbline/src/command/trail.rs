//! `plumbline trail proof`: the proof of one event, in files that anybody's verifier reads.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contract::Caller;
use contract::trail::v1::GetProofRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use host::IdentitySettings;
use uuid::Uuid;

use super::hand_out;
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Trail {
    /// Write the proof that an event is in the sealed log: <position>.tlog-proof, <position>.leaf.json, policy.txt.
    Proof(Proof),
}

#[derive(Args, Debug)]
pub(super) struct Proof {
    /// The event's position.
    position: u64,
    /// The trust.
    #[arg(long)]
    trust: Uuid,
    /// Who asks: the id of a person who may see the event.
    #[arg(long)]
    actor: Uuid,
    /// Where the files go.
    #[arg(long, default_value = ".")]
    to: PathBuf,
    /// Where the trail service is.
    #[arg(long, env = "PLUMBLINE_SERVICES", default_value = "http://127.0.0.1:7400")]
    services: String,
    /// Who asks.
    #[command(flatten)]
    identity: IdentitySettings,
}

impl Trail {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Proof(proof) = self;
        let peers = host::Peers::try_shown(&proof.identity, &proof.services, &Default::default())?;
        let caller = Caller::new(proof.trust, proof.actor, "unknown");
        let mut trail = TrailServiceClient::new(peers.channel("trail"));
        let request = caller.request(GetProofRequest { position: proof.position });
        let answer = trail.get_proof(request).await?.into_inner();
        let position = proof.position;
        hand_out(&proof.to, &format!("{position}.tlog-proof"), &answer.proof)?;
        hand_out(&proof.to, &format!("{position}.leaf.json"), &answer.leaf)?;
        hand_out(&proof.to, "policy.txt", &answer.policy)
    }
}
