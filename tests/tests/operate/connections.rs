//! Everything in one process is content with a PostgreSQL as it comes, and `plumbline doctor` says so.

use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use contract::schools::v1::{GetTrustRequest, ListSchoolsRequest};
use contract::surveys::v1::ListWavesRequest;
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::trail::v1::ListHistoryRequest;
use eventlog::StoreConnections;
use eventlog::tokio_postgres::{Client, NoTls, connect};
use futures::future::join_all;
use host::Settings;
use peers::Peers;
use plumbline::Budget;
use private_servers::{Durability, Nats, Postgres};
use tokio::process::{Child, Command};

use super::*;

/// What PostgreSQL allows where nobody has said anything.
const STOCK: u16 = 100;
const CALLERS: usize = 48;
const CALLS: usize = 40;

const OPEN: &str = "select count(*) from pg_stat_activity where backend_type = 'client backend' and usename like 'plumbline\\_%'";

#[tokio::test]
async fn everything_in_one_process_fits_a_server_as_it_comes() {
    let data = tempfile::Builder::new().prefix("plumbline-stock-").tempdir().unwrap();
    let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(data.path(), open).unwrap();
    let place = data.path().join("postgres");
    let postgres = Postgres::start_for(&place, Durability::ThrowAway, STOCK).await.unwrap();
    postgres.create_database("plumbline").await.unwrap();
    let nats = Nats::start(&data.path().join("nats"), None).await.unwrap();
    let listen = plumbline_tests::free_address();
    let settings = Settings {
        store: postgres.url_without_user("plumbline"),
        throw_away: true,
        listen,
        ..Settings::default()
    };
    let owner = postgres.url("plumbline").parse().unwrap();
    plumbline::store::prepare(&owner, &settings).await.unwrap();
    let mut program = serve_all(&settings, &nats);

    let peers = Peers::try_new(&format!("http://{listen}"), &Default::default()).unwrap();
    let trust = founded(&peers).await;
    let appointed = Appointed::in_trust(&peers, trust).await;
    let (done, most) = (AtomicBool::new(false), AtomicI64::new(0));
    let load = async {
        let caller = Caller::new(trust, appointed.lead, "improvement_lead");
        join_all((0..CALLERS).map(|number| calls(&peers, &caller, number))).await;
        done.store(true, Ordering::Relaxed);
    };
    let counted = async {
        let store = superuser(&postgres).await;
        while !done.load(Ordering::Relaxed) {
            let open: i64 = store.query_one(OPEN, &[]).await.unwrap().get(0);
            most.fetch_max(open, Ordering::Relaxed);
        }
    };
    tokio::join!(load, counted);
    let most = most.into_inner();
    let budget = Budget::of(StoreConnections::FEW);
    assert!(most <= budget.together() as i64, "{most} connections\n{}", budget.table());
    assert!((25..60).contains(&most), "{most} connections under load");
    assert!(doctor(&settings).await.contains(&format!("at most {}", budget.together())));
    program.kill().await.unwrap();
}

fn serve_all(settings: &Settings, nats: &Nats) -> Child {
    let passwords = format!("--bus-passwords={}", nats.passwords().display());
    Command::new(PROGRAM)
        .args(["serve", "all", "--throw-away", "--given-clock", "--demo", "--believe-callers"])
        .args(["--rate-caller=none", &passwords])
        .arg(format!("--store={}", settings.store))
        .arg(format!("--bus={}", nats.url()))
        .arg(format!("--listen={}", settings.listen))
        .arg(format!("--web={}", plumbline_tests::free_address()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn superuser(postgres: &Postgres) -> Client {
    let (client, connection) = connect(&postgres.url("plumbline"), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn founded(peers: &Peers) -> Uuid {
    let caller = Caller::new(Uuid::now_v7(), Uuid::nil(), "administrator");
    let found = FoundTrustRequest { command_id: command_id(), name: "A trust".to_owned() };
    let ask = || async {
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
        schools.found_trust(caller.request(found.clone())).await.map(|_| ())
    };
    until(ask, Result::is_ok).await.unwrap();
    caller.trust
}

/// One caller of many: writes, and reads what it wrote and what others keep.
async fn calls(peers: &Peers, caller: &Caller, number: usize) {
    let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
    let mut second = schools.clone();
    let mut surveys = SurveysServiceClient::new(peers.channel("surveys"));
    let mut trail = TrailServiceClient::new(peers.channel("trail"));
    for call in 0..CALLS {
        let hub = FormHubRequest { command_id: command_id(), name: format!("Hub {number}.{call}") };
        let formed = schools.form_hub(caller.request(hub)).await.unwrap().into_inner();
        let at_least = formed.position;
        let trust = GetTrustRequest { at_least };
        let list = ListSchoolsRequest { at_least, ..Default::default() };
        let (trust, list, waves, history) = tokio::join!(
            schools.get_trust(caller.request(trust)),
            second.list_schools(caller.request(list)),
            surveys.list_waves(caller.request(ListWavesRequest { at_least, ..Default::default() })),
            trail.list_history(caller.request(ListHistoryRequest::default())),
        );
        assert!(trust.unwrap().into_inner().as_of.unwrap().position >= at_least);
        list.unwrap();
        waves.unwrap();
        history.unwrap();
    }
}

async fn doctor(settings: &Settings) -> String {
    let output = Command::new(PROGRAM)
        .args(["doctor", "--output", "json", "--bus=none", "--throw-away"])
        .arg(format!("--store={}", settings.store))
        .arg(format!("--listen={}", settings.listen))
        .output()
        .await
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}
