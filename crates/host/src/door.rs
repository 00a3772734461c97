//! What every rpc does first: read who calls, ask whether the rules let it, and, for a command, what makes a repeat
//! recognisable. There is no other way in.

#[cfg(feature = "testing")]
use access::Sight;
use access::{Actor, Decision, Reach, Subject};
use contract::schools::v1::Role;
use contract::{Asks, Caller, SubjectIds, field};
use eventlog::{Context, Envelope};
use prost::{Message, Name};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::belief::{Belief, Claimed, acting};
use crate::clock::british_day;
use crate::disclosures::Look;
use crate::permissions::{Allowed, Asked};
use crate::telemetry::current_trace;
use crate::{Clock, Disclosures, Permissions};

/// Reads requests on their way in and lets in what the rules let in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    clock: Clock,
    guard: Guard,
    belief: Belief,
}

#[derive(Clone, Debug)]
enum Guard {
    Permissions(Permissions, Disclosures),
    #[cfg(feature = "testing")]
    Nobody,
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
}

impl Door {
    /// A door with the installation's clock, rules and belief, and a record of who is shown what.
    pub(crate) fn new(
        clock: Clock,
        (permissions, looks): (Permissions, Disclosures),
        belief: Belief,
    ) -> Self {
        Self { clock, guard: Guard::Permissions(permissions, looks), belief }
    }

    /// A door that lets everything through in the role the caller claims.
    #[cfg(feature = "testing")]
    pub fn unguarded(clock: Clock) -> Self {
        Self { clock, guard: Guard::Nobody, belief: Belief::new(None, (true, false)) }
    }

    /// A door that believes who its caller says it is, and lets in what the rules let in.
    #[cfg(feature = "testing")]
    pub fn believing(clock: Clock, permissions: Permissions, looks: Disclosures) -> Self {
        Self::new(clock, (permissions, looks), Belief::new(None, (true, false)))
    }

    /// The caller of a read whose answer is the same for whoever may ask.
    pub async fn caller<M: Asks + Sync>(&self, request: &Request<M>) -> Result<Caller, Status> {
        Ok(self.reading(request).await?.caller)
    }

    /// A read whose answer depends on who asks.
    pub async fn reading<M: Asks + Sync>(&self, request: &Request<M>) -> Result<Reading, Status> {
        let claimed = self.belief.caller(request, self.asked::<M>())?;
        let subject = subject(&request.get_ref().subject())?;
        let reading = self.let_in::<M>(subject, claimed).await?;
        self.disclose(request, (&reading, &subject)).await?;
        Ok(reading)
    }

    /// A person's read of all that the rules let that person do and see on the day of the call.
    pub async fn may<M: Asks + Sync>(&self, request: &Request<M>) -> Result<Allowed, Status> {
        let caller = self.caller(request).await?;
        let on = british_day(self.clock.now(&caller));
        match self.permissions() {
            Some(permissions) => {
                permissions.may(caller.trust, Actor::Person(caller.actor), on).await
            }
            None => Ok(Allowed { on, ..Allowed::default() }),
        }
    }

    /// A call of somebody who needs no account: neither trust nor actor is asked for, and when it came is kept nowhere.
    pub async fn visitor<M: Asks + Sync>(&self, request: &Request<M>) -> Result<Caller, Status> {
        let claimed = self.belief.visitor(request, self.asked::<M>())?;
        let subject = subject(&request.get_ref().subject())?;
        Ok(self.let_in::<M>(subject, claimed).await?.caller)
    }

    /// The service that is asked, and when.
    fn asked<M: Asks>(&self) -> (&'static str, jiff::Timestamp) {
        (M::ACTION.split('.').next().unwrap_or_default(), self.clock.machine())
    }

    /// The time to act on for a caller.
    pub fn now(&self, caller: &Caller) -> jiff::Timestamp {
        self.clock.now(caller)
    }

    /// The envelope of a command: caller, time, command id and the fingerprint of the content.
    /// INVALID_ARGUMENT names a missing or malformed header or `command_id`.
    pub async fn command<M: Asks + Message + Name>(
        &self,
        request: &Request<M>,
        command_id: &str,
    ) -> Result<Envelope, Status> {
        self.command_told_by(request, command_id, request.get_ref()).await
    }

    /// The same, with a fingerprint of other words than those sent.
    pub async fn command_told_by<M: Asks + Message + Name>(
        &self,
        request: &Request<M>,
        command_id: &str,
        content: &M,
    ) -> Result<Envelope, Status> {
        let caller = self.caller(request).await?;
        let command_id = field::uuid("command_id", command_id)?;
        Ok(self.envelope(&caller, command_id, content))
    }

    /// NOT_FOUND (SCHOOL_UNKNOWN) where a command names a school that is none of its trust's: what is in the log stays there,
    /// and a service that decides about schools keeps no register of them.
    pub async fn has_schools(&self, envelope: &Envelope, schools: &[Uuid]) -> Result<(), Status> {
        match self.permissions() {
            Some(permissions) => permissions.has_schools(envelope.trust, schools).await,
            None => Ok(()),
        }
    }

