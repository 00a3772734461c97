//! What recording a look costs the one who looks: the same page of history asked of two hosts side by side, of which one
//! records nothing.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::Instant;

use contract::trail::v1::ListHistoryRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use eventlog::testing::TestStore;
use futures::future::join_all;
use host::{CancellationToken, Channel, Host, Peers};
use uuid::Uuid;

use crate::append::command;
use crate::submit::{appoint_lead, caller, settings};
use crate::{RUNS, Row, median, percentiles};

const EVENTS: usize = 300;
const CLIENTS: usize = 16;
const LOOKS: usize = 1_600;

type Trail = TrailServiceClient<Channel>;

/// The trail service, recording looks or not.
async fn doors(store: &TestStore, recorded: bool, shutdown: &CancellationToken) -> Trail {
    let listen = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let settings = settings(store, listen);
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let mut host = Host::try_new(settings, shutdown.clone()).await.expect("a host");
    if !recorded {
        host.record_nothing();
    }
    host.open(&trail::Trail).await.expect("the trail service");
    tokio::spawn(host.serve());
    let peers = Peers::try_new(&format!("http://{listen}"), &BTreeMap::new()).expect("an address");
    TrailServiceClient::new(peers.channel("trail"))
}

/// Milliseconds of each look.
async fn look(trail: &Trail, trust: Uuid, at_least: u64) -> Vec<f64> {
    let clients = (0..CLIENTS).map(|_| {
        let mut trail = trail.clone();
        async move {
            let mut times = Vec::new();
            for _ in 0..LOOKS / CLIENTS {
                let wanted = ListHistoryRequest { at_least, ..ListHistoryRequest::default() };
                let started = Instant::now();
                trail.list_history(caller(trust).request(wanted)).await.expect("a page");
                times.push(started.elapsed().as_secs_f64() * 1_000.0);
            }
            times
        }
    });
    join_all(clients).await.concat()
}

pub async fn beside_none() -> Row {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    appoint_lead(&store, trust).await;
    let log = store.log("surveys").await;
    for _ in 0..EVENTS {
        log.append(command(trust)).await.expect("an accepted append");
    }
    let head = log.head(trust).await.expect("a head").unwrap_or(0);
    let shutdown = CancellationToken::new();
    let with = doors(&store, true, &shutdown).await;
    let without = doors(&store, false, &shutdown).await;
    look(&with, trust, head).await;
    look(&without, trust, head).await;
    let (mut recorded, mut unrecorded) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        unrecorded.push(percentiles(look(&without, trust, 0).await).1);
        recorded.push(percentiles(look(&with, trust, 0).await).1);
    }
    shutdown.cancel();
    let (recorded, unrecorded) = (median(recorded), median(unrecorded));
    Row {
        what: "a page of history, recorded and not, 16 at once (p99)",
        reached: format!("{recorded:.1}; {unrecorded:.1} ms"),
        goal: "within 1.15x".to_owned(),
        well: recorded <= 1.15 * unrecorded,
    }
}
