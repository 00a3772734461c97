//! A part is away, killed, or sent nonsense. Everything resumes by itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    FormHubRequest, FoundTrustRequest, GetTrustRequest, JoinSchoolRequest, SchoolDetails,
};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{CloseWaveRequest, GetQuestionnaireRequest, GetResultsRequest};
use peers::Channel;
use plumbline_tests::{Appointed, World};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");

/// A founded trust and the schools service's door.
struct Trust {
    id: Uuid,
    appointed: Appointed,
    schools: SchoolsServiceClient<Channel>,
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

impl Trust {
    async fn found(world: &World) -> Self {
        let mut trust = Self {
            id: Uuid::now_v7(),
            appointed: Appointed::default(),
            schools: SchoolsServiceClient::new(world.peers().channel("schools")),
        };
        let found = FoundTrustRequest { command_id: command_id(), name: "A trust".to_owned() };
        until(|| trust.clone().found_trust(found.clone())).await;
        trust.schools = SchoolsServiceClient::new(world.peers().channel("schools"));
        trust.appointed = Appointed::in_trust(&world.peers(), trust.id).await;
        trust
    }

    fn clone(&self) -> Self {
        Self { id: self.id, appointed: self.appointed, schools: self.schools.clone() }
    }

    /// The operator of the installation.
    fn installation(&self) -> Caller {
        Caller::new(self.id, Uuid::nil(), "administrator")
    }

    /// The improvement lead.
    fn caller(&self) -> Caller {
        Caller::new(self.id, self.appointed.lead, "improvement_lead")
    }

    fn administrator(&self) -> Caller {
        Caller::new(self.id, self.appointed.administrator, "administrator")
    }

    async fn found_trust(mut self, request: FoundTrustRequest) -> Result<u64, Status> {
        Ok(self
            .schools
            .found_trust(self.installation().request(request))
            .await?
            .into_inner()
            .position)
    }

    async fn form_hub(mut self, request: FormHubRequest) -> Result<u64, Status> {
        Ok(self.schools.form_hub(self.caller().request(request)).await?.into_inner().position)
    }

    async fn hubs(mut self, at_least: u64) -> Result<usize, Status> {
        Ok(self
            .schools
            .get_trust(self.caller().request(GetTrustRequest { at_least }))
            .await?
            .into_inner()
            .hubs
            .len())
    }
}

fn hub(name: &str) -> FormHubRequest {
    FormHubRequest { command_id: command_id(), name: name.to_owned() }
}

/// Sends the same command again until its service is back, as every caller should.
async fn until<T, F: Future<Output = Result<T, Status>>>(send: impl Fn() -> F) -> T {
    loop {
        match send().await {
            Ok(answer) => return answer,
            Err(status) => {
                assert_eq!(status.code(), Code::Unavailable, "{status:?}");
                tokio::task::yield_now().await;
            }
        }
    }
}

fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

#[tokio::test]
async fn a_store_that_is_away_refuses_and_resumes() {
    let mut world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    world.store_goes_away();
    let lost = hub("North");
    let refused = trust.clone().form_hub(lost.clone()).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused)), (Code::Unavailable, "STORE_AWAY".to_owned()));
    world.store_comes_back().await;
    let position = until(|| trust.clone().form_hub(lost.clone())).await;
    assert_eq!(
        until(|| trust.clone().hubs(position)).await,
        1,
        "the same command, sent again, happened once"
    );
}

#[tokio::test]
async fn without_the_bus_everything_goes_on() {
    let mut world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    world.bus_goes_away();
    let position = trust.clone().form_hub(hub("North")).await.unwrap();
    assert_eq!(trust.clone().hubs(position).await.unwrap(), 1);
    world.bus_comes_back().await;
    let position = trust.clone().form_hub(hub("South")).await.unwrap();
    assert_eq!(trust.clone().hubs(position).await.unwrap(), 2);
}

#[tokio::test]
async fn killed_between_commit_and_reply_a_service_answers_the_repeat_with_the_first_answer() {
    let mut world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    world.unit("schools").kill().await;
    world.begin("schools", "command-before-reply=1*return");
    let command = hub("North");
    while world.unit("schools").runs() {
        let answer = trust.clone().form_hub(command.clone()).await;
        answer.expect_err("the service was to die before it could reply");
    }
    assert!(!world.unit("schools").ended().await.success());
    world.begin("schools", "");
    let position = until(|| trust.clone().form_hub(command.clone())).await;
    assert_eq!(position, trust.appointed.position + 1, "the position it had before the kill");
    assert_eq!(until(|| trust.clone().hubs(position)).await, 1);
}

#[tokio::test]
async fn malformed_requests_name_the_field() {
    let world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    let status = trust
        .clone()
        .form_hub(FormHubRequest { command_id: "1".to_owned(), name: "N".to_owned() })
        .await;
    let status = status.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::InvalidArgument, "command_id: must be a UUID")
    );
    let status = trust.clone().form_hub(hub("")).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    assert_eq!(status.message(), "name: must not be empty");
    let school =
        SchoolDetails { urn: "12".to_owned(), name: "S".to_owned(), ..SchoolDetails::default() };
    let join = JoinSchoolRequest { command_id: command_id(), school: Some(school) };
    let status = trust.clone().schools.join_school(trust.administrator().request(join)).await;
    let status = status.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let nobody =
        trust.clone().schools.get_trust(tonic::Request::new(GetTrustRequest { at_least: 0 })).await;
    assert!(nobody.unwrap_err().message().contains("plumbline-trust"));
}

#[tokio::test]
async fn another_trusts_things_are_not_found() {
    let world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    let mut surveys = SurveysServiceClient::new(world.peers().channel("surveys"));
    let wave_id = Uuid::now_v7().to_string();
    let close = CloseWaveRequest { command_id: command_id(), wave_id: wave_id.clone() };
    until(|| {
        let mut surveys = surveys.clone();
        async move {
            let get = GetQuestionnaireRequest { token: "nobody's".to_owned() };
            match surveys.get_questionnaire(get).await {
                Err(status) if status.code() == Code::Unavailable => Err(status),
                answer => Ok(answer.map(|_| ())),
            }
        }
    })
    .await
    .unwrap_err();
    let status = surveys.close_wave(trust.caller().request(close)).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound, "{status:?}");
    let results = GetResultsRequest { at_least: 0, wave_id, school_id: String::new() };
    let status = surveys.get_results(trust.caller().request(results)).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound, "{status:?}");
}
