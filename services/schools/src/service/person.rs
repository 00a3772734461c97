//! Registering people, and what a person's record has to know of others.

use contract::commands::{Answered as _, PersonCommand};
use contract::schools::v1::{
    GrantRoleRequest, RegisterPersonRequest, RegisterPersonResponse, Role, Scope, ScopeKind,
};
use contract::{Refusal, field, invalid};
use eventlog::{AppendError, Envelope, ExecuteError, FoundBefore, Knows, Lookup};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::committee::Committee;
use crate::hub::Hub;
use crate::identity::{self, Identity, Kept};
use crate::person::{Person, PersonFacts, PersonRefusal};
use crate::school::School;
use crate::sign_in::{self, Account};

#[async_trait::async_trait]
impl Knows<Person> for Doors {
    async fn facts(
        &self,
        command: &PersonCommand,
        lookup: &Lookup<'_>,
    ) -> Result<PersonFacts, Status> {
        let in_the_way = match command {
            PersonCommand::GrantRole(asked) => self.not_there(asked, lookup).await?,
            PersonCommand::AcceptInvitation(asked) => {
                let (trust, person) = (lookup.trust(), field::uuid("person_id", &asked.person_id)?);
                let taken =
                    sign_in::is_taken(&self.log, trust, person, &Account::of(asked)).await?;
                taken.then_some(PersonRefusal::SignInTaken)
            }
            PersonCommand::EndGuest(asked) => {
                let (visit, school) = (&asked.visit_note_id, &asked.school_id);
                let open = self.is_open_visit(lookup.trust(), visit, school).await?;
                (!open).then_some(PersonRefusal::VisitIssued)
            }
            PersonCommand::InvitePerson(asked) => self.redirected(asked, lookup).await?,
            // `change` compares with what is kept. `register` and `invite` of guests keep the name before they tell the person, so they look up for themselves.
            PersonCommand::RegisterPerson(_)
            | PersonCommand::ChangePerson(_)
            | PersonCommand::InviteGuest(_)
            | PersonCommand::EndRole(_)
            | PersonCommand::TakeBackRoleEnd(_)
            | PersonCommand::TakeRoleEffect(_)
            | PersonCommand::HoldPerson(_)
            | PersonCommand::ReleasePerson(_)
            | PersonCommand::ErasePerson(_) => None,
        };
        Ok(in_the_way.map_or(PersonFacts::Nothing, PersonFacts::InTheWay))
    }
}

impl Doors {
    /// Why a role cannot be held over what the request names; `None` where it can.
    pub(super) async fn not_there(
        &self,
        asked: &GrantRoleRequest,
        lookup: &Lookup<'_>,
    ) -> Result<Option<PersonRefusal>, Status> {
        let scope = asked.scope.clone().unwrap_or_default();
        consistent(asked.role(), &scope, lookup.trust())?;
        let unknown = match scope.kind() {
            ScopeKind::School => {
                let school: School = lookup.load(&scope.id).await?;
                (school == School::Unknown).then_some(PersonRefusal::SchoolUnknown)
            }
            ScopeKind::Hub => {
                let hub: Hub = lookup.load(&scope.id).await?;
                (!hub.is_known()).then_some(PersonRefusal::HubUnknown)
            }
            ScopeKind::Committee => {
                let committee: Committee = lookup.load(&scope.id).await?;
                (!committee.is_known()).then_some(PersonRefusal::CommitteeUnknown)
            }
            ScopeKind::Review => {
                let review = field::uuid("scope.id", &scope.id)?;
                self.door.has_review(lookup.trust(), review).await?;
                None
            }
            ScopeKind::Visit => {
                let visit = field::uuid("scope.id", &scope.id)?;
                let known = self.door.visit(lookup.trust(), visit).await?;
                let open = known.is_some_and(|known| !known.is_issued);
                (!open).then_some(PersonRefusal::VisitUnknown)
            }
            ScopeKind::Unspecified | ScopeKind::Trust | ScopeKind::Wave => None,
        };
        Ok(unknown)
    }
}

/// What the rules of the fields cannot say. A role over anything that it does not reach would give nothing.
fn consistent(role: Role, scope: &Scope, trust: Uuid) -> Result<(), Status> {
    let is_trusts = scope.id.is_empty() || scope.id == trust.to_string();
    if scope.kind() == ScopeKind::Trust && !is_trusts {
        return Err(invalid("scope.id", "must be the caller's own trust"));
    }
    if scope.kind() != ScopeKind::Trust && scope.id.is_empty() {
        return Err(invalid("scope.id", "must be a UUID"));
    }
    let places = access::places_of(role);
    if places.contains(&scope.kind()) {
        return Ok(());
    }
    let places: Vec<&str> = places.iter().map(|kind| access::kind_words(*kind)).collect();
    let (places, role) = (places.join(" or "), access::role_words(role));
    Err(invalid("scope.kind", &format!("must be {places} for the role of {role}")))
}

/// Makes a person known: the name to the erasable side first, so that one address is one person; then the id to the log.
/// When the second fails the same command completes it. A command that is refused takes its name with it.
pub async fn register(
    doors: &Doors,
    request: Request<RegisterPersonRequest>,
) -> Reply<RegisterPersonResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    Ok(Response::new(registered(doors, &envelope, asked).await?))
}

/// The same for a command that was let in.
pub async fn registered(
    doors: &Doors,
    envelope: &Envelope,
    asked: RegisterPersonRequest,
) -> Result<RegisterPersonResponse, Status> {
    let (trust, person_id) = (envelope.trust(), envelope.context.new_id("person"));
    let identity = Identity { name: asked.name.clone(), email: asked.email.clone() };
    let kept = keep(doors, trust, person_id, &identity).await?;
    let facts = match kept {
        Kept::Differs => return Err(AppendError::Mismatch.into()),
        Kept::EmailTaken => PersonFacts::InTheWay(PersonRefusal::AlreadyRegistered),
        Kept::Now | Kept::Before => PersonFacts::Nothing,
    };
    let told = doors.door.tell_admitted::<Person, _>(envelope, asked, &FoundBefore(facts)).await;
    match told {
        Ok((told, _)) => Ok(RegisterPersonRequest::answer(&told)),
        Err(error) => {
            if kept == Kept::Now && is_final(&error) {
                identity::forget(&doors.log, trust, person_id).await?;
            }
            Err(error.into())
        }
    }
}

/// Keeps the name of a new person. A person already in the log may have been erased since: a late repeat
/// must not bring the name back.
pub(super) async fn keep(
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
pub(super) fn is_final<R: Refusal>(error: &ExecuteError<R>) -> bool {
    match error {
        ExecuteError::Refused(_) => true,
        ExecuteError::Append(error) => {
            !matches!(error, AppendError::Unavailable | AppendError::Busy)
        }
        ExecuteError::Read(_) | ExecuteError::Facts(_) => false,
    }
}
