//! What people may ask of the trust about themselves: to know what is kept, and to be forgotten.

use contract::commands::Answered as _;
use contract::schools::v1::{
    ErasePersonRequest, ErasePersonResponse, GetPersonRecordRequest, GetPersonRecordResponse,
};
use contract::{Refusal as _, field};
use tonic::{Request, Response, Status};

use super::{Doors, Reply};
use crate::erasures::{ErasedThing, ErasureIntent};
use crate::identity::{self, Identity};
use crate::people;
use crate::person::{Person, PersonRefusal};
use crate::sign_in;

const LONGEST_REASON: usize = 200;

/// Forgets who a person is. The ledger has the intent first, then the log has the event. A crash in between is made good by the
/// same command sent again, or when the service starts.
pub async fn erase(
    doors: &Doors,
    request: Request<ErasePersonRequest>,
) -> Reply<ErasePersonResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let person = field::uuid("person_id", &asked.person_id)?;
    let (ledger, erased) = (doors.erasures.as_deref(), ErasedThing::Person(person));
    let intent = ErasureIntent::note(ledger, envelope.trust(), erased)?;
    let told = doors.door.tell_admitted::<Person, _>(&envelope, asked, doors).await;
    let (told, _) = intent.settle(told.map_err(Status::from))?;
    identity::forget(&doors.log, envelope.trust(), person).await?;
    Ok(Response::new(ErasePersonRequest::answer(&told)))
}

/// What this service keeps about a person: who it is, how the person signs in, and every role ever held.
pub async fn record(
    doors: &Doors,
    request: Request<GetPersonRecordRequest>,
) -> Reply<GetPersonRecordResponse> {
    let trust = doors.door.caller(&request).await?.trust;
    let request = request.into_inner();
    let person_id = field::uuid("person_id", &request.person_id)?;
    field::text("why", &request.why, LONGEST_REASON)?;
    let (person, _) = eventlog::load::<Person>(&doors.log, trust, person_id).await?;
    if !person.is_known() {
        return Err(PersonRefusal::Unknown.to_status());
    }
    let identity = identity::kept(&doors.log, trust, person_id).await?;
    let Identity { name, email } = identity.unwrap_or_default();
    let account = sign_in::of(&doors.log, trust, person_id).await?.unwrap_or_default();
    let mut reader = doors.people.reader(trust, request.at_least).await?;
    let rows = reader.snapshot().await?;
    Ok(Response::new(GetPersonRecordResponse {
        as_of: Some(rows.as_of.clone()),
        person_id: person_id.to_string(),
        name,
        email,
        roles: people::ever_held(&rows, trust, person_id).await?,
        on_hold: person.is_on_hold(),
        erased: person.is_erased(),
        issuer: account.issuer,
        subject: account.subject,
    }))
}
