//! Decides who may do what.

use std::collections::BTreeSet;
use std::sync::Arc;

use cedar_policy::{Authorizer, Context, Entities, Entity, PolicyId, Request};
use contract::SYSTEM_ACTOR;
use contract::log::v1::WordsClass;
use contract::schools::v1::Role;
use jiff::civil::Date;
use uuid::Uuid;

use crate::action::Action;
use crate::policy::{PolicyError, Rule, Rules, Spoken};
use crate::role::{Held, role_name};
use crate::roles::Roles;
use crate::scope::Scopes;
use crate::shows::{Shows, Sight};
use crate::subject::{Lying, Subject};
use crate::vocabulary::{Roleless, Vocabulary, situation};

/// The rules of an installation or, with its own added, of one trust. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access {
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) rules: Arc<Rules>,
    demo: bool,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A person, by random id. The roles held say what the person may do.
    Person(Uuid),
    /// Plumbline itself, acting on an event. Believed from processes whose key may speak for it.
    System,
    /// The sign-in. It looks up whose an account is and takes up invitations, before there is a person to speak for.
    /// Believed from the web application's key.
    SignIn,
    /// The operator of this installation. Believed from the operator's key, or in a demo from this machine.
    Operator,
    /// Another system, by its account. Its scopes say what it may do.
    Account {
        /// The account.
        id: Uuid,
        /// The scopes it was given.
        scopes: Scopes,
    },
    /// A person who has not signed in.
    Anyone,
}

impl Actor {
    /// The actor that a caller's token or headers name. It is a person, or by the nil id and a role: Plumbline itself
    /// (`system`), the sign-in (`sign_in`) or the installation (`administrator`).
    pub fn of(actor: Uuid, role: &str) -> Self {
        match (actor, role) {
            (SYSTEM_ACTOR, "system") => Self::System,
            (SYSTEM_ACTOR, "sign_in") => Self::SignIn,
            (SYSTEM_ACTOR, "administrator") => Self::Operator,
            (SYSTEM_ACTOR, _) => Self::Anyone,
            (person, _) => Self::Person(person),
        }
    }
}

/// Whether an actor may do an action on a subject on a day.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The trust whose log is meant.
    pub trust: Uuid,
    /// Who asks.
    pub actor: Actor,
    /// The role the person prefers to act in, if several allow it.
    pub acting_as: Option<Role>,
    /// The roles and places of the trust, as the process knows them.
    pub roles: &'a Roles,
    /// For example `surveys.OpenWave`.
    pub action: &'a str,
    /// What it is about.
    pub subject: Subject,
    /// The day, British time.
    pub on: Date,
}

impl<'a> Question<'a> {
    /// The asking person and the roles held that day.
    pub(crate) fn who(&self) -> (Uuid, Vec<&'a Held>) {
        match self.actor {
            Actor::Person(person) => {
                (person, self.roles.held(self.trust, person, self.on).collect())
            }
            Actor::Account { id, .. } => (id, Vec::new()),
            Actor::System | Actor::SignIn | Actor::Operator | Actor::Anyone => {
                (SYSTEM_ACTOR, Vec::new())
            }
        }
    }
}

/// As what an actor was allowed an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In a role held that day.
    Role(Held),
    /// As Plumbline itself.
    System,
    /// As the sign-in.
    SignIn,
    /// As the operator of the installation.
    Operator,
    /// As another system, within its scopes.
    Account,
    /// As every caller may.
    Anyone,
}

impl Standing {
    /// The role for an event's metadata, for example `improvement_lead`.
    pub fn role_name(&self) -> String {
        match self {
            Self::Role(held) => role_name(held.role),
            // In the record there is one Plumbline.
            Self::System | Self::SignIn => "system".to_owned(),
            Self::Operator => "administrator".to_owned(),
            Self::Account => "account".to_owned(),
            Self::Anyone => "unknown".to_owned(),
        }
    }

    /// The narrowest class of texts that it may read.
    fn reads_up_to(&self) -> WordsClass {
        WordsClass::of_readers(&self.role_name())
    }
}

