//! Names, passwords, survey links and typed texts stay in their place: they are in no logs, traces, events, refusals or NATS files.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "canaries/collector.rs"]
mod collector;
#[path = "canaries/typed.rs"]
mod typed;

use std::path::Path;
use std::time::Duration;

use collector::Collector;
use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{FormHubRequest, FoundTrustRequest, RegisterPersonRequest};
use contract::surveys::v1::GetQuestionnaireRequest;
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use host::CancellationToken;
use limits::testing::Stranger;
use plumbline_tests::{Appointed, Disk, Shape, World};
use private_servers::Durability;
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const UNITS: [&str; 12] = [
    "schools",
    "surveys",
    "reviews",
    "evidence",
    "categories",
    "reports",
    "dashboards",
    "trail",
    "letters",
    "relay",
    "sealer",
    "web",
];

const NAME: &str = "Canarella Zwitscher";
const EMAIL: &str = "canarella@zwitscher.example";
const PASSWORD: &str = "canary-password-5b1f";
const TOKEN: &str = "canarytoken5b1fcanarytoken5b1f";
const HUB: &str = "Canary hub that is public";

async fn world(traces: &str) -> World {
    let shape = Shape {
        units: Vec::new(),
        durability: Durability::ThrowAway,
        disk: Disk::Plain,
        always: String::new(),
        demo: true,
    };
    let mut world = World::shaped(PROGRAM, shape).await;
    let passwords = world.folder().join("passwords");
    std::fs::create_dir(&passwords).unwrap();
    for unit in UNITS {
        std::fs::write(passwords.join(format!("plumbline_{unit}")), PASSWORD).unwrap();
    }
    let passwords = passwords.display().to_string();
    for unit in UNITS {
        let environment =
            [("PLUMBLINE_TRACES", traces), ("PLUMBLINE_STORE_PASSWORDS", passwords.as_str())];
        world.begin_with(unit, "", &environment);
    }
    world
}

/// Asks again until it is done.
async fn until<F: Future<Output = bool>>(mut done: impl FnMut() -> F) {
    let asking = async {
        while !done().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(90), asking).await.expect("it never came to that");
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

/// A person, refused calls that quote what they were given, and pages whose addresses hold secrets.
async fn go_about(world: &World) -> Uuid {
    let caller = Caller::new(Uuid::now_v7(), Uuid::nil(), "administrator");
    let found = FoundTrustRequest { command_id: command_id(), name: "A trust".to_owned() };
    let mut schools = SchoolsServiceClient::new(world.peers().channel("schools"));
    until(|| {
        let (mut schools, request) = (schools.clone(), caller.request(found.clone()));
        async move { schools.found_trust(request).await.is_ok() }
    })
    .await;
    let appointed = Appointed::in_trust(&world.peers(), caller.trust).await;
    let administrator = Caller::new(caller.trust, appointed.administrator, "administrator");
    let known = RegisterPersonRequest {
        command_id: command_id(),
        name: NAME.to_owned(),
        email: EMAIL.to_owned(),
    };
    schools.register_person(administrator.request(known.clone())).await.unwrap();
    let wrong = RegisterPersonRequest { command_id: NAME.to_owned(), ..known.clone() };
    schools.register_person(administrator.request(wrong)).await.unwrap_err();
    let long = RegisterPersonRequest { name: NAME.repeat(1_000), ..known };
    schools.register_person(administrator.request(long)).await.unwrap_err();
    let lead = Caller::new(caller.trust, appointed.lead, "improvement_lead");
    let hub = FormHubRequest { command_id: command_id(), name: HUB.to_owned() };
    schools.form_hub(lead.request(hub)).await.unwrap();

    let surveys = SurveysServiceClient::new(world.peers().channel("surveys"));
    let link = GetQuestionnaireRequest { token: TOKEN.to_owned() };
    until(|| {
        let (mut surveys, request) = (surveys.clone(), caller.request(link.clone()));
        async move {
            let status = surveys.get_questionnaire(request).await.unwrap_err();
            status.code() != tonic::Code::Unavailable
        }
    })
    .await;
    world.open("web").await;
    for path in
        [format!("/answer/{TOKEN}"), format!("/answer/{TOKEN}/%00"), format!("/trail?q={TOKEN}")]
    {
        let asked = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let answer = Stranger::asks(world.address("web"), &asked).await;
        assert!(answer.starts_with("HTTP/1.1"), "{answer}");
    }
    caller.trust
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
}

fn holds(bytes: &[u8], words: &str) -> bool {
    memchr::memmem::find(bytes, words.as_bytes()).is_some()
}

// The collector must answer while the test reads files: services drop spans that nobody takes in time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_secret_is_in_no_log_trace_event_or_file_of_the_bus() {
    let (collector, shutdown) = (Collector::default(), CancellationToken::new());
    let traces = collector.start(&shutdown).await;
    let mut world = world(&traces).await;
    let trust = go_about(&world).await;
    let refusals = typed::in_every_marked_field(&world).await;
    let owner = world.owner().await;
    let head: i64 = owner
        .query_one("select position from log.head where trust_id = $1", &[&trust])
        .await
        .unwrap()
        .get(0);
    let subject = format!("plumbline.{trust}.schools.HubFormed");
    until(|| async {
        let mut found = Vec::new();
        files(&world.folder().join("nats"), &mut found);
        let told = collector.told();
        found.iter().any(|(_, bytes)| holds(bytes, &subject))
            && typed::CALLED.iter().all(|rpc| holds(told.as_bytes(), rpc))
    })
    .await;
    drop(owner);
    world.store_goes_away();
    until(|| async { !world.said_by_all("WARN").is_empty() }).await;
    world.store_comes_back().await;

    let owner = world.owner().await;
    let names = "select count(*) from identity.person where name = $1";
    let kept: i64 = owner.query_one(names, &[&NAME]).await.unwrap().get(0);
    assert_eq!(kept, 1, "the name is in its place");
    typed::stands_in_its_place(&world).await;
    let mut places = Vec::new();
    files(&world.folder().join("nats"), &mut places);
    for unit in UNITS {
        places.push((format!("the log of {unit}"), world.said(unit).into_bytes()));
    }
    places.push(("the traces".to_owned(), collector.told().into_bytes()));
    places.push(("the refusals".to_owned(), refusals.into_bytes()));
    let events =
        owner.query("select body::text || metadata::text from log.event", &[]).await.unwrap();
    assert!(events.len() as i64 >= head);
    let events: Vec<String> = events.iter().map(|row| row.get(0)).collect();
    places.push(("the events".to_owned(), events.join("\n").into_bytes()));
    assert!(places.iter().any(|(_, bytes)| holds(bytes, HUB)), "what is public is found");
    for (place, bytes) in &places {
        for secret in [NAME, EMAIL, PASSWORD, TOKEN, typed::WORDS] {
            assert!(!holds(bytes, secret), "{secret} is in {place}");
        }
    }
    shutdown.cancel();
}
