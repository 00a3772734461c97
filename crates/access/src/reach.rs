//! The reach of an actor, for lists: the schools of which the actor may see data.

use std::collections::{BTreeMap, HashMap};

use contract::log::v1::WordsClass;
use contract::schools::v1::ScopeKind;
use uuid::Uuid;

use crate::decide::{Access, Decision, Question};
use crate::role::{Held, Place};
use crate::shows::{Shows, Sight};
use crate::subject::Subject;

/// The schools an actor may see for an action, and what of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every school now and later, and the trust as a whole, all with the same sight.
    All(Sight),
    /// These schools and, perhaps, the trust as a whole.
    Schools {
        /// Sight of what is not about one school, for example a survey's figures for the whole trust.
        trust: Option<Sight>,
        /// Sight of what is about a school.
        schools: BTreeMap<Uuid, Sight>,
        /// Sight of a review that a role is held over, also when its school is not in reach.
        reviews: BTreeMap<Uuid, Sight>,
    },
}

impl Reach {
    fn nothing() -> Self {
        Self::Schools { trust: None, schools: BTreeMap::new(), reviews: BTreeMap::new() }
    }

    /// Whether nothing is in reach.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::All(_) => false,
            Self::Schools { trust, schools, reviews } => {
                trust.is_none() && schools.is_empty() && reviews.is_empty()
            }
        }
    }

    /// What may be shown of a school; `None` stands for the trust as a whole.
    pub fn sight(&self, school: Option<Uuid>) -> Option<&Sight> {
        match (self, school) {
            (Self::All(sight), _) => Some(sight),
            (Self::Schools { trust, .. }, None) => trust.as_ref(),
            (Self::Schools { schools, .. }, Some(school)) => schools.get(&school),
        }
    }

    /// Whether anything of a school (`None`: of the trust as a whole) may be shown.
    pub fn covers(&self, school: Option<Uuid>) -> bool {
        self.sight(school).is_some()
    }

    /// Whether a kind of thing may be shown of a school (`None`: of the trust as a whole).
    pub fn shows(&self, school: Option<Uuid>, kind: Shows) -> bool {
        self.sight(school).is_some_and(|sight| sight.shows(kind))
    }

    /// The same for a school as messages name it. Empty stands for the trust as a whole; a text that is no id is not in
    /// reach.
    pub fn shows_of(&self, school_id: &str, kind: Shows) -> bool {
        self.sight_of(school_id).is_some_and(|sight| sight.shows(kind))
    }

    /// Whether anything of a school, as messages name it, may be shown.
    pub fn covers_of(&self, school_id: &str) -> bool {
        self.sight_of(school_id).is_some()
    }

    /// Whether a kind of thing may be shown of any school or of the trust as a whole.
    pub fn shows_any(&self, kind: Shows) -> bool {
        match self {
            Self::All(sight) => sight.shows(kind),
            Self::Schools { trust, schools, .. } => {
                trust.iter().chain(schools.values()).any(|sight| sight.shows(kind))
            }
        }
    }

    fn sight_of(&self, school_id: &str) -> Option<&Sight> {
        match (self, school_id, Uuid::try_parse(school_id)) {
            (Self::All(sight), _, _) => Some(sight),
            (_, "", _) => self.sight(None),
            (_, _, Ok(school)) => self.sight(Some(school)),
            (_, _, Err(_)) => None,
        }
    }

    /// What may be shown of a review of a school.
    pub fn sight_of_review(&self, review: Uuid, host: Uuid) -> Option<Sight> {
        let named = match self {
            Self::All(_) => None,
            Self::Schools { reviews, .. } => reviews.get(&review),
        };
        let mut all: Option<Sight> = None;
        for sight in [named, self.sight(Some(host))].into_iter().flatten() {
            all.get_or_insert_with(Sight::nothing).add(sight);
        }
        all
    }

    /// The schools a kind of thing may be shown of, for a query; `None` stands for every school.
    pub fn schools_showing(&self, kind: Shows) -> Option<Vec<Uuid>> {
        match self {
            Self::All(sight) if sight.shows(kind) => None,
            Self::All(_) => Some(Vec::new()),
            Self::Schools { schools, .. } => {
                let showing = schools.iter().filter(|(_, sight)| sight.shows(kind));
                Some(showing.map(|(school, _)| *school).collect())
            }
        }
    }
}

