//! The first people of a test's trust. Without roles no person may do anything.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    GrantRoleRequest, InvitePersonRequest, RegisterPersonRequest, Role, Scope, ScopeKind,
};
use peers::{Channel, Peers};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The people who set a trust up once it is founded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Appointed {
    /// Keeps the register, people and roles.
    pub administrator: Uuid,
    /// Leads improvement across the trust.
    pub lead: Uuid,
    /// Position of the last role given.
    pub position: u64,
}

/// The first day of every role a test gives.
const FROM: &str = "2025-09-01";

impl Appointed {
    /// The installation appoints an administrator, who appoints the improvement lead.
    pub async fn in_trust(peers: &Peers, trust: Uuid) -> Self {
        let over = Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() };
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
        let installation = Caller::new(trust, contract::SYSTEM_ACTOR, "administrator");
        let held = (Role::Administrator, over.clone());
        let (administrator, _) = appoint(&mut schools, &installation, held).await;
        let caller = Caller::new(trust, administrator, "administrator");
        let held = (Role::ImprovementLead, over);
        let (lead, position) = appoint(&mut schools, &caller, held).await;
        Self { administrator, lead, position }
    }
}

/// Invites a person to sign in; gives the last part of the link's path.
pub async fn invite(
    schools: &mut SchoolsServiceClient<Channel>,
    by: &Caller,
    person: Uuid,
) -> String {
    let secret: [u8; 32] = rand::random();
    let invite = InvitePersonRequest {
        command_id: Uuid::now_v7().to_string(),
        person_id: person.to_string(),
        secret_sha256: Sha256::digest(secret).to_vec(),
        days: 0,
    };
    schools.invite_person(by.request(invite)).await.expect("an invitation");
    let token = [by.trust.as_bytes().as_slice(), person.as_bytes(), &secret].concat();
    URL_SAFE_NO_PAD.encode(token)
}

/// Registers a person and grants a role; gives the person's id and the position.
pub async fn appoint(
    schools: &mut SchoolsServiceClient<Channel>,
    by: &Caller,
    (role, over): (Role, Scope),
) -> (Uuid, u64) {
    appoint_until(schools, by, (role, over, "")).await
}

/// The same with a last day.
pub async fn appoint_until(
    schools: &mut SchoolsServiceClient<Channel>,
    by: &Caller,
    (role, over, until): (Role, Scope, &str),
) -> (Uuid, u64) {
    let register = RegisterPersonRequest {
        command_id: Uuid::now_v7().to_string(),
        name: "A person".to_owned(),
        email: String::new(),
    };
    let registered = schools.register_person(by.request(register)).await.expect("a person");
    let person_id = registered.into_inner().person_id;
    let grant = GrantRoleRequest {
        command_id: Uuid::now_v7().to_string(),
        person_id: person_id.clone(),
        role: role.into(),
        scope: Some(over),
        from: FROM.to_owned(),
        until: until.to_owned(),
    };
    let granted = schools.grant_role(by.request(grant)).await.expect("a role").into_inner();
    (person_id.parse().expect("an id"), granted.position)
}
