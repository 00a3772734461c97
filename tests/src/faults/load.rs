//! Clients that send real commands through the door, and send them again when no answer came.

use std::time::Duration;

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{FormHubRequest, SetTermsRequest, TermDates};
use peers::Channel;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::history::{Attempt, Lines, Outcome};
use crate::Appointed;

/// The command of a client.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Form a hub. Of several clients that want the same name, one gets it.
    Hub { name: String },
    /// Form a hub, sent by a person who holds no role although the headers claim one.
    StrangersHub { name: String },
    /// Set term dates for a year. Many clients want to write this one stream.
    Terms { year: u32, shift: u32 },
}

impl Wish {
    fn draw(rng: &mut StdRng) -> Self {
        let name = format!("Hub {}", rng.random_range(0..400));
        if rng.random_bool(0.05) {
            Self::StrangersHub { name }
        } else if rng.random_bool(0.7) {
            Self::Hub { name }
        } else {
            Self::Terms { year: rng.random_range(0..3), shift: rng.random_range(0..20) }
        }
    }

    pub(super) fn op(&self) -> &'static str {
        match self {
            Self::Hub { .. } | Self::StrangersHub { .. } => "form_hub",
            Self::Terms { .. } => "set_terms",
        }
    }

    fn academic_year(year: u32) -> String {
        format!("{}-{:02}", 2025 + year, 26 + year)
    }

    pub(super) fn stream(&self, trust: Uuid) -> String {
        match self {
            Self::Hub { name } | Self::StrangersHub { name } => {
                let key = format!("hub/{}", name.to_lowercase());
                format!("hub-{}", Uuid::new_v5(&trust, key.as_bytes()))
            }
            Self::Terms { year, .. } => format!("academic_year-{}", Self::academic_year(*year)),
        }
    }

    pub(super) fn content(&self) -> Value {
        match self {
            Self::Hub { name } | Self::StrangersHub { name } => json!({ "name": name }),
            Self::Terms { year, shift } => {
                let terms = terms(*year, *shift);
                let days = terms.iter().map(|t| json!([t.term, t.starts_on, t.ends_on]));
                json!({ "year": Self::academic_year(*year), "terms": days.collect::<Vec<_>>() })
            }
        }
    }

    /// The person who sends it.
    fn caller(&self, people: &People) -> Caller {
        let (actor, role) = match self {
            Self::Hub { .. } => (people.appointed.lead, "improvement_lead"),
            Self::StrangersHub { .. } => (people.stranger, "improvement_lead"),
            Self::Terms { .. } => (people.appointed.administrator, "administrator"),
        };
        Caller::new(people.trust, actor, role)
    }
}

/// The callers of a run.
#[derive(Clone, Copy, Debug)]
pub struct People {
    pub trust: Uuid,
    pub appointed: Appointed,
    /// A person whom the trust does not know.
    pub stranger: Uuid,
}

fn terms(year: u32, shift: u32) -> Vec<TermDates> {
    let (first, second) = (2025 + year, 2026 + year);
    let term = |name: &str, starts_on: String, ends_on: String| TermDates {
        term: format!("{}-{name}", Wish::academic_year(year)),
        starts_on,
        ends_on,
        breaks: Vec::new(),
    };
    vec![
        term("autumn", format!("{first}-09-{:02}", 1 + shift), format!("{first}-12-19")),
        term("spring", format!("{second}-01-{:02}", 5 + shift), format!("{second}-03-27")),
        term("summer", format!("{second}-04-13"), format!("{second}-07-{:02}", 1 + shift)),
    ]
}

/// The load of one run. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Load {
    pub(super) people: People,
    pub(super) lines: Lines,
    doors: Vec<SchoolsServiceClient<Channel>>,
    stop: watch::Sender<bool>,
}

/// A command with its id, which every try repeats.
#[derive(Clone, Debug)]
pub struct Sent {
    id: Uuid,
    wish: Wish,
    acknowledged: bool,
    /// The next door to ask. A client that gets no answer at one goes to the next.
    door: usize,
}

const CLIENTS: u64 = 16;
/// Each client's pause from one command to the next.
const PACE: Duration = Duration::from_millis(300);
/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(4);

impl Load {
    pub fn new(people: People, lines: Lines, doors: Vec<SchoolsServiceClient<Channel>>) -> Self {
        Self { people, lines, doors, stop: watch::Sender::new(false) }
    }

