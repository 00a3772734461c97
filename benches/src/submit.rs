//! A real command through gRPC: `Submit` of a parent's answers, 256 at once, durable before the reply.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::Caller;
use contract::events::{PersonEvent, SchoolEvent};
use contract::schools::v1::{Role, RoleGranted, SchoolJoined, Scope, ScopeKind};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{
    Answer, Invited, OpenWaveRequest, Privacy, PublishInstrumentRequest, ScheduleWaveRequest,
    SubmitRequest,
};
use door::AuthenticationSettings;
use eventlog::testing::TestStore;
use futures::future::join_all;
use host::{CancellationToken, Host, Settings};
use limits::Limits;
use limits::Rate;
use peers::{Channel, Peers};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::machine::{free_address, listens};
use crate::{RUNS, Row, median, percentiles};

const CLIENTS: usize = 256;
const CHANNELS: usize = 8;
const SUBMITS: usize = 10_240;
/// Submits of one run at a given rate.
const STEADY: usize = 30_000;
/// Length of the stall that is planted to test the measurement.
const STALL: Duration = Duration::from_secs(1);

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
        // Beside the store: both are thrown away together.
        wave_keys: Some(std::path::PathBuf::from(format!("{socket}/wave-keys"))),
        authentication: AuthenticationSettings { believe_callers: true, accounts: None },
        // Here one person makes all calls.
        limits: Limits { rate_caller: Rate::NONE, ..Limits::default() },
        ..Settings::default()
    }
}

pub fn caller(trust: Uuid) -> Caller {
    let now = "2025-11-21T10:00:00Z".parse().expect("a time");
    Caller { now: Some(now), ..Caller::new(trust, LEAD, "improvement_lead") }
}

/// The person who plans and opens the wave.
const LEAD: Uuid = Uuid::from_u128(7);

pub async fn appoint_lead(store: &TestStore, trust: Uuid) {
    appoint(store, trust, Role::ImprovementLead).await;
}

