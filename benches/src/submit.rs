//! A real command through gRPC: a parent's answers, 256 of them at once, durable when thanked for.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::time::Instant;

use contract::Caller;
use contract::events::PersonEvent;
use contract::schools::v1::{Role, RoleGranted, Scope, ScopeKind};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{
    Answer, Invited, OpenWaveRequest, Privacy, PublishInstrumentRequest, ScheduleWaveRequest,
    SubmitRequest,
};
use eventlog::testing::TestStore;
use futures::future::join_all;
use host::{BeliefSettings, CancellationToken, Channel, Host, Peers, Settings};
use uuid::Uuid;

use crate::{RUNS, Row, median};

const CLIENTS: usize = 256;
const CHANNELS: usize = 8;
const SUBMITS: usize = 10_240;

type Surveys = SurveysServiceClient<Channel>;

pub fn settings(store: &TestStore, listen: SocketAddr) -> Settings {
    let config = store.admin_config();
    let socket = match &config.get_hosts()[0] {
        eventlog::tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        eventlog::tokio_postgres::config::Host::Tcp(name) => name.clone(),
    };
    Settings {
        store: format!("postgresql:///{}?host={socket}", config.get_dbname().unwrap_or_default()),
        bus: "none".to_owned(),
        listen,
        given_clock: true,
        belief: BeliefSettings { believe_callers: true, accounts: None },
        ..Settings::default()
    }
}

pub fn caller(trust: Uuid) -> Caller {
    let now = "2025-11-21T10:00:00Z".parse().expect("a time");
    Caller { now: Some(now), ..Caller::new(trust, LEAD, "improvement_lead") }
}

/// Whoever plans and opens the wave.
const LEAD: Uuid = Uuid::from_u128(7);

pub async fn appoint_lead(store: &TestStore, trust: Uuid) {
    let granted = RoleGranted {
        person_id: LEAD.to_string(),
        grant_id: Uuid::now_v7().to_string(),
        role: Role::ImprovementLead.into(),
        scope: Some(Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    store.record(trust, LEAD, vec![PersonEvent::RoleGranted(granted)]).await;
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

/// An open wave's tokens, and a full set of answers.
async fn open_wave(surveys: &mut Surveys, trust: Uuid) -> (Vec<String>, Vec<Answer>) {
    let instrument = surveys::shipped_instruments().remove(0);
    let answers = instrument.questions.iter().filter(|question| question.only_if.is_none());
    let answers = answers
        .map(|question| Answer {
            question_id: question.question_id.clone(),
            option_id: question.options[0].option_id.clone(),
        })
        .collect();
    let school = Uuid::now_v7().to_string();
    let schedule = ScheduleWaveRequest {
        command_id: command_id(),
        instrument_id: instrument.instrument_id.clone(),
        instrument_version: instrument.version,
        title: "Parents' survey".to_owned(),
        term: "2025-26-autumn".to_owned(),
        opens_on: "2025-11-01".to_owned(),
        closes_on: "2025-12-01".to_owned(),
        school_ids: vec![school.clone()],
        floor: 0,
        privacy: Privacy::Anonymous as i32,
    };
    let publish =
        PublishInstrumentRequest { command_id: command_id(), instrument: Some(instrument) };
    surveys.publish_instrument(caller(trust).request(publish)).await.expect("an instrument");
    let wave = surveys
        .schedule_wave(caller(trust).request(schedule))
        .await
        .expect("a wave")
        .into_inner()
        .wave_id;
    let invited = Invited { school_id: school, count: (SUBMITS * (RUNS + 1)) as u32 };
    let open = OpenWaveRequest { command_id: command_id(), wave_id: wave, invited: vec![invited] };
    let opened =
        surveys.open_wave(caller(trust).request(open)).await.expect("an open wave").into_inner();
    (opened.tokens.into_iter().flat_map(|school| school.tokens).collect(), answers)
}

async fn run(channels: &[Surveys], trust: Uuid, tokens: &[String], answers: &[Answer]) -> f64 {
    let started = Instant::now();
    let clients = tokens.chunks(tokens.len() / CLIENTS).enumerate().map(|(number, tokens)| {
        let mut surveys = channels[number % CHANNELS].clone();
        async move {
            for token in tokens {
                let submit = SubmitRequest { token: token.clone(), answers: answers.to_vec() };
                surveys.submit(caller(trust).request(submit)).await.expect("thanks");
            }
        }
    });
    join_all(clients).await;
    tokens.len() as f64 / started.elapsed().as_secs_f64()
}

pub async fn through_grpc() -> Row {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let listen = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    appoint_lead(&store, trust).await;
    let settings = settings(&store, listen);
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let shutdown = CancellationToken::new();
    let mut host = Host::try_new(settings, shutdown.clone()).await.expect("a host");
    host.open(&surveys::Surveys).await.expect("the surveys service");
    let served = tokio::spawn(host.serve());
    let channels: Vec<Surveys> = (0..CHANNELS)
        .map(|_| {
            let peers =
                Peers::try_new(&format!("http://{listen}"), &BTreeMap::new()).expect("an address");
            SurveysServiceClient::new(peers.channel("surveys")).max_decoding_message_size(64 << 20)
        })
        .collect();
    let (tokens, answers) = open_wave(&mut channels[0].clone(), trust).await;
    let mut runs: Vec<&[String]> = tokens.chunks(SUBMITS).collect();
    run(&channels, trust, runs.remove(0), &answers).await;
    let mut speeds = Vec::new();
    for tokens in runs {
        speeds.push(run(&channels, trust, tokens, &answers).await);
    }
    shutdown.cancel();
    served.await.expect("a server").expect("a server that ends well");
    let speed = median(speeds);
    Row {
        what: "Submit of a parent's answers through gRPC, 256 clients, fsync on",
        reached: format!("{speed:.0} commands/s"),
        goal: "3,000 commands/s".to_owned(),
        well: speed >= 3_000.0,
    }
}
