//! Who holds which role and what lies where, per trust: a state fed by the follower of the log.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contract::events::AnyEvent;
use contract::reviews::v1::{TeamMatched, TeamReleased};
use contract::schools::v1::{
    ArrangementTakenBack, Role, RoleEndTakenBack, RoleEnded, RoleGranted, SchoolEnteredHub,
    SchoolJoined, SchoolReturned, SchoolWithdrewFromHub, ScopeKind,
};
use contract::{Begun, Moving, Thing, role_by_match, roles_that_count};
use jiff::civil::Date;
use uuid::Uuid;

use crate::role::{Held, Place};

/// Every trust's roles and places. Grows by events only; a repeated event changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    trusts: HashMap<Uuid, Known>,
}

/// What is known of one trust.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Person to grants.
    people: HashMap<Uuid, BTreeMap<Uuid, Held>>,
    /// People who were ever given the role of administrator, so that it need not be looked for among all.
    administrators: BTreeSet<Uuid>,
    pub(crate) schools: BTreeMap<Uuid, School>,
    /// Every thing that an event began, with the schools it lies in.
    things: HashMap<(Thing, Uuid), Vec<Uuid>>,
    /// Visits whose note was issued. A role over one of them is held no longer.
    issued_visits: BTreeSet<Uuid>,
    /// Review to the persons of its team, with the id of the role that each holds by the match.
    teams: HashMap<Uuid, BTreeMap<Uuid, Uuid>>,
    /// Reviews that were called off, and those whose team was released. An earlier match that is read again gives no role.
    over_reviews: BTreeSet<Uuid>,
}

/// A visit to a school, as far as a role over it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownVisit {
    /// The school that was visited.
    pub school: Uuid,
    /// Whether its note was issued: a role over it is held no longer.
    pub is_issued: bool,
}

/// Where a school lies, over time.
#[derive(Clone, Debug, Default)]
pub(crate) struct School {
    pub(crate) is_church_school: bool,
    /// First day in the trust, where it is arranged ahead.
    joins: Option<Date>,
    /// First day it is no longer in the trust.
    left: Option<Date>,
    /// First day in the trust again, where it is arranged.
    returns: Option<Date>,
    hubs: Vec<InHub>,
    pub(crate) committees: BTreeSet<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct InHub {
    hub: Uuid,
    from: Date,
    /// First day it is no longer in the hub.
    until: Option<Date>,
}

impl School {
    pub(crate) fn is_in_trust(&self, on: Date) -> bool {
        let is_back = self.returns.is_some_and(|returns| returns <= on);
        let stays = self.left.is_none_or(|left| on < left);
        self.joins.is_none_or(|joins| joins <= on) && (stays || is_back)
    }

    pub(crate) fn hubs(&self, on: Date) -> impl Iterator<Item = Uuid> + '_ {
        let within =
            move |in_hub: &&InHub| in_hub.from <= on && in_hub.until.is_none_or(|until| on < until);
        self.hubs.iter().filter(within).map(|in_hub| in_hub.hub)
    }
}

impl Roles {
    /// Takes in one event of a trust's log; events that say nothing about roles or places are passed over.
    /// An id that is no UUID or a date that is none names nothing here, so it gives no right.
    pub fn take(&mut self, trust: Uuid, event: &AnyEvent) {
        let known = self.trusts.entry(trust).or_default();
        // An event that does not say what it must say gives no right.
        let _understood = known.take(event);
    }

    /// Forgets all that is known of a trust.
    pub fn forget(&mut self, trust: Uuid) {
        self.trusts.remove(&trust);
    }

    /// The roles a person was ever given in a trust, ended ones too.
    pub fn of(&self, trust: Uuid, person: Uuid) -> impl Iterator<Item = &Held> {
        let grants = self.trusts.get(&trust).and_then(|known| known.people.get(&person));
        grants.into_iter().flat_map(BTreeMap::values)
    }

    /// The roles a person holds in a trust on a day. A guest's role over a visit ends with the issue of its note.
    pub fn held(&self, trust: Uuid, person: Uuid, on: Date) -> impl Iterator<Item = &Held> {
        let known = self.known(trust);
        let stands = |held: &&Held| known.is_none_or(|known| !known.is_over(&held.over));
        let held = self.of(trust, person).filter(|held| held.on(on)).filter(stands);
        roles_that_count(held.collect()).into_iter()
    }

    /// The schools of a trust, those that left too.
    pub fn schools(&self, trust: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        self.known(trust).into_iter().flat_map(|known| known.schools.keys().copied())
    }

    /// Whether a school is one of the trust's, or was.
    pub fn has_school(&self, trust: Uuid, school: Uuid) -> bool {
        self.known(trust).is_some_and(|known| known.schools.contains_key(&school))
    }

    /// Whether a school was one of the trust's and is not on a day.
    pub fn has_left(&self, trust: Uuid, school: Uuid, on: Date) -> bool {
        let known = self.known(trust).and_then(|known| known.schools.get(&school));
        known.is_some_and(|school| {
            school.left.is_some_and(|left| left <= on) && !school.is_in_trust(on)
        })
    }

