//! What the tests read by: the public doors, and the log's head.

use std::collections::BTreeMap;

use contract::Caller;
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::reports::v1::{GetReportRequest, ListReportsRequest, Report, ReportData};
use contract::schools::v1::GetTrustRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use eventlog::tokio_postgres::Client;
use peers::{Channel, Peers};
use plumbline::demo::Played;
use plumbline::demo::script::Script;
use plumbline_tests::World;
use uuid::Uuid;

/// The id of a new command.
pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// The same person at nine on a day.
pub fn on(caller: &Caller, day: &str) -> Caller {
    Caller { now: Some(format!("{day}T09:00:00Z").parse().unwrap()), ..caller.clone() }
}

const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// The doors of the demo's trust once it has been played.
pub struct Doors {
    pub peers: Peers,
    pub caller: Caller,
    pub script: Script,
    /// School ids by slug.
    pub schools: BTreeMap<String, String>,
    /// Position of the last event.
    pub head: u64,
    owner: Client,
}

impl Doors {
    pub async fn of(world: &World, played: &Played) -> Self {
        let trust: Uuid = played.trust_id.parse().unwrap();
        let mut leads = played.people.iter().filter(|person| person.role == "improvement_lead");
        let lead = leads.next().unwrap().person_id.parse().unwrap();
        let caller = Caller::new(trust, lead, "improvement_lead");
        let owner = world.owner().await;
        let mut doors = Self {
            peers: world.peers(),
            caller,
            script: Script::shipped(),
            schools: BTreeMap::new(),
            head: 0,
            owner,
        };
        doors.head = doors.head().await;
        let mut schools = SchoolsServiceClient::new(doors.peers.channel("schools"));
        let request = doors.caller.request(GetTrustRequest { at_least: doors.head });
        let trust = schools.get_trust(request).await.unwrap().into_inner();
        for school in trust.schools {
            let known = doors.script.schools.iter().find(|known| known.urn == school.urn).unwrap();
            doors.schools.insert(known.slug.clone(), school.school_id);
        }
        assert_eq!(doors.schools.len(), 8);
        doors
    }

    /// Who gives and ends roles.
    pub fn administrator(&self, played: &Played) -> Caller {
        let mut administrators = played.people.iter().filter(|one| one.role == "administrator");
        let administrator = administrators.next().unwrap().person_id.parse().unwrap();
        Caller::new(self.caller.trust, administrator, "administrator")
    }

    /// The committee of a school.
    pub async fn committee(&self, school_id: &str) -> String {
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"));
        let request = self.caller.request(GetTrustRequest { at_least: self.head });
        let trust = schools.get_trust(request).await.unwrap().into_inner();
        let mut committees = trust.committees.into_iter();
        committees.find(|committee| committee.school_id == school_id).unwrap().committee_id
    }

    /// Position at which the trust's log ends.
    pub async fn head(&self) -> u64 {
        let sql = "select position from log.head where trust_id = $1";
        let row = self.owner.query_one(sql, &[&self.caller.trust]).await.unwrap();
        row.get::<_, i64>(0).try_into().unwrap()
    }

    pub fn reports(&self) -> ReportsServiceClient<Channel> {
        ReportsServiceClient::new(self.peers.channel("reports"))
            .max_decoding_message_size(LARGEST_ANSWER)
    }

    /// The reports of a term.
    pub async fn reports_of(&self, term: &str) -> Vec<Report> {
        let message =
            ListReportsRequest { at_least: self.head, term: term.to_owned(), ..Default::default() };
        self.reports()
            .list_reports(self.caller.request(message))
            .await
            .unwrap()
            .into_inner()
            .reports
    }

    /// The data of the report of a school for a term.
    pub async fn data(&self, slug: &str, term: &str) -> ReportData {
        let reports = self.reports_of(term).await;
        let report =
            reports.into_iter().find(|report| report.school_id == self.schools[slug]).unwrap();
        let message = GetReportRequest { at_least: self.head, report_id: report.report_id };
        let answer =
            self.reports().get_report(self.caller.request(message)).await.unwrap().into_inner();
        serde_json::from_str(&answer.data).unwrap()
    }
}
