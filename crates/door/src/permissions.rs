//! Who may do what, for a process: the rules, and the roles as the log has them.

mod unreadable;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use access::{Access, Actor, Decision, KnownVisit, Question, Reach, Roles, Subject};
use contract::events::AnyEvent;
use contract::schools::v1::{May, Role};
use contract::{PLACING, not_allowed, not_found, unavailable};
use eventlog::{Grown, Heads, Log, Progress, ReadError, StoreConfig};
use jiff::civil::Date;
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use uuid::Uuid;

use unreadable::{ReadableEvents, UnreadableRoles};

/// The rules and the roles of a process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Permissions {
    access: Access,
    roles: Arc<RwLock<Remembering>>,
    taken: Progress,
    /// Who reads the log has it alone: of two at once the slower one would lead the roles back.
    taking: Arc<tokio::sync::Mutex<()>>,
    log: Option<Log>,
    /// When the log was last read to its end; a yes from before that may have been taken back meanwhile.
    followed: Arc<Mutex<Instant>>,
    /// Trusts of which not all can be read.
    unreadable: Arc<UnreadableRoles>,
}

/// The roles and, until they change, to what they have led. A page asks much that the one before it asked.
#[derive(Debug, Default)]
struct Remembering {
    roles: Roles,
    admitted: Mutex<HashMap<Asked<'static>, (Decision, Reach)>>,
}

/// What a caller asks for.
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

/// What a person may do and see on a day.
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
/// How long roles may be unfollowed before each decision asks the log first.
const STALE: Duration = Duration::from_secs(10);
/// How long a caller who would be refused waits for what the log holds already.
const PATIENCE: Duration = Duration::from_secs(5);

impl Permissions {
    /// The rules, with roles yet to be read from the log.
    pub fn of(access: Access, log: Log) -> Self {
        Self { log: Some(log), ..Self::fixed(access, Roles::default()) }
    }

    /// The rules, with roles that do not change.
    pub fn fixed(access: Access, roles: Roles) -> Self {
        let roles = Remembering { roles, ..Remembering::default() };
        Self {
            access,
            roles: Arc::new(RwLock::new(roles)),
            taken: Progress::default(),
            taking: Arc::default(),
            log: None,
            followed: Arc::new(Mutex::new(Instant::now())),
            unreadable: Arc::default(),
        }
    }

    /// What this build cannot read of the roles, a sentence for each trust; empty where it can read all.
    pub fn unreadable(&self) -> watch::Receiver<String> {
        self.unreadable.said()
    }

    /// Reads every trust's log up to its present end. A trust of which not all can be read is closed, and stops no other.
    pub async fn catch_up(&self) -> Result<(), ReadError> {
        self.look(&mut Heads::default()).await
    }

    /// Reads the logs that have grown since the last look.
    async fn look(&self, heads: &mut Heads) -> Result<(), ReadError> {
        let Some(log) = &self.log else { return Ok(()) };
        for Grown { trust, head, before } in log.grown(heads).await? {
            if head < before.max(self.taken.position(trust)) {
                self.lost(trust);
            }
            self.take(log, trust, head).await?;
        }
        *self.followed.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Ok(())
    }

    /// Forgets a trust whose log has lost its end: what was there may have been another past.
    fn lost(&self, trust: Uuid) {
        let mut known = self.roles.write().unwrap_or_else(PoisonError::into_inner);
        known.forget();
        known.roles.forget(trust);
        self.taken.reached(trust, 0);
        self.unreadable.forget(trust);
        tracing::error!(%trust, "the trust's log ends earlier than it did; its roles are read anew");
    }