/// Gives the person who makes the calls a role over the whole trust.
pub async fn appoint(store: &TestStore, trust: Uuid, role: Role) {
    let granted = RoleGranted {
        person_id: LEAD.to_string(),
        grant_id: Uuid::now_v7().to_string(),
        role: role.into(),
        scope: Some(Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    store.record(trust, LEAD, vec![PersonEvent::RoleGranted(granted)]).await;
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

/// A school, the instrument published, and a full set of answers.
async fn prepare(store: &TestStore, surveys: &mut Surveys, trust: Uuid) -> (String, Vec<Answer>) {
    let instrument = surveys::shipped_instruments().remove(0);
    let answers = instrument.questions.iter().filter(|question| question.only_if.is_none());
    let answers = answers
        .map(|question| Answer {
            question_id: question.question_id.clone(),
            option_id: question.options[0].option_id.clone(),
        })
        .collect();
    let publish =
        PublishInstrumentRequest { command_id: command_id(), instrument: Some(instrument) };
    surveys.publish_instrument(caller(trust).request(publish)).await.expect("an instrument");
    (join_school(store, trust).await, answers)
}

/// Its id.
pub async fn join_school(store: &TestStore, trust: Uuid) -> String {
    let school = Uuid::now_v7();
    let joined = SchoolJoined {
        school_id: school.to_string(),
        joined_on: "2025-09-01".to_owned(),
        ..Default::default()
    };
    store.record(trust, school, vec![SchoolEvent::SchoolJoined(joined)]).await;
    school.to_string()
}

/// The tokens of a wave that is open.
async fn open_wave(
    surveys: &mut Surveys,
    trust: Uuid,
    (school, count): (&str, usize),
) -> Vec<String> {
    let instrument = surveys::shipped_instruments().remove(0);
    let schedule = ScheduleWaveRequest {
        command_id: command_id(),
        instrument_id: instrument.instrument_id,
        instrument_version: instrument.version,
        title: "Parents' survey".to_owned(),
        term: "2025-26-autumn".to_owned(),
        opens_on: "2025-11-01".to_owned(),
        closes_on: "2025-12-01".to_owned(),
        school_ids: vec![school.to_owned()],
        floor: 0,
        privacy: Privacy::Anonymous as i32,
    };
    let wave = surveys.schedule_wave(caller(trust).request(schedule)).await;
    let wave_id = wave.expect("a wave").into_inner().wave_id;
    let invited = Invited { school_id: school.to_owned(), count: count as u32 };
    let open = OpenWaveRequest { command_id: command_id(), wave_id, invited: vec![invited] };
    let opened = surveys.open_wave(caller(trust).request(open)).await;
    let tokens = opened.expect("an open wave").into_inner().tokens;
    tokens.into_iter().flat_map(|school| school.tokens).collect()
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

/// Milliseconds of each submit at a given rate, from when it should have begun, also when the one before was late. At most
/// 256 are under way at once.
async fn steadily(
    channels: &[Surveys],
    trust: Uuid,
    (tokens, answers): (&[String], &[Answer]),
    rate: f64,
) -> Vec<f64> {
    let started = Instant::now();
    let free = Arc::new(Semaphore::new(CLIENTS));
    let mut under_way = Vec::with_capacity(tokens.len());
    for (number, token) in tokens.iter().enumerate() {
        let due = started + Duration::from_secs_f64(number as f64 / rate);
        tokio::time::sleep_until(due.into()).await;
        let turn = free.clone().acquire_owned().await.expect("an open semaphore");
        let mut surveys = channels[number % CHANNELS].clone();
        let submit = SubmitRequest { token: token.clone(), answers: answers.to_vec() };
        under_way.push(tokio::spawn(async move {
            surveys.submit(caller(trust).request(submit)).await.expect("thanks");
            drop(turn);
            due.elapsed().as_secs_f64() * 1_000.0
        }));
    }
    let mut times = Vec::with_capacity(tokens.len());
    for one in under_way {
        times.push(one.await.expect("a measurement"));
    }
    times
}

/// Locks the answers for a second.
async fn stall(store: &TestStore) {
    let mut admin = store.admin().await;
    let held = admin.transaction().await.expect("a transaction");
    held.batch_execute("lock table collector.response in exclusive mode").await.expect("a lock");
    let mut clock = tokio::time::interval(STALL);
    clock.tick().await;
    clock.tick().await;
    held.commit().await.expect("the lock back");
}

pub async fn through_grpc() -> Vec<Row> {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let listen = free_address();
    appoint_lead(&store, trust).await;
    let settings = settings(&store, listen);
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let shutdown = CancellationToken::new();
    let mut host = Host::try_new(settings, shutdown.clone()).await.expect("a host");
    host.open(&surveys::Surveys).await.expect("the surveys service");
    let served = tokio::spawn(host.serve());
    listens(listen).await;
    let channels: Vec<Surveys> = (0..CHANNELS)
        .map(|_| {
            let peers =
                Peers::try_new(&format!("http://{listen}"), &BTreeMap::new()).expect("an address");
            SurveysServiceClient::new(peers.channel("surveys")).max_decoding_message_size(64 << 20)
        })
        .collect();
    let (school, answers) = prepare(&store, &mut channels[0].clone(), trust).await;
    let mut tokens = Vec::new();
    // One wave invites at most 100,000 people.
    for count in [SUBMITS * (RUNS + 1)].into_iter().chain([STEADY; RUNS + 1]) {
        tokens.extend(open_wave(&mut channels[0].clone(), trust, (&school, count)).await);
    }
    let (at_once, steady) = tokens.split_at(SUBMITS * (RUNS + 1));
    let mut runs: Vec<&[String]> = at_once.chunks(SUBMITS).collect();
    run(&channels, trust, runs.remove(0), &answers).await;
    let mut speeds = Vec::new();
    for tokens in runs {
        speeds.push(run(&channels, trust, tokens, &answers).await);
    }
    let speed = median(speeds);
    let mut runs: Vec<&[String]> = steady.chunks(STEADY).collect();
    let rate = 0.7 * speed;
    let (stalled, ()) =
        tokio::join!(steadily(&channels, trust, (runs.remove(0), &answers), rate), stall(&store));
    let seen = stalled.into_iter().fold(0.0, f64::max);
    let (mut middle, mut last) = (Vec::new(), Vec::new());
    for tokens in runs {
        let times = steadily(&channels, trust, (tokens, &answers), rate).await;
        let (p50, p99) = percentiles(times);
        middle.push(p50);
        last.push(p99);
    }
    shutdown.cancel();
    served.await.expect("a server").expect("a server that ends well");
    let (middle, last) = (median(middle), median(last));
    vec![
        Row {
            what: "Submit of a parent's answers through gRPC, 256 clients, fsync on",
            reached: format!("{speed:.0} commands/s"),
            goal: "3,000 commands/s".to_owned(),
            well: speed >= 3_000.0,
        },
        Row {
            what: "the same at 70% of that, from the intended start (p50; p99)",
            reached: format!("{middle:.1}; {last:.1} ms at {rate:.0}/s"),
            goal: "p99 <= 40 ms".to_owned(),
            well: last <= 40.0,
        },
        Row {
            what: "longest of it with a second's stall planted: is the stall seen?",
            reached: format!("{seen:.0} ms"),
            goal: "at least 900 ms".to_owned(),
            well: seen >= 900.0,
        },
    ]
}
