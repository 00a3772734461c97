//! Who may do what, for a process: the rules, and the roles as the log has them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use access::{Access, Actor, Decision, Question, Reach, Roles, Subject};
use contract::events::AnyEvent;
use contract::schools::v1::{May, Role};
use contract::{PLACING, not_allowed, not_found};
use eventlog::tokio_postgres::Config;
use eventlog::{Log, Progress, ReadError};
use jiff::civil::Date;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use uuid::Uuid;

/// The rules and the roles of a process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Permissions {
    access: Access,
    roles: Arc<RwLock<Remembering>>,
    taken: Progress,
    log: Option<Log>,
}

/// The roles and, until they change, to what they have led. A page asks much that the one before it asked.
#[derive(Debug, Default)]
struct Remembering {
    roles: Roles,
    admitted: Mutex<HashMap<Asked<'static>, (Decision, Reach)>>,
}

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked<'a> {
    /// Whose log is meant.
    pub trust: Uuid,
    /// Who asks.
    pub actor: Actor,
    /// The role the person would rather act in.
    pub acting_as: Option<Role>,
    /// For example `surveys.OpenWave`.
    pub action: &'a str,
    /// What it is about.
    pub subject: Subject,
    /// The day, British time.
    pub on: Date,
}

/// What somebody may do and see on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Allowed {
    /// How far the log was read for it.
    pub position: u64,
    /// The day, British time.
    pub on: Date,
    /// Every action that is allowed somewhere.
    pub may: Vec<May>,
}

/// Decisions remembered at once; beyond that all are forgotten.
const REMEMBERED: usize = 4_096;
/// Positions looked through at once.
const CHUNK: u32 = 20_000;
/// How often the log is looked at whether or not anything was heard of it.
const LOOK: Duration = Duration::from_secs(1);
/// How long somebody who would be refused waits for what the log holds already.
const PATIENCE: Duration = Duration::from_secs(5);

impl Permissions {
    /// The rules, with roles yet to be read from the log.
    pub fn of(access: Access, log: Log) -> Self {
        Self { log: Some(log), ..Self::fixed(access, Roles::default()) }
    }

    /// The rules, with roles that do not change.
    pub fn fixed(access: Access, roles: Roles) -> Self {
        let roles = Remembering { roles, ..Remembering::default() };
        Self { access, roles: Arc::new(RwLock::new(roles)), taken: Progress::default(), log: None }
    }

    /// Reads every trust's log up to its present end.
    pub async fn catch_up(&self) -> Result<(), ReadError> {
        let Some(log) = &self.log else { return Ok(()) };
        for (trust, head) in log.heads().await? {
            self.take(log, trust, head).await?;
        }
        Ok(())
    }

    /// Whether there is such an action.
    pub fn knows(&self, action: &str) -> bool {
        self.access.actions().any(|known| known.name == action)
    }

    /// How far a trust's log is known here.
    pub(crate) fn position(&self, trust: Uuid) -> u64 {
        self.taken.position(trust)
    }

    /// Yes or no, and why, in a paragraph.
    pub fn explain(&self, asked: Asked<'_>) -> (bool, String) {
        self.with(asked, |question| {
            let (decision, _) = self.access.admit(question);
            (decision.allowed, self.access.explain(question, &decision))
        })
    }

    /// Everything a person may do and see on a day, with all that the log holds already.
    pub(crate) async fn may(&self, trust: Uuid, who: Actor, on: Date) -> Result<Allowed, Status> {
        self.caught_up(trust).await?;
        let position = self.taken.position(trust);
        let (acting_as, subject) = (None, Subject::default());
        let asked = Asked { trust, actor: who, acting_as, action: "", subject, on };
        Ok(Allowed { position, on, may: self.with(asked, |question| self.access.may(question)) })
    }

    /// Follows the log until shutdown.
    pub(crate) async fn follow(self, store: Config, shutdown: CancellationToken) {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut grown: Option<mpsc::Receiver<Uuid>> = None;
        let mut complained = false;
        loop {
            let heard = tokio::select! {
                () = shutdown.cancelled() => return,
                _ = look.tick() => None,
                heard = hear(&mut grown) => heard,
            };
            if grown.is_none() {
                grown = eventlog::listen(&store).await.ok();
            }
            let outcome = match heard {
                Some(trust) => self.catch_up_one(trust).await,
                None => self.catch_up().await,
            };
            match outcome {
                Ok(()) => complained = false,
                Err(error) if !complained => {
                    tracing::warn!(%error, "the roles could not be read; trying again");
                    complained = true;
                }
                Err(_) => {}
            }
        }
    }