    fn is_stale(&self) -> bool {
        let followed = *self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        self.log.is_some() && followed.elapsed() > STALE
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
    pub async fn follow(self, store: StoreConfig, shutdown: CancellationToken) {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut grown: Option<mpsc::Receiver<Uuid>> = None;
        let mut complained = false;
        let mut heads = Heads::default();
        loop {
            let heard = tokio::select! {
                () = shutdown.cancelled() => return,
                _ = look.tick() => None,
                heard = hear(&mut grown) => heard,
            };
            if grown.is_none() {
                grown = eventlog::listen(&store).await.ok();
            }
            let look = async {
                match heard {
                    Some(trust) => self.catch_up_one(trust).await,
                    None => self.look(&mut heads).await,
                }
            };
            let why = match tokio::time::timeout(PATIENCE, look).await {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some("the store did not answer in time".to_owned()),
            };
            match why {
                None => complained = false,
                Some(why) => {
                    // What this look had not read yet is read by the next one.
                    heads = Heads::default();
                    if !complained {
                        tracing::warn!(why, "the roles could not be read; trying again");
                    }
                    complained = true;
                }
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

    /// Repeats are harmless, and so is another process that does the same at the same time.
    async fn take(&self, log: &Log, trust: Uuid, head: u64) -> Result<(), ReadError> {
        let _alone = self.taking.lock().await;
        let mut position = self.taken.position(trust);
        while position < head {
            let told = log.read_of(trust, PLACING, position, CHUNK).await?;
            let ReadableEvents { events, closed_at } = self.unreadable.readable(&told);
            if !events.is_empty() {
                self.told(trust, &events);
            }
            if let Some(closed_at) = closed_at {
                self.taken.reached(trust, closed_at - 1);
                return Ok(());
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
        if asked.actor != Actor::Anyone {
            if self.is_stale() {
                self.read_now(asked.trust).await?;
            }
            self.unreadable.admit(asked.trust)?;
        }
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

    /// Those of some schools that had left the trust by a day, with all that the log holds already.
    pub(crate) async fn have_left(
        &self,
        trust: Uuid,
        schools: &[Uuid],
        on: Date,
    ) -> Result<Vec<Uuid>, Status> {
        self.caught_up(trust).await?;
        let known = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        let left = schools.iter().filter(|school| known.roles.has_left(trust, **school, on));
        Ok(left.copied().collect())
    }

    /// NOT_FOUND where a review is none of the trust's.
    pub(crate) async fn has_review(&self, trust: Uuid, wanted: Uuid) -> Result<(), Status> {
        let unknown = || not_found("REVIEW_UNKNOWN", "There is no such review in this trust.");
        let has = self.has(trust, |roles| roles.has_review(trust, wanted)).await?;
        if has { Ok(()) } else { Err(unknown()) }
    }

    /// A visit whose note was begun, with all that the log holds already.
    pub(crate) async fn visit(
        &self,
        trust: Uuid,
        visit: Uuid,
    ) -> Result<Option<KnownVisit>, Status> {
        self.caught_up(trust).await?;
        let known = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        Ok(known.roles.visit(trust, visit))
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

    /// NOT_FOUND where there is no such trust, as every read and command says. Reads the log itself where the follower lags.
    async fn caught_up(&self, trust: Uuid) -> Result<(), Status> {
        let Some(log) = &self.log else { return Ok(()) };
        let unknown = || not_found("TRUST_UNKNOWN", "There is no such trust here.");
        let head = log.head(trust).await?.ok_or_else(unknown)?;
        self.unreadable.admit(trust)?;
        if !self.taken.wait(trust, head, PATIENCE).await {
            self.read_now(trust).await?;
        }
        Ok(())
    }

    /// Reads a trust's log to its end for one decision, since the follower has not. UNAVAILABLE where that can't be done: a yes from
    /// memory may have been taken back, and a no may be a yes by now.
    async fn read_now(&self, trust: Uuid) -> Result<(), Status> {
        let away = || unavailable("Roles cannot be checked at the moment; please try again.");
        let read = tokio::time::timeout(PATIENCE, self.catch_up_one(trust)).await;
        Ok(read.map_err(|_| away())??)
    }

    fn with<T>(&self, asked: Asked<'_>, ask: impl FnOnce(&Question<'_>) -> T) -> T {
        let known = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        ask(&asked.question(&known.roles))
    }

    /// A yes decided since the roles last changed, or what is decided now; a no is never remembered.
    pub(crate) fn admit(&self, asked: Asked<'static>) -> (Decision, Reach) {
        let known = self.roles.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(admitted) = known.admitted().get(&asked) {
            return admitted.clone();
        }
        let (decision, reach) = self.access.admit(&asked.question(&known.roles));
        if decision.allowed {
            // The roles cannot have changed in between: a change of them waits for us.
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

/// The trust whose log has grown; `None` once the teller is gone, and for ever nothing where there never was one.
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
mod tests;