impl Access {
    /// The reach of a question. Asks the same rules about each school, about the trust as a whole, and about each review that
    /// a role is held over. The question's own subject counts only for the wave, the visit and the person it
    /// names.
    pub fn reach(&self, question: &Question<'_>) -> Reach {
        self.reached(question).0
    }

    /// The same, with the narrowest class of texts that a role may read which reaches any of it.
    fn reached(&self, question: &Question<'_>) -> (Reach, WordsClass) {
        let mut asked = Asked {
            access: self,
            question,
            who: question.who(),
            alike: HashMap::new(),
            reads_up_to: WordsClass::Unspecified,
        };
        let trust = asked.sight(Subject::default());
        let all: Vec<Uuid> = question.roles.schools(question.trust).collect();
        let found = all.iter().filter_map(|id| Some((*id, asked.sight(Subject::school(*id))?)));
        let schools: BTreeMap<Uuid, Sight> = found.collect();
        match trust {
            // Every school is in reach, so the query need not name them.
            Some(sight)
                if schools.len() == all.len() && schools.values().all(|one| *one == sight) =>
            {
                (Reach::All(sight), asked.reads_up_to)
            }
            trust => {
                let over = asked.who.1.iter().map(|held| held.over);
                let over: Vec<Place> =
                    over.filter(|place| place.kind == ScopeKind::Review).collect();
                let reviews = over
                    .iter()
                    .filter_map(|at| Some((at.id, asked.sight(Subject::review(at.id))?)));
                let reviews = reviews.collect();
                (Reach::Schools { trust, schools, reviews }, asked.reads_up_to)
            }
        }
    }

    /// Decides a question that may name no school. A read is then allowed if it may show anything at all, and the service
    /// shows only what is in reach. It reads the texts of every role that reaches some of it. A command, or a read that names
    /// its subject, is decided as it stands. A command reaches only what it names.
    pub fn admit(&self, question: &Question<'_>) -> (Decision, Reach) {
        let mut decision = self.decide(question);
        let action = self.vocabulary.actions.get(question.action);
        if action.is_none_or(|action| action.writes) {
            return (decision, Reach::nothing());
        }
        let (reach, reads_up_to) = self.reached(question);
        if question.subject != question.about(Subject::default()).subject {
            return (decision, reach);
        }
        if !decision.allowed
            && let Some(narrow) = first_of(&reach)
        {
            decision = self.decide(&question.about(narrow));
        }
        decision.reads_up_to = decision.reads_up_to.narrower(reads_up_to);
        (decision, reach)
    }
}

impl<'a> Question<'a> {
    /// The same question about something narrower; the wave, the visit and the person it names stay.
    fn about(&self, narrow: Subject) -> Question<'a> {
        let Subject { wave, visit, person, .. } = self.subject;
        Question { subject: Subject { wave, visit, person, ..narrow }, ..*self }
    }
}

fn first_of(reach: &Reach) -> Option<Subject> {
    let Reach::Schools { schools, reviews, .. } = reach else { return None };
    let school = schools.keys().next().copied().map(Subject::school);
    school.or_else(|| reviews.keys().next().copied().map(Subject::review))
}

/// One question, asked about many things.
struct Asked<'a> {
    access: &'a Access,
    question: &'a Question<'a>,
    who: (Uuid, Vec<&'a Held>),
    /// Answers given before, by what the rules can tell apart.
    alike: HashMap<Alike, Option<Sight>>,
    /// The narrowest class of texts that a role may read which was allowed something.
    reads_up_to: WordsClass,
}

/// What rules that name no particular place can see of a thing. It is which roles reach it, whether it is the trust, and
/// whether it is a church school.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    reached: Vec<bool>,
    is_the_trust: bool,
    is_church_school: bool,
}

impl Asked<'_> {
    fn sight(&mut self, narrow: Subject) -> Option<Sight> {
        let question = self.question.about(narrow);
        let lying = question.subject.lying(question.trust, question.roles, question.on);
        let (person, held) = &self.who;
        let alike = Alike {
            reached: held.iter().map(|held| lying.places.contains(&held.over)).collect(),
            is_the_trust: lying.is_the_trust,
            is_church_school: lying.is_church_school,
        };
        if let Some(sight) = self.alike.get(&alike) {
            return sight.clone();
        }
        let decision = self.access.decide_lying(&question, *person, held, &lying);
        self.reads_up_to = self.reads_up_to.narrower(decision.reads_up_to);
        let sight = decision.allowed.then_some(decision.sight);
        if !self.access.rules.name_places {
            self.alike.insert(alike, sight.clone());
        }
        sight
    }
}
