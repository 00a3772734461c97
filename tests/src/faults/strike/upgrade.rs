//! An upgrade under load: processes of two builds side by side, each replaced in turn, one of them set back for a while.

use std::time::Duration;

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use eventlog::Stream;
use peers::Channel;
use rand::RngExt as _;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::super::pause;
use super::super::reads::TermsReader;
use super::second_trust::{DAY, SecondTrust};
use super::{Ground, Trace, patiently};
use crate::RawEvent;

/// By this the later program keeps one read model in other tables than the earlier one, whatever commits the two are of.
const OTHER_TABLES: &str = "documents-kept-otherwise=return(schools_terms)";
/// The first process that is replaced, and the one that is set back.
const FIRST: &str = "schools-2";
/// The others, in the order in which an operator replaces them.
const OTHERS: [&str; 5] = ["trail-2", "trail", "relay", "sealer", "schools"];
/// How long two builds of one service work side by side.
const SIDE_BY_SIDE: Duration = Duration::from_secs(3);

impl Ground<'_> {
    /// Upgrades everything as `deploy/README.md` says, sets one process back and forward again, and tidies.
    pub(super) async fn rolling_upgrade(&mut self) -> Trace {
        let second = self.second_trust().await;
        let earlier = self.world.program().to_owned();
        let mut reading = JoinSet::new();
        for unit in ["schools", FIRST] {
            reading.spawn(self.reader(unit).go_on());
        }
        let begun = self.head().await;
        self.world.use_program(self.program);
        let built = self.operate(&["migrate"]).await?;
        self.answers("schools", "the earlier build answers after the migration").await;

        self.restart(FIRST, OTHER_TABLES).await?;
        pause(SIDE_BY_SIDE).await;
        self.answers("schools", "the earlier build answers beside the later one").await;
        self.answers(FIRST, "the later build answers beside the earlier one").await;
        for unit in OTHERS {
            self.restart(unit, OTHER_TABLES).await?;
        }
        self.answers("schools", "the later build answers alone").await;

        self.grant_a_role_of_a_later_build(second).await;
        self.world.use_program(&earlier.display().to_string());
        self.restart(FIRST, "").await?;
        self.answers(FIRST, "the earlier build answers when it is back").await;
        self.serves_a_trust_with_that_role(second).await;
        pause(SIDE_BY_SIDE).await;
        self.answers("schools", "the later build answers beside the one that is back").await;

        self.world.use_program(self.program);
        self.restart(FIRST, OTHER_TABLES).await?;
        self.peek("with the tables of both builds").await;
        let tidied = self.operate(&["projections", "tidy"]).await?;
        self.answers(FIRST, "the later build answers after the earlier one's tables went").await;
        reading.shutdown().await;
        let grown = self.head().await - begun;
        let said = [built, tidied].concat().replace('\n', " ");
        let commits = match earlier == self.world.program() {
            true => " One program stood for both builds.",
            false => "",
        };
        match grown {
            1.. => Ok(format!("{grown} events meanwhile. {}{commits}", said.trim())),
            _ => Err("nothing was written meanwhile".to_owned()),
        }
    }

    /// A reader of the run's own trust through one process.
    fn reader(&self, unit: &'static str) -> TermsReader {
        let caller = Caller::new(self.trust, self.people.appointed.lead, "improvement_lead");
        TermsReader { unit, door: self.door_of(unit), caller, lines: self.lines.clone() }
    }

    /// The door of one process of the schools service.
    fn door_of(&self, unit: &'static str) -> SchoolsServiceClient<Channel> {
        let peers = self.world.peers_at(self.world.address(unit));
        SchoolsServiceClient::new(peers.channel("schools"))
    }

    async fn head(&self) -> i64 {
        self.number(&format!("select position from log.head where trust_id = '{}'", self.trust))
            .await
    }

    /// Runs the later program as an operator does. Returns what it said.
    async fn operate(&self, arguments: &[&str]) -> Trace {
        let output = self.world.operator_with(arguments, OTHER_TABLES).await;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// Whether a process soon answers with what the log holds now.
    async fn answers(&self, unit: &'static str, what: &str) {
        let (head, reader) = (self.head().await.unsigned_abs(), self.reader(unit));
        let answered = patiently(async || reader.read(head).await).await;
        self.upgrade_has_seen(what, answered.is_some());
    }

    fn upgrade_has_seen(&self, what: &str, seen: bool) {
        self.lines.write(&json!({ "kind": "upgrade", "what": what, "seen": seen }));
    }

    /// Grants a role that no build knows to the lead of the second trust, as a build that knows it would.
    async fn grant_a_role_of_a_later_build(&mut self, second: SecondTrust) {
        let grant_id = Uuid::from_u128(self.rng.random());
        let body = json!({
            "personId": second.lead,
            "grantId": grant_id,
            "role": "ROLE_OF_A_LATER_BUILD",
            "from": "2025-09-01",
        });
        let event = RawEvent {
            service: "schools",
            trust: second.id,
            stream: Stream::new("person", second.lead),
            kind: "plumbline.schools.v1.RoleGranted",
            body: &body.to_string(),
            at: DAY,
        };
        self.world.append_raw(event).await;
    }

    /// Whether the process that was set back starts with the role there, says so, and serves that trust.
    async fn serves_a_trust_with_that_role(&self, second: SecondTrust) {
        let formed = second.form_hub(self.door_of(FIRST), "Formed by an earlier build").await;
        self.upgrade_has_seen("it serves a trust with a role it does not know", formed.is_ok());
        let unwell = self.unwell(FIRST, "plumbline.roles").await;
        self.upgrade_has_seen("and its health says so", unwell);
    }
}
