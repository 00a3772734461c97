//! Faults in a second trust, beside which the run's own trust has to go on.

use std::time::Duration;

use async_nats::jetstream;
use contract::Caller;
use contract::schools::v1::FormHubRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use eventlog::Stream;
use peers::Channel;
use rand::RngExt as _;
use serde_json::json;
use tokio::task::JoinSet;
use tonic::{Code, Status};
use uuid::Uuid;

use super::super::{dump, found, pause};
use super::{Ground, Trace, patiently};
use crate::{Appointed, RawEvent};

/// When what no build of ours wrote is said to have happened.
pub(super) const DAY: &str = "2025-11-21T10:00:00Z";

/// A trust that no client of the run writes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct SecondTrust {
    pub(super) id: Uuid,
    pub(super) lead: Uuid,
}

impl SecondTrust {
    /// Forms a hub, as its improvement lead.
    pub(super) async fn form_hub(
        self,
        mut schools: SchoolsServiceClient<Channel>,
        name: &'static str,
    ) -> Result<u64, Status> {
        let caller = Caller::new(self.id, self.lead, "improvement_lead");
        let (command_id, name) = (Uuid::now_v7().to_string(), name.to_owned());
        let formed = schools.form_hub(caller.request(FormHubRequest { command_id, name })).await?;
        Ok(formed.into_inner().position)
    }
}

/// What the bus is made to take at most, and the length of the text that it then refuses.
const TAKEN: i32 = 4_096;
const BREAKS: usize = 1_000;
/// Shorter than an append waits, and longer than a client of the run may.
const HELD: Duration = Duration::from_secs(5);