/// The answer to a question, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub allowed: bool,
    /// The rules that allowed it, or those that forbade it; none where no rule allows it.
    pub because: BTreeSet<Arc<Rule>>,
    /// As what it was allowed; `None` for a refusal.
    pub role: Option<Standing>,
    /// What of the answer may be shown.
    pub sight: Sight,
    /// The narrowest class of texts that may be read as anything as which it was allowed. A person of two roles reads what
    /// either of them reads.
    pub reads_up_to: WordsClass,
}

impl Decision {
    fn no() -> Self {
        Self {
            allowed: false,
            because: BTreeSet::new(),
            role: None,
            sight: Sight::nothing(),
            reads_up_to: WordsClass::Unspecified,
        }
    }

    /// Whether a kind of thing may be shown.
    pub fn shows(&self, kind: Shows) -> bool {
        self.allowed && self.sight.shows(kind)
    }
}

/// What one rule-set said about one principal.
struct Verdict {
    allowed: bool,
    because: BTreeSet<Arc<Rule>>,
    sight: Sight,
}

impl Access {
    /// The shipped rules and a trust's own, if it has some. Its own can only forbid: what the product shows to no role
    /// stays hidden.
    pub fn try_new(extra: Option<&str>) -> Result<Self, PolicyError> {
        let vocabulary = Vocabulary::try_new()?;
        let rules = Rules::shipped(&vocabulary)?;
        let shipped =
            Self { vocabulary: Arc::new(vocabulary), rules: Arc::new(rules), demo: false };
        extra.map_or(Ok(shipped.clone()), |extra| shipped.tightened(extra))
    }

    /// These rules with a trust's own added.
    pub fn tightened(&self, extra: &str) -> Result<Self, PolicyError> {
        let rules = self.rules.tightened(extra, &self.vocabulary)?;
        Ok(Self { rules: Arc::new(rules), ..self.clone() })
    }

    /// Checks every shipped rule against the schema. A trust's own rules are checked when they are added.
    pub fn check(&self) -> Result<(), PolicyError> {
        self.rules.check(&self.vocabulary)
    }

    /// The rules of an installation that runs with `--demo`.
    #[must_use]
    pub fn in_demo(self) -> Self {
        Self { demo: true, ..self }
    }

    /// Every action there is, by name.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.vocabulary.actions.values()
    }

    /// Every rule there is.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.known.values().map(|known| known.rule.as_ref())
    }

    /// Decides one question. What no rule allows is refused.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        let (person, held) = question.who();
        self.decide_for(question, person, &held)
    }

    /// Decides for a person as if these were the roles held.
    pub(crate) fn decide_for(
        &self,
        question: &Question<'_>,
        person: Uuid,
        held: &[&Held],
    ) -> Decision {
        let lying = question.subject.lying(question.trust, question.roles, question.on);
        self.decide_lying(question, person, held, &lying)
    }

    /// Decides about a subject whose places are known.
    pub(crate) fn decide_lying(
        &self,
        question: &Question<'_>,
        person: Uuid,
        held: &[&Held],
        lying: &Lying,
    ) -> Decision {
        let Some(asking) = self.asking(question, lying) else { return Decision::no() };
        let mut decision = Decision::no();
        for held in in_order(held, question.acting_as) {
            if let Some(verdict) = asking.as_role(held, person) {
                decision.take(verdict, || Standing::Role((*held).clone()));
            }
        }
        if decision.shows_all() {
            return decision;
        }
        for (who, standing) in roleless(question.actor) {
            if let Some(verdict) = asking.as_roleless(who) {
                decision.take(verdict, || standing.clone());
            }
        }
        decision
    }

    /// What of a question is the same for each role; `None` for an unknown action.
    fn asking(&self, question: &Question<'_>, lying: &Lying) -> Option<Asking<'_>> {
        let Question { trust, roles, on, subject, .. } = *question;
        let spoken = self.rules.by_action.get(question.action)?;
        let administered = roles.is_administered(trust, on);
        Some(Asking {
            access: self,
            spoken,
            subject: self.vocabulary.subject(lying, subject.person)?,
            context: situation(self.demo, administered)?,
        })
    }
}

