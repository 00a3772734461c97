//! What every rpc does first: read who calls, ask whether the rules let it, and, for a command, what makes a repeat
//! recognisable. There is no other way in.

#[cfg(feature = "testing")]
use access::Sight;
use access::{Actor, Decision, KnownVisit, Reach, Subject};
use contract::schools::v1::Role;
use contract::{Asks, Caller, Clock, Rules, Thing, field};
use eventlog::Log;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::authenticate::{CallerAuthenticator, Claimed, acting};
use crate::disclosures::Look;
use crate::permissions::{Allowed, Asked};
use crate::trace::current_trace;
use crate::{Disclosures, Permissions};

/// Reads requests on their way in and lets in what the rules let in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    guard: Guard,
    authenticator: CallerAuthenticator,
}

#[derive(Clone, Debug)]
enum Guard {
    Permissions(Permissions, Disclosures),
    #[cfg(feature = "testing")]
    Nobody,
}

/// By what a door lets callers in.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The rules, and the roles as the log has them.
    pub permissions: Permissions,
    /// Where it is recorded who was shown what.
    pub looks: Disclosures,
    /// Who a caller is.
    pub authenticator: CallerAuthenticator,
}

/// A read that was let in.
#[derive(Clone, Debug)]
pub struct Reading {
    /// For whom; the role is the one it was allowed in.
    pub caller: Caller,
    /// What may be shown of the thing named.
    pub decision: Decision,
    /// What may be shown of each school, for lists.
    pub reach: Reach,
    /// What the request is about.
    subject: Subject,
    /// Who asked, and in which role it was asked to be answered.
    asked_by: AskedBy,
}

/// Who asks, for what else the same caller may be shown.
#[derive(Clone, Copy, Debug)]
struct AskedBy {
    actor: Actor,
    acting_as: Option<Role>,
}

impl Door {
    /// A door of the service whose log it is, with what the installation lets in.
    pub fn new(log: Log, clock: Clock, admission: Admission) -> Self {
        let guard = Guard::Permissions(admission.permissions, admission.looks);
        Self { clock, log, guard, authenticator: admission.authenticator }
    }

    /// A door that lets everything through in the role the caller claims.
    #[cfg(feature = "testing")]
    pub fn unguarded(log: Log, clock: Clock) -> Self {
        Self { clock, log, guard: Guard::Nobody, authenticator: CallerAuthenticator::of_headers() }
    }

    /// A door that believes who its caller says it is, and lets in what the rules let in.
    #[cfg(feature = "testing")]
    pub fn believing(log: Log, permissions: Permissions, looks: Disclosures) -> Self {
        let authenticator = CallerAuthenticator::of_headers();
        Self::new(log, Clock::new(true), Admission { permissions, looks, authenticator })
    }

    /// The caller of a read whose answer is the same for all who may ask.
    pub async fn caller<M>(&self, request: &Request<M>) -> Result<Caller, Status>
    where
        M: Asks + Rules + Clone + Sync,
    {
        Ok(self.reading(request).await?.caller)
    }

    /// A read whose answer depends on who asks. INVALID_ARGUMENT names a field that is malformed.
    pub async fn reading<M>(&self, request: &Request<M>) -> Result<Reading, Status>
    where
        M: Asks + Rules + Clone + Sync,
    {
        let reading = self.admit(request).await?;
        request.get_ref().clone().check()?;
        self.disclose(request, &reading).await?;
        Ok(reading)
    }

    /// What another rpc may show the caller of a read; `None` where the rules do not let the caller ask it.
    pub async fn reach_of<M>(&self, reading: &Reading) -> Result<Option<Reach>, Status>
    where
        M: Asks + Default,
    {
        let Some(permissions) = self.permissions() else { return Ok(Some(reading.reach.clone())) };
        let AskedBy { actor, acting_as } = reading.asked_by;
        let (decision, reach) = permissions.admit(Asked {
            trust: reading.caller.trust,
            actor,
            acting_as,
            action: M::ACTION,
            subject: subject(&M::default())?,
            on: contract::british_day(self.clock.now(&reading.caller)),
        });
        Ok(decision.allowed.then_some(reach))
    }

