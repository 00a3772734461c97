//! Registering people, and giving and ending roles.

use contract::schools::v1::{
    EndRoleRequest, EndRoleResponse, GrantRoleRequest, GrantRoleResponse, RegisterPersonRequest,
    RegisterPersonResponse, Role, Scope, ScopeKind,
};
use contract::{Refusal, field, invalid};
use eventlog::{AppendError, Envelope, ExecuteError};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::committee::Committee;
use crate::hub::Hub;
use crate::identity::{self, Identity, Kept};
use crate::person::{Period, Person, PersonCommand, ScopeUnknown};

/// Makes a person known: the name to the erasable side first, then the id to the log. When the second
/// fails the same command completes it; a command that is refused takes its name with it.
pub async fn register(
    doors: &Doors,
    request: Request<RegisterPersonRequest>,
) -> Reply<RegisterPersonResponse> {
    // The log keeps a fingerprint of each command for ever; names must not be in it, for a name can be
    // guessed from its hash. Whether a repeat is the same is asked of the erasable side instead.
    let nameless = |asked: &RegisterPersonRequest| {
        let command_id = asked.command_id.clone();
        door::fingerprint(&RegisterPersonRequest { command_id, ..Default::default() })
    };
    let (envelope, request) = doors.door.command_told_by(request, nameless).await?;
    let RegisterPersonRequest { name, email, .. } = request;
    let person_id = envelope.context.new_id("person");

    let kept = keep(doors, envelope.trust(), person_id, &Identity { name, email }).await?;
    if kept == Kept::Differs {
        return Err(AppendError::Mismatch.into());
    }
    let command = PersonCommand::Register { person_id, email_taken: kept == Kept::EmailTaken };
    match eventlog::execute::<Person>(&doors.log, person_id, &command, &envelope).await {
        Ok(receipt) => {
            let (position, person_id) = (receipt.position, person_id.to_string());
            Ok(Response::new(RegisterPersonResponse { position, person_id }))
        }
        Err(error) => {
            if kept == Kept::Now && is_final(&error) {
                identity::forget(&doors.log, envelope.trust(), person_id).await?;
            }
            Err(error.into())
        }
    }
}

/// Keeps the name of a new person. A person already in the log may have been erased since: a late repeat
/// must not bring the name back.
async fn keep(
    doors: &Doors,
    trust: Uuid,
    person_id: Uuid,
    identity: &Identity,
) -> Result<Kept, Status> {
    let (person, _) = eventlog::load::<Person>(&doors.log, trust, person_id).await?;
    if person.is_known() {
        let kept = identity::compare(&doors.log, trust, person_id, identity).await?;
        return Ok(kept.unwrap_or(Kept::Before));
    }
    Ok(identity::keep(&doors.log, trust, person_id, identity).await?)
}

/// Whether the command is certainly not in the log.
fn is_final<R: Refusal>(error: &ExecuteError<R>) -> bool {
    match error {
        ExecuteError::Refused(_) => true,
        ExecuteError::Append(error) => !matches!(error, AppendError::Unavailable),
        ExecuteError::Read(_) | ExecuteError::Facts(_) => false,
    }
}

/// Gives a role.
pub async fn grant(doors: &Doors, request: Request<GrantRoleRequest>) -> Reply<GrantRoleResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let person = field::uuid("person_id", &request.person_id)?;
    let role = request.role();
    let scope = scope(envelope.trust(), request.scope)?;
    let from = field::date("from", &request.from)?;
    let until = field::optional_date("until", &request.until)?;
    fits(role, &scope)?;
    let scope_unknown = scope_unknown(doors, &envelope, &scope).await?;
    let grant_id = envelope.context.new_id("grant");
    let period = Period { from, until };
    let command = PersonCommand::Grant { grant_id, role, scope, period, scope_unknown };
    let receipt = eventlog::execute::<Person>(&doors.log, person, &command, &envelope).await?;
    let (position, grant_id) = (receipt.position, grant_id.to_string());
    Ok(Response::new(GrantRoleResponse { position, grant_id }))
}

/// What the role is held over; an empty id of a trust-wide role means the caller's trust.
fn scope(trust: Uuid, scope: Option<Scope>) -> Result<Scope, Status> {
    let scope = scope.ok_or_else(|| invalid("scope", "must be given"))?;
    let id = match ScopeKind::try_from(scope.kind).unwrap_or_default() {
        ScopeKind::Unspecified => return Err(invalid("scope.kind", "must be given")),
        ScopeKind::Trust => {
            let id = field::optional_uuid("scope.id", &scope.id)?.unwrap_or(trust);
            if id != trust {
                return Err(invalid("scope.id", "must be the caller's own trust"));
            }
            id
        }
        ScopeKind::Hub
        | ScopeKind::School
        | ScopeKind::Committee
        | ScopeKind::Wave
        | ScopeKind::Review
        | ScopeKind::Visit => field::uuid("scope.id", &scope.id)?,
    };
    Ok(Scope { kind: scope.kind, id: id.to_string() })
}

/// Over anything that a role does not reach it would give nothing, and nobody would know why.
fn fits(role: Role, scope: &Scope) -> Result<(), Status> {
    let places = access::places_of(role);
    if places.contains(&scope.kind()) {
        return Ok(());
    }
    let places: Vec<&str> = places.iter().map(|kind| access::kind_words(*kind)).collect();
    let (places, role) = (places.join(" or "), access::role_words(role));
    Err(invalid("scope.kind", &format!("must be {places} for the role of {role}")))
}

/// Whether there is no such thing. Visits are nobody's to know yet.
async fn scope_unknown(
    doors: &Doors,
    envelope: &Envelope,
    scope: &Scope,
) -> Result<Option<ScopeUnknown>, Status> {
    let trust = envelope.trust();
    let unknown = match scope.kind() {
        ScopeKind::School => {
            let school = field::uuid("scope.id", &scope.id)?;
            let known = doors.knows_school(trust, school).await?;
            (!known).then_some(ScopeUnknown::School)
        }
        ScopeKind::Hub => {
            let (hub, _) = eventlog::load::<Hub>(&doors.log, trust, &scope.id).await?;
            (!hub.is_known()).then_some(ScopeUnknown::Hub)
        }
        ScopeKind::Committee => {
            let (committee, _) = eventlog::load::<Committee>(&doors.log, trust, &scope.id).await?;
            (!committee.is_known()).then_some(ScopeUnknown::Committee)
        }
        ScopeKind::Review => {
            let review = field::uuid("scope.id", &scope.id)?;
            doors.door.has_review(trust, review).await?;
            None
        }
        ScopeKind::Unspecified | ScopeKind::Trust | ScopeKind::Wave | ScopeKind::Visit => None,
    };
    Ok(unknown)
}

/// Ends a role.
pub async fn end(doors: &Doors, request: Request<EndRoleRequest>) -> Reply<EndRoleResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let person = field::uuid("person_id", &request.person_id)?;
    let grant_id = field::uuid("grant_id", &request.grant_id)?;
    let on = field::date("on", &request.on)?;
    let command =
        PersonCommand::End { grant_id, on, reason: envelope.context.words(&request.reason) };
    let receipt = eventlog::execute::<Person>(&doors.log, person, &command, &envelope).await?;
    Ok(Response::new(EndRoleResponse { position: receipt.position }))
}
