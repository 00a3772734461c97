//! Fault runs: concurrent clients, one fault, and a history that an independent checker judges.

mod dump;
mod fault;
mod halt;
mod history;
mod load;
mod reads;
mod sabotage;
mod strike;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use contract::Caller;
use contract::schools::v1::FoundTrustRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use eventlog::tokio_postgres::Client;
use peers::Channel;
use private_servers::Durability;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use tokio::time::timeout;
use uuid::Uuid;

pub use fault::Fault;
pub use sabotage::{SABOTAGES, Sabotage};

use crate::{Appointed, Shape, World};
use halt::Halt;
use history::Lines;
use load::{Load, People, Sent};
use strike::{Ground, Trace};

/// One run to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The plumbline binary.
    pub program: &'a str,
    /// The plumbline binary of an earlier commit, which an upgrade begins with; the same program if `None`.
    pub earlier: Option<&'a str>,
    /// The fault.
    pub fault: Fault,
    /// The seed by which commands, moment and details of the fault are drawn.
    pub seed: u64,
    /// A promise broken on purpose.
    pub sabotage: Option<Sabotage>,
    /// How long the clients work before and after the fault.
    pub around: Duration,
    /// How long the bus is stopped, or a consumer.
    pub away: Duration,
    /// The folder for history and dump; a temporary one if `None`.
    pub keep: Option<&'a Path>,
}

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The trace of the fault; an error if there is none, so that it may not have happened.
    pub trace: Trace,
    /// How long the run itself was halted, for example by a busy machine. Then it has to be made again.
    pub halted: Option<Duration>,
    /// The checker's lines.
    pub checks: Vec<String>,
    /// Whether the checker found nothing wrong.
    pub green: bool,
}

impl Report {
    fn not_run(why: &str) -> Self {
        Self { trace: Err(why.to_owned()), halted: None, checks: Vec::new(), green: false }
    }

    /// A figure that the checker counted, for example `operations`.
    pub fn figure(&self, name: &str) -> &str {
        let figure =
            self.checks.iter().find_map(|line| line.strip_prefix("figure ")?.strip_prefix(name));
        figure.map_or("-", str::trim)
    }

    /// Names of the checks that failed.
    pub fn red(&self) -> Vec<&str> {
        self.checks.iter().filter_map(|line| line.strip_prefix("RED ")?.split(':').next()).collect()
    }
}

/// Everything has to work again this long after the mend.
const CONVERGED: Duration = Duration::from_secs(30);