    /// NOT_FOUND (REVIEW_UNKNOWN) where a command names a review that is none of its trust's.
    pub async fn has_review(&self, envelope: &Envelope, review: Uuid) -> Result<(), Status> {
        match self.permissions() {
            Some(permissions) => permissions.has_review(envelope.trust, review).await,
            None => Ok(()),
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
        let asked = Asked {
            trust: caller.trust,
            actor,
            acting_as: Role::from_str_name(&format!("ROLE_{}", caller.role.to_uppercase())),
            action: M::ACTION,
            subject,
            on: british_day(self.clock.now(&caller)),
        };
        let (decision, reach) = match &self.guard {
            Guard::Permissions(permissions, _) => permissions.decide(asked).await?,
            #[cfg(feature = "testing")]
            Guard::Nobody => return Ok(unguarded(caller)),
        };
        let role = decision.role.as_ref().map(access::Standing::role_name).unwrap_or_default();
        let actor = acting(asked.actor, &caller);
        Ok(Reading { caller: Caller { role, actor, ..caller }, decision, reach })
    }

    /// Records that somebody is about to be shown something, where the answer is one that is recorded.
    async fn disclose<M: Asks + Sync>(
        &self,
        request: &Request<M>,
        (Reading { caller, reach, .. }, subject): (&Reading, &Subject),
    ) -> Result<(), Status> {
        let (permissions, looks) = match &self.guard {
            Guard::Permissions(permissions, looks) => (permissions, looks),
            #[cfg(feature = "testing")]
            Guard::Nobody => return Ok(()),
        };
        let (shown, position) = permissions.shown(caller.trust, M::ACTION);
        if !shown.is_recorded() {
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
            shown,
            thing,
            schools,
            position,
            trace: current_trace().or_else(|| caller.traceparent.clone()).unwrap_or_default(),
            why: legible(request.get_ref().why()),
        };
        looks.record(look, request.extensions()).await
    }

    fn envelope<M: Message + Name>(
        &self,
        caller: &Caller,
        command_id: Uuid,
        content: &M,
    ) -> Envelope {
        let mut digest = Sha256::new();
        digest.update(M::full_name().as_bytes());
        digest.update(content.encode_to_vec());
        Envelope {
            trust: caller.trust,
            context: Context {
                actor: caller.actor,
                role: caller.role.clone(),
                now: self.clock.now(caller),
                command_id,
            },
            fingerprint: digest.finalize().into(),
            causation: caller.cause,
            traceparent: current_trace()
                .or_else(|| caller.traceparent.clone())
                .or_else(|| Some(new_trace())),
        }
    }
}

/// A reason as it is kept: nothing in it may keep the look from being recorded.
fn legible(why: &str) -> String {
    why.chars().filter(|letter| !letter.is_control()).take(LONGEST_WHY).collect()
}

/// Longest reason for a look that is kept, in characters.
pub const LONGEST_WHY: usize = 400;

/// The narrowest thing that a request names, of what kind it is: what the answer is of.
fn seen(trust: Uuid, subject: &Subject, position: u64) -> (&'static str, String) {
    let named = [
        ("report", subject.report),
        ("review", subject.review),
        ("pairing", subject.pairing),
        ("person", subject.person),
        ("wave", subject.wave),
        ("committee", subject.committee),
        ("hub", subject.hub),
        ("school", subject.school),
    ];
    let mut narrow = named.into_iter().filter_map(|(kind, id)| Some((kind, id?.to_string())));
    match (narrow.next(), position) {
        (Some(named), _) => named,
        (None, 0) => ("trust", trust.to_string()),
        (None, position) => ("event", position.to_string()),
    }
}

fn subject(ids: &SubjectIds<'_>) -> Result<Subject, Status> {
    let read = |(name, id): (&str, &str)| field::optional_uuid(name, id);
    Ok(Subject {
        school: read(ids.school)?,
        hub: read(ids.hub)?,
        committee: read(ids.committee)?,
        review: read(ids.review)?,
        report: read(ids.report)?,
        pairing: read(ids.pairing)?,
        wave: read(ids.wave)?,
        person: read(ids.person)?,
        visit: None,
    })
}

#[cfg(feature = "testing")]
fn unguarded(caller: Caller) -> Reading {
    let decision =
        Decision { allowed: true, because: Default::default(), role: None, sight: Sight::Whole };
    Reading { caller, decision, reach: Reach::All(Sight::Whole) }
}

/// A W3C trace context of its own for a call that came without one, so that its events can be followed.
fn new_trace() -> String {
    let (trace, span) = (Uuid::new_v4().simple(), Uuid::new_v4().simple().to_string());
    format!("00-{trace}-{}-01", &span[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_cannot_keep_its_look_from_being_recorded() {
        assert_eq!(legible("asked\0 by \u{1b}[1mletter\n"), "asked by [1mletter");
        assert_eq!(legible(&"é".repeat(1_000)).chars().count(), LONGEST_WHY);
    }
}
