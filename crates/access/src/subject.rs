//! What a question is about, and where that lies on a day.

use std::collections::BTreeSet;

use contract::Thing;
use contract::schools::v1::ScopeKind;
use jiff::civil::Date;
use uuid::Uuid;

use crate::role::{Place, kind_words};
use crate::roles::{Known, Roles};

/// What a question is about: the ids a request names. Nothing named: the trust as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The school.
    pub school: Option<Uuid>,
    /// The hub.
    pub hub: Option<Uuid>,
    /// The committee.
    pub committee: Option<Uuid>,
    /// The peer review; it lies where its host lies.
    pub review: Option<Uuid>,
    /// The report; it lies where its school lies.
    pub report: Option<Uuid>,
    /// The pairing; it lies where either of its schools lies.
    pub pairing: Option<Uuid>,
    /// The visit, by its note; it narrows nothing, but a role may be held over it.
    pub visit: Option<Uuid>,
    /// The wave; it narrows nothing, but a role may be held over it.
    pub wave: Option<Uuid>,
    /// The person.
    pub person: Option<Uuid>,
}

/// Where a subject lies on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lying {
    pub(crate) places: BTreeSet<Place>,
    pub(crate) is_the_trust: bool,
    pub(crate) is_church_school: bool,
}

impl Subject {
    /// A school.
    pub fn school(school: Uuid) -> Self {
        Self { school: Some(school), ..Self::default() }
    }

    /// Adds a thing that it is about.
    pub fn about(&mut self, thing: Thing, id: Uuid) {
        let place = match thing {
            Thing::School => &mut self.school,
            Thing::Hub => &mut self.hub,
            Thing::Committee => &mut self.committee,
            Thing::Review => &mut self.review,
            Thing::Report => &mut self.report,
            Thing::Pairing => &mut self.pairing,
            Thing::Wave => &mut self.wave,
            Thing::Person => &mut self.person,
            Thing::VisitNote => &mut self.visit,
        };
        *place = Some(id);
    }

    /// A peer review.
    pub fn review(review: Uuid) -> Self {
        Self { review: Some(review), ..Self::default() }
    }

    /// What it names, for a sentence: `{school:0190...}`; the trust itself where it names nothing.
    pub(crate) fn words(&self, trust: Uuid) -> String {
        let named = [
            ("school", self.school),
            ("hub", self.hub),
            ("committee", self.committee),
            ("review", self.review),
            ("report", self.report),
            ("pairing", self.pairing),
            ("visit", self.visit),
            ("wave", self.wave),
            ("person", self.person),
        ];
        let named =
            named.into_iter().filter_map(|(kind, id)| Some(format!("{kind} {{{kind}:{}}}", id?)));
        let named: Vec<String> = named.collect();
        if named.is_empty() {
            return format!("the {} {{trust:{trust}}} as a whole", kind_words(ScopeKind::Trust));
        }
        named.join(", ")
    }

    /// Where it lies: in every place that all it names lie in, so that naming one's own school beside another's
    /// opens nothing. What is not known (yet) lies in the trust only.
    pub(crate) fn lying(&self, trust: Uuid, roles: &Roles, on: Date) -> Lying {
        let map = Map { trust, known: roles.known(trust), on };
        let named = [
            self.school.map(|id| map.school(id)),
            self.hub.map(|id| map.itself(ScopeKind::Hub, id)),
            self.committee.map(|id| map.thing(Thing::Committee, id)),
            self.review.map(|id| map.review(id)),
            self.report.map(|id| map.thing(Thing::Report, id)),
            self.pairing.map(|id| map.thing(Thing::Pairing, id)),
        ];
        let common = named.into_iter().flatten().reduce(|all, more| &all & &more);
        let is_the_trust = common.is_none();
        let mut places = common.unwrap_or_else(|| map.trust_only());
        places.extend(self.wave.map(|id| Place::new(ScopeKind::Wave, id)));
        // A guest who names the own visit beside another school opens nothing of that school.
        let visit = self.visit.filter(|id| map.is_visit_of(*id, self.school));
        places.extend(visit.map(|id| Place::new(ScopeKind::Visit, id)));
        let school = self.school.and_then(|id| map.known?.schools.get(&id));
        let is_church_school = school.is_some_and(|school| school.is_church_school);
        Lying { places, is_the_trust, is_church_school }
    }
}

/// A trust's places on one day.
struct Map<'a> {
    trust: Uuid,
    known: Option<&'a Known>,
    on: Date,
}

impl Map<'_> {
    fn trust_only(&self) -> BTreeSet<Place> {
        BTreeSet::from([Place::new(ScopeKind::Trust, self.trust)])
    }

    fn itself(&self, kind: ScopeKind, id: Uuid) -> BTreeSet<Place> {
        let mut places = self.trust_only();
        places.insert(Place::new(kind, id));
        places
    }

    fn school(&self, id: Uuid) -> BTreeSet<Place> {
        let mut places = self.trust_only();
        let school = self.known.and_then(|known| known.schools.get(&id));
        let Some(school) = school.filter(|school| school.is_in_trust(self.on)) else {
            return places;
        };
        places.insert(Place::new(ScopeKind::School, id));
        places.extend(school.hubs(self.on).map(|hub| Place::new(ScopeKind::Hub, hub)));
        places.extend(school.committees.iter().map(|id| Place::new(ScopeKind::Committee, *id)));
        places
    }

    fn review(&self, id: Uuid) -> BTreeSet<Place> {
        let mut places = self.thing(Thing::Review, id);
        places.insert(Place::new(ScopeKind::Review, id));
        places
    }

    /// Whether there is such a visit, and it was to the school, where one is named. With its school it leaves the trust.
    fn is_visit_of(&self, visit: Uuid, named: Option<Uuid>) -> bool {
        let Some(known) = self.known else { return false };
        let is_here = |school: &Uuid| {
            known.schools.get(school).is_some_and(|school| school.is_in_trust(self.on))
        };
        let visited = known.lies_in(Thing::VisitNote, visit).iter();
        visited.filter(|school| named.is_none_or(|named| named == **school)).any(is_here)
    }

    /// Wherever one of its schools lies; with its schools a thing leaves the trust.
    fn thing(&self, thing: Thing, id: Uuid) -> BTreeSet<Place> {
        let schools = self.known.map(|known| known.lies_in(thing, id)).unwrap_or_default();
        schools
            .iter()
            .map(|school| self.school(*school))
            .reduce(|all, more| &all | &more)
            .unwrap_or_else(|| self.trust_only())
    }
}
