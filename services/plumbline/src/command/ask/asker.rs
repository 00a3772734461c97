//! Who asks, and of which trust: a person by id or by role, or another system by its token.

use access::role_name;
use clap::Args;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{ListPeopleRequest, ListTrustsRequest, Role};
use contract::{Caller, SYSTEM_ACTOR};
use peers::{Channel, Peers};
use tonic::Request;
use tonic::metadata::AsciiMetadataValue;
use uuid::Uuid;

use super::refused;
use crate::Failure;
use crate::rpc::Rpc;

#[derive(Args, Debug)]
pub(super) struct Asker {
    /// The trust's id; may be left out where the demo keeps one trust.
    #[arg(long)]
    trust: Option<Uuid>,
    /// The id of the person who asks.
    #[arg(long)]
    actor: Option<Uuid>,
    /// The role in which the person acts, such as improvement_lead.
    #[arg(long, default_value = "unknown")]
    role: String,
    /// Ask as the first person who holds this role today; works in the demo.
    #[arg(long = "as", value_name = "ROLE", value_parser = known_role)]
    #[arg(conflicts_with_all = ["actor", "role"])]
    acting_as: Option<String>,
    /// Ask as another system, with its token instead of a person.
    #[arg(long, conflicts_with_all = ["trust", "actor", "role", "acting_as", "key"])]
    token: Option<String>,
}

impl Asker {
    /// The message with the metadata that says who asks.
    pub(super) async fn request<T>(
        &self,
        peers: &Peers,
        rpc: &Rpc,
        message: T,
    ) -> Result<Request<T>, Failure> {
        let Some(token) = &self.token else {
            return Ok(self.caller(peers, rpc).await?.request(message));
        };
        let mut bearer = AsciiMetadataValue::try_from(format!("Bearer {token}")).map_err(|_| {
            Failure::Input("The token is no token: it has other letters.".to_owned())
        })?;
        bearer.set_sensitive(true);
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", bearer);
        Ok(request)
    }

    async fn caller(&self, peers: &Peers, rpc: &Rpc) -> Result<Caller, Failure> {
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
        let trust = match self.trust {
            Some(trust) => trust,
            // It is asked before a trust is known.
            None if rpc.action() == "schools.ListTrusts" => Uuid::nil(),
            None => only_trust(&mut schools).await?,
        };
        match &self.acting_as {
            Some(role) => {
                let person = first_person(&mut schools, trust, role).await?;
                Ok(Caller::new(trust, person, role))
            }
            None => Ok(Caller::new(trust, self.actor.unwrap_or(SYSTEM_ACTOR), &self.role)),
        }
    }
}

/// Every role a person can hold.
fn roles() -> impl Iterator<Item = Role> {
    (1..).map_while(|number| Role::try_from(number).ok())
}

/// The name of a role, or which names there are.
fn known_role(name: &str) -> Result<String, String> {
    let mut known = roles().map(role_name);
    if known.any(|role| role == name) {
        return Ok(name.to_owned());
    }
    Err(format!("the roles are {}", roles().map(role_name).collect::<Vec<_>>().join(", ")))
}

/// The one trust that the demo keeps.
async fn only_trust(schools: &mut SchoolsServiceClient<Channel>) -> Result<Uuid, Failure> {
    let stranger = Caller::new(Uuid::nil(), SYSTEM_ACTOR, "unknown");
    let asked = schools.list_trusts(stranger.request(ListTrustsRequest {})).await;
    let trusts = asked.map_err(|status| match status.code() {
        tonic::Code::PermissionDenied => {
            Failure::Input("Only the demo lists its trusts; say --trust.".to_owned())
        }
        _ => refused(status),
    })?;
    match trusts.into_inner().trusts.as_slice() {
        [only] => Uuid::try_parse(&only.trust_id).map_err(Failure::failed),
        [] => Err(Failure::Input("There is no trust here yet.".to_owned())),
        [_, _, ..] => Err(Failure::Input("There are several trusts here; say --trust.".to_owned())),
    }
}

/// The first person who holds a role today; the demo shows its people to a caller who is no person.
async fn first_person(
    schools: &mut SchoolsServiceClient<Channel>,
    trust: Uuid,
    role: &str,
) -> Result<Uuid, Failure> {
    let stranger = Caller::new(trust, SYSTEM_ACTOR, "unknown");
    let asked = schools.list_people(stranger.request(ListPeopleRequest::default())).await;
    let people = asked.map_err(refused)?.into_inner().people;
    let holder = people
        .iter()
        .find(|person| person.roles.iter().any(|held| role_name(held.role()) == role))
        .ok_or_else(|| Failure::Input(format!("No person holds the role {role} today.")))?;
    Uuid::try_parse(&holder.person_id).map_err(Failure::failed)
}
