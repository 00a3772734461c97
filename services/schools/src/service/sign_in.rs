//! Inviting people to sign in, and knowing them again when they do.

use contract::commands::Answered as _;
use contract::events::PersonEvent;
use contract::schools::v1::{
    AcceptInvitationRequest, AcceptInvitationResponse, FindByAddressRequest, FindByAddressResponse,
    FindBySignInRequest, FindBySignInResponse, GetOneselfRequest, GetOneselfResponse,
    InvitePersonRequest, InvitePersonResponse, ListSignInsRequest, ListSignInsResponse,
};
use contract::{Caller, Refusal as _, field};
use tonic::{Request, Response, Status};

use super::{Doors, Reply, reads};
use crate::people;
use crate::person::{Person, PersonRefusal};
use crate::sign_in::{self, Account, Binding, Bound};

/// Invites a person.
pub async fn invite(
    doors: &Doors,
    request: Request<InvitePersonRequest>,
) -> Reply<InvitePersonResponse> {
    let (told, receipt) = doors.door.told::<Person, _>(request, doors).await?;
    let until = receipt.events.iter().find_map(|event| match event {
        PersonEvent::PersonInvited(invited) => Some(invited.until.clone()),
        _ => None,
    });
    Ok(Response::new(InvitePersonResponse {
        position: told.position,
        invitation_id: told.new_id("invitation"),
        until: until.unwrap_or_default(),
    }))
}

/// Takes up an invitation: the log first, then the account to the erasable side. When the second fails the same
/// command completes it.
pub async fn accept(
    doors: &Doors,
    request: Request<AcceptInvitationRequest>,
) -> Reply<AcceptInvitationResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let (trust, person) = (envelope.trust(), field::uuid("person_id", &asked.person_id)?);
    let (account, secret) = (Account::of(&asked), asked.secret.clone());
    let (told, receipt) = doors.door.tell_admitted::<Person, _>(&envelope, asked, doors).await?;
    // A repeat may come when a newer invitation has changed what the person signs in with.
    let (known, _) = eventlog::load::<Person>(&doors.log, trust, person).await?;
    if !known.came_in_by(&secret) {
        return Err(PersonRefusal::InvitationSpent.to_status());
    }
    let binding =
        Binding { trust, person, since: envelope.context.now, accepted_at: receipt.position };
    match sign_in::bind(&doors.log, &binding, &account).await? {
        Bound::Now => Ok(Response::new(AcceptInvitationRequest::answer(&told))),
        Bound::Taken => Err(PersonRefusal::SignInTaken.to_status()),
    }
}

fn account(issuer: &str, subject: &str) -> Result<Account, Status> {
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
