//! A trust whose first administrator is invited by the operator of the installation, as in a real one.

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    EndRoleRequest, FoundTrustRequest, GrantRoleRequest, JoinSchoolRequest, RegisterPersonRequest,
    Role, SchoolDetails, Scope, ScopeKind,
};
use peers::Channel;
use plumbline_tests::World;
use tonic::Code;
use uuid::Uuid;

/// A trust, and the client for its register.
pub struct Trust {
    pub id: Uuid,
    pub schools: SchoolsServiceClient<Channel>,
    by: Caller,
}

/// A person of the trust.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub id: Uuid,
    pub grant: String,
}

impl Trust {
    pub async fn found(world: &World) -> Self {
        let id = Uuid::now_v7();
        let by = Caller::new(id, contract::SYSTEM_ACTOR, "administrator");
        let schools = SchoolsServiceClient::new(world.peers().channel("schools"));
        let mut trust = Self { id, schools, by };
        let found = FoundTrustRequest { command_id: command_id(), name: "Orchard".to_owned() };
        loop {
            match trust.schools.found_trust(trust.by.request(found.clone())).await {
                Ok(_) => return trust,
                Err(status) if status.code() == Code::Unavailable => {
                    tokio::task::yield_now().await;
                }
                Err(status) => panic!("{status:?}"),
            }
        }
    }

    /// The first administrator, who from now on registers and invites people.
    pub async fn administrator(&mut self, email: &str) -> (Somebody, String) {
        let id = self.register("Ada Admin", email).await;
        let invitation = self.invite(id).await;
        let grant = self.grant(id, Role::Administrator, "").await;
        self.by = Caller::new(self.id, id, "administrator");
        (Somebody { id, grant }, invitation)
    }

    /// A person with a role over the trust, and the path of the invitation.
    pub async fn somebody(&mut self, name: &str, role: Role, email: &str) -> (Somebody, String) {
        let id = self.register(name, email).await;
        let grant = self.grant(id, role, "").await;
        (Somebody { id, grant }, self.invite(id).await)
    }

    pub async fn register(&mut self, name: &str, email: &str) -> Uuid {
        let register = RegisterPersonRequest {
            command_id: command_id(),
            name: name.to_owned(),
            email: email.to_owned(),
        };
        let done = self.schools.register_person(self.by.request(register)).await.unwrap();
        done.into_inner().person_id.parse().unwrap()
    }

    pub async fn grant(&mut self, person: Uuid, role: Role, until: &str) -> String {
        self.grant_over(person, (role, ScopeKind::Trust, self.id), until).await
    }

    /// A person with a role over part of the trust, and the path of the invitation.
    pub async fn grant_over(
        &mut self,
        person: Uuid,
        (role, kind, over): (Role, ScopeKind, Uuid),
        until: &str,
    ) -> String {
        let grant = GrantRoleRequest {
            command_id: command_id(),
            person_id: person.to_string(),
            role: role.into(),
            scope: Some(Scope { kind: kind.into(), id: over.to_string() }),
            from: "2025-09-01".to_owned(),
            until: until.to_owned(),
        };
        self.schools.grant_role(self.by.request(grant)).await.unwrap().into_inner().grant_id
    }

    pub async fn end(&mut self, somebody: &Somebody, on: &str) {
        let end = EndRoleRequest {
            command_id: command_id(),
            person_id: somebody.id.to_string(),
            grant_id: somebody.grant.clone(),
            on: on.to_owned(),
            reason: "moved away".to_owned(),
        };
        self.schools.end_role(self.by.request(end)).await.unwrap();
    }

    /// Registers a school in the trust.
    pub async fn school(&mut self, urn: &str, name: &str) -> Uuid {
        let school = SchoolDetails {
            urn: urn.to_owned(),
            name: name.to_owned(),
            joined_on: "2023-12-01".to_owned(),
            ..Default::default()
        };
        let join = JoinSchoolRequest { command_id: command_id(), school: Some(school) };
        let done = self.schools.join_school(self.by.request(join)).await.unwrap();
        done.into_inner().school_id.parse().unwrap()
    }

    /// Invites; gives the path of the link.
    pub async fn invite(&mut self, person: Uuid) -> String {
        plumbline_tests::invite(&mut self.schools, &self.by, person).await
    }
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}
