//! The questions: who and what is in the trust, when the terms are, who holds which role.

use std::collections::BTreeSet;

use access::{Shows, Standing};
use contract::log::v1::AsOf;
use contract::schools::v1::{
    CommitteeInFull, GetAddressRequest, GetAddressResponse, GetTrustRequest, GetTrustResponse,
    ListCommitteesRequest, ListCommitteesResponse, ListMayRequest, ListMayResponse,
    ListMeetingRecordsRequest, ListMeetingRecordsResponse, ListPeopleRequest, ListPeopleResponse,
    ListRolesRequest, ListRolesResponse, ListSchoolsRequest, ListSchoolsResponse, ListTermsRequest,
    ListTermsResponse, ListTrustsRequest, ListTrustsResponse, MeetingRecord, School, TermsSet,
};
use contract::{Caller, field, not_found};
use door::{Allowed, Reading};
use eventlog::{ReadError, Snapshot, When};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::directory::SchoolsWanted;
use crate::identity;
use crate::{directory, people, terms};

/// The trust as it stands.
pub async fn get_trust(
    doors: &Doors,
    request: Request<GetTrustRequest>,
) -> Reply<GetTrustResponse> {
    let reading = doors.door.reading(&request).await?;
    let caller = &reading.caller;
    let (trust, on) = (caller.trust, today(doors, caller));
    let mut reader = doors.register.reader(trust, request.get_ref().at_least).await?;
    let rows = reader.snapshot().await?;
    let unknown = || not_found("TRUST_UNKNOWN", "There is no such trust here.");
    let name = directory::trust_name(&rows, trust).await?.ok_or_else(unknown)?;
    let mut answer = GetTrustResponse {
        as_of: Some(rows.as_of.clone()),
        trust_id: trust.to_string(),
        name,
        schools: schools(doors, &rows, &reading, SchoolsWanted::on(on)).await?,
        hubs: directory::hubs(&rows, trust, on).await?,
        committees: directory::committees(&rows, trust).await?,
    };
    drop(rows);
    drop(reader);
    doors.door.fill(caller, &mut answer).await?;
    Ok(Response::new(answer))
}

/// The schools that are asked for. Another system is told of them as they are in force: what is arranged is for the services alone.
async fn schools(
    doors: &Doors,
    rows: &Snapshot<'_>,
    Reading { caller, decision, .. }: &Reading,
    wanted: SchoolsWanted,
) -> Result<Vec<School>, ReadError> {
    if decision.role == Some(Standing::Account) {
        return directory::schools_in_force(rows, caller.trust, wanted, today(doors, caller)).await;
    }
    directory::schools(rows, caller.trust, &wanted).await
}

/// The trust's schools.
pub async fn list_schools(
    doors: &Doors,
    request: Request<ListSchoolsRequest>,
) -> Reply<ListSchoolsResponse> {
    let reading = doors.door.reading(&request).await?;
    let caller = &reading.caller;
    let request = request.into_inner();
    let on = field::optional_date("on", &request.on)?;
    let wanted = SchoolsWanted {
        on: on.unwrap_or_else(|| today(doors, caller)),
        left: request.include_left,
        expected: request.include_expected,
    };
    let mut reader = doors.register.reader(caller.trust, request.at_least).await?;
    let rows = reader.snapshot().await?;
    let schools = schools(doors, &rows, &reading, wanted).await?;
    let mut answer = ListSchoolsResponse { as_of: Some(rows.as_of.clone()), schools };
    drop(rows);
    drop(reader);
    doors.door.fill(caller, &mut answer).await?;
    Ok(Response::new(answer))
}

/// The terms a school keeps.
pub async fn list_terms(
    doors: &Doors,
    request: Request<ListTermsRequest>,
) -> Reply<ListTermsResponse> {
    let trust = doors.door.caller(&request).await?.trust;
    let request = request.into_inner();
    let year = super::terms::year(&request.academic_year)?;
    let school = field::optional_uuid("school_id", &request.school_id)?;
    if let Some(school) = school
        && !doors.knows_school(trust, school).await?
    {
        return Err(not_found("SCHOOL_UNKNOWN", "There is no such school in this trust."));
    }
    let when = When::asked(request.at_least, &request.as_of_date)?;
    let like = TermsSet { academic_year: year.to_string(), ..TermsSet::default() };
    let (as_of, of_the_year) = doors.terms.list(trust, when, &like).await?;
    let terms = terms::kept(&of_the_year, school);
    Ok(Response::new(ListTermsResponse { as_of: Some(as_of), terms }))
}

