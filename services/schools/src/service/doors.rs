//! What the gRPC doors stand on: the log, the read models, and the clock.

use std::path::PathBuf;
use std::sync::Arc;

use contract::schools::v1::schools_service_server::SchoolsServiceServer;
use contract::schools::v1::{ActOnDueDaysRequest, ActOnDueDaysResponse};
use door::Door;
use eventlog::{Documents, Log, ReadModel};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::Reply;
use crate::clock::{ActsOnDays, ClockPass};
use crate::committees::CommitteesList;
use crate::meeting_records::MeetingRecords;
use crate::school::School;

/// What the doors need.
#[derive(Debug)]
pub struct Doors {
    /// Where events go.
    pub log: Log,
    /// Reads requests.
    pub door: Door,
    /// Which schools, hubs and committees there are.
    pub register: ReadModel,
    /// When the terms are.
    pub terms: Documents<crate::terms::Terms>,
    /// Who holds which role.
    pub people: ReadModel,
    /// Who sits on which committee, and when they meet.
    pub committees: Documents<CommitteesList>,
    /// What was recorded of meetings.
    pub meeting_records: Documents<MeetingRecords>,
    /// What acts on due days.
    pub clock: Arc<ActsOnDays>,
    /// The ledger of erasures, outside the store.
    pub erasures: Option<PathBuf>,
}

/// The national register's file has 60 MB and grows; gRPC's own limit is 4.
const LARGEST_REQUEST: usize = 128 * 1024 * 1024;

impl Doors {
    /// The doors as a gRPC service.
    pub fn server(self) -> SchoolsServiceServer<Self> {
        SchoolsServiceServer::new(self).max_decoding_message_size(LARGEST_REQUEST)
    }

    /// Whether a school is or was one of the trust's, or is to join it.
    pub(super) async fn knows_school(&self, trust: Uuid, school: Uuid) -> Result<bool, Status> {
        let (school, _) = eventlog::load::<School>(&self.log, trust, school).await?;
        Ok(school != School::Unknown)
    }
}

/// Acts now on what is due in the caller's trust.
pub(super) async fn act_on_due_days(
    doors: &Doors,
    request: Request<ActOnDueDaysRequest>,
) -> Reply<ActOnDueDaysResponse> {
    let caller = doors.door.caller(&request).await?;
    let (now, at_least) = (doors.door.now(&caller), request.get_ref().at_least);
    let pass = doors.clock.pass_in(caller.trust, now, at_least).await?;
    let ClockPass { done, refused, away } = pass;
    Ok(Response::new(ActOnDueDaysResponse { done, refused, away }))
}
