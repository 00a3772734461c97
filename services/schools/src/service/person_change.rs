//! Changing the name and the e-mail address of a person.

use contract::commands::Answered as _;
use contract::events::{PersonEvent, StoredEvent as _};
use contract::schools::v1::{ChangePersonRequest, ChangePersonResponse, InvitePersonRequest};
use contract::{Refusal as _, field};
use eventlog::{FoundBefore, Lookup, ReadError, Stream};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::identity::{self, Identity, IdentityChange, Kept};
use crate::person::{Person, PersonDifference, PersonFacts, PersonRefusal};
use crate::sign_in;

/// Changes name and address: the log first, which orders changes, then the erasable side. When the second fails the same command
/// completes it.
pub async fn change(
    doors: &Doors,
    request: Request<ChangePersonRequest>,
) -> Reply<ChangePersonResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let (trust, person) = (envelope.trust(), field::uuid("person_id", &asked.person_id)?);
    let identity = Identity { name: asked.name.clone(), email: asked.email.clone() };
    let facts = FoundBefore(difference(doors, trust, person, &identity).await?);
    let (told, receipt) = doors.door.tell_admitted::<Person, _>(&envelope, asked, &facts).await?;
    let change = IdentityChange { person, identity: &identity, changed_at: receipt.position };
    match identity::change(&doors.log, trust, change).await? {
        Kept::EmailTaken => Err(PersonRefusal::AlreadyRegistered.to_status()),
        // A later change or an erasure stands.
        Kept::Now | Kept::Before | Kept::Differs => {
            Ok(Response::new(ChangePersonRequest::answer(&told)))
        }
    }
}

/// How what is asked for differs from what is kept; nothing where nothing is kept.
async fn difference(
    doors: &Doors,
    trust: Uuid,
    person: Uuid,
    asked: &Identity,
) -> Result<PersonFacts, Status> {
    let Some(kept) = identity::kept(&doors.log, trust, person).await? else {
        return Ok(PersonFacts::Nothing);
    };
    if identity::is_taken(&doors.log, trust, person, &asked.email).await? {
        return Ok(PersonFacts::InTheWay(PersonRefusal::AlreadyRegistered));
    }
    let (name, address) = (kept.name != asked.name, kept.email != asked.email);
    Ok(PersonFacts::Differs(PersonDifference { name, address }))
}

impl Doors {
    /// Why the caller does not invite a person who signs in already: the caller changed the address that the new link goes to. It
    /// counts until an invitation is taken up.
    pub(super) async fn redirected(
        &self,
        asked: &InvitePersonRequest,
        lookup: &Lookup<'_>,
    ) -> Result<Option<PersonRefusal>, Status> {
        let (trust, person) = (lookup.trust(), field::uuid("person_id", &asked.person_id)?);
        if sign_in::of(&self.log, trust, person).await?.is_none() {
            return Ok(None);
        }
        let caller = lookup.envelope.context.actor.to_string();
        let stream = Stream::new(PersonEvent::CATEGORY, person);
        let happened = self.log.load(trust, &stream).await?;
        for event in happened.iter().rev() {
            let said: PersonEvent = event.decode().map_err(ReadError::from)?;
            if matches!(said, PersonEvent::InvitationAccepted(_)) {
                return Ok(None);
            }
            let redirects =
                matches!(&said, PersonEvent::PersonChanged(changed) if changed.address_changed);
            if redirects && event.actor() == caller {
                return Ok(Some(PersonRefusal::AddressChangedByInviter));
            }
        }
        Ok(None)
    }
}