    /// Asks the rules whether a request may be made.
    pub(crate) async fn admit<M>(&self, request: &Request<M>) -> Result<Reading, Status>
    where
        M: Asks + Sync,
    {
        let (service, now) = self.asked::<M>();
        let claimed = self.authenticator.caller(request, service, now)?;
        let subject = subject(request.get_ref())?;
        self.let_in::<M>(subject, claimed).await
    }

    /// A person's read of all that the rules let that person do and see on the day of the call.
    pub async fn may<M: Asks + Rules + Clone + Sync>(
        &self,
        request: &Request<M>,
    ) -> Result<Allowed, Status> {
        let caller = self.caller(request).await?;
        let on = contract::british_day(self.clock.now(&caller));
        match self.permissions() {
            Some(permissions) => {
                permissions.may(caller.trust, Actor::Person(caller.actor), on).await
            }
            None => Ok(Allowed { on, ..Allowed::default() }),
        }
    }

    /// A call of a visitor, who needs no account: neither trust nor actor is asked for, and when it came is kept nowhere.
    pub async fn visitor<M: Asks + Sync>(&self, request: &Request<M>) -> Result<Caller, Status> {
        let (service, now) = self.asked::<M>();
        let claimed = self.authenticator.visitor(request, service, now)?;
        let subject = subject(request.get_ref())?;
        Ok(self.let_in::<M>(subject, claimed).await?.caller)
    }

    /// The service that is asked, and when.
    fn asked<M: Asks>(&self) -> (&'static str, jiff::Timestamp) {
        (M::ACTION.split('.').next().unwrap_or_default(), self.clock.machine())
    }

    /// The clock of this process.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// The time to act on for a caller.
    pub fn now(&self, caller: &Caller) -> jiff::Timestamp {
        self.clock.now(caller)
    }

    /// NOT_FOUND (SCHOOL_UNKNOWN) where a school is none of the trust's: what is in the log stays there, and a service that
    /// decides about schools keeps no register of them.
    pub(crate) async fn has_schools(&self, trust: Uuid, schools: &[Uuid]) -> Result<(), Status> {
        match self.permissions() {
            Some(permissions) => permissions.has_schools(trust, schools).await,
            None => Ok(()),
        }
    }

    /// Those of some schools that had left the trust by a day.
    pub async fn have_left(
        &self,
        trust: Uuid,
        schools: &[Uuid],
        on: jiff::civil::Date,
    ) -> Result<Vec<Uuid>, Status> {
        match self.permissions() {
            Some(permissions) => permissions.have_left(trust, schools, on).await,
            None => Ok(Vec::new()),
        }
    }

    /// NOT_FOUND (REVIEW_UNKNOWN) where a review is none of the trust's.
    pub async fn has_review(&self, trust: Uuid, review: Uuid) -> Result<(), Status> {
        match self.permissions() {
            Some(permissions) => permissions.has_review(trust, review).await,
            None => Ok(()),
        }
    }

    /// A visit whose note was begun; `None` where there is no such visit.
    pub async fn visit(&self, trust: Uuid, visit: Uuid) -> Result<Option<KnownVisit>, Status> {
        match self.permissions() {
            Some(permissions) => permissions.visit(trust, visit).await,
            None => Ok(None),
        }
    }

    /// `None` only for a door that lets everything through.
    fn permissions(&self) -> Option<&Permissions> {
        match &self.guard {
            Guard::Permissions(permissions, _) => Some(permissions),
            #[cfg(feature = "testing")]
            Guard::Nobody => None,
        }
    }

