//! Collects everything that is kept about a person, through the doors.

use std::path::PathBuf;

use clap::Args;
use contract::Caller;
use contract::Clock;
use contract::schools::v1::{
    GetPersonRecordRequest, GetTrustRequest, GetTrustResponse, RoleGranted,
};
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{
    Act, ListAccessRecordRequest, ListActsRequest, ListDisclosuresRequest, Look,
};
use peers::{Channel, Peers};
use serde::Serialize;

use super::{About, page};
use crate::Failure;
use crate::command::hand_out;

#[derive(Args, Debug)]
pub(in crate::command) struct Export {
    #[command(flatten)]
    about: About,
    /// The reason, for example the number of the request; it is kept in the access record.
    #[arg(long)]
    why: String,
    /// Where the files go.
    #[arg(long, default_value = ".")]
    to: PathBuf,
}

/// Everything about one person.
#[derive(Debug, Serialize)]
pub(super) struct Everything {
    pub(super) made_at: String,
    pub(super) person_id: String,
    pub(super) name: String,
    pub(super) email: String,
    /// The issuer of the account the person signs in with, and its subject there.
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) erased: bool,
    pub(super) on_legal_hold: bool,
    pub(super) roles: Vec<RoleGranted>,
    /// What the person did, and what the record says of the person, newest first.
    pub(super) acts: Vec<Act>,
    /// What the person was shown.
    pub(super) has_seen: Vec<Look>,
    /// Who was shown what is kept about the person.
    pub(super) seen_by: Vec<Look>,
    /// Names by id.
    pub(super) trust: GetTrustResponse,
}

/// Lines of a page.
const PAGE: u32 = 200;

impl Export {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let everything = self.gather().await?;
        let json = serde_json::to_string_pretty(&everything).map_err(Failure::failed)?;
        let person = self.about.person;
        hand_out(&self.to, &format!("{person}.html"), &page::render(&everything).into_string())?;
        hand_out(&self.to, &format!("{person}.json"), &json)
    }

    async fn gather(&self) -> Result<Everything, Failure> {
        let (caller, person_id) = (self.about.caller(), self.about.person.to_string());
        let mut schools = self.about.schools()?;
        let wanted = GetPersonRecordRequest { person_id, why: self.why.clone(), at_least: 0 };
        let record = schools.get_person_record(caller.request(wanted)).await?.into_inner();
        let trust = caller.request(GetTrustRequest::default());
        let trust = schools.get_trust(trust).await?.into_inner();
        let trail = Trail::of(&self.about.peers()?, &caller);
        Ok(Everything {
            made_at: Clock::new(false).now(&caller).to_string(),
            acts: trail.acts(&record.person_id, &self.why).await?,
            has_seen: trail.has_seen(&record.person_id).await?,
            seen_by: trail.seen_by(&record.person_id).await?,
            person_id: record.person_id,
            name: record.name,
            email: record.email,
            issuer: record.issuer,
            subject: record.subject,
            erased: record.erased,
            on_legal_hold: record.on_hold,
            roles: record.roles,
            trust,
        })
    }
}

/// The trail, asked page by page.
struct Trail<'a> {
    client: TrailServiceClient<Channel>,
    caller: &'a Caller,
}

impl<'a> Trail<'a> {
    fn of(peers: &Peers, caller: &'a Caller) -> Self {
        Self { client: TrailServiceClient::new(peers.channel("trail")), caller }
    }

    async fn acts(&self, person: &str, why: &str) -> Result<Vec<Act>, Failure> {
        every_page(async |before_position| {
            let wanted = ListActsRequest {
                at_least: 0,
                person_id: person.to_owned(),
                why: why.to_owned(),
                before_position,
                page_size: PAGE,
            };
            let answer = self.client.clone().list_acts(self.caller.request(wanted)).await?;
            let answer = answer.into_inner();
            Ok((answer.acts, answer.next_before))
        })
        .await
    }

    async fn has_seen(&self, person: &str) -> Result<Vec<Look>, Failure> {
        every_page(async |before| {
            let actor_id = person.to_owned();
            let wanted = ListAccessRecordRequest { actor_id, before, page_size: PAGE };
            let answer =
                self.client.clone().list_access_record(self.caller.request(wanted)).await?;
            let answer = answer.into_inner();
            Ok((answer.looks, answer.next_before))
        })
        .await
    }

    async fn seen_by(&self, person: &str) -> Result<Vec<Look>, Failure> {
        every_page(async |before| {
            let person_id = person.to_owned();
            let wanted =
                ListDisclosuresRequest { person_id, before, page_size: PAGE, ..Default::default() };
            let answer = self.client.clone().list_disclosures(self.caller.request(wanted)).await?;
            let answer = answer.into_inner();
            Ok((answer.looks, answer.next_before))
        })
        .await
    }
}

/// All lines of a list that comes in pages. Each page says where the next begins, and 0 at the end.
async fn every_page<T>(
    page: impl AsyncFn(u64) -> Result<(Vec<T>, u64), Failure>,
) -> Result<Vec<T>, Failure> {
    let (mut all, mut before) = (Vec::new(), 0);
    loop {
        let (more, next) = page(before).await?;
        all.extend(more);
        if next == 0 {
            return Ok(all);
        }
        before = next;
    }
}
