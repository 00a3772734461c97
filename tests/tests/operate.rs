//! What an operator sees and can do: stopped, paused and lagging projections, health, metrics, traces.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::process::Output;
use std::time::Duration;

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{FormHubRequest, FoundTrustRequest};
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{ListProjectionsRequest, ProjectionLine};
use eventlog::tokio_postgres::{Client, NoTls};
use plumbline_tests::{Appointed, World};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use uuid::Uuid;

#[path = "operate/backup.rs"]
mod backup;
#[path = "operate/closed.rs"]
mod closed;
#[path = "operate/connections.rs"]
mod connections;
#[path = "operate/encrypted.rs"]
mod encrypted;
#[path = "operate/left.rs"]
mod left;
#[path = "operate/misset.rs"]
mod misset;
#[path = "operate/moved.rs"]
mod moved;
#[path = "operate/reference.rs"]
mod reference;
#[path = "operate/sealed.rs"]
mod sealed;
#[path = "operate/traces.rs"]
mod traces;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const FACTS: &str = "dashboards_facts";
const DASHBOARDS: &str = "plumbline.dashboards.v1.DashboardsService";

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

/// All that a program said.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

async fn connect(url: &str) -> Client {
    let (client, connection) = eventlog::tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Asks again until an answer is as wanted; panics with the last one after a while.
async fn until<T: std::fmt::Debug, F: Future<Output = T>>(
    mut ask: impl FnMut() -> F,
    wanted: impl Fn(&T) -> bool,
) -> T {
    let mut last = None;
    let asking = async {
        loop {
            let answer = ask().await;
            if wanted(&answer) {
                return answer;
            }
            last = Some(answer);
            tokio::task::yield_now().await;
        }
    };
    match tokio::time::timeout(Duration::from_secs(90), asking).await {
        Ok(answer) => answer,
        Err(_) => panic!("still {last:?}"),
    }
}

/// A trust in a running world, and what can be asked about it.
struct Trust<'a> {
    world: &'a World,
    id: Uuid,
    appointed: Appointed,
}

impl<'a> Trust<'a> {
    async fn found(world: &'a World) -> Self {
        let caller = Caller::new(Uuid::now_v7(), Uuid::nil(), "administrator");
        let found = FoundTrustRequest { command_id: command_id(), name: "A trust".to_owned() };
        let ask = || async {
            let mut schools = SchoolsServiceClient::new(world.peers().channel("schools"));
            schools.found_trust(caller.request(found.clone())).await.map(|_| ())
        };
        until(ask, Result::is_ok).await.unwrap();
        let appointed = Appointed::in_trust(&world.peers(), caller.trust).await;
        Self { world, id: caller.trust, appointed }
    }

    fn caller(&self, person: Uuid) -> Caller {
        Caller::new(self.id, person, "unknown")
    }

    async fn form_hub(&self, name: &str) -> u64 {
        let hub = FormHubRequest { command_id: command_id(), name: name.to_owned() };
        let mut schools = SchoolsServiceClient::new(self.world.peers().channel("schools"));
        let lead = self.caller(self.appointed.lead);
        schools.form_hub(lead.request(hub)).await.unwrap().into_inner().position
    }

    /// The line of ListProjections about one projection, once it is as wanted.
    async fn projection(
        &self,
        name: &str,
        wanted: impl Fn(&ProjectionLine) -> bool,
    ) -> ProjectionLine {
        let ask = || async {
            let mut trail = TrailServiceClient::new(self.world.peers().channel("trail"));
            let administrator = self.caller(self.appointed.administrator);
            let request = administrator.request(ListProjectionsRequest::default());
            let lines = trail.list_projections(request).await.ok()?.into_inner().projections;
            lines.into_iter().find(|line| line.name == name)
        };
        until(ask, |line| line.as_ref().is_some_and(&wanted)).await.unwrap()
    }
}

async fn health(world: &World, unit: &str, name: &str) -> Option<ServingStatus> {
    let mut health = HealthClient::new(world.peers().channel(unit));
    let answer = health.check(HealthCheckRequest { service: name.to_owned() }).await.ok()?;
    Some(answer.into_inner().status())
}

/// The whole answer to a GET, head included; empty if there is no answer.
async fn get(address: SocketAddr, path: &str) -> String {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET {path} HTTP/1.0\r\nHost: plumbline\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    ask.await.unwrap_or_default()
}

