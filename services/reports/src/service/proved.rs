//! The edition of an issued report that carries the proof of its issue: what a governor can check without us.

use contract::Caller;
use contract::reports::v1::Report;
use contract::trail::v1::GetProofRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use tonic::Status;

use super::Doors;
use crate::typesetter::{IssueProof, Paper, PaperForm};

impl Doors {
    /// The PDF with its proof. FAILED_PRECONDITION, NOT_SEALED where the sealer has not been there yet.
    pub(super) async fn with_proof(
        &self,
        caller: &Caller,
        report: &Report,
        data: &[u8],
    ) -> Result<Vec<u8>, Status> {
        let position = report.issued_position;
        let before = position.saturating_sub(1);
        let issued = self.log.read(caller.trust, before, 1).await?.pop();
        let issued = issued
            .ok_or_else(|| Status::data_loss("The event that issued this report is missing."))?;
        let mut trail = TrailServiceClient::new(self.peers.channel("trail"));
        let proof =
            trail.get_proof(caller.request(GetProofRequest { position })).await?.into_inner();
        let data = String::from_utf8_lossy(data);
        let paper = Paper {
            identifier: &format!("plumbline/{}/report/{}/proved", caller.trust, report.report_id),
            timestamp: &format!("{}T00:00:00Z", report.issued_on),
            kind: PaperForm::Report,
            data: &data,
            proof: Some(IssueProof {
                log: log_name(&proof.proof).to_owned(),
                position,
                issued: issued.body,
                leaf: proof.leaf,
                tlog_proof: proof.proof,
                policy: proof.policy,
            }),
        };
        self.typesetter.set(&paper).await
    }
}

/// The first line of the checkpoint in a tlog-proof.
fn log_name(proof: &str) -> &str {
    proof
        .split_once("\n\n")
        .and_then(|(_, checkpoint)| checkpoint.lines().next())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