/// Makes a run and has it judged.
pub async fn run(plan: Plan<'_>) -> Report {
    if let Some(missing) = plan.fault.missing() {
        return Report::not_run(missing);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = plan.keep.unwrap_or(folder.path());
    std::fs::create_dir_all(folder).expect("our own folder");
    let (trace, halted) = play(&plan, folder).await;
    let trace = match halted {
        Some(time) => Err(format!("the run itself stood still for {:.0} s", time.as_secs_f64())),
        None => trace,
    };
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/check_history.py");
    let mut check = tokio::process::Command::new("python3");
    check.arg("-B").arg(checker).arg(folder).stdin(Stdio::null());
    let verdict = check.output().await.expect("python3 is installed");
    let said = [verdict.stdout, verdict.stderr].concat();
    let checks = String::from_utf8_lossy(&said).lines().map(str::to_owned).collect();
    Report { trace, halted, checks, green: verdict.status.success() }
}

async fn play(plan: &Plan<'_>, folder: &Path) -> (Trace, Option<Duration>) {
    let fault = plan.fault;
    let mut world = match fault {
        Fault::RollingUpgrade => {
            World::of_program(plan.earlier.unwrap_or(plan.program), shape(plan)).await
        }
        _ => World::shaped_on(plan.program, shape(plan), fault.store()).await,
    };
    let lines = Lines::create(&folder.join("history.jsonl"));
    let mut rng = StdRng::seed_from_u64(plan.seed);
    let trust = Uuid::from_u128(rng.random());
    let doors = doors(&world, fault);
    for door in &doors {
        found(door.clone(), trust).await;
    }
    let appointed = Appointed::in_trust(&world.peers(), trust).await;
    let people = People { trust, appointed, stranger: Uuid::from_u128(rng.random()) };
    begin(&lines, plan, &people);
    if let Some(sabotage) = plan.sabotage {
        sabotage.worsen(&world.owner().await).await;
    }
    let halt = Halt::watch();
    let load = Load::new(people, lines.clone(), doors);
    let clients = load.start(plan.seed);
    let before = plan.around.mul_f64(rng.random_range(0.5..1.0));
    peeks(&world, trust, &lines, before).await;
    let mut ground = Ground {
        world: &mut world,
        trust,
        people,
        program: plan.program,
        lines: &lines,
        rng,
        away: plan.away,
    };
    let trace = ground.strike(fault).await;
    let mut rng = ground.rng;
    let mended = Instant::now();
    let store = world.owner().await;
    let target = head(&store, trust).await;
    let seconds = converge(&store, trust, target, mended).await;
    lines.write(&json!({ "kind": "converged", "label": "after the mend", "target": target, "seconds": seconds }));
    peeks(&world, trust, &lines, plan.around / 2).await;
    let sent = load.end(clients).await;
    finish(&mut world, (&load, fault, sent), folder, &mut rng).await;
    (trace, halt.end())
}

/// After the clients have ended: sends every command once more, waits until nothing moves, and writes the dump.
async fn finish(
    world: &mut World,
    (load, fault, sent): (&Load, Fault, Vec<Sent>),
    folder: &Path,
    rng: &mut StdRng,
) {
    let (trust, lines) = (load.people.trust, &load.lines);
    let swept = load.sweep(sent).await;
    let quiet = Instant::now();
    let store = world.owner().await;
    let target = head(&store, trust).await;
    let seconds = converge(&store, trust, target, quiet).await;
    lines.write(&json!({ "kind": "converged", "label": "at the end", "target": target, "seconds": seconds, "swept": swept }));
    let dump = Lines::create(&folder.join("dump.jsonl"));
    dump::store(&store, trust, &dump).await.expect("the store is there");
    let bus = world.bus_operator().await;
    dump::bus(&bus, trust, &dump).await;
    // A projection that was made to stop has to go on; that is checked for all projections. Those of a second trust may stop.
    let meant = fault == Fault::EventUnreadable;
    let stopped = world.said_by_all("a projection stopped").into_iter().filter(|_| !meant);
    for (unit, said) in stopped.filter(|(_, said)| said.contains(&trust.to_string())) {
        dump.write(&json!({ "kind": "stopped", "unit": unit, "said": said }));
    }
    if seconds.is_some() {
        let lead = Caller::new(trust, load.people.appointed.lead, "improvement_lead");
        dump::proofs(world, &lead, target.unsigned_abs(), (&dump, rng)).await;
    }
}

/// Writes what the checker has to know before the first command.
fn begin(lines: &Lines, plan: &Plan<'_>, people: &People) {
    let fault = plan.fault.name();
    lines
        .write(&json!({ "kind": "run", "trust": people.trust, "fault": fault, "seed": plan.seed }));
    let Appointed { administrator, lead, position } = people.appointed;
    lines.write(&json!({
        "kind": "appointed",
        "installation": contract::SYSTEM_ACTOR,
        "administrator": administrator,
        "lead": lead,
        "position": position,
    }));
}

fn shape(plan: &Plan<'_>) -> Shape {
    let mut units = vec!["schools", "trail", "relay", "sealer"];
    units.extend(plan.fault.more_units());
    let durability = match plan.sabotage {
        Some(sabotage) => sabotage.durability,
        None if plan.fault.needs_durability() => Durability::Durable,
        None => Durability::ThrowAway,
    };
    let always = plan.sabotage.map(|sabotage| sabotage.switch()).unwrap_or_default();
    Shape { units, durability, disk: plan.fault.disk(), always, demo: true }
}

/// One door for each process of the service.
fn doors(world: &World, fault: Fault) -> Vec<SchoolsServiceClient<Channel>> {
    let second = fault.more_units().iter().filter(|unit| unit.starts_with("schools"));
    let units = std::iter::once(&"schools").chain(second);
    let peers = |unit: &&str| world.peers_at(world.address(unit));
    units.map(|unit| SchoolsServiceClient::new(peers(unit).channel("schools"))).collect()
}

/// Founds the trust. A second call only shows that this door is open too.
async fn found(mut door: SchoolsServiceClient<Channel>, trust: Uuid) {
    let caller = Caller::new(trust, contract::SYSTEM_ACTOR, "administrator");
    let founded = FoundTrustRequest { command_id: trust.to_string(), name: "A trust".to_owned() };
    let open = async {
        while door.found_trust(caller.request(founded.clone())).await.is_err() {
            pause(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(60), open).await.expect("the service opens its door");
}

async fn head(store: &Client, trust: Uuid) -> i64 {
    let row = store.query_one("select position from log.head where trust_id = $1", &[&trust]).await;
    row.expect("the store is there").get(0)
}

const STANDS: &str = "select \
    (select bool_and(p.position >= $2 and p.error is null) from operate.projections($1) p where p.name ~ '^(schools|trail)_') \
    and coalesce((select r.position >= $2 from bus.relayed r where r.trust_id = $1), false) \
    and coalesce((select max(c.size) >= $2 from seal.checkpoint c where c.trust_id = $1), false)";

/// Seconds until read models, bus and seal hold everything up to a position; `None` when it takes too long.
async fn converge(store: &Client, trust: Uuid, target: i64, since: Instant) -> Option<f64> {
    let stands = async {
        loop {
            let row = store.query_one(STANDS, &[&trust, &target]).await;
            if row.is_ok_and(|row| row.get::<_, Option<bool>>(0) == Some(true)) {
                return;
            }
            pause(Duration::from_millis(50)).await;
        }
    };
    let left = CONVERGED.saturating_sub(since.elapsed());
    timeout(left, stands).await.ok().map(|()| since.elapsed().as_secs_f64())
}

/// Looks at rows and checkpoints now and then while the clients work.
async fn peeks(world: &World, trust: Uuid, lines: &Lines, during: Duration) {
    let store = world.owner().await;
    let until = Instant::now() + during;
    while Instant::now() < until {
        pause(during / 6).await;
        // A rebuild may swap the tables at this moment.
        let _ = dump::peek(&store, trust, "on the way", lines).await;
    }
}

/// Waits: a fault takes its time, and clients pause between two commands.
async fn pause(time: Duration) {
    let _ = timeout(time, std::future::pending::<()>()).await;
}

/// The path of libfaketime.
fn faketime() -> Option<String> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let places = folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    places.filter(|file| file.exists()).map(|file: PathBuf| file.display().to_string()).next()
}
