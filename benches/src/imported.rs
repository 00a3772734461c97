//! The Department's file through the door of the evidence service: read, and compared with what an earlier release brought. The
//! service runs in a process of its own, so that its memory is told apart from ours.

use std::process::Stdio;
use std::time::Instant;

use contract::events::SchoolEvent;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{ImportFiguresRequest, ImportFiguresResponse};
use contract::schools::v1::SchoolJoined;
use eventlog::testing::TestStore;
use host::Settings;
use peers::{Channel, Peers};
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::answered::answered;
use crate::key_stage_2::{FIRST_URN, KeyStage2File, LINES};
use crate::machine::{free_address, listens, resident_mib_of};
use crate::submit::{appoint_lead, caller, settings};
use crate::{RUNS, Row, median};

/// Schools of the whole file, and how many of them are the trust's.
const SCHOOLS: usize = 20_000;
const OURS: usize = 90;
/// The whole file has some 190 MB, and the door takes 128 MiB at once.
const FILES: usize = 2;
const GOAL_SECONDS: f64 = 60.0;
const GOAL_MB: f64 = 500.0;

type Evidence = EvidenceServiceClient<Channel>;

/// The evidence service in a process of its own; it ends when this is dropped.
struct ServedEvidence {
    process: Child,
    client: Evidence,
}

impl ServedEvidence {
    async fn start(settings: &Settings) -> Self {
        let listen = settings.listen.to_string();
        let mut program = Command::new(std::env::current_exe().expect("this program's path"));
        program.args(["serve", "evidence", "--demo", "--believe-callers", "--given-clock"]);
        program.args(["--bus", "none", "--store", &settings.store, "--listen", &listen]);
        program.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let process = program.spawn().expect("a child");
        listens(settings.listen).await;
        let peers = Peers::try_new(&format!("http://{listen}"), &Default::default());
        let client = Evidence::new(peers.expect("an address").channel("evidence"));
        Self { process, client }
    }

    /// The most memory that the process had, in MB.
    fn peak_mb(&self) -> f64 {
        let process = self.process.id().expect("a child that runs").to_string();
        resident_mib_of(&process, "VmHWM") * 1.048_576
    }

    async fn send(&self, trust: Uuid, file: Vec<u8>, dry_run: bool) -> ImportFiguresResponse {
        let command_id = Uuid::now_v7().to_string();
        let request = ImportFiguresRequest { command_id, file, dry_run, ..Default::default() };
        let answer = answered(request, |message| {
            let (caller, mut evidence) = (caller(trust), self.client.clone());
            async move { evidence.import_figures(caller.request(message)).await }
        });
        let answer = answer.await;
        assert!(answer.faults.is_empty(), "{:?}", answer.faults.first());
        answer
    }
}

/// The parts of the file that are sent one after the other.
fn files(revised: bool) -> Vec<Vec<u8>> {
    let each = SCHOOLS / FILES;
    let parts = (0..FILES).map(|part| part * each..(part + 1) * each);
    parts.map(|schools| KeyStage2File { schools, revised }.text()).collect()
}

/// Our schools, all over the file.
async fn join_schools(store: &TestStore, trust: Uuid) {
    for number in 0..OURS {
        let school = Uuid::now_v7();
        let joined = SchoolJoined {
            school_id: school.to_string(),
            urn: (FIRST_URN + number * (SCHOOLS / OURS)).to_string(),
            joined_on: "2025-09-01".to_owned(),
            ..Default::default()
        };
        store.record(trust, school, vec![SchoolEvent::SchoolJoined(joined)]).await;
    }
}

pub async fn through_the_door() -> [Row; 2] {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let settings = settings(&store, free_address());
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    appoint_lead(&store, trust).await;
    join_schools(&store, trust).await;
    let evidence = ServedEvidence::start(&settings).await;
    for file in files(false) {
        let brought = evidence.send(trust, file, false).await;
        assert!(brought.schools.iter().any(|school| school.added > 0), "figures of our schools");
    }
    let revised = files(true);
    let mut seconds = Vec::new();
    for _ in 0..RUNS {
        let (mut took, mut lines, mut changed) = (0.0, 0, 0);
        for file in revised.clone() {
            let began = Instant::now();
            let answer = evidence.send(trust, file, true).await;
            took += began.elapsed().as_secs_f64();
            lines += answer.lines;
            changed += answer.schools.iter().map(|school| school.changed).sum::<u32>();
        }
        assert_eq!(lines, (SCHOOLS * LINES) as u64);
        assert!(changed > 0, "the later release differs");
        seconds.push(took);
    }
    let (took, peak) = (median(seconds), evidence.peak_mb());
    [
        Row {
            what: "the same through the door as two files: read, compared with what stands",
            reached: format!("{took:.1} s"),
            goal: format!("under {GOAL_SECONDS:.0} s"),
            well: took < GOAL_SECONDS,
        },
        Row {
            what: "memory of that process at most",
            reached: format!("{peak:.0} MB"),
            goal: format!("under {GOAL_MB:.0} MB"),
            well: peak < GOAL_MB,
        },
    ]
}
