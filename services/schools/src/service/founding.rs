//! Beginning a trust's record in a browser: the one-time link, and what the person who opens it founds.

use contract::schools::v1::{
    BeginTrustRequest, BeginTrustResponse, CheckFoundingRequest, CheckFoundingResponse,
    GrantRoleRequest, InvitePersonRequest, OfferFoundingRequest, OfferFoundingResponse,
    RegisterPersonRequest, Role, Scope, ScopeKind,
};
use contract::{Caller, Refusal as _};
use eventlog::{AppendError, Envelope, ExecuteError, Nothing};
use jiff::{SignedDuration, Timestamp};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Doors, Reply, person};
use crate::founding::{self, FoundingLink};
use crate::identity::Identity;
use crate::person::Person;
use crate::trust::{Trust, TrustRefusal};

/// How long a link can be used.
const VALID_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Makes the link that begins a trust; the link before it ends.
pub async fn offer(
    doors: &Doors,
    request: Request<OfferFoundingRequest>,
) -> Reply<OfferFoundingResponse> {
    let caller = doors.door.caller(&request).await?;
    // A start may make a link again and again, but only while nothing is here that a stranger could want.
    if caller.role != "administrator" && !doors.log.heads().await?.is_empty() {
        return Err(TrustRefusal::InstallationBegun.to_status());
    }
    let now = doors.door.now(&caller);
    let until = now.checked_add(VALID_FOR).unwrap_or(now);
    let link = FoundingLink {
        begins: caller.trust,
        secret_sha256: request.into_inner().secret_sha256,
        until: until.to_string(),
    };
    founding::keep(&doors.log, &link).await?;
    Ok(Response::new(OfferFoundingResponse { until: link.until }))
}

/// Says until when a link can be used, or why it cannot.
pub async fn check(
    doors: &Doors,
    request: Request<CheckFoundingRequest>,
) -> Reply<CheckFoundingResponse> {
    let caller = doors.door.caller(&request).await?;
    let link = opened(doors, &caller, &request.get_ref().secret).await?;
    let (trust, _) = eventlog::load::<Trust>(&doors.log, caller.trust, caller.trust).await?;
    if trust != Trust::Unknown {
        return Err(TrustRefusal::AlreadyFounded.to_status());
    }
    Ok(Response::new(CheckFoundingResponse { until: link.until }))
}

async fn opened(doors: &Doors, caller: &Caller, secret: &[u8]) -> Result<FoundingLink, Status> {
    let found = founding::find(&doors.log).await?;
    opens(found, caller.trust, secret, doors.door.now(caller))
}

fn opens(
    link: Option<FoundingLink>,
    trust: Uuid,
    secret: &[u8],
    now: Timestamp,
) -> Result<FoundingLink, Status> {
    let opened = link.ok_or(TrustRefusal::LinkUnknown);
    opened
        .and_then(|link| link.opens(trust, secret, now).map(|()| link))
        .map_err(|no| no.to_status())
}

/// Begins the trust, then makes its officers known: each step is a command of its own under an id made of the request's. What a
/// first try left undone, the same request completes.
pub async fn begin(
    doors: &Doors,
    request: Request<BeginTrustRequest>,
) -> Reply<BeginTrustResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let trust = envelope.trust();
    let link = founding::find(&doors.log).await?;
    opens(link, trust, &asked.secret, envelope.context.now)?;
    let officers = [
        Identity { name: asked.first_name.clone(), email: asked.first_email.clone() },
        Identity { name: asked.second_name.clone(), email: asked.second_email.clone() },
    ];
    if alike(&officers) {
        return Err(TrustRefusal::OfficersAlike.to_status());
    }
    let invitation_sha256 = asked.invitation_sha256.clone();
    let founded = doors.door.tell_admitted::<Trust, _>(&envelope, asked, &Nothing).await;
    // Another form of the same link came first.
    founded.map_err(|error| match error {
        ExecuteError::Append(AppendError::Mismatch) => TrustRefusal::AlreadyFounded.to_status(),
        other => other.into(),
    })?;
    let [first, second] = officers;
    let first = appoint(doors, &envelope, "first", first).await?;
    let invite = InvitePersonRequest {
        person_id: first.clone(),
        secret_sha256: invitation_sha256,
        ..InvitePersonRequest::default()
    };
    let step = step(&envelope, "first/invite");
    doors.door.tell_admitted::<Person, _>(&step, invite, doors).await?;
    appoint(doors, &envelope, "second", second).await?;
    let position = doors.log.head(trust).await?.unwrap_or(0);
    Ok(Response::new(BeginTrustResponse {
        position,
        trust_id: trust.to_string(),
        person_id: first,
    }))
}

fn alike(officers: &[Identity; 2]) -> bool {
    let addresses = officers.each_ref().map(|officer| officer.email.to_lowercase());
    addresses[0] == addresses[1]
}

/// Makes an officer known, who administers the trust from today.
async fn appoint(
    doors: &Doors,
    envelope: &Envelope,
    which: &str,
    identity: Identity,
) -> Result<String, Status> {
    let register = RegisterPersonRequest {
        name: identity.name,
        email: identity.email,
        ..RegisterPersonRequest::default()
    };
    let registering = step(envelope, &format!("{which}/register"));
    let person_id = person::registered(doors, &registering, register).await?.person_id;
    let grant = GrantRoleRequest {
        person_id: person_id.clone(),
        role: Role::Administrator.into(),
        scope: Some(Scope { kind: ScopeKind::Trust.into(), id: envelope.trust().to_string() }),
        from: envelope.context.today().to_string(),
        ..GrantRoleRequest::default()
    };
    let granting = step(envelope, &format!("{which}/grant"));
    doors.door.tell_admitted::<Person, _>(&granting, grant, doors).await?;
    Ok(person_id)
}

/// The envelope of one step.
fn step(envelope: &Envelope, step: &str) -> Envelope {
    let mut envelope = envelope.clone();
    envelope.context.command_id = Uuid::new_v5(&envelope.context.command_id, step.as_bytes());
    envelope
}
