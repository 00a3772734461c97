//! `plumbline ask`: calls any rpc of the contract by its name, with JSON in and JSON out.

mod asker;

use std::io::Read as _;

use clap::Args;
use identity::IdentitySettings;
use peers::Peers;
use tonic::Status;
use tonic_types::StatusExt as _;

use super::say;
use crate::Failure;
use crate::rpc::Rpc;
use asker::Asker;

const EXAMPLES: &str = "Examples:\n  \
    plumbline ask                                                  # lists every rpc\n  \
    plumbline ask ListSchools --as improvement_lead\n  \
    plumbline ask GetHeatmap '{\"as_of_date\": \"2025-12-31\"}' --as improvement_lead\n  \
    plumbline ask schools.FormHub - --actor <person> < request.json\n\n\
    A refusal is printed as REASON: sentence. The comments in proto/ list the reasons of each rpc.";

#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Ask {
    /// The rpc, such as GetHeatmap or dashboards.GetHeatmap; left out, every rpc is listed.
    rpc: Option<String>,
    /// The request in proto3-JSON; `-` reads it from standard input.
    #[arg(default_value = "{}")]
    json: String,
    #[command(flatten)]
    asker: Asker,
    /// Where the services are.
    #[arg(long, env = "PLUMBLINE_SERVICES", default_value = "http://127.0.0.1:7400")]
    server: String,
    #[command(flatten)]
    identity: IdentitySettings,
}

impl Ask {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Some(name) = &self.rpc else {
            Rpc::all().for_each(|rpc| say(&rpc.action()));
            return Ok(());
        };
        let rpc = Rpc::named(name)?;
        let message = rpc.request(&self.json()?)?;
        let peers = Peers::try_shown(&self.identity, &self.server, &Default::default())?;
        let request = self.asker.request(&peers, &rpc, message).await?;
        let answer = rpc.call(peers.channel(rpc.service()), request).await.map_err(refused)?;
        say(&serde_json::to_string_pretty(&answer).map_err(Failure::failed)?);
        Ok(())
    }

    fn json(&self) -> Result<String, Failure> {
        if self.json != "-" {
            return Ok(self.json.clone());
        }
        let mut json = String::new();
        std::io::stdin()
            .read_to_string(&mut json)
            .map_err(|error| Failure::Input(format!("Standard input cannot be read: {error}")))?;
        Ok(json)
    }
}

/// The failure for a refusal: its reason before its sentence, since programs match the reason.
fn refused(status: Status) -> Failure {
    let code = format!("{:?}", status.code());
    let reason = status.get_details_error_info().map_or(code, |info| info.reason);
    Status::new(status.code(), format!("{reason}: {}", status.message())).into()
}
