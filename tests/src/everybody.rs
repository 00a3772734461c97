//! A trust with a person in every role, each held over its usual kind of place.

use contract::Caller;
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::reports::v1::{ListReportsRequest, MarkChangeRequest};
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{ProposePairingRequest, RequestReviewRequest};
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    EnterHubRequest, FormCommitteeRequest, FormHubRequest, FoundTrustRequest, JoinSchoolRequest,
    ListPeopleRequest, Role, SchoolDetails, Scope, ScopeKind,
};
use peers::{Channel, Peers};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{Appointed, Subject, Things, appoint};

pub const TODAY: &str = "2026-11-24";
pub const YESTERDAY: &str = "2026-11-23";
const NOW: &str = "2026-11-24T10:00:00Z";
const TERM: &str = "2026-27-autumn";

/// A person who calls.
#[derive(Debug)]
pub struct Asker {
    /// The row of the access table, for example `improvement lead`.
    pub name: String,
    pub role: Option<Role>,
    pub caller: Caller,
}

/// The ids of a school and of what belongs to it.
#[derive(Clone, Debug, Default)]
struct Owned {
    school: String,
    hub: String,
    committee: String,
    review: String,
    report: String,
    pairing: String,
}

/// The trust.
#[derive(Debug)]
pub struct TestTrust {
    pub id: Uuid,
    pub askers: Vec<Asker>,
    pub schools: SchoolsServiceClient<Channel>,
    own: Owned,
    other: Owned,
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

fn caller(trust: Uuid, actor: Uuid, role: &str) -> Caller {
    Caller { now: Some(NOW.parse().unwrap()), ..Caller::new(trust, actor, role) }
}

impl TestTrust {
    pub async fn found(peers: &Peers) -> Self {
        let id = Uuid::now_v7();
        let schools = SchoolsServiceClient::new(peers.channel("schools"));
        let found = FoundTrustRequest { command_id: command_id(), name: "A trust".to_owned() };
        let installation = caller(id, Uuid::nil(), "administrator");
        until(async || schools.clone().found_trust(installation.request(found.clone())).await)
            .await;
        let appointed = Appointed::in_trust(peers, id).await;
        let by = |actor, role| caller(id, actor, role);
        let mut making = Making {
            peers,
            schools: schools.clone(),
            administrator: by(appointed.administrator, "administrator"),
            lead: by(appointed.lead, "improvement_lead"),
            system: by(Uuid::nil(), "system"),
        };
        let own = making.school("100001", "Church of England").await;
        let other = making.school("100002", "Does not apply").await;
        let third = making.school("100003", "Does not apply").await;
        let own_pairing = making.pairing(&own.school, &other.school).await;
        let other_pairing = making.pairing(&other.school, &third.school).await;
        let own = Owned { pairing: own_pairing, ..own };
        let other = Owned { pairing: other_pairing, ..other };
        let askers = making.askers(id, &own).await;
        Self { id, askers, schools, own, other }
    }

    pub fn asker(&self, name: &str) -> &Asker {
        self.askers.iter().find(|asker| asker.name == name).unwrap()
    }

    /// The ids that a call about the own or another school names.
    pub fn things(&self, subject: Subject) -> Things<'_> {
        let owned = match subject {
            Subject::Own => &self.own,
            Subject::Other => &self.other,
            Subject::Trust => return Things::NONE,
        };
        Things {
            school: &owned.school,
            hub: &owned.hub,
            committee: &owned.committee,
            review: &owned.review,
            report: &owned.report,
            pairing: &owned.pairing,
        }
    }
}

/// The people who set a trust up.
struct Making<'a> {
    peers: &'a Peers,
    schools: SchoolsServiceClient<Channel>,
    administrator: Caller,
    lead: Caller,
    system: Caller,
}

