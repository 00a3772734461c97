//! `plumbline trail`: proofs out of the sealed log, in files that any C2SP verifier reads.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contract::Caller;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{GetConsistencyRequest, GetProofRequest};
use identity::IdentitySettings;
use peers::Channel;
use uuid::Uuid;

use super::hand_out;
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Trail {
    /// Write the proof that an event is in the sealed log: <position>.tlog-proof, <position>.leaf.json, policy.txt.
    Proof(Proof),
    /// Write the proof that the sealed log continues an earlier one, for example the one that a report names:
    /// <earlier>.consistency, for `plumbline verify report --consistency`.
    Consistency(Consistency),
}

#[derive(Args, Debug)]
pub(super) struct Proof {
    /// The event's position.
    position: u64,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Args, Debug)]
pub(super) struct Consistency {
    /// Number of events that were sealed then.
    earlier: u64,
    /// Number of events that were sealed later, as another report says; left out: those that are sealed now.
    #[arg(default_value_t = 0, hide_default_value = true)]
    later: u64,
    #[command(flatten)]
    asking: Asking,
}

/// The trust, the person who asks, and where the files go.
#[derive(Args, Debug)]
struct Asking {
    /// The trust.
    #[arg(long)]
    trust: Uuid,
    /// Who asks: the id of a person who may.
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

impl Asking {
    fn trail(&self) -> Result<(TrailServiceClient<Channel>, Caller), Failure> {
        let peers = peers::Peers::try_shown(&self.identity, &self.services, &Default::default())?;
        let caller = Caller::new(self.trust, self.actor, "unknown");
        Ok((TrailServiceClient::new(peers.channel("trail")), caller))
    }
}

impl Trail {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Proof(proof) => proof.run().await,
            Self::Consistency(consistency) => consistency.run().await,
        }
    }
}

impl Proof {
    async fn run(self) -> Result<(), Failure> {
        let Self { position, asking } = self;
        let (mut trail, caller) = asking.trail()?;
        let request = caller.request(GetProofRequest { position });
        let answer = trail.get_proof(request).await?.into_inner();
        hand_out(&asking.to, &format!("{position}.tlog-proof"), &answer.proof)?;
        hand_out(&asking.to, &format!("{position}.leaf.json"), &answer.leaf)?;
        hand_out(&asking.to, "policy.txt", &answer.policy)
    }
}

impl Consistency {
    async fn run(self) -> Result<(), Failure> {
        let (mut trail, caller) = self.asking.trail()?;
        let (earlier_size, later_size) = (self.earlier, self.later);
        let request = caller.request(GetConsistencyRequest { earlier_size, later_size });
        let answer = trail.get_consistency(request).await?.into_inner();
        hand_out(&self.asking.to, &format!("{earlier_size}.consistency"), &answer.proof)
    }
}