    /// Starts all clients.
    pub fn start(&self, seed: u64) -> JoinSet<Vec<Sent>> {
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            clients.spawn(self.clone().client(number, seed));
        }
        clients
    }

    /// Ends all clients; returns every command that they sent.
    pub async fn end(&self, mut clients: JoinSet<Vec<Sent>>) -> Vec<Sent> {
        self.stop.send_replace(true);
        let mut sent = Vec::new();
        while let Some(ended) = clients.join_next().await {
            sent.extend(ended.expect("no client panics"));
        }
        sent
    }

    /// Sends every command once more until its outcome is known; `false` when time runs out before.
    pub async fn sweep(&self, sent: Vec<Sent>) -> bool {
        let mut sweepers = JoinSet::new();
        for (number, part) in (100_u64..).zip(sent.chunks(sent.len().div_ceil(8).max(1))) {
            let (load, part) = (self.clone(), part.to_vec());
            sweepers.spawn(async move {
                for mut command in part {
                    while let Outcome::Unknown(_) = load.attempt(number, &command, "sweep").await {
                        command.door += 1;
                        super::pause(Duration::from_millis(100)).await;
                    }
                }
            });
        }
        let all = async { while sweepers.join_next().await.is_some() {} };
        timeout(Duration::from_secs(40), all).await.is_ok()
    }

    async fn client(self, number: u64, seed: u64) -> Vec<Sent> {
        let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000).wrapping_add(number));
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut sent: Vec<Sent> = Vec::new();
        while !*self.stop.borrow() {
            pace.tick().await;
            let earlier = (!sent.is_empty() && rng.random_bool(0.15))
                .then(|| sent[rng.random_range(0..sent.len())].clone());
            if let Some(earlier) = earlier.filter(|command| command.acknowledged) {
                self.attempt(number, &earlier, "repeat").await;
                continue;
            }
            let door = usize::try_from(number).expect("few clients");
            let (id, wish) = (Uuid::from_u128(rng.random()), Wish::draw(&mut rng));
            let mut command = Sent { id, wish, acknowledged: false, door };
            let mut why = "first";
            loop {
                let outcome = self.attempt(number, &command, why).await;
                command.acknowledged = matches!(outcome, Outcome::Ok(_));
                if !matches!(outcome, Outcome::Unknown(_)) || *self.stop.borrow() {
                    break;
                }
                why = "again";
                command.door += 1;
                pace.tick().await;
            }
            sent.push(command);
        }
        sent
    }

    async fn attempt(&self, client: u64, command: &Sent, why: &'static str) -> Outcome {
        let door = self.doors[command.door % self.doors.len()].clone();
        let caller = command.wish.caller(&self.people);
        let invoked = self.lines.now();
        let answer = timeout(PATIENCE, send(door, &caller, command)).await;
        let outcome = match answer {
            Ok(Ok(position)) => Outcome::Ok(position),
            Ok(Err(status)) => told(&status),
            Err(_) => Outcome::Unknown("no answer in time".to_owned()),
        };
        let (id, wish) = (command.id, &command.wish);
        let attempt =
            Attempt { client, caller: &caller, command: id, wish, why, invoked, outcome: &outcome };
        self.lines.attempt(&attempt);
        outcome
    }
}

async fn send(
    mut door: SchoolsServiceClient<Channel>,
    caller: &Caller,
    command: &Sent,
) -> Result<u64, Status> {
    let command_id = command.id.to_string();
    match &command.wish {
        Wish::Hub { name } | Wish::StrangersHub { name } => {
            let request = FormHubRequest { command_id, name: name.clone() };
            Ok(door.form_hub(caller.request(request)).await?.into_inner().position)
        }
        Wish::Terms { year, shift } => {
            let request = SetTermsRequest {
                command_id,
                academic_year: Wish::academic_year(*year),
                school_id: String::new(),
                terms: terms(*year, *shift),
            };
            Ok(door.set_terms(caller.request(request)).await?.into_inner().position)
        }
    }
}

/// How a try ended. Only a refusal says for certain that nothing happened; after any other error it is unknown.
fn told(status: &Status) -> Outcome {
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    let certain = matches!(
        status.code(),
        Code::AlreadyExists
            | Code::FailedPrecondition
            | Code::InvalidArgument
            | Code::NotFound
            | Code::PermissionDenied
            | Code::Aborted
    );
    if certain && !reason.is_empty() {
        return Outcome::Fail(reason);
    }
    Outcome::Unknown(format!("{:?} {reason} {}", status.code(), status.message()))
}