impl Making<'_> {
    async fn school(&mut self, urn: &str, religious_character: &str) -> Owned {
        let details = SchoolDetails {
            urn: urn.to_owned(),
            name: format!("School {urn}"),
            religious_character: religious_character.to_owned(),
            joined_on: "2025-09-01".to_owned(),
            ..SchoolDetails::default()
        };
        let join = JoinSchoolRequest { command_id: command_id(), school: Some(details) };
        let joined = self.schools.join_school(self.administrator.request(join)).await.unwrap();
        let school = joined.into_inner().school_id;
        let hub = FormHubRequest { command_id: command_id(), name: format!("Hub {urn}") };
        let hub = self.schools.form_hub(self.lead.request(hub)).await.unwrap().into_inner().hub_id;
        let enter = EnterHubRequest {
            command_id: command_id(),
            hub_id: hub.clone(),
            school_id: school.clone(),
            from: "2025-09-01".to_owned(),
        };
        self.schools.enter_hub(self.lead.request(enter)).await.unwrap();
        let form = FormCommitteeRequest {
            command_id: command_id(),
            school_id: school.clone(),
            name: "School Governance Committee".to_owned(),
        };
        let formed = self.schools.form_committee(self.administrator.request(form)).await.unwrap();
        let committee = formed.into_inner().committee_id;
        let (review, report) = (self.review(&school).await, self.report(&school).await);
        Owned { school, hub, committee, review, report, pairing: String::new() }
    }

    async fn review(&self, school: &str) -> String {
        let mut reviews = ReviewsServiceClient::new(self.peers.channel("reviews"));
        let request = RequestReviewRequest {
            command_id: command_id(),
            host_school_id: school.to_owned(),
            areas: vec!["staff".to_owned()],
            focus: "How new staff are led".to_owned(),
            term: TERM.to_owned(),
            pairing_id: String::new(),
        };
        reviews.request_review(self.lead.request(request)).await.unwrap().into_inner().review_id
    }

    /// A report that is due, as Plumbline itself marks it.
    async fn report(&self, school: &str) -> String {
        let mut reports = ReportsServiceClient::new(self.peers.channel("reports"));
        let mark = MarkChangeRequest {
            command_id: command_id(),
            school_id: school.to_owned(),
            term: TERM.to_owned(),
            area_id: "staff".to_owned(),
            from_region_id: "repair".to_owned(),
            to_region_id: "improve".to_owned(),
            because_position: 1,
        };
        let marked = reports.mark_change(self.system.request(mark)).await.unwrap().into_inner();
        let at_least = marked.position;
        let list = ListReportsRequest {
            at_least,
            school_id: school.to_owned(),
            term: TERM.to_owned(),
            ..Default::default()
        };
        let listed = reports.list_reports(self.lead.request(list)).await.unwrap().into_inner();
        listed.reports[0].report_id.clone()
    }

    async fn pairing(&self, giving: &str, receiving: &str) -> String {
        let mut reviews = ReviewsServiceClient::new(self.peers.channel("reviews"));
        let propose = ProposePairingRequest {
            command_id: command_id(),
            area_id: "staff".to_owned(),
            giving_school_id: giving.to_owned(),
            receiving_school_id: receiving.to_owned(),
            ..ProposePairingRequest::default()
        };
        reviews.propose_pairing(self.lead.request(propose)).await.unwrap().into_inner().pairing_id
    }

    /// A person in every role, and people without a role.
    async fn askers(&mut self, trust: Uuid, own: &Owned) -> Vec<Asker> {
        let mut askers = Vec::new();
        for role in access::all_roles() {
            let kind = access::places_of(role)[0];
            let id = match kind {
                ScopeKind::Trust => trust.to_string(),
                ScopeKind::Hub => own.hub.clone(),
                ScopeKind::School => own.school.clone(),
                ScopeKind::Committee => own.committee.clone(),
                ScopeKind::Review => own.review.clone(),
                _ => panic!("{kind:?} is nobody's usual place"),
            };
            let over = Scope { kind: kind.into(), id };
            let by = &self.administrator;
            let (person, _) = appoint(&mut self.schools, by, (role, over)).await;
            let caller = caller(trust, person, &access::role_name(role));
            askers.push(Asker { name: access::role_words(role), role: Some(role), caller });
        }
        let roleless = [
            ("Plumbline itself", "system"),
            ("the sign-in", "sign_in"),
            ("the installation", "administrator"),
            ("anyone", "unknown"),
        ];
        askers.extend(roleless.map(|(name, role)| Asker {
            name: name.to_owned(),
            role: None,
            caller: caller(trust, Uuid::nil(), role),
        }));
        askers
    }
}

/// The id of a person's first role.
pub async fn grant_of(
    schools: &mut SchoolsServiceClient<Channel>,
    by: &Caller,
    person: Uuid,
) -> String {
    loop {
        let list = ListPeopleRequest { at_least: 0, on: TODAY.to_owned() };
        let listed = schools.list_people(by.request(list)).await.unwrap().into_inner();
        let mut people = listed.people.into_iter();
        let found = people.find(|known| known.person_id == person.to_string());
        if let Some(held) = found.and_then(|known| known.roles.into_iter().next()) {
            return held.grant_id;
        }
        tokio::task::yield_now().await;
    }
}

/// Sends the same command again while its service is starting.
async fn until<T>(send: impl AsyncFn() -> Result<T, Status>) -> T {
    loop {
        match send().await {
            Ok(answer) => return answer,
            Err(status) if status.code() == Code::Unavailable => tokio::task::yield_now().await,
            Err(status) => panic!("{status:?}"),
        }
    }
}