/// The committees with their seats and meetings.
pub async fn list_committees(
    doors: &Doors,
    request: Request<ListCommitteesRequest>,
) -> Reply<ListCommitteesResponse> {
    let caller = doors.door.caller(&request).await?;
    let request = request.into_inner();
    let when = When::asked(request.at_least, &request.as_of_date)?;
    let every = CommitteeInFull::default();
    let (as_of, mut committees) = doors.committees.list(caller.trust, when, &every).await?;
    committees.sort_by(|a, b| (&a.name, &a.committee_id).cmp(&(&b.name, &b.committee_id)));
    doors.door.fill(&caller, committees.as_mut_slice()).await?;
    Ok(Response::new(ListCommitteesResponse { as_of: Some(as_of), committees }))
}

/// What was recorded of meetings: of a committee, or of every committee whose school is in the caller's reach.
pub async fn list_meeting_records(
    doors: &Doors,
    request: Request<ListMeetingRecordsRequest>,
) -> Reply<ListMeetingRecordsResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let request = request.into_inner();
    let committee = field::optional_uuid("committee_id", &request.committee_id)?;
    let committee_id = committee.map(|id| id.to_string()).unwrap_or_default();
    let when = When::asked(request.at_least, &request.as_of_date)?;
    let like = MeetingRecord { committee_id, ..MeetingRecord::default() };
    let (as_of, mut records) = doors.meeting_records.list(caller.trust, when, &like).await?;
    if committee.is_none() {
        let every = CommitteeInFull::default();
        let (_, committees) = doors.committees.list(caller.trust, when, &every).await?;
        let read = committees.into_iter().filter(|one| reach.covers_of(&one.school_id));
        let read: BTreeSet<String> = read.map(|one| one.committee_id).collect();
        records.retain(|record| read.contains(&record.committee_id));
    }
    doors.door.fill(&caller, records.as_mut_slice()).await?;
    Ok(Response::new(ListMeetingRecordsResponse { as_of: Some(as_of), records }))
}

/// The people and what they are on a day.
pub async fn list_people(
    doors: &Doors,
    request: Request<ListPeopleRequest>,
) -> Reply<ListPeopleResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let request = request.into_inner();
    let on = field::optional_date("on", &request.on)?;
    let day = on.unwrap_or_else(|| today(doors, &caller));
    let mut reader = doors.people.reader(caller.trust, request.at_least).await?;
    let rows = reader.snapshot().await?;
    // Who holds which office is known in the trust; addresses are for those who keep the record, and one's own.
    let addresses_of = (!reach.shows(None, Shows::PeopleAddresses)).then_some(caller.actor);
    let people = people::on_a_day(&rows, caller.trust, addresses_of, day).await?;
    Ok(Response::new(ListPeopleResponse { as_of: Some(rows.as_of.clone()), people }))
}

/// The e-mail address of one person.
pub async fn get_address(
    doors: &Doors,
    request: Request<GetAddressRequest>,
) -> Reply<GetAddressResponse> {
    let trust = doors.door.caller(&request).await?.trust;
    let person = field::uuid("person_id", &request.get_ref().person_id)?;
    let kept = identity::kept(&doors.log, trust, person).await?;
    Ok(Response::new(GetAddressResponse { email: kept.unwrap_or_default().email }))
}

/// Every role that a person was ever given.
pub async fn list_roles(
    doors: &Doors,
    request: Request<ListRolesRequest>,
) -> Reply<ListRolesResponse> {
    let trust = doors.door.caller(&request).await?.trust;
    let person = field::uuid("person_id", &request.get_ref().person_id)?;
    let mut reader = doors.people.reader(trust, request.get_ref().at_least).await?;
    let rows = reader.snapshot().await?;
    let roles = people::given(&rows, trust, person).await?;
    Ok(Response::new(ListRolesResponse { as_of: Some(rows.as_of.clone()), roles }))
}

/// What the rules let the caller do and see today.
pub async fn list_may(doors: &Doors, request: Request<ListMayRequest>) -> Reply<ListMayResponse> {
    let Allowed { position, on, may } = doors.door.may(&request).await?;
    let as_of = Some(AsOf { position, ..AsOf::default() });
    Ok(Response::new(ListMayResponse { as_of, until: on.to_string(), may }))
}

/// The day it is for a caller, British time.
pub fn today(doors: &Doors, caller: &Caller) -> jiff::civil::Date {
    contract::british_day(doors.door.now(caller))
}

/// Every trust kept here, by name.
pub async fn list_trusts(
    doors: &Doors,
    request: Request<ListTrustsRequest>,
) -> Reply<ListTrustsResponse> {
    doors.door.visitor(&request).await?;
    let mut reader = doors.register.reader(Uuid::nil(), 0).await?;
    let rows = reader.snapshot().await?;
    Ok(Response::new(ListTrustsResponse { trusts: directory::trusts(&rows).await? }))
}
