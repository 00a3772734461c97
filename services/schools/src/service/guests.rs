//! Guests of visits: persons from outside the trust, each with a role over one visit, who sign in by a link alone.

use contract::commands::{Answered as _, PersonCommand, Told};
use contract::schools::v1::{
    GetGuestVisitRequest, GetGuestVisitResponse, InviteGuestRequest, InviteGuestResponse,
};
use contract::{Refusal as _, field, not_found};
use eventlog::{AppendError, Envelope, FoundBefore};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::person::{is_final, keep};
use super::{Doors, Reply, reads};
use crate::directory::{self, SchoolsWanted};
use crate::identity::{self, Identity, Kept};
use crate::person::{Person, PersonFacts, PersonRefusal};
use crate::sign_in::{self, Account, Binding, Bound};

/// The issuer of the accounts of guests. A link to the e-mail address is all that such an account needs.
const GUEST: &str = "guest";

/// Who is invited, how the name was kept, and whether an invitation of the same guest was left half done.
struct Invited {
    person: Uuid,
    kept: Kept,
    unfinished: bool,
}

impl Invited {
    /// What stands in the way; a mismatch for a command that had another name before.
    fn facts(&self) -> Result<PersonFacts, AppendError> {
        match self.kept {
            Kept::Differs => Err(AppendError::Mismatch),
            Kept::EmailTaken => Ok(PersonFacts::InTheWay(PersonRefusal::AlreadyRegistered)),
            Kept::Now | Kept::Before if self.unfinished => Ok(PersonFacts::Unfinished),
            Kept::Now | Kept::Before => Ok(PersonFacts::Nothing),
        }
    }
}

/// Makes a guest known and gives the role over the visit. The name goes to the erasable side first, as with every person. When a later
/// step fails, the same command or another invitation of the address completes it.
pub(super) async fn invite(
    doors: &Doors,
    request: Request<InviteGuestRequest>,
) -> Reply<InviteGuestResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let trust = envelope.trust();
    if !doors.is_open_visit(trust, &asked.visit_note_id, &asked.school_id).await? {
        return Err(PersonRefusal::VisitUnknown.to_status());
    }
    let invited = known_or_new(doors, &envelope, &asked).await?;
    let (person, facts) = (invited.person, invited.facts()?);
    let (id, command) = (person.to_string(), PersonCommand::from(asked));
    let found = FoundBefore(facts);
    let told = doors.log.execute_knowing::<Person>(&id, &command, &envelope, &found).await;
    let position = match told {
        Ok(receipt) => receipt.position,
        Err(error) => {
            if invited.kept == Kept::Now && is_final(&error) {
                identity::forget(&doors.log, trust, person).await?;
            }
            return Err(error.into());
        }
    };
    if sign_in::of(&doors.log, trust, person).await?.is_none() {
        let binding = Binding { trust, person, since: envelope.context.now, accepted_at: position };
        let account = Account { issuer: GUEST.to_owned(), subject: id.clone() };
        if sign_in::bind(&doors.log, &binding, &account).await? == Bound::Taken {
            return Err(PersonRefusal::SignInTaken.to_status());
        }
    }
    let told = Told { position, id, command_id: envelope.context.command_id };
    Ok(Response::new(InviteGuestRequest::answer(&told)))
}

/// The guest of the trust who has the address already, one whose invitation was left half done, or a new person.
async fn known_or_new(
    doors: &Doors,
    envelope: &Envelope,
    asked: &InviteGuestRequest,
) -> Result<Invited, Status> {
    let trust = envelope.trust();
    if let Some(person) = sign_in::by_address(&doors.log, trust, &asked.email, GUEST).await? {
        return Ok(Invited { person, kept: Kept::Before, unfinished: false });
    }
    let new = envelope.context.new_id("person");
    // The command that was left half done itself is told as it was before.
    if let Some(person) = sign_in::without_account(&doors.log, trust, &asked.email).await?
        && person != new
        && eventlog::load::<Person>(&doors.log, trust, person).await?.0.is_guest_alone()
    {
        return Ok(Invited { person, kept: Kept::Before, unfinished: true });
    }
    let identity = Identity { name: asked.name.clone(), email: asked.email.clone() };
    let kept = keep(doors, trust, new, &identity).await?;
    Ok(Invited { person: new, kept, unfinished: false })
}

impl Doors {
    /// Whether the note of a visit is not issued yet; VISIT_UNKNOWN unless the visit was to the school.
    pub(super) async fn is_open_visit(
        &self,
        trust: Uuid,
        visit_note_id: &str,
        school_id: &str,
    ) -> Result<bool, Status> {
        let visit = field::uuid("visit_note_id", visit_note_id)?;
        let school = field::uuid("school_id", school_id)?;
        let known = self.door.visit(trust, visit).await?.filter(|known| known.school == school);
        known.map(|known| !known.is_issued).ok_or_else(|| PersonRefusal::VisitUnknown.to_status())
    }
}

/// The names that a guest's page begins with.
pub(super) async fn get_visit(
    doors: &Doors,
    request: Request<GetGuestVisitRequest>,
) -> Reply<GetGuestVisitResponse> {
    let caller = doors.door.caller(&request).await?;
    let (trust, asked) = (caller.trust, request.into_inner());
    let visit = field::uuid("visit_note_id", &asked.visit_note_id)?;
    let known = doors.door.visit(trust, visit).await?.filter(|known| !known.is_issued);
    let known = known.ok_or_else(|| PersonRefusal::VisitUnknown.to_status())?;
    let school_id = known.school.to_string();
    let mut reader = doors.register.reader(trust, asked.at_least).await?;
    let rows = reader.snapshot().await?;
    let unknown = || not_found("TRUST_UNKNOWN", "There is no such trust here.");
    let trust_name = directory::trust_name(&rows, trust).await?.ok_or_else(unknown)?;
    let wanted = SchoolsWanted { on: reads::today(doors, &caller), left: true, expected: false };
    let schools = directory::schools(&rows, trust, &wanted).await?;
    let mut found = schools.into_iter().filter(|school| school.school_id == school_id);
    let school_name = found.next().map(|school| school.name).unwrap_or_default();
    let as_of = Some(rows.as_of.clone());
    Ok(Response::new(GetGuestVisitResponse { as_of, trust_name, school_id, school_name }))
}
