//! Two services in processes of their own, and callers with the token and certificate that a test chooses.

use contract::Caller;
use contract::Clock;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{FoundTrustRequest, ListSchoolsRequest};
use identity::IdentitySettings;
use identity::token::{Claims, SigningKey, SigningKeyFile, issue};
use jiff::{Timestamp, ToSpan as _};
use plumbline_tests::{Appointed, Disk, Shape, World};
use private_servers::Durability;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
pub const TELLER: &str = "teller";

pub struct Stand {
    pub world: World,
    pub trust: Uuid,
    pub appointed: Appointed,
}

impl Stand {
    /// The schools and the trail service, a trust, an administrator and an improvement lead.
    pub async fn open() -> Self {
        Self::with(vec!["schools", "trail"]).await
    }

    /// The same with other units; the two must be among them.
    pub async fn with(units: Vec<&'static str>) -> Self {
        let shape = Shape {
            units,
            durability: Durability::ThrowAway,
            disk: Disk::Plain,
            always: String::new(),
            demo: true,
        };
        let world = World::shaped(PROGRAM, shape).await;
        let caller = Caller::new(Uuid::now_v7(), Uuid::nil(), "administrator");
        let found = FoundTrustRequest {
            command_id: Uuid::now_v7().to_string(),
            name: "A trust".to_owned(),
        };
        let mut schools = SchoolsServiceClient::new(world.peers().channel("schools"));
        while let Err(status) = schools.found_trust(caller.request(found.clone())).await {
            assert_eq!(status.code(), Code::Unavailable, "{status}\n{}", world.said("schools"));
            tokio::task::yield_now().await;
        }
        let appointed = Appointed::in_trust(&world.peers(), caller.trust).await;
        Self { world, trust: caller.trust, appointed }
    }

    pub fn lead(&self) -> Caller {
        Caller::new(self.trust, self.appointed.lead, "improvement_lead")
    }

    /// The claims of a correct token of a person.
    pub fn claims(&self, person: Uuid) -> Claims {
        let issued = now();
        Claims {
            trust: self.trust,
            person,
            role: "improvement_lead".to_owned(),
            audience: "schools".to_owned(),
            issued,
            expires: issued + 60.seconds(),
            in_course_of: None,
        }
    }

    pub fn key(&self, owner: &str) -> SigningKey {
        SigningKeyFile::new(&self.world.keys().file(&format!("{owner}.key"))).open().unwrap()
    }

    /// A token signed with the key of a process.
    pub fn token(&self, owner: &str, claims: &Claims) -> String {
        issue(&self.key(owner), claims).unwrap()
    }

    /// The certificate of a process, without its signing key: the test makes the tokens.
    pub fn certificate_of(&self, owner: &str) -> IdentitySettings {
        IdentitySettings { key: None, ..self.world.identity(owner) }
    }

    /// Asks for the schools with this certificate, this token, and the headers of a caller.
    pub async fn ask(
        &self,
        certificate: &IdentitySettings,
        token: Option<&str>,
        headers: &Caller,
    ) -> Result<(), Status> {
        let channel = self.world.peers_as(certificate).channel("schools");
        let mut schools = SchoolsServiceClient::new(channel);
        let request = with_token(headers.request(ListSchoolsRequest::default()), token);
        schools.list_schools(request).await.map(|_| ())
    }

    /// The same with the headers of the improvement lead and the certificate of whose key signed the token.
    pub async fn ask_as(&self, owner: &str, claims: &Claims) -> Result<(), Status> {
        let token = self.token(owner, claims);
        self.ask(&self.certificate_of(owner), Some(&token), &self.lead()).await
    }
}

pub fn with_token<T>(mut request: Request<T>, token: Option<&str>) -> Request<T> {
    if let Some(token) = token {
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
    }
    request
}

pub fn now() -> Timestamp {
    Clock::new(false).machine()
}

/// The caller was not believed, and not told why.
pub fn not_believed(answer: &Result<(), Status>) -> bool {
    answer.as_ref().is_err_and(|status| {
        let reason = status.get_details_error_info().map(|info| info.reason);
        status.code() == Code::Unauthenticated && reason.as_deref() == Some("NOT_BELIEVED")
    })
}

/// The connection itself failed.
pub fn no_connection(answer: &Result<(), Status>) -> bool {
    answer.as_ref().is_err_and(|status| {
        matches!(status.code(), Code::Unavailable | Code::Unknown | Code::Cancelled)
            && std::error::Error::source(status).is_some()
    })
}