impl Ground<'_> {
    /// The door of the schools service.
    pub(super) fn schools(&self) -> SchoolsServiceClient<Channel> {
        let peers = self.world.peers_at(self.world.address("schools"));
        SchoolsServiceClient::new(peers.channel("schools"))
    }

    /// Founds a trust with two people.
    pub(super) async fn second_trust(&mut self) -> SecondTrust {
        // A small id: a part that takes trusts in order comes to it first.
        let id = Uuid::from_u128(u128::from(self.rng.random::<u64>()));
        found(self.schools(), id).await;
        let Appointed { lead, .. } = Appointed::in_trust(&self.world.peers(), id).await;
        SecondTrust { id, lead }
    }

    /// Writes down for the checker whether something was seen that had to be seen.
    pub(super) fn has_seen(&self, what: &str, seen: bool) {
        self.lines.write(&json!({ "kind": "second_trust", "what": what, "seen": seen }));
    }

    /// Appends an enum value that this build does not know, and starts every process anew.
    pub(super) async fn one_bad_trust(&mut self) -> Trace {
        let second = self.second_trust().await;
        let school = Uuid::from_u128(self.rng.random());
        let body = json!({
            "schoolId": school,
            "from": "2025-11-21",
            "name": "A school",
            "standing": "REGISTER_STANDING_OF_A_LATER_BUILD",
        });
        let event = RawEvent {
            service: "schools",
            trust: second.id,
            stream: Stream::new("school", school),
            kind: "plumbline.schools.v1.SchoolDescribed",
            body: &body.to_string(),
            at: DAY,
        };
        let position = self.world.append_raw(event).await;
        for unit in ["schools", "trail", "relay", "sealer"] {
            self.world.unit(unit).kill().await;
            self.world.begin(unit, "");
        }
        let closed = patiently(async || {
            let refused = second.form_hub(self.schools(), "North").await.err()?;
            let unread = refused.message().contains("cannot read");
            (refused.code() == Code::Unavailable && unread).then_some(())
        });
        self.has_seen("its callers are told why", closed.await.is_some());
        self.has_seen("health says so", self.unwell("schools", "plumbline.roles").await);
        let stopped = format!(
            "select count(*) from trail_history.checkpoint where trust_id = '{}' and error is not null",
            second.id
        );
        self.has_seen("its history has stopped", self.until(&stopped).await.is_some());
        let doctor = self.world.operator(&["doctor", "--bus=none"]).await;
        let doctor = String::from_utf8_lossy(&doctor.stdout).into_owned();
        let named = format!("trust {}: the event at position {position} cannot be read", second.id);
        self.has_seen("doctor names it", doctor.contains(&named));
        Ok(format!("event {position} of a second trust is unreadable; every process began with it"))
    }

    /// Damages the sealed tree of one log.
    pub(super) async fn tree_damaged(&mut self) -> Trace {
        let second = self.second_trust().await;
        let sealed =
            format!("select count(*) from seal.checkpoint where trust_id = '{}'", second.id);
        self.until(&sealed).await.ok_or("the second trust was never sealed")?;
        let damage = format!(
            "alter table seal.head disable trigger all; \
             update seal.head set root = sha256('damaged') where trust_id = '{}'",
            second.id
        );
        let damaged = self.store().await.batch_execute(&damage).await;
        damaged.map_err(|error| format!("the tree could not be damaged: {error}"))?;
        let formed = second.form_hub(self.schools(), "After the damage").await;
        let position = formed.map_err(|status| format!("no event after it: {status}"))?;
        self.has_seen("health says so", self.unwell("sealer", "plumbline.seal").await);
        let beyond = format!("{sealed} and size >= {position}");
        self.has_seen("it is sealed no further", self.number(&beyond).await == 0);
        Ok(format!("the root kept of a second trust was altered before event {position}"))
    }

    /// Has the bus take only small messages, and appends a long event.
    pub(super) async fn message_refused(&mut self) -> Trace {
        let second = self.second_trust().await;
        let bus = self.world.bus_operator().await;
        let jetstream = jetstream::new(bus.clone());
        let stream =
            patiently(async || jetstream.get_stream(host::Hearers::House.stream()).await.ok());
        let before = stream.await.ok_or("there was no stream yet")?.cached_info().config.clone();
        let smaller = jetstream::stream::Config { max_message_size: TAKEN, ..before.clone() };
        let updated = jetstream.update_stream(smaller).await;
        updated.map_err(|error| format!("the stream could not be altered: {error}"))?;
        let breaks = json!({ "startsOn": "2025-10-27", "endsOn": "2025-10-31" });
        let term = json!({
            "term": "2025-26-autumn",
            "startsOn": "2025-09-01",
            "endsOn": "2025-12-19",
            "breaks": vec![breaks; BREAKS],
        });
        let body = json!({ "academicYear": "2025-26", "terms": [term] }).to_string();
        let event = RawEvent {
            service: "schools",
            trust: second.id,
            stream: Stream::new("academic_year", "2025-26"),
            kind: "plumbline.schools.v1.TermsSet",
            body: &body,
            at: DAY,
        };
        let position = self.world.append_raw(event).await;
        let relayed = format!(
            "select count(*) from bus.relayed where trust_id = '{}' and position >= {position}",
            second.id
        );
        self.has_seen("the relay got past it", self.until(&relayed).await.is_some());
        let subject = format!("house.{}.schools.TermsSet", second.id);
        let omitted = dump::messages(&bus).await.iter().any(|message| {
            message.subject.as_str() == subject
                && dump::header(message, "plumbline-omitted").as_deref() == Some("body")
        });
        self.has_seen("it went without its body", omitted);
        let mended = jetstream.update_stream(before).await;
        mended.map_err(|error| format!("the stream could not be mended: {error}"))?;
        Ok(format!("{} bytes of a second trust met a bus that took {TAKEN}", body.len()))
    }

    /// Holds the head of one log while two commands for it wait inside the store.
    pub(super) async fn head_held(&mut self) -> Trace {
        let second = self.second_trust().await;
        let mut owner = self.store().await;
        let held = owner.transaction().await.expect("a transaction");
        held.execute("select from log.head where trust_id = $1 for update", &[&second.id])
            .await
            .expect("the head's lock");
        let mut commands = JoinSet::new();
        for (name, wanted) in ["First", "Second"].into_iter().zip(1..) {
            commands.spawn(second.form_hub(self.schools(), name));
            // Others wait for their own trust's lock, or travel with these for a quarter of a second.
            let waiting = format!(
                "select (count(*) >= {wanted})::int::bigint from pg_stat_activity \
                 where usename = 'plumbline_schools' and wait_event_type = 'Lock' \
                 and query_start < clock_timestamp() - interval '500 ms'"
            );
            self.until(&waiting).await.ok_or("no append was waiting")?;
        }
        pause(HELD).await;
        let waited = commands.len();
        held.commit().await.expect("the lock let go");
        let mut taken = 0;
        while let Some(ended) = commands.join_next().await {
            taken += usize::from(ended.is_ok_and(|answer| answer.is_ok()));
        }
        self.has_seen("its own commands were taken in the end", taken == waited);
        Ok(format!("{waited} commands of a second trust waited {} s", HELD.as_secs()))
    }
}
