//! A command that loads, decides and appends, through gRPC: clients request reviews and match their teams. Compared with
//! UmaDB's bare append, which decides nothing.

use std::time::Instant;

use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{MatchTeamRequest, RequestReviewRequest, Reviewer};
use eventlog::testing::TestStore;
use futures::future::join_all;
use host::{CancellationToken, Host};
use peers::{Channel, Peers};
use uuid::Uuid;

use crate::answered::answered;
use crate::machine::{free_address, listens};
use crate::submit::{appoint_lead, caller, join_school, settings};
use crate::umadb::UmaDb;
use crate::{RUNS, Row, median};

const CLIENTS: usize = 64;
const CHANNELS: usize = 8;
const WRITES: usize = 12_800;

type Reviews = ReviewsServiceClient<Channel>;

/// Commands a second. Each client requests a review and matches its team, again and again.
async fn run(channels: &[Reviews], trust: Uuid, [host, other]: [&str; 2]) -> f64 {
    let reviewer =
        Reviewer { person_id: Uuid::now_v7().to_string(), school_id: other.to_owned(), lead: true };
    let started = Instant::now();
    let client = async |number: usize| {
        let reviews = &channels[number % CHANNELS];
        for _ in 0..WRITES / CLIENTS / 2 {
            let request = RequestReviewRequest {
                command_id: Uuid::now_v7().to_string(),
                host_school_id: host.to_owned(),
                areas: vec!["governance".to_owned()],
                focus: "How governors know what they are told is so.".to_owned(),
                term: "2025-26-autumn".to_owned(),
                pairing_id: String::new(),
            };
            let requested = answered(request, |message| {
                let (caller, mut reviews) = (caller(trust), reviews.clone());
                async move { reviews.request_review(caller.request(message)).await }
            });
            let team = MatchTeamRequest {
                command_id: Uuid::now_v7().to_string(),
                review_id: requested.await.review_id,
                reviewers: vec![reviewer.clone()],
            };
            answered(team, |message| {
                let (caller, mut reviews) = (caller(trust), reviews.clone());
                async move { reviews.match_team(caller.request(message)).await }
            })
            .await;
        }
    };
    join_all((0..CLIENTS).map(client)).await;
    WRITES as f64 / started.elapsed().as_secs_f64()
}

pub async fn beside_umadb() -> Row {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let listen = free_address();
    appoint_lead(&store, trust).await;
    let (host_school, other) = (join_school(&store, trust).await, join_school(&store, trust).await);
    let schools = [host_school.as_str(), &other];
    let settings = settings(&store, listen);
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let shutdown = CancellationToken::new();
    let mut host = Host::try_new(settings, shutdown.clone()).await.expect("a host");
    let services = plumbline::services();
    let reviews = services.iter().find(|service| service.name() == "reviews");
    host.open(reviews.expect("the reviews service").as_ref()).await.expect("its doors");
    let served = tokio::spawn(host.serve());
    listens(listen).await;
    let channel = |_| {
        let peers = Peers::try_new(&format!("http://{listen}"), &Default::default());
        Reviews::new(peers.expect("an address").channel("reviews"))
    };
    let channels: Vec<Reviews> = (0..CHANNELS).map(channel).collect();
    let umadb = UmaDb::start().await;
    run(&channels, trust, schools).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(run(&channels, trust, schools).await);
        if let Some(umadb) = &umadb {
            theirs.push(umadb.run((CLIENTS, WRITES)).await);
        }
    }
    shutdown.cancel();
    served.await.expect("a server").expect("a server that ends well");
    let ours = median(ours);
    let theirs = umadb.is_some().then(|| median(theirs));
    Row {
        what: "load, decide, append through gRPC, 64 clients",
        reached: theirs.map_or_else(
            || format!("{ours:.0}/s"),
            |theirs| format!("{ours:.0}/s = {:.2} x", ours / theirs),
        ),
        goal: theirs.map_or_else(
            || "UmaDB: not installed, `make bench` does".to_owned(),
            |theirs| format!("UmaDB's bare append ({theirs:.0}/s)"),
        ),
        well: theirs.is_none_or(|theirs| ours >= theirs),
    }
}
