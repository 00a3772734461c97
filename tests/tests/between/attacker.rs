//! An attacker has the password of `subscriber` and a system's account with every scope. The attacker tries every subject
//! and every rpc, and gets nothing of what is not open.

use std::collections::BTreeSet;
use std::time::Duration;

use access::Scope;
use async_nats::jetstream;
use contract::Caller;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{
    GetEventRequest, GetProofRequest, ListHistoryRequest, ListProjectionsRequest,
};
use futures::StreamExt as _;
use host::Hearers;
use plumbline_tests::{Asked, Rpc, Things};
use tonic::{Code, Status};

use crate::arranged::nothing_arranged_is_told;
use crate::secrets::Secrets;
use crate::stand::{Stand, with_token};

/// What an attacker tries to hear.
const SUBJECTS: [&str; 12] = [
    ">",
    "*.>",
    "*.*.*.*",
    "house.>",
    "house.*.*.*",
    "plumbline.>",
    "$JS.>",
    "$JS.API.>",
    "$SYS.>",
    "_INBOX.>",
    "_INBOX.relay.>",
    "_INBOX.trail.>",
];

/// Calls of JetStream that would tell of the stream of the services, or copy it, each with a body.
const CALLS: [(&str, &str); 13] = [
    ("INFO", ""),
    ("STREAM.NAMES", ""),
    ("STREAM.LIST", ""),
    ("STREAM.INFO.HOUSE", r#"{"subjects_filter": ">"}"#),
    ("STREAM.INFO.PLUMBLINE", r#"{"subjects_filter": ">"}"#),
    ("STREAM.MSG.GET.HOUSE", r#"{"seq": 3}"#),
    ("STREAM.MSG.GET.PLUMBLINE", r#"{"seq": 3}"#),
    ("DIRECT.GET.HOUSE", r#"{"seq": 3}"#),
    ("CONSUMER.CREATE.HOUSE", r#"{"stream_name": "HOUSE", "config": {"ack_policy": "none"}}"#),
    (
        "CONSUMER.CREATE.HOUSE.mine",
        r#"{"stream_name": "HOUSE", "config": {"deliver_subject": "_INBOX.subscriber.x"}}"#,
    ),
    (
        "STREAM.CREATE.MINE",
        r#"{"name": "MINE", "subjects": ["mine.>"], "sources": [{"name": "HOUSE"}]}"#,
    ),
    ("STREAM.CREATE.MIRROR", r#"{"name": "MIRROR", "mirror": {"name": "HOUSE"}}"#),
    ("STREAM.UPDATE.PLUMBLINE", r#"{"name": "PLUMBLINE", "subjects": ["plumbline.>", "house.>"]}"#),
];

/// A message as an attacker sees it.
fn seen(message: &async_nats::Message) -> Vec<u8> {
    let headers = message.headers.iter().flat_map(|headers| headers.iter());
    let headers: Vec<String> =
        headers.map(|(name, values)| format!("{name}: {values:?}")).collect();
    let (subject, payload) = (&message.subject, String::from_utf8_lossy(&message.payload));
    format!("{subject}\n{}\n{payload}", headers.join("\n")).into_bytes()
}

/// Asks JetStream; where that is refused no answer comes, and the next one answered shows that it was.
async fn told_by_jetstream(client: &async_nats::Client) -> Vec<async_nats::Message> {
    let mut answers = client.subscribe("_INBOX.subscriber.answers").await.unwrap();
    for (call, body) in CALLS {
        let subject = format!("$JS.API.{call}");
        client.publish_with_reply(subject, "_INBOX.subscriber.answers", body.into()).await.unwrap();
    }
    let last = client.request("$JS.API.STREAM.INFO.PLUMBLINE", "".into()).await.unwrap();
    let mut told = vec![last];
    while let Some(Some(answer)) = futures::FutureExt::now_or_never(answers.next()) {
        told.push(answer);
    }
    told
}

#[tokio::test]
async fn a_subscriber_hears_every_position_and_nothing_that_is_not_open() {
    let stand = Stand::with(vec!["schools", "trail", "relay"]).await;
    let client = stand.world.bus_subscriber().await;
    let mut heard = Vec::new();
    for subject in SUBJECTS {
        heard.push(client.subscribe(subject).await.unwrap());
    }
    let mut heard = futures::stream::select_all(heard);
    // What was carried before nobody repeats to a new listener.
    client.flush().await.unwrap();
    let secrets = Secrets::told(&stand).await;
    let wanted: BTreeSet<u64> = (secrets.first..=secrets.head).collect();
    let (mut positions, mut open) = (BTreeSet::new(), BTreeSet::new());
    while !positions.is_superset(&wanted) {
        let message = heard.next().await.expect("the attacker stays connected");
        secrets.not_in(&seen(&message), "the bus");
        let headers = message.headers.unwrap();
        let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
        positions.extend(header("ce-plumblineposition").map(|text| text.parse::<u64>().unwrap()));
        open.extend(header("ce-id").filter(|id| secrets.open.contains(id)));
    }
    assert_eq!(open, secrets.open, "what is open was heard");

    // The services' own stream is complete too, and nothing of it comes through.
    let operator = jetstream::new(stand.world.bus_operator().await);
    let house = async || {
        let mut stream = operator.get_stream(Hearers::House.stream()).await.ok()?;
        Some(stream.info().await.ok()?.state.messages)
    };
    while house().await < Some(secrets.head) {
        tokio::task::yield_now().await;
    }
    for answer in told_by_jetstream(&client).await {
        secrets.not_in(&seen(&answer), "JetStream");
        assert!(!seen(&answer).windows(5).any(|word| word == b"HOUSE"), "JetStream names it");
    }
    while let Some(Some(message)) = futures::FutureExt::now_or_never(heard.next()) {
        secrets.not_in(&seen(&message), "the bus");
        assert!(!message.subject.starts_with("house."), "{}", message.subject);
    }
}

/// The schools of which the golden texts speak.
const SCHOOLS: [&str; 2] =
    ["ddbde00d-2572-5a78-9f7f-99624c2b70df", "7ac1f5a2-57c4-5a5e-9d0b-0a6c2a9c3f10"];
/// The other services that a scope reads. Any other refuses the token itself (`accounts.rs`).
const READ_TOO: [&str; 2] = ["evidence", "dashboards"];
/// How long they have to start and to follow the log.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test]
async fn an_account_with_every_scope_gets_nothing_that_is_not_open() {
    let mut stand = Stand::open().await;
    for unit in READ_TOO {
        stand.world.begin(unit, "");
    }
    let scopes: Vec<Scope> = Scope::all().collect();
    let account = stand.world.keys().make_client("attacker", Some(stand.trust), &scopes).unwrap();
    let token = stand.token_for(&account).await;
    nothing_arranged_is_told(&stand, &token).await;
    let secrets = Secrets::told(&stand).await;
    the_history_tells_of_nothing_else(&stand, &secrets, &token).await;
    let following = they_follow(&stand, secrets.head);
    tokio::time::timeout(PATIENCE, following).await.expect("they follow");
    let answered = tokio::time::timeout(PATIENCE, every_rpc(&stand, &secrets, &token)).await;
    let readable: BTreeSet<&str> = scopes.iter().map(|scope| scope.service()).collect();
    assert_eq!(answered.expect("they answer"), readable, "each scope was tried");
}

async fn the_history_tells_of_nothing_else(stand: &Stand, secrets: &Secrets, token: &str) {
    let peers = stand.world.peers_as(&stand.system_elsewhere());
    let mut trail = TrailServiceClient::new(peers.channel("trail"));
    let mut open = 0;
    for position in 1..=secrets.head {
        let request = tonic::Request::new(GetEventRequest { position });
        let answer = trail.get_event(with_token(request, Some(token))).await.unwrap();
        let event = answer.into_inner().event.unwrap();
        secrets.not_in(format!("{event:?}").replace('\\', "").as_bytes(), "GetEvent");
        open += usize::from(secrets.open.contains(&event.event_id));
        assert_eq!(event.position, position);
        if event.event_id.is_empty() {
            let request = tonic::Request::new(GetProofRequest { position });
            let refused = trail.get_proof(with_token(request, Some(token))).await.unwrap_err();
            assert_eq!(refused.code(), Code::NotFound, "{refused}");
        }
    }
    assert_eq!(open, secrets.open.len());

    let all = ListHistoryRequest { at_least: secrets.head, page_size: 200, ..Default::default() };
    let request = tonic::Request::new(all.clone());
    let lines = trail.list_history(with_token(request, Some(token))).await.unwrap();
    let lines = lines.into_inner().lines;
    assert_eq!(lines.len() as u64, secrets.head);
    secrets.not_in(format!("{lines:?}").as_bytes(), "ListHistory");
    for days in ["2025-11-20", "2025-11-21"] {
        let narrow = ListHistoryRequest { from: days.to_owned(), ..all.clone() };
        let request = tonic::Request::new(narrow);
        let lines = trail.list_history(with_token(request, Some(token))).await.unwrap();
        let lines = lines.into_inner().lines;
        assert!(!lines.is_empty() && lines.iter().all(|line| !line.stream.is_empty()), "{days}");
    }
    for actor in secrets.never.iter().take(8) {
        let narrow = ListHistoryRequest { actor_id: actor.clone(), ..all.clone() };
        let request = tonic::Request::new(narrow);
        let answer = trail.list_history(with_token(request, Some(token))).await;
        let lines = answer.map(|answer| answer.into_inner().lines.len());
        assert!(matches!(lines, Ok(0) | Err(_)), "{lines:?}");
    }
}

/// What an account may read is at a position, or says why it goes no further.
async fn they_follow(stand: &Stand, head: u64) {
    for service in READ_TOO {
        stand.world.open(service).await;
    }
    let administrator = Caller::new(stand.trust, stand.appointed.administrator, "administrator");
    let mut trail = TrailServiceClient::new(stand.world.peers().channel("trail"));
    loop {
        let request = administrator.request(ListProjectionsRequest::default());
        let lines = trail.list_projections(request).await.unwrap().into_inner().projections;
        let read_by_accounts = lines.iter().filter(|line| {
            Scope::all().any(|scope| line.name.starts_with(&format!("{}_", scope.service())))
        });
        let mut behind = read_by_accounts.filter(|line| line.position < head);
        if behind.all(|line| !line.error.is_empty()) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Asks every rpc of the services that a scope reads; the services that answered.
async fn every_rpc(stand: &Stand, secrets: &Secrets, token: &str) -> BTreeSet<&'static str> {
    let peers = stand.world.peers_as(&stand.system_elsewhere());
    let about = |school| Things {
        school,
        hub: school,
        committee: school,
        review: school,
        report: school,
        pairing: school,
    };
    let mut answered = BTreeSet::new();
    for rpc in Rpc::all() {
        let mut scopes = Scope::all().map(Scope::service);
        let Some(service) = scopes.find(|service| *service == rpc.service) else { continue };
        for things in [Things::NONE, about(SCHOOLS[0]), about(SCHOOLS[1])] {
            let ask = || {
                let message = rpc.message(things);
                Asked { peers: &peers, rpc: &rpc, caller: None, message }.send_with(token)
            };
            let mut answer = ask().await;
            while answer.as_ref().is_err_and(is_away) {
                tokio::task::yield_now().await;
                answer = ask().await;
            }
            let Ok(answer) = answer else { continue };
            secrets.not_in(&answer, &rpc.action);
            answered.insert(service);
        }
    }
    answered
}

/// A service that has just started may not know all roles yet.
fn is_away(refusal: &Status) -> bool {
    refusal.code() == Code::Unavailable
}
