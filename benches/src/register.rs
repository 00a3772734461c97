//! The register's bulk file of all establishments through the door: ninety schools join from it, and then nothing differs.

use std::time::Instant;

use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    ImportRegisterRequest, ImportRegisterResponse, RefreshSchoolsRequest, RefreshSchoolsResponse,
    Role,
};
use eventlog::testing::TestStore;
use host::CancellationToken;
use peers::Channel;
use uuid::Uuid;

use crate::answered::answered;
use crate::machine::free_address;
use crate::site::{Opening, serve};
use crate::submit::{appoint, caller, settings};
use crate::{RUNS, Row, median};

/// Establishments of the file. Each second one is closed, and the one before it followed.
const ROWS: usize = 52_000;
const OURS: usize = 90;
const FIRST_URN: usize = 100_000;
const GROUP: &str = "A LARGE TRUST";
const OPEN: &str = "Open";
const GOAL_IMPORT: f64 = 15.0;
const GOAL_UNCHANGED: f64 = 8.0;

type Schools = SchoolsServiceClient<Channel>;

/// Both files as they are downloaded.
struct RegisterFiles {
    establishments: Vec<u8>,
    links: Vec<u8>,
}

impl RegisterFiles {
    /// The bulk shape of the demonstration's file, with its first open school written out again and again.
    fn generate() -> Self {
        let shape = String::from_utf8_lossy(plumbline::demo::REGISTER);
        let mut lines = shape.lines();
        let heading: Vec<&str> = lines.next().expect("a heading").split(',').collect();
        let place = |column: &str| {
            let place = heading.iter().position(|known| *known == column);
            place.unwrap_or_else(|| panic!("no column {column}"))
        };
        let status = place("EstablishmentStatus (name)");
        let mut rows = lines.map(|line| line.split(',').collect::<Vec<&str>>());
        let school = rows.find(|row| row.len() == heading.len() && row[status] == OPEN);
        let school = school.expect("an open school without commas of its own");
        let places = [
            place("URN"),
            place("EstablishmentNumber"),
            place("EstablishmentName"),
            status,
            place("CloseDate"),
            place("Trusts (name)"),
        ];
        let mut establishments = heading.join(",");
        let mut links = first_line(plumbline::demo::LINKS);
        for number in 0..ROWS {
            let values = values(number);
            let mut row = school.clone();
            for (place, value) in places.into_iter().zip(&values) {
                row[place] = value.as_str();
            }
            establishments.push('\n');
            establishments.push_str(&row.join(","));
            links.push('\n');
            links.push_str(&link(number));
        }
        Self { establishments: establishments.into_bytes(), links: links.into_bytes() }
    }
}

/// URN, number, name, status, last day and trust of an establishment.
fn values(number: usize) -> [String; 6] {
    let open = number.is_multiple_of(2);
    let (status, closed) = if open { (OPEN, "") } else { ("Closed", "31-08-2024") };
    let ours = open && number < 2 * OURS;
    let group = if ours { GROUP.to_owned() } else { format!("ANOTHER TRUST {}", number / 40) };
    [
        (FIRST_URN + number).to_string(),
        (2_000 + number % 8_000).to_string(),
        format!("Primary School {number}"),
        status.to_owned(),
        closed.to_owned(),
        group,
    ]
}

/// Each pair is linked in both directions, as the register does it.
fn link(number: usize) -> String {
    let (other, kind) = match number.is_multiple_of(2) {
        true => (number + 1, "Predecessor"),
        false => (number - 1, "Successor"),
    };
    let (urn, linked) = (FIRST_URN + number, FIRST_URN + other);
    format!("{urn},{linked},Primary School {other},{kind},01-09-2024")
}

fn first_line(file: &[u8]) -> String {
    String::from_utf8_lossy(file).lines().next().expect("a heading").to_owned()
}

async fn import(schools: &Schools, trust: Uuid, files: &RegisterFiles) -> ImportRegisterResponse {
    let request = ImportRegisterRequest {
        command_id: Uuid::now_v7().to_string(),
        establishments: files.establishments.clone(),
        links: files.links.clone(),
        urns: Vec::new(),
        joined_on: "2025-09-01".to_owned(),
        dry_run: false,
        group: GROUP.to_owned(),
    };
    answered(request, |message| {
        let (caller, mut schools) = (caller(trust), schools.clone());
        async move { schools.import_register(caller.request(message)).await }
    })
    .await
}

async fn refresh(schools: &Schools, trust: Uuid, files: &RegisterFiles) -> RefreshSchoolsResponse {
    let request = RefreshSchoolsRequest {
        command_id: Uuid::now_v7().to_string(),
        establishments: files.establishments.clone(),
        links: files.links.clone(),
        on: String::new(),
        dry_run: false,
    };
    answered(request, |message| {
        let (caller, mut schools) = (caller(trust), schools.clone());
        async move { schools.refresh_schools(caller.request(message)).await }
    })
    .await
}

/// Each run is of a trust of its own, since a school joins once.
pub async fn of_all_establishments() -> [Row; 2] {
    let store = TestStore::start().await;
    let shutdown = CancellationToken::new();
    let settings = settings(&store, free_address());
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let opening = Opening { only: Some("schools"), ..Opening::ALL };
    serve(&settings, opening, &shutdown).await;
    let peers = settings.peers().expect("our own address");
    let schools = Schools::new(peers.channel("schools"));
    let files = RegisterFiles::generate();
    let (mut joining, mut unchanged) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let trust = store.trust().await;
        appoint(&store, trust, Role::Administrator).await;
        let began = Instant::now();
        let imported = import(&schools, trust, &files).await;
        joining.push(began.elapsed().as_secs_f64());
        assert!(imported.faults.is_empty(), "{:?}", imported.faults.first());
        assert_eq!(imported.outcomes.len(), OURS);
        let began = Instant::now();
        let compared = refresh(&schools, trust, &files).await;
        unchanged.push(began.elapsed().as_secs_f64());
        let same = |outcome: &str| outcome == "as recorded";
        assert!(compared.outcomes.iter().all(|one| same(&one.outcome)), "nothing differs");
        assert_eq!(compared.outcomes.len(), OURS);
    }
    shutdown.cancel();
    let (joining, unchanged) = (median(joining), median(unchanged));
    [
        Row {
            what: "the register's file of 52,000 establishments: ninety schools join",
            reached: format!("{joining:.1} s"),
            goal: format!("under {GOAL_IMPORT:.0} s"),
            well: joining < GOAL_IMPORT,
        },
        Row {
            what: "the same file compared with the record, nothing differs",
            reached: format!("{unchanged:.1} s"),
            goal: format!("under {GOAL_UNCHANGED:.0} s"),
            well: unchanged < GOAL_UNCHANGED,
        },
    ]
}