/// A fail point stands for a build that does not know a type yet: the dashboards' process refuses one type for one
/// projection. The process without it stands for the newer build.
#[tokio::test]
async fn an_event_that_a_build_cannot_read_stops_one_projection_until_a_build_can() {
    let mut world = World::start(PROGRAM).await;
    world.unit("dashboards").kill().await;
    let unknown = format!("projection-cannot-read=return({FACTS}:plumbline.schools.v1.HubFormed)");
    world.begin("dashboards", &unknown);
    let trust = Trust::found(&world).await;
    let position = trust.form_hub("North").await;
    let stopped = trust.projection(FACTS, |line| line.state == "stopped").await;
    assert!(stopped.error.contains("HubFormed"), "{stopped:?}");
    assert_eq!((stopped.position, stopped.lag), (position - 1, 1));

    // Others go on, those of the same process among them.
    for name in ["trail_history", "dashboards_heatmap"] {
        let line = trust.projection(name, |line| line.position == position).await;
        assert_eq!((line.state.as_str(), line.lag), ("following", 0), "{name}");
    }

    // Health, metrics, readiness and the command line say the same.
    let name = format!("{DASHBOARDS}/{FACTS}");
    let ill = |status: &Option<_>| *status == Some(ServingStatus::NotServing);
    until(|| health(&world, "dashboards", &name), ill).await;
    let whole = health(&world, "dashboards", DASHBOARDS).await;
    assert_eq!(whole, Some(ServingStatus::Serving), "the doors stay open");
    let other = format!("{DASHBOARDS}/dashboards_heatmap");
    assert_eq!(health(&world, "dashboards", &other).await, Some(ServingStatus::Serving));
    let admin = world.admin("dashboards");
    let gauge = |name: &str, value: u8| format!("{name}{{projection=\"{FACTS}\"}} {value}\n");
    let loud = gauge("plumbline_projection_stopped", 1);
    let metrics = until(|| get(admin, "/metrics"), |text| text.contains(&loud)).await;
    assert!(metrics.contains(&gauge("plumbline_projection_lag_events", 1)), "{metrics}");
    assert!(metrics.contains("plumbline_projection_stopped{projection=\"dashboards_heatmap\"} 0"));
    let ready = get(admin, "/readyz").await;
    assert!(ready.starts_with("HTTP/1.0 200") && ready.contains("HubFormed"), "{ready}");
    let listed = world.operator(&["projections", "list", "--output", "json"]).await;
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let line = listed.as_array().unwrap().iter().find(|line| line["name"] == FACTS).unwrap();
    assert_eq!((line["state"].as_str(), line["lag_events"].as_u64()), (Some("stopped"), Some(1)));

    // The newer build goes on where the projection stopped, without a command.
    let Trust { id, appointed, .. } = trust;
    world.unit("dashboards").kill().await;
    world.begin("dashboards", "");
    let trust = Trust { world: &world, id, appointed };
    let mended = trust.projection(FACTS, |line| line.state == "following" && line.lag == 0).await;
    assert_eq!((mended.position, mended.error.as_str()), (position, ""));
    let well = |status: &Option<_>| *status == Some(ServingStatus::Serving);
    until(|| health(&world, "dashboards", &name), well).await;
    let quiet = gauge("plumbline_projection_stopped", 0);
    until(|| get(admin, "/metrics"), |text| text.contains(&quiet)).await;
}

#[tokio::test]
async fn a_paused_projection_waits_in_every_process_and_resumed_misses_nothing() {
    let world = World::start(PROGRAM).await;
    let trust = Trust::found(&world).await;
    trust.projection(FACTS, |line| line.position == trust.appointed.position).await;
    let said = world.operator(&["projections", "pause", FACTS]).await;
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let metric = format!("plumbline_projection_paused{{projection=\"{FACTS}\"}} 1\n");
    let heard = |text: &String| text.contains(&metric);
    until(|| get(world.admin("dashboards"), "/metrics"), heard).await;
    // A process hears of the pause within a second or two. Until then it takes in what comes.
    let mut hubs = 0;
    let paused = loop {
        hubs += 1;
        let position = trust.form_hub(&format!("Hub {hubs}")).await;
        trust.projection("trail_history", |line| line.position == position).await;
        let line = trust.projection(FACTS, |_| true).await;
        if line.lag > 0 && line.position + 1 < position {
            break line;
        }
    };
    assert_eq!(paused.state, "paused");
    assert!(!paused.paused_since.is_empty());
    let said = world.operator(&["projections", "resume", FACTS]).await;
    assert!(String::from_utf8_lossy(&said.stdout).contains("takes in what it has missed"));
    let resumed = trust.projection(FACTS, |line| line.lag == 0).await;
    assert_eq!(
        (resumed.state.as_str(), resumed.position),
        ("following", trust.appointed.position + hubs)
    );

    let said = world.operator(&["projections", "rebuild", FACTS]).await;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("the rows are the same as before"), "{said}");
    let said = world.operator(&["projections", "pause", "no_such"]).await;
    assert_eq!(said.status.code(), Some(2));
    let calls = "plumbline_rpc_duration_seconds_count{rpc=\"plumbline.schools.v1.SchoolsService/FormHub\",code=\"OK\"}";
    assert!(get(world.admin("schools"), "/metrics").await.contains(calls));
    let caught_up = |text: &String| {
        ["house", "open"].iter().all(|hearers| {
            let position = resumed.position;
            text.contains(&format!("plumbline_relay_lag_events{{hearers=\"{hearers}\"}} 0\n"))
                && text.contains(&format!(
                    "plumbline_relay_position{{hearers=\"{hearers}\"}} {position}\n"
                ))
        })
    };
    until(|| get(world.admin("relay"), "/metrics"), caught_up).await;
    assert!(get(world.admin("relay"), "/healthz").await.contains("alive"));
}

#[tokio::test]
async fn a_store_older_than_the_program_is_told_plainly_and_so_are_settings_that_do_not_fit() {
    let world = World::start(PROGRAM).await;
    let older = "delete from refinery_schema_history where version > 7";
    world.owner().await.batch_execute(older).await.unwrap();
    let serve = ["serve", "trail", "--listen=127.0.0.1:0", "--bus=none"];
    let said = world.operator(&[&serve[..], &["--demo", "--believe-callers"]].concat()).await;
    assert_eq!(said.status.code(), Some(1));
    let sentence = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(sentence.contains("older than this program"), "{sentence}");
    assert!(sentence.contains("run `plumbline migrate`"), "{sentence}");
    let said = world.operator(&["doctor", "--bus=none"]).await;
    let doctor = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(doctor.contains("the store has migration 7, this program needs"), "{doctor}");
    misset::is_told_as_such(&world).await;
}