    async fn catch_up_one(&self, trust: Uuid) -> Result<(), ReadError> {
        let Some(log) = &self.log else { return Ok(()) };
        match log.head(trust).await? {
            Some(head) => self.take(log, trust, head).await,
            None => Ok(()),
        }
    }

    /// Repeats are harmless, and so is somebody else who does the same at the same time.
    async fn take(&self, log: &Log, trust: Uuid, head: u64) -> Result<(), ReadError> {
        let mut position = self.taken.position(trust);
        while position < head {
            let told = log.read_of((trust, PLACING), position, CHUNK).await?;
            let told = told.iter().map(|told| told.event()).collect::<Result<Vec<_>, _>>()?;
            if !told.is_empty() {
                self.told(trust, &told);
            }
            position = head.min(position + u64::from(CHUNK));
            self.taken.reached(trust, position);
        }
        Ok(())
    }

    /// Takes in what changes roles; no decision outlives that.
    fn told(&self, trust: Uuid, events: &[AnyEvent]) {
        let mut known = self.roles.write().unwrap_or_else(PoisonError::into_inner);
        known.forget();
        for event in events {
            known.roles.take(trust, event);
        }
    }

    /// Decides; before a no it makes sure that nothing the log holds already would make it a yes.
    pub(crate) async fn decide(&self, asked: Asked<'static>) -> Result<(Decision, Reach), Status> {
        let (decision, reach) = self.admit(asked);
        if decision.allowed {
            return Ok((decision, reach));
        }
        if asked.actor != Actor::Anyone {
            self.caught_up(asked.trust).await?;
        }
        let (decision, reach) = self.admit(asked);
        if decision.allowed {
            return Ok((decision, reach));
        }
        let why = self.with(asked, |question| self.access.refuse(question, &decision));
        tracing::info!(action = asked.action, trust = %asked.trust, "refused");
        Err(not_allowed(&why))
    }

    /// NOT_FOUND where a school is none of the trust's, now or ever.
    pub(crate) async fn has_schools(&self, trust: Uuid, wanted: &[Uuid]) -> Result<(), Status> {
        let has_all = |roles: &Roles| wanted.iter().all(|school| roles.has_school(trust, *school));
        let unknown = || not_found("SCHOOL_UNKNOWN", "There is no such school in this trust.");
        if self.has(trust, has_all).await? { Ok(()) } else { Err(unknown()) }
    }

    /// NOT_FOUND where a review is none of the trust's.
    pub(crate) async fn has_review(&self, trust: Uuid, wanted: Uuid) -> Result<(), Status> {
        let unknown = || not_found("REVIEW_UNKNOWN", "There is no such review in this trust.");
        let has = self.has(trust, |roles| roles.has_review(trust, wanted)).await?;
        if has { Ok(()) } else { Err(unknown()) }
    }

    /// Whether something is known now, or is in what the log holds already.
    async fn has(&self, trust: Uuid, known: impl Fn(&Roles) -> bool) -> Result<bool, Status> {
        let now = || known(&self.roles.read().unwrap_or_else(PoisonError::into_inner).roles);
        if now() {
            return Ok(true);
        }
        self.caught_up(trust).await?;
        Ok(now())
    }

    /// NOT_FOUND where there is no such trust, as every read and command says.
    async fn caught_up(&self, trust: Uuid) -> Result<(), Status> {
        let Some(log) = &self.log else { return Ok(()) };
        let unknown = || not_found("TRUST_UNKNOWN", "There is no such trust here.");
        let head = log.head(trust).await?.ok_or_else(unknown)?;
        self.taken.wait(trust, head, PATIENCE).await;
        Ok(())
    }

