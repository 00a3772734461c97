//! A read model that is folded, with every version, beside the same one written by hand, which keeps the latest state.

mod by_hand;

use std::sync::Arc;
use std::time::Instant;

use contract::events::{PairingEvent, StoredEvent as _};
use contract::reviews::v1::{Finding, PairingAccepted, PairingDeclined, PairingProposed, Review};
use eventlog::testing::TestStore;
use eventlog::{Append, Keeper, NewEvent, Projection, Stream, provision, rebuild};
use futures::StreamExt as _;
use host::Service as _;
use peers::Peers;
use prost::Message as _;
use uuid::Uuid;

use crate::append::command;
use crate::{RUNS, Row, median};
use by_hand::ByHand;

const PAIRINGS: usize = 25_000;
const AT_ONCE: usize = 512;

/// A pairing's whole life: proposed, declined, proposed again, taken up.
fn life(trust: Uuid) -> Append {
    let mut append = command(trust);
    let pairing_id = append.metadata.command_id.to_string();
    append.stream = Stream::new(PairingEvent::CATEGORY, &pairing_id);
    let proposed = PairingProposed {
        pairing_id: pairing_id.clone(),
        area_id: "behaviour-and-attendance".to_owned(),
        giving_school_id: Uuid::from_u128(1).to_string(),
        receiving_school_id: Uuid::from_u128(2).to_string(),
        because_event_id: Uuid::from_u128(3).to_string(),
        because_position: 312,
        reason: None,
    };
    let declined = PairingDeclined { pairing_id: pairing_id.clone(), reason: None };
    let events: [PairingEvent; 4] = [
        proposed.clone().into(),
        declined.into(),
        proposed.into(),
        PairingAccepted { pairing_id, ..Default::default() }.into(),
    ];
    let stored = events.iter().map(|event| NewEvent {
        event_id: Uuid::now_v7(),
        kind: event.type_name(),
        body: event.to_json(),
    });
    append.events = stored.collect();
    append
}

/// Rebuilds both from the same log, by turns, and says what a document's form costs.
pub async fn beside_by_hand() -> Vec<Row> {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("reviews").await;
    futures::stream::iter(0..PAIRINGS)
        .for_each_concurrent(AT_ONCE, |_| async {
            log.append(life(trust)).await.expect("an accepted append");
        })
        .await;
    let mut speeds = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (projection, speeds) in [folded(), Arc::new(ByHand)].into_iter().zip(&mut speeds) {
            speeds.push(speed(&store, projection).await);
        }
    }
    let [folded, by_hand] = speeds.map(median);
    let beside = Row {
        what: "rebuild of 25,000 pairings from 100,000 events: folded; by hand",
        reached: format!("{folded:.0}; {by_hand:.0} events/s"),
        goal: "no slower".to_owned(),
        well: folded >= by_hand,
    };
    let mut rows = vec![beside];
    rows.extend(forms());
    rows
}

fn folded() -> Arc<dyn Projection> {
    let peers = Peers::try_new("http://127.0.0.1:1", &Default::default()).expect("an address");
    let all = reviews::Reviews.projections(&peers);
    all.into_iter().find(|projection| projection.name() == "reviews_pairings").expect("pairings")
}

async fn speed(store: &TestStore, projection: Arc<dyn Projection>) -> f64 {
    let role = "plumbline_reviews";
    let mut admin = store.admin().await;
    provision(&admin, projection.as_ref(), role).await.expect("tables");
    let log = store.log("reviews").await;
    let keeper = Keeper { role, log: &log };
    let done = rebuild(&mut admin, keeper, projection).await.expect("a rebuild");
    done.events as f64 / done.took.as_secs_f64()
}

const TIMES: u32 = 20_000;

/// A review of ten findings as proto3-JSON text and as bytes: size, writing, reading.
fn forms() -> [Row; 2] {
    let finding = Finding {
        finding_id: Uuid::from_u128(4).to_string(),
        areas: vec!["behaviour-and-attendance".to_owned()],
        text: Some("Phonics groups change too seldom for the gaps that are found in them.".into()),
        position: 4_211,
        ..Finding::default()
    };
    let review = Review {
        review_id: Uuid::from_u128(5).to_string(),
        host_school_id: Uuid::from_u128(6).to_string(),
        focus: Some("Reading in Year 2".into()),
        term: "2025-26-autumn".to_owned(),
        findings: vec![finding; 10],
        ..Review::default()
    };
    let text = serde_json::to_string(&review).expect("a JSON form");
    let bytes = review.encode_to_vec();
    let json = [
        each(|| serde_json::to_string(&review).expect("a JSON form").len()),
        each(|| serde_json::from_str::<Review>(&text).expect("our own").findings.len()),
    ];
    let wire = [
        each(|| review.encode_to_vec().len()),
        each(|| Review::decode(bytes.as_slice()).expect("our own").findings.len()),
    ];
    let told = |[write, read]: [f64; 2], size| format!("{size} bytes; {write:.1}; {read:.1} µs");
    [
        Row::told(
            "a review of 10 findings as JSON text: size; to write; to read",
            told(json, text.len()),
        ),
        Row::told("the same as proto bytes", told(wire, bytes.len())),
    ]
}

/// Microseconds of one call, the median of runs of many.
fn each(call: impl Fn() -> usize) -> f64 {
    let run = |_| {
        let started = Instant::now();
        for _ in 0..TIMES {
            std::hint::black_box(call());
        }
        started.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    };
    median((0..RUNS).map(run).collect())
}