impl Decision {
    fn shows_all(&self) -> bool {
        self.allowed && self.sight == Sight::Whole
    }

    fn take(&mut self, verdict: Verdict, standing: impl FnOnce() -> Standing) {
        let role = verdict.allowed.then(standing);
        let reads = role.as_ref().map(Standing::reads_up_to).unwrap_or_default();
        let reads_up_to = self.reads_up_to.narrower(reads);
        self.reads_up_to = reads_up_to;
        match (self.allowed, verdict.allowed) {
            (true, false) => {}
            // A further role shows no more than all. It may read more texts.
            (true, true) if self.shows_all() => {}
            (false, true) => {
                let Verdict { because, sight, .. } = verdict;
                *self = Self { allowed: true, because, role, sight, reads_up_to };
            }
            _ => {
                self.because.extend(verdict.because);
                self.sight.add(&verdict.sight);
            }
        }
    }
}

/// The held roles, the preferred one first.
fn in_order<'a>(held: &'a [&'a Held], first: Option<Role>) -> impl Iterator<Item = &'a Held> {
    let preferred = move |held: &&&Held| Some(held.role) == first;
    let others = move |held: &&&Held| Some(held.role) != first;
    held.iter().filter(preferred).chain(held.iter().filter(others)).copied()
}

/// The principals of an actor without a role. What every caller may, an actor may too; not another system, which has
/// scopes.
fn roleless(actor: Actor) -> impl Iterator<Item = (Roleless, Standing)> {
    let special = match actor {
        Actor::System => Some((Roleless::System, Standing::System)),
        Actor::SignIn => Some((Roleless::SignIn, Standing::SignIn)),
        Actor::Operator => Some((Roleless::Operator, Standing::Operator)),
        Actor::Account { scopes, .. } => Some((Roleless::Account(scopes), Standing::Account)),
        Actor::Person(_) | Actor::Anyone => None,
    };
    let anyone = (Roleless::Anyone, Standing::Anyone);
    let anyone = (!matches!(actor, Actor::Account { .. })).then_some(anyone);
    special.into_iter().chain(anyone)
}

struct Asking<'a> {
    access: &'a Access,
    spoken: &'a Spoken,
    subject: Entity,
    context: Context,
}

impl Asking<'_> {
    fn as_role(&self, held: &Held, person: Uuid) -> Option<Verdict> {
        let vocabulary = &self.access.vocabulary;
        let kind = vocabulary.role(held.role)?.to_string();
        if self.spoken.permitted.as_ref().is_some_and(|kinds| !kinds.contains(&kind)) {
            return None;
        }
        self.ask(vocabulary.principal(held, person)?)
    }

    fn as_roleless(&self, who: Roleless) -> Option<Verdict> {
        let principal = self.access.vocabulary.roleless(who)?;
        let kind = principal.uid().type_name().to_string();
        if self.spoken.permitted.as_ref().is_some_and(|kinds| !kinds.contains(&kind)) {
            return None;
        }
        self.ask(principal)
    }

    fn ask(&self, principal: Entity) -> Option<Verdict> {
        let request = Request::new(
            principal.uid(),
            self.spoken.action.clone(),
            self.access.vocabulary.subject_uid(),
            self.context.clone(),
            None,
        );
        let entities = Entities::from_entities([principal, self.subject.clone()], None);
        let (request, entities) = (request.ok()?, entities.ok()?);
        let response = Authorizer::new().is_authorized(&request, &self.spoken.set, &entities);
        // A rule that could not be evaluated could be one that forbids.
        let failed = response.diagnostics().errors().next().is_some();
        let allowed = response.decision() == cedar_policy::Decision::Allow && !failed;
        let mut verdict = Verdict { allowed, because: BTreeSet::new(), sight: Sight::nothing() };
        for id in response.diagnostics().reason() {
            self.cite(id, &mut verdict);
        }
        Some(verdict)
    }

    fn cite(&self, id: &PolicyId, verdict: &mut Verdict) {
        if let Some(known) = self.access.rules.known.get(id) {
            verdict.because.insert(Arc::clone(&known.rule));
            if verdict.allowed {
                verdict.sight.add(&known.sight);
            }
        }
    }
}
