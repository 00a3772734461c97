//! One event of each type in the log of a trust, and what of them must not come out.

use std::collections::{BTreeMap, BTreeSet};

use contract::SERVICES;
use contract::events::{EVENT_TYPES, EventType};
use eventlog::{Append, Log, Metadata, NewEvent, StoreConfig, Stream};
use serde_json::Value;
use uuid::Uuid;

use crate::stand::Stand;

/// Withheld types whose texts have no id but of a school, and no words: days, and a framework's name for itself.
const WITHOUT_CANARY: [&str; 2] =
    ["plumbline.categories.v1.FrameworkSentToHeads", "plumbline.schools.v1.ReturnArranged"];

/// Withheld types of which some rpcs tell by a rule of their own.
const TOLD_BY_READS: [(&str, &[&str]); 7] = [
    // That a report is attached, with its title, size and hash (docs/decisions/67-attached-reports.md).
    ("plumbline.evidence.v1.AccreditationReportAttached", &["evidence.ListAccreditations"]),
    ("plumbline.evidence.v1.InspectionReportAttached", &["evidence.ListInspections"]),
    // Once the decision was shared.
    ("plumbline.categories.v1.CategoryDecided", &["dashboards.GetHeatmap", "dashboards.ListFacts"]),
    // Where a published figure rests on enough pupils.
    ("plumbline.evidence.v1.FigureRecorded", &["evidence.ListFigures"]),
    ("plumbline.evidence.v1.FiguresImported", &["evidence.ListFigures"]),
    // From the day on which the school joins.
    ("plumbline.schools.v1.JoinArranged", &["schools.GetTrust", "schools.ListSchools"]),
    // What a school says of itself to all.
    ("plumbline.schools.v1.UniquenessStated", &["schools.GetTrust", "schools.ListSchools"]),
];

/// What an attacker must not get.
pub struct Secrets {
    /// Positions of the events that were written for this.
    pub first: u64,
    pub head: u64,
    /// Who did what, by which command: of no event.
    pub never: BTreeSet<String>,
    /// Ids of the events that are open.
    pub open: BTreeSet<String>,
    /// What events that are not open say: types, ids and texts, each with the event's type.
    withheld: BTreeMap<String, &'static str>,
}

impl Secrets {
    pub async fn told(stand: &Stand) -> Self {
        let mut secrets = Self {
            first: 0,
            head: 0,
            never: BTreeSet::new(),
            open: BTreeSet::new(),
            withheld: BTreeMap::new(),
        };
        let mut logs = BTreeMap::new();
        for service in SERVICES {
            logs.insert(service, log_of(stand, service).await);
        }
        for kind in EVENT_TYPES {
            secrets.append(stand, &logs[kind.service], kind).await;
        }
        secrets
    }

    async fn append(&mut self, stand: &Stand, log: &Log, kind: &'static EventType) {
        let metadata = Metadata {
            actor: Uuid::new_v4(),
            role: "improvement_lead".to_owned(),
            command_id: Uuid::new_v4(),
            correlation: Uuid::new_v4(),
            causation: Some(Uuid::new_v4()),
            traceparent: None,
            at: "2025-11-21T10:00:00Z".parse().unwrap(),
        };
        self.never.extend(
            [metadata.actor, metadata.command_id, metadata.correlation]
                .into_iter()
                .chain(metadata.causation)
                .map(|id| id.to_string()),
        );
        let (event_id, stream_id) = (Uuid::now_v7(), Uuid::new_v4());
        let body = if kind.open { golden(kind) } else { self.withhold(kind) };
        if kind.open {
            self.open.insert(event_id.to_string());
        } else {
            self.withheld.insert(event_id.to_string(), kind.name);
            self.withheld.insert(stream_id.to_string(), kind.name);
        }
        let (trust, fingerprint) = (stand.trust, [0; 32]);
        let append = Append {
            trust,
            stream: Stream::new(kind.category, stream_id),
            expected: 0,
            fingerprint,
            metadata,
            events: vec![NewEvent { event_id, kind: kind.name, body }],
            words: vec![],
            reads: vec![],
            also: vec![],
        };
        self.head = log.append(append).await.unwrap().last;
        if self.first == 0 {
            self.first = self.head;
        }
    }

    /// The body of an event that is not open, with ids and texts that stand in no other.
    fn withhold(&mut self, kind: &'static EventType) -> String {
        let (mut body, mut secrets) = (serde_json::from_str(&golden(kind)).unwrap(), Vec::new());
        plant("", &mut body, &mut secrets);
        assert_eq!(secrets.is_empty(), WITHOUT_CANARY.contains(&kind.name), "{}", kind.name);
        let body = body.to_string();
        secrets.extend([kind.name.to_owned(), format!("{}.{}", kind.service, kind.short())]);
        secrets.push(body.clone());
        self.withheld.extend(secrets.into_iter().map(|secret| (secret, kind.name)));
        body
    }

    /// Fails where bytes hold a secret. `what` says whose bytes they are: of an rpc for example `schools.ListSchools`.
    #[track_caller]
    pub fn not_in(&self, bytes: &[u8], what: &str) {
        let text = String::from_utf8_lossy(bytes);
        let told = self.never.iter().find(|secret| text.contains(secret.as_str()));
        assert_eq!(told, None, "{what} tells it: {text}");
        let mut told = self.withheld.iter().filter(|(secret, _)| text.contains(secret.as_str()));
        let told = told.find(|(_, kind)| !is_told_by(kind, what));
        assert_eq!(told, None, "{what} tells it: {text}");
    }
}

/// The log with the role of a service.
async fn log_of(stand: &Stand, service: &str) -> Log {
    let mut config: StoreConfig = stand.world.owner_store().parse().unwrap();
    config.user(eventlog::role_of(service));
    Log::open(&config, true).await.unwrap()
}

fn is_told_by(kind: &str, rpc: &str) -> bool {
    TOLD_BY_READS.iter().any(|(told, rpcs)| *told == kind && rpcs.contains(&rpc))
}

fn golden(kind: &EventType) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/contract/tests/golden");
    let text = std::fs::read_to_string(format!("{folder}/{}.json", kind.name)).unwrap();
    text.trim_end().to_owned()
}

/// Puts a canary in place of each id and each text.
fn plant(name: &str, value: &mut Value, canaries: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, inner)| plant(name, inner, canaries));
        }
        Value::Array(values) => values.iter_mut().for_each(|inner| plant(name, inner, canaries)),
        Value::String(text) => {
            if let Some(canary) = canary(name, text) {
                text.clone_from(&canary);
                canaries.push(canary);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Another value of the same form. None for what is no id and no text, such as a day, and for a school's id, which is no secret.
fn canary(name: &str, text: &str) -> Option<String> {
    let is_hash = text.len() == 64 && text.bytes().all(|letter| letter.is_ascii_hexdigit());
    if Uuid::try_parse(text).is_ok() {
        let is_school = name.to_lowercase().contains("school");
        return (!is_school).then(|| Uuid::new_v4().to_string());
    }
    if is_hash {
        return Some(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()));
    }
    text.contains(' ').then(|| format!("canary {}", Uuid::new_v4()))
}
