//! The demo's client of the public gRPC doors: it says who calls and when, accepts repeats, and waits out outages.

use std::future::Future;
use std::time::Duration;

use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::{Caller, SYSTEM_ACTOR};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use peers::{Channel, Peers};
use tonic::{Code, Request, Response, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::demo::DemoError;

/// Namespace of every command id of the demo: a second play repeats, it does not add.
const DEMO: Uuid = Uuid::from_u128(0x6d1f_3a52_8c0e_5b7d_9e44_20c1_57a8_f00d);

/// The reason of a refusal by the rules of who may do what.
pub(crate) const NOT_ALLOWED: &str = "NOT_ALLOWED";

/// How long a step is tried while a service is away, and how long the demo waits for a reaction.
const PATIENCE: Duration = Duration::from_secs(120);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Most bytes of an answer; a report's PDF is far smaller.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// The doors of one trust.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    peers: Peers,
    pub(crate) trust: Uuid,
}

macro_rules! client {
    ($service:ident, $client:ident) => {
        pub(crate) fn $service(&self) -> $client<Channel> {
            $client::new(self.peers.channel(stringify!($service)))
                .max_decoding_message_size(LARGEST_ANSWER)
        }
    };
}

impl Stage {
    /// The clients for the demo's trust.
    pub(crate) fn new(peers: Peers) -> Self {
        Self { peers, trust: Uuid::new_v5(&DEMO, b"trust") }
    }

    client!(schools, SchoolsServiceClient);
    client!(surveys, SurveysServiceClient);
    client!(evidence, EvidenceServiceClient);
    client!(reviews, ReviewsServiceClient);
    client!(categories, CategoriesServiceClient);
    client!(reports, ReportsServiceClient);

    /// The way to a service by its name.
    pub(crate) fn channel(&self, service: &str) -> Channel {
        self.peers.channel(service)
    }

    /// The operator of the installation, before the trust has an administrator.
    pub(crate) fn installation(&self, at: Timestamp) -> Caller {
        Caller { now: Some(at), ..Caller::new(self.trust, SYSTEM_ACTOR, "administrator") }
    }

    /// The improvement lead, who sees most of what was played.
    pub(crate) fn lead(&self, at: Timestamp) -> Caller {
        let lead = person("improvement-lead");
        Caller { now: Some(at), ..Caller::new(self.trust, lead, "improvement_lead") }
    }

    /// Sends one request, and sends it again while its service is away. Commands have an id, so nothing happens twice.
    pub(crate) async fn send<M, R, F>(
        &self,
        step: &str,
        caller: &Caller,
        message: M,
        call: impl Fn(Request<M>) -> F,
    ) -> Result<R, DemoError>
    where
        M: Clone,
        F: Future<Output = Result<Response<R>, Status>>,
    {
        let mut waiting = Waiting::begin();
        loop {
            match call(caller.request(message.clone())).await {
                Ok(response) => return Ok(response.into_inner()),
                Err(status) if away(&status) && waiting.pause().await => {}
                Err(status) => return Err(DemoError::refused(step, &status)),
            }
        }
    }

    /// Asks again and again until there is an answer; gives up after two minutes.
    pub(crate) async fn until<T, F>(&self, step: &str, ask: impl Fn() -> F) -> Result<T, DemoError>
    where
        F: Future<Output = Result<Option<T>, DemoError>>,
    {
        let mut waiting = Waiting::begin();
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            if !waiting.pause().await {
                return Err(DemoError::waited(step, PATIENCE));
            }
        }
    }
}

/// Sends a request through one rpc: `send!(stage.schools.form_hub, "hub/mere/form", &caller, FormHubRequest { .. })`.
macro_rules! send {
    ($stage:ident . $service:ident . $rpc:ident, $step:expr, $caller:expr, $message:expr $(,)?) => {
        $stage
            .send($step, $caller, $message, |request| {
                let mut client = $stage.$service();
                async move { client.$rpc(request).await }
            })
            .await
    };
}
pub(crate) use send;

/// The command id of a step, the same in every play.
pub(crate) fn command(step: &str) -> String {
    Uuid::new_v5(&DEMO, step.as_bytes()).to_string()
}

/// The step that registers a person.
pub(crate) fn registering(key: &str) -> String {
    format!("person/{key}/register")
}

/// The id of a person of the story. It is made from the command that registers the person, so it is the same in every
/// play.
pub(crate) fn person(key: &str) -> Uuid {
    Uuid::new_v5(&Uuid::new_v5(&DEMO, registering(key).as_bytes()), b"person")
}

/// A minute of a day in British time.
pub(crate) fn at(day: Date, minute: usize) -> Timestamp {
    let minute = i8::try_from(minute % 60).ok().zip(i8::try_from(minute / 60 % 24).ok());
    let (minute, hour) = minute.unwrap_or_default();
    // The zone is compiled in, so the fallback is never used.
    let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let moment = day.at(hour, minute, 0, 0).to_zoned_datetime(london);
    moment.expect("days of this century are moments").timestamp()
}

/// The stable reason of a refusal.
pub(crate) fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// Whether the service could not be reached, or its answer was lost on the way.
fn away(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable | Code::Aborted | Code::Cancelled | Code::DeadlineExceeded
    )
}

/// Pauses that grow, up to the demo's patience.
struct Waiting {
    waited: Duration,
    pause: Duration,
}

impl Waiting {
    fn begin() -> Self {
        Self { waited: Duration::ZERO, pause: FIRST_PAUSE }
    }

    /// Pauses; false once patience is at its end.
    async fn pause(&mut self) -> bool {
        if self.waited >= PATIENCE {
            return false;
        }
        tokio::time::sleep(self.pause).await;
        self.waited += self.pause;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

#[cfg(test)]
mod tests;
