//! Inviting people to sign in, and knowing them again when they do.

use contract::schools::v1::{
    AcceptInvitationRequest, AcceptInvitationResponse, FindByAddressRequest, FindByAddressResponse,
    FindBySignInRequest, FindBySignInResponse, GetOneselfRequest, GetOneselfResponse,
    InvitePersonRequest, InvitePersonResponse, ListSignInsRequest, ListSignInsResponse,
};
use contract::{Caller, Refusal as _, field, invalid};
use eventlog::{ExecuteError, hex};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response, Status};

use super::{Doors, Reply, reads};
use crate::people;
use crate::person::{Person, PersonCommand, PersonRefusal};
use crate::sign_in::{self, Account, Bound};

const USUAL_DAYS: u32 = 7;
const MOST_DAYS: u32 = 30;
const HASH_BYTES: usize = 32;
const SECRET_BYTES: usize = 32;

/// Invites a person.
pub async fn invite(
    doors: &Doors,
    request: Request<InvitePersonRequest>,
) -> Reply<InvitePersonResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let person = field::uuid("person_id", &request.person_id)?;
    if request.secret_sha256.len() != HASH_BYTES {
        return Err(invalid("secret_sha256", "must be 32 bytes"));
    }
    let days = if request.days == 0 { USUAL_DAYS } else { request.days };
    if days > MOST_DAYS {
        return Err(invalid("days", "must not be more than 30"));
    }
    let invitation_id = envelope.context.new_id("invitation");
    let command = PersonCommand::Invite {
        invitation_id,
        secret_sha256: hex(&request.secret_sha256),
        valid_for: SignedDuration::from_hours(24 * i64::from(days)),
    };
    let receipt = eventlog::execute::<Person>(&doors.log, person, &command, &envelope).await?;
    let until = receipt.events.iter().find_map(|event| match event {
        contract::events::PersonEvent::PersonInvited(invited) => Some(invited.until.clone()),
        _ => None,
    });
    Ok(Response::new(InvitePersonResponse {
        position: receipt.position,
        invitation_id: invitation_id.to_string(),
        until: until.unwrap_or_default(),
    }))
}

/// Takes up an invitation: the log first, then the account to the erasable side. When the second fails the same
/// command completes it.
pub async fn accept(
    doors: &Doors,
    request: Request<AcceptInvitationRequest>,
) -> Reply<AcceptInvitationResponse> {
    // The log keeps a fingerprint of each command for ever; the account must not be in it.
    let nameless = |asked: &AcceptInvitationRequest| {
        let (command_id, person_id) = (asked.command_id.clone(), asked.person_id.clone());
        door::fingerprint(&AcceptInvitationRequest { command_id, person_id, ..Default::default() })
    };
    let (envelope, request) = doors.door.command_told_by(request, nameless).await?;
    let person = field::uuid("person_id", &request.person_id)?;
    if request.secret.len() != SECRET_BYTES {
        return Err(invalid("secret", "must be 32 bytes"));
    }
    let account = account(&request.issuer, &request.subject)?;
    let secret_sha256 = hex(&Sha256::digest(&request.secret));
    let trust = envelope.trust();
    let taken = sign_in::is_taken(&doors.log, trust, person, &account).await?;
    let command = PersonCommand::Accept { secret_sha256: secret_sha256.clone(), taken };
    let receipt = eventlog::execute::<Person>(&doors.log, person, &command, &envelope).await?;
    let refused = |refusal| ExecuteError::<PersonRefusal>::Refused(refusal);
    // A repeat may come when a newer invitation has changed what the person signs in with.
    let (known, _) = eventlog::load::<Person>(&doors.log, trust, person).await?;
    if !known.came_in_by(&secret_sha256) {
        return Err(refused(PersonRefusal::InvitationSpent).into());
    }
    let when = (envelope.context.now, receipt.repeated);
    match sign_in::bind(&doors.log, (trust, person), &account, when).await? {
        Bound::Now => Ok(Response::new(AcceptInvitationResponse { position: receipt.position })),
        Bound::Taken => Err(refused(PersonRefusal::SignInTaken).into()),
    }
}

fn account(issuer: &str, subject: &str) -> Result<Account, tonic::Status> {
    Ok(Account {
        issuer: field::text("issuer", issuer, 500)?,
        subject: field::text("subject", subject, 500)?,
    })
}

/// Who signs in with an account.
pub async fn find_by_sign_in(
    doors: &Doors,
    request: Request<FindBySignInRequest>,
) -> Reply<FindBySignInResponse> {
    doors.door.caller(&request).await?;
    let request = request.into_inner();
    let account = account(&request.issuer, &request.subject)?;
    let people = sign_in::find(&doors.log, &account).await?;
    Ok(Response::new(FindBySignInResponse { people }))
}

/// Who has an address and signs in with an issuer.
pub async fn find_by_address(
    doors: &Doors,
    request: Request<FindByAddressRequest>,
) -> Reply<FindByAddressResponse> {
    doors.door.caller(&request).await?;
    let request = request.into_inner();
    let email = field::text("email", &request.email, 320)?;
    let issuer = field::text("issuer", &request.issuer, 500)?;
    let people = sign_in::find_by_address(&doors.log, &email, &issuer).await?;
    Ok(Response::new(FindByAddressResponse { people }))
}

/// Who is invited and who can sign in.
pub async fn list(
    doors: &Doors,
    request: Request<ListSignInsRequest>,
) -> Reply<ListSignInsResponse> {
    let trust = doors.door.caller(&request).await?.trust;
    let mut reader = doors.people.reader(trust, request.get_ref().at_least).await?;
    let rows = reader.snapshot().await?;
    let sign_ins = people::sign_ins(&rows, trust).await?;
    Ok(Response::new(ListSignInsResponse { as_of: Some(rows.as_of.clone()), sign_ins }))
}

/// The caller, by name, with today's roles. A role just given counts at once, as it does at the door.
pub async fn oneself(
    doors: &Doors,
    request: Request<GetOneselfRequest>,
) -> Reply<GetOneselfResponse> {
    let caller = doors.door.caller(&request).await?;
    let mut found = oneself_at(doors, &caller, request.get_ref().at_least).await?;
    if found.person.as_ref().is_none_or(|person| person.roles.is_empty()) {
        let head = doors.log.head(caller.trust).await?;
        found = oneself_at(doors, &caller, head.unwrap_or(0)).await?;
    }
    if found.person.is_none() {
        return Err(PersonRefusal::Unknown.to_status());
    }
    Ok(Response::new(found))
}

async fn oneself_at(
    doors: &Doors,
    caller: &Caller,
    at_least: u64,
) -> Result<GetOneselfResponse, Status> {
    let mut reader = doors.people.reader(caller.trust, at_least).await?;
    let rows = reader.snapshot().await?;
    let day = reads::today(doors, caller);
    let person = people::one_on_a_day(&rows, caller.trust, caller.actor, day).await?;
    Ok(GetOneselfResponse { as_of: Some(rows.as_of.clone()), person })
}
