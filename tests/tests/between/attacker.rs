//! An attacker has the password of `subscriber` and a system's account with every scope. The attacker tries every subject
//! and every rpc, and gets nothing of what is not open.

use std::collections::BTreeSet;

use access::Scope;
use async_nats::jetstream;
use contract::events::{EVENT_TYPES, EventType};
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{GetEventRequest, GetProofRequest, ListHistoryRequest};
use eventlog::{Append, Log, Metadata, NewEvent, Stream};
use futures::StreamExt as _;
use host::Hearers;
use plumbline_tests::{Asked, Rpc, Things};
use tonic::Code;
use uuid::Uuid;

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

/// One event of each type in the log of the trust, and what of them must not come out.
struct Secrets {
    /// Positions of the events that were written for this.
    first: u64,
    head: u64,
    /// Who did what, by which command: of no event.
    never: BTreeSet<String>,
    /// Types, ids and texts of events that are not open.
    withheld: BTreeSet<String>,
    open: BTreeSet<String>,
}

impl Secrets {
    async fn told(stand: &Stand) -> Self {
        let mut secrets = Self {
            first: 0,
            head: 0,
            never: BTreeSet::new(),
            withheld: BTreeSet::new(),
            open: BTreeSet::new(),
        };
        for kind in EVENT_TYPES {
            secrets.append(stand, kind).await;
        }
        secrets
    }

    async fn append(&mut self, stand: &Stand, kind: &'static EventType) {
        let config = stand.world.owner_store().parse::<eventlog::StoreConfig>();
        let mut config = config.unwrap();
        config.user(eventlog::role_of(kind.service));
        let log = Log::open(&config, true).await.unwrap();
        let metadata = Metadata {
            actor: Uuid::new_v4(),
            role: "improvement_lead".to_owned(),
            command_id: Uuid::new_v4(),
            correlation: Uuid::new_v4(),
            causation: Some(Uuid::new_v4()),
            traceparent: None,
            at: "2025-11-21T10:00:00Z".parse().unwrap(),
        };
        let event = NewEvent { event_id: Uuid::now_v7(), kind: kind.name, body: golden(kind) };
        self.never.extend(
            [metadata.actor, metadata.command_id, metadata.correlation]
                .into_iter()
                .chain(metadata.causation)
                .map(|id| id.to_string()),
        );
        if kind.open {
            self.open.insert(event.event_id.to_string());
        } else {
            let subject = format!("{}.{}", kind.service, kind.short());
            self.withheld.extend([event.event_id.to_string(), kind.name.to_owned(), subject]);
            if event.body.len() > 2 {
                self.withheld.insert(event.body.clone());
            }
        }
        let stream = Stream::new(kind.category, Uuid::new_v4());
        let (trust, fingerprint, events) = (stand.trust, [0; 32], vec![event]);
        let append = Append {
            trust,
            stream,
            expected: 0,
            fingerprint,
            metadata,
            events,
            words: vec![],
            reads: vec![],
            also: vec![],
        };
        self.head = log.append(append).await.unwrap().last;
        if self.first == 0 {
            self.first = self.head;
        }
    }

    #[track_caller]
    fn not_in(&self, bytes: &[u8], what: &str) {
        let text = String::from_utf8_lossy(bytes);
        let told = self.never.iter().chain(&self.withheld).find(|secret| text.contains(*secret));
        assert_eq!(told, None, "{what} tells it: {text}");
    }
}

fn golden(kind: &EventType) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/contract/tests/golden");
    let text = std::fs::read_to_string(format!("{folder}/{}.json", kind.name)).unwrap();
    text.trim_end().to_owned()
}

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

#[tokio::test]
async fn an_account_with_every_scope_gets_nothing_that_is_not_open() {
    let stand = Stand::with(vec!["schools", "trail"]).await;
    let secrets = Secrets::told(&stand).await;
    let scopes: Vec<Scope> = Scope::all().collect();
    let keys = stand.world.keys();
    let account = keys.make_client("attacker", Some(stand.trust), &scopes).unwrap();
    let token = stand.token_for(&account).await;
    let peers = stand.world.peers_as(&stand.system_elsewhere());

    let school = "05fe3434-9fc5-5675-89d5-db8351ae5454";
    let things = Things {
        school,
        hub: school,
        committee: school,
        review: school,
        report: school,
        pairing: school,
    };
    let mut answered = 0;
    let served = |rpc: &Rpc| ["schools", "trail"].contains(&rpc.service.as_str());
    for rpc in Rpc::all().into_iter().filter(served) {
        for things in [Things::NONE, things] {
            let message = rpc.message(things);
            let asked = Asked { peers: &peers, rpc: &rpc, caller: None, message };
            let Ok(answer) = asked.send_with(&token).await else { continue };
            secrets.not_in(&answer, &rpc.action);
            answered += 1;
        }
    }
    assert!(answered > 3, "{answered} answers were compared");

    let mut trail = TrailServiceClient::new(peers.channel("trail"));
    let mut open = 0;
    for position in 1..=secrets.head {
        let request = tonic::Request::new(GetEventRequest { position });
        let answer = trail.get_event(with_token(request, Some(&token))).await.unwrap();
        let event = answer.into_inner().event.unwrap();
        secrets.not_in(format!("{event:?}").replace('\\', "").as_bytes(), "GetEvent");
        open += usize::from(secrets.open.contains(&event.event_id));
        assert_eq!(event.position, position);
        if event.event_id.is_empty() {
            let request = tonic::Request::new(GetProofRequest { position });
            let refused = trail.get_proof(with_token(request, Some(&token))).await.unwrap_err();
            assert_eq!(refused.code(), Code::NotFound, "{refused}");
        }
    }
    assert_eq!(open, secrets.open.len());

    let all = ListHistoryRequest { at_least: secrets.head, page_size: 200, ..Default::default() };
    let request = tonic::Request::new(all.clone());
    let lines = trail.list_history(with_token(request, Some(&token))).await.unwrap();
    let lines = lines.into_inner().lines;
    assert_eq!(lines.len() as u64, secrets.head);
    secrets.not_in(format!("{lines:?}").as_bytes(), "ListHistory");
    for days in ["2025-11-20", "2025-11-21"] {
        let narrow = ListHistoryRequest { from: days.to_owned(), ..all.clone() };
        let request = tonic::Request::new(narrow);
        let lines = trail.list_history(with_token(request, Some(&token))).await.unwrap();
        let lines = lines.into_inner().lines;
        assert!(!lines.is_empty() && lines.iter().all(|line| !line.stream.is_empty()), "{days}");
    }
    for actor in secrets.never.iter().take(8) {
        let narrow = ListHistoryRequest { actor_id: actor.clone(), ..all.clone() };
        let request = tonic::Request::new(narrow);
        let answer = trail.list_history(with_token(request, Some(&token))).await;
        let lines = answer.map(|answer| answer.into_inner().lines.len());
        assert!(matches!(lines, Ok(0) | Err(_)), "{lines:?}");
    }
}