    fn with<T>(&self, asked: Asked<'_>, ask: impl FnOnce(&Question<'_>) -> T) -> T {
        let known = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        ask(&asked.question(&known.roles))
    }

    /// A yes decided since the roles last changed, or what is decided now; a no is never remembered.
    fn admit(&self, asked: Asked<'static>) -> (Decision, Reach) {
        let known = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(admitted) = known.admitted().get(&asked) {
            return admitted.clone();
        }
        let (decision, reach) = self.access.admit(&asked.question(&known.roles));
        if decision.allowed {
            // The roles cannot have changed in between: whoever changes them waits for us.
            known.remember(asked, (decision.clone(), reach.clone()));
        }
        (decision, reach)
    }
}

impl Asked<'_> {
    fn question<'a>(&'a self, roles: &'a Roles) -> Question<'a> {
        let Asked { trust, actor, acting_as, action, subject, on } = *self;
        Question { trust, actor, acting_as, roles, action, subject, on }
    }
}

impl Remembering {
    fn admitted(&self) -> MutexGuard<'_, HashMap<Asked<'static>, (Decision, Reach)>> {
        self.admitted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, asked: Asked<'static>, admitted: (Decision, Reach)) {
        let mut remembered = self.admitted();
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert(asked, admitted);
    }

    fn forget(&mut self) {
        self.admitted.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The trust whose log has grown; `None` once nobody tells any more, and for ever nothing where nobody ever did.
async fn hear(grown: &mut Option<mpsc::Receiver<Uuid>>) -> Option<Uuid> {
    match grown {
        Some(receiver) => {
            let heard = receiver.recv().await;
            if heard.is_none() {
                *grown = None;
            }
            heard
        }
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use contract::events::PersonEvent;
    use contract::schools::v1::{RoleEnded, RoleGranted, Scope, ScopeKind};

    use super::*;

    const TRUST: Uuid = Uuid::from_u128(1);
    const LEAD: Uuid = Uuid::from_u128(2);
    const GRANT: Uuid = Uuid::from_u128(3);

    fn asked(on: &str) -> Asked<'static> {
        Asked {
            trust: TRUST,
            actor: Actor::Person(LEAD),
            acting_as: None,
            action: "dashboards.GetOverview",
            subject: Subject::default(),
            on: on.parse().unwrap(),
        }
    }

    fn granted() -> AnyEvent {
        let scope = Scope { kind: ScopeKind::Trust.into(), id: TRUST.to_string() };
        AnyEvent::Person(PersonEvent::RoleGranted(RoleGranted {
            person_id: LEAD.to_string(),
            grant_id: GRANT.to_string(),
            role: Role::ImprovementLead.into(),
            scope: Some(scope),
            from: "2025-09-01".to_owned(),
            until: "2026-01-01".to_owned(),
        }))
    }

    fn ended() -> AnyEvent {
        AnyEvent::Person(PersonEvent::RoleEnded(RoleEnded {
            person_id: LEAD.to_string(),
            grant_id: GRANT.to_string(),
            on: "2025-11-01".to_owned(),
            ..RoleEnded::default()
        }))
    }

    #[tokio::test]
    async fn a_yes_is_remembered_until_the_roles_change_and_for_its_day_only() {
        let permissions = Permissions::fixed(Access::try_new(None).unwrap(), Roles::default());
        assert!(permissions.decide(asked("2025-11-21")).await.is_err());
        permissions.told(TRUST, &[granted()]);
        let first = permissions.decide(asked("2025-11-21")).await.unwrap();
        assert_eq!(permissions.decide(asked("2025-11-21")).await.unwrap(), first);
        assert!(permissions.decide(asked("2026-01-02")).await.is_err());
        permissions.told(TRUST, &[ended()]);
        assert!(permissions.decide(asked("2025-11-21")).await.is_err());
        permissions.decide(asked("2025-10-31")).await.unwrap();
    }

    #[tokio::test]
    async fn what_is_remembered_does_not_grow_for_ever() {
        let permissions = Permissions::fixed(Access::try_new(None).unwrap(), Roles::default());
        permissions.told(TRUST, &[granted()]);
        for number in 0..=REMEMBERED as u128 {
            let person = Some(Uuid::from_u128(number));
            let subject = Subject { person, ..Subject::default() };
            permissions.decide(Asked { subject, ..asked("2025-11-21") }).await.unwrap();
        }
        assert_eq!(permissions.roles.read().unwrap().admitted().len(), 1);
    }
}