    async fn let_in<M: Asks>(
        &self,
        subject: Subject,
        (caller, actor): Claimed,
    ) -> Result<Reading, Status> {
        let acting_as = Role::from_str_name(&format!("ROLE_{}", caller.role.to_uppercase()));
        let asked_by = AskedBy { actor, acting_as };
        let asked = Asked {
            trust: caller.trust,
            actor,
            acting_as,
            action: M::ACTION,
            subject,
            on: contract::british_day(self.clock.now(&caller)),
        };
        let (decision, reach) = match &self.guard {
            Guard::Permissions(permissions, _) => permissions.decide(asked).await?,
            #[cfg(feature = "testing")]
            Guard::Nobody => return Ok(unguarded(caller, subject, asked_by)),
        };
        let role = decision.role.as_ref().map(access::Standing::role_name).unwrap_or_default();
        let actor = acting(asked.actor, &caller);
        let reads_up_to = Some(decision.reads_up_to);
        let caller = Caller { role, actor, reads_up_to, ..caller };
        Ok(Reading { caller, decision, reach, subject, asked_by })
    }

    /// Records that a person is about to be shown something, where the answer is one that is recorded.
    pub(crate) async fn disclose<M: Asks + Sync>(
        &self,
        request: &Request<M>,
        Reading { caller, reach, subject, .. }: &Reading,
    ) -> Result<(), Status> {
        let (permissions, looks) = match &self.guard {
            Guard::Permissions(permissions, looks) => (permissions, looks),
            #[cfg(feature = "testing")]
            Guard::Nobody => return Ok(()),
        };
        if !M::SHOWS.is_recorded() {
            return Ok(());
        }
        let thing = seen(caller.trust, subject, request.get_ref().position());
        let schools = match (thing.0, subject.school, reach) {
            ("trust", None, Reach::All(_)) => None,
            ("trust", None, Reach::Schools { schools, .. }) => {
                Some(schools.keys().copied().collect())
            }
            (_, school, _) => Some(school.into_iter().collect()),
        };
        let look = Look {
            id: Uuid::new_v4(),
            trust: caller.trust,
            at: self.clock.now(caller),
            person: caller.actor,
            role: caller.role.clone(),
            action: M::ACTION,
            shown: M::SHOWS,
            thing,
            schools,
            position: permissions.position(caller.trust),
            trace: current_trace().or_else(|| caller.traceparent.clone()).unwrap_or_default(),
            why: legible(request.get_ref().why()),
        };
        looks.record(look, request.extensions()).await
    }
}

/// A reason as it is kept: nothing in it may keep the look from being recorded.
fn legible(why: &str) -> String {
    why.chars().filter(|letter| !letter.is_control()).take(LONGEST_WHY).collect()
}

/// Longest reason for a look that is kept, in characters.
pub const LONGEST_WHY: usize = 400;

/// Kind and id of the narrowest thing the request names; recorded as what was shown.
fn seen(trust: Uuid, subject: &Subject, position: u64) -> (&'static str, String) {
    let named = [
        (Thing::Report, subject.report),
        (Thing::Review, subject.review),
        (Thing::Pairing, subject.pairing),
        (Thing::Person, subject.person),
        (Thing::Wave, subject.wave),
        (Thing::Committee, subject.committee),
        (Thing::Hub, subject.hub),
        (Thing::School, subject.school),
    ];
    let mut narrow =
        named.into_iter().filter_map(|(kind, id)| Some((kind.word(), id?.to_string())));
    match (narrow.next(), position) {
        (Some(named), _) => named,
        (None, 0) => ("trust", trust.to_string()),
        (None, position) => ("event", position.to_string()),
    }
}

fn subject(request: &impl Asks) -> Result<Subject, Status> {
    let mut subject = Subject::default();
    for (thing, name, id) in request.about() {
        if let Some(id) = field::optional_uuid(name, id)? {
            subject.about(thing, id);
        }
    }
    Ok(subject)
}

#[cfg(feature = "testing")]
fn unguarded(caller: Caller, subject: Subject, asked_by: AskedBy) -> Reading {
    let decision = Decision {
        allowed: true,
        because: Default::default(),
        role: None,
        sight: Sight::Whole,
        reads_up_to: Default::default(),
    };
    Reading { caller, decision, reach: Reach::All(Sight::Whole), subject, asked_by }
}

#[cfg(test)]
mod tests;