    /// Whether a review is one of the trust's.
    pub fn has_review(&self, trust: Uuid, review: Uuid) -> bool {
        self.known(trust).is_some_and(|known| known.things.contains_key(&(Thing::Review, review)))
    }

    /// A visit whose note was begun; `None` where there is no such visit.
    pub fn visit(&self, trust: Uuid, visit: Uuid) -> Option<KnownVisit> {
        let known = self.known(trust)?;
        let school = *known.lies_in(Thing::VisitNote, visit).first()?;
        Some(KnownVisit { school, is_issued: known.issued_visits.contains(&visit) })
    }

    /// Whether the trust has an administrator on a day.
    pub fn is_administered(&self, trust: Uuid, on: Date) -> bool {
        let people = self.known(trust).into_iter().flat_map(|known| &known.administrators);
        people
            .flat_map(|person| self.held(trust, *person, on))
            .any(|held| held.role == Role::Administrator && held.fits())
    }

    pub(crate) fn known(&self, trust: Uuid) -> Option<&Known> {
        self.trusts.get(&trust)
    }
}

impl Known {
    /// The schools in which a thing lies; none where no event began it.
    pub(crate) fn lies_in(&self, thing: Thing, id: Uuid) -> &[Uuid] {
        self.things.get(&(thing, id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether what a role is held over is over itself.
    fn is_over(&self, place: &Place) -> bool {
        place.kind == ScopeKind::Visit && self.issued_visits.contains(&place.id)
    }

    fn take(&mut self, event: &AnyEvent) -> Option<()> {
        if let Some(begun) = event.begun() {
            self.begun(&begun)?;
        }
        match event.moving()? {
            Moving::RoleGranted(granted) => self.granted(granted),
            Moving::RoleEnded(ended) => self.ended(ended),
            Moving::RoleEndTakenBack(taken_back) => self.held_again(taken_back),
            Moving::JoinArranged(arranged) => {
                let school = arranged.school.as_ref()?;
                self.joined(school)?;
                self.school(&school.school_id)?.joins = Some(day(&school.joined_on)?);
                Some(())
            }
            Moving::SchoolJoined(joined) => self.joined(joined),
            Moving::LeaveArranged(leaves) => self.left(&leaves.school_id, Some(day(&leaves.on)?)),
            Moving::SchoolLeft(left) => self.left(&left.school_id, Some(day(&left.on)?)),
            Moving::ReturnArranged(arranged) => {
                self.school(&arranged.school_id)?.returns = Some(day(&arranged.on)?);
                Some(())
            }
            Moving::ArrangementTakenBack(taken) => self.taken_back(taken),
            Moving::LeaveCorrected(corrected) => self.left(&corrected.school_id, None),
            Moving::SchoolReturned(returned) => self.returned(returned),
            Moving::SchoolDescribed(described) => {
                let is_church_school = is_church(&described.religious_character);
                self.school(&described.school_id)?.is_church_school = is_church_school;
                Some(())
            }
            Moving::SchoolEnteredHub(entered) => self.entered(entered),
            Moving::SchoolWithdrewFromHub(withdrew) => self.withdrew(withdrew),
            Moving::VisitNoteIssued(issued) => {
                self.issued_visits.insert(id(&issued.visit_note_id)?);
                Some(())
            }
            Moving::TeamMatched(team) => self.matched(team),
            Moving::ReviewCancelled(off) => self.team_ends(id(&off.review_id)?, day(&off.on)),
            Moving::TeamReleased(TeamReleased { review_id, on }) => {
                self.team_ends(id(review_id)?, day(on).and_then(|last| last.tomorrow().ok()))
            }
        }
    }

    /// Who is named holds the role from the day of the match, without a grant. Who was in the team and is not named holds it no longer.
    fn matched(&mut self, team: &TeamMatched) -> Option<()> {
        let (review, on) = (id(&team.review_id)?, day(&team.on)?);
        if self.over_reviews.contains(&review) {
            return None;
        }
        let named: BTreeSet<Uuid> =
            team.reviewers.iter().filter_map(|reviewer| id(&reviewer.person_id)).collect();
        let before = self.teams.remove(&review).unwrap_or_default();
        for (person, grant) in before.iter().filter(|(person, _)| !named.contains(*person)) {
            self.without(*person, *grant, on);
        }
        let over = Place::new(ScopeKind::Review, review);
        let members = named.into_iter().map(|person| {
            let new = || role_by_match(review, person, &on.to_string());
            (person, before.get(&person).copied().unwrap_or_else(new))
        });
        let members: BTreeMap<Uuid, Uuid> = members.collect();
        for (person, grant) in members.iter().filter(|(person, _)| !before.contains_key(*person)) {
            let (role, from) = (Role::PeerReviewer, on);
            let held =
                Held { grant: *grant, role, over, from, until: None, ended: None, by_match: true };
            self.people.entry(*person).or_default().insert(*grant, held);
        }
        self.teams.insert(review, members);
        Some(())
    }

    /// Ends the roles of a review's team. A day that can't be read ends them at once rather than never.
    fn team_ends(&mut self, review: Uuid, first_without: Option<Date>) -> Option<()> {
        self.over_reviews.insert(review);
        for (person, grant) in self.teams.remove(&review)? {
            self.without(person, grant, first_without.unwrap_or(Date::MIN));
        }
        Some(())
    }

    fn without(&mut self, person: Uuid, grant: Uuid, first_without: Date) {
        let held = self.people.get_mut(&person).and_then(|grants| grants.get_mut(&grant));
        if let Some(held) = held {
            held.ended = Some(first_without);
        }
    }

    fn begun(&mut self, begun: &Begun<'_>) -> Option<()> {
        let thing = id(begun.id)?;
        let schools: Option<Vec<Uuid>> = begun.lies_in.iter().map(|school| id(school)).collect();
        if begun.thing == Thing::Committee {
            for school in &begun.lies_in {
                self.school(school)?.committees.insert(thing);
            }
        }
        self.things.insert((begun.thing, thing), schools?);
        Some(())
    }

    fn granted(&mut self, granted: &RoleGranted) -> Option<()> {
        let scope = granted.scope.as_ref()?;
        let held = Held {
            grant: id(&granted.grant_id)?,
            role: Some(granted.role()).filter(|role| *role != Role::Unspecified)?,
            over: Place::new(scope.kind(), id(&scope.id)?),
            from: day(&granted.from)?,
            until: if granted.until.is_empty() { None } else { Some(day(&granted.until)?) },
            ended: None,
            by_match: false,
        };
        let person = id(&granted.person_id)?;
        if held.role == Role::Administrator {
            self.administrators.insert(person);
        }
        let grants = self.people.entry(person).or_default();
        grants.entry(held.grant).or_insert(held);
        Some(())
    }

    fn ended(&mut self, ended: &RoleEnded) -> Option<()> {
        let grants = self.people.get_mut(&id(&ended.person_id)?)?;
        let held = grants.get_mut(&id(&ended.grant_id)?)?;
        // A day that can't be read ends the role at once rather than never.
        held.ended = Some(day(&ended.on).unwrap_or(Date::MIN));
        Some(())
    }

    fn held_again(&mut self, taken_back: &RoleEndTakenBack) -> Option<()> {
        let grants = self.people.get_mut(&id(&taken_back.person_id)?)?;
        grants.get_mut(&id(&taken_back.grant_id)?)?.ended = None;
        Some(())
    }

    fn joined(&mut self, joined: &SchoolJoined) -> Option<()> {
        let school = self.school(&joined.school_id)?;
        school.is_church_school = is_church(&joined.religious_character);
        (school.joins, school.left) = (None, None);
        Some(())
    }

    fn taken_back(&mut self, taken: &ArrangementTakenBack) -> Option<()> {
        if taken.joining {
            self.schools.remove(&id(&taken.school_id)?);
        } else if taken.returning {
            self.school(&taken.school_id)?.returns = None;
        } else {
            self.left(&taken.school_id, None)?;
        }
        Some(())
    }

    fn left(&mut self, school: &str, on: Option<Date>) -> Option<()> {
        self.school(school)?.left = on;
        Some(())
    }

    /// The school begins anew: it left its hubs as it left the trust.
    fn returned(&mut self, returned: &SchoolReturned) -> Option<()> {
        let on = day(&returned.on)?;
        let school = self.school(&returned.school_id)?;
        let left = school.left.take();
        for hub in school.hubs.iter_mut().filter(|hub| hub.until.is_none() && hub.from < on) {
            hub.until = left;
        }
        (school.joins, school.returns) = (Some(on), None);
        Some(())
    }

    fn entered(&mut self, entered: &SchoolEnteredHub) -> Option<()> {
        let in_hub = InHub { hub: id(&entered.hub_id)?, from: day(&entered.from)?, until: None };
        let school = self.school(&entered.school_id)?;
        let again = |known: &&mut InHub| known.hub == in_hub.hub && known.from == in_hub.from;
        match school.hubs.iter_mut().find(again) {
            // It had been taken out again from its first day on.
            Some(known) => known.until = None,
            None => school.hubs.push(in_hub),
        }
        Some(())
    }

    fn withdrew(&mut self, withdrew: &SchoolWithdrewFromHub) -> Option<()> {
        let (hub, until) = (id(&withdrew.hub_id)?, day(&withdrew.on)?);
        let hubs = &mut self.school(&withdrew.school_id)?.hubs;
        let mut open = hubs.iter_mut().filter(|known| known.hub == hub && known.until.is_none());
        open.next_back()?.until = Some(until);
        Some(())
    }

    fn school(&mut self, school: &str) -> Option<&mut School> {
        Some(self.schools.entry(id(school)?).or_default())
    }
}

fn is_church(religious_character: &str) -> bool {
    let none = ["", "none", "does not apply", "not applicable"];
    !none.contains(&religious_character.trim().to_lowercase().as_str())
}

fn id(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}
