//! What earlier events said about a thing that later ones name by id only.

use std::collections::HashMap;

use contract::events::{
    AnyEvent, CommitteeEvent, HubEvent, PairingEvent, PersonEvent, ReportEvent, RequirementEvent,
    ReviewEvent, RoundEvent, StoredEvent as _, WaveEvent,
};
use contract::schools::v1::{RoleGranted, ScopeKind};

use super::people::{role_and_scope, scope_schools};
use super::requirements::requirement_of;
use super::words::commitment;

/// What a sentence needs to know of a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Thing {
    /// What it is called, or what it says.
    pub name: String,
    pub schools: Vec<String>,
    pub areas: Vec<String>,
    pub term: String,
}

/// Things by key, for example `wave:<id>`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(HashMap<String, Thing>);

static NOTHING: Thing =
    Thing { name: String::new(), schools: Vec::new(), areas: Vec::new(), term: String::new() };

impl Known {
    /// Takes in what was said of a thing.
    pub(crate) fn insert(&mut self, key: String, thing: Thing) {
        self.0.insert(key, thing);
    }

    /// Takes in what an event says; returns the things it told of.
    pub(crate) fn take(&mut self, event: &AnyEvent) -> Vec<(String, Thing)> {
        let told = tells_of(event, self);
        self.0.extend(told.iter().cloned());
        told
    }

    /// What is known of a thing; nothing where no event spoke of it.
    pub(super) fn get(&self, kind: &str, id: &str) -> &Thing {
        self.0.get(&key(kind, id)).unwrap_or(&NOTHING)
    }
}

impl Thing {
    /// The school a thing belongs to; empty where none is known.
    pub(super) fn school(&self) -> &str {
        self.schools.first().map(String::as_str).unwrap_or_default()
    }
}

fn key(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

/// The things whose earlier story an event's sentence needs.
pub(crate) fn refers_to(event: &AnyEvent) -> Vec<String> {
    let mut keys = Vec::new();
    let mut refers = |kind: &str, id: &str| keys.push(key(kind, id));
    match event {
        AnyEvent::Hub(event) => refers("hub", event.thing_id()),
        AnyEvent::Person(PersonEvent::RoleGranted(granted)) => {
            if let Some((kind, id)) = scope_thing(granted) {
                refers(kind, id);
            }
        }
        AnyEvent::Person(PersonEvent::RoleEnded(ended)) => refers("grant", &ended.grant_id),
        AnyEvent::Person(PersonEvent::RoleEndTakenBack(back)) => refers("grant", &back.grant_id),
        AnyEvent::Person(PersonEvent::RoleTookEffect(began)) => refers("grant", &began.grant_id),
        AnyEvent::Person(PersonEvent::RoleRanOut(over)) => refers("grant", &over.grant_id),
        AnyEvent::Wave(event) => refers("wave", event.thing_id()),
        AnyEvent::Review(event) => {
            refers("review", event.thing_id());
            if let ReviewEvent::FollowUpRecorded(followed) = event {
                refers("finding", &followed.finding_id);
            }
        }
        AnyEvent::Pairing(event) => refers("pairing", event.thing_id()),
        AnyEvent::Round(event) => refers("round", event.thing_id()),
        AnyEvent::Report(event) => {
            refers("report", event.thing_id());
            if let ReportEvent::QuestionAnswered(answered) = event {
                refers("question", &answered.question_id);
            }
        }
        AnyEvent::Requirement(event) => refers("requirement", event.thing_id()),
        AnyEvent::Adoption(event) => refers("requirement", requirement_of(event)),
        _ => {}
    }
    keys
}

/// What the sentences of later events will need of this one.
fn tells_of(event: &AnyEvent, known: &Known) -> Vec<(String, Thing)> {
    let told = match event {
        AnyEvent::Hub(HubEvent::HubFormed(hub)) => {
            (key("hub", &hub.hub_id), Thing { name: hub.name.clone(), ..Thing::default() })
        }
        AnyEvent::Committee(CommitteeEvent::CommitteeFormed(committee)) => {
            let schools = vec![committee.school_id.clone()];
            let thing = Thing { name: committee.name.clone(), schools, ..Thing::default() };
            (key("committee", &committee.committee_id), thing)
        }
        AnyEvent::Wave(WaveEvent::WaveScheduled(wave)) => {
            let (name, schools, term) =
                (wave.title.clone(), wave.school_ids.clone(), wave.term.clone());
            (key("wave", &wave.wave_id), Thing { name, schools, areas: Vec::new(), term })
        }
        AnyEvent::Review(event) => return review(event),
        AnyEvent::Pairing(PairingEvent::PairingProposed(pairing)) => {
            let schools =
                vec![pairing.receiving_school_id.clone(), pairing.giving_school_id.clone()];
            let areas = vec![pairing.area_id.clone()];
            (key("pairing", &pairing.pairing_id), Thing { schools, areas, ..Thing::default() })
        }
        AnyEvent::Round(RoundEvent::RoundOpened(round)) => {
            let (schools, term) = (round.school_ids.clone(), round.term.clone());
            (key("round", &round.round_id), Thing { schools, term, ..Thing::default() })
        }
        AnyEvent::Round(RoundEvent::SchoolAddedToRound(added)) => {
            let mut round = known.get("round", &added.round_id).clone();
            round.schools.push(added.school_id.clone());
            (key("round", &added.round_id), round)
        }
        AnyEvent::Person(PersonEvent::RoleGranted(granted)) => return grant(granted, known),
        AnyEvent::Report(event) => return report(event),
        AnyEvent::Requirement(event) => return requirement(event),
        _ => return Vec::new(),
    };
    vec![told]
}

fn review(event: &ReviewEvent) -> Vec<(String, Thing)> {
    match event {
        ReviewEvent::ReviewRequested(review) => {
            let (schools, areas) = (vec![review.host_school_id.clone()], review.areas.clone());
            let thing = Thing { name: String::new(), schools, areas, term: review.term.clone() };
            vec![(key("review", &review.review_id), thing)]
        }
        ReviewEvent::FindingRecorded(finding) => {
            let thing = Thing {
                name: commitment(&finding.text).to_owned(),
                areas: finding.areas.clone(),
                ..Thing::default()
            };
            vec![(key("finding", &finding.finding_id), thing)]
        }
        _ => Vec::new(),
    }
}

/// The role in words, for the day it ends.
fn grant(granted: &RoleGranted, known: &Known) -> Vec<(String, Thing)> {
    let (name, schools) = (role_and_scope(granted, known), scope_schools(granted, known));
    vec![(key("grant", &granted.grant_id), Thing { name, schools, ..Thing::default() })]
}

fn report(event: &ReportEvent) -> Vec<(String, Thing)> {
    let (report_id, school_id, term) = match event {
        ReportEvent::ChangeMarked(event) => (&event.report_id, &event.school_id, &event.term),
        ReportEvent::ReportDrafted(event) => (&event.report_id, &event.school_id, &event.term),
        ReportEvent::ReportIssued(event) => (&event.report_id, &event.school_id, &event.term),
        ReportEvent::QuestionAsked(question) => {
            let thing = Thing { name: commitment(&question.text).to_owned(), ..Thing::default() };
            return vec![(key("question", &question.question_id), thing)];
        }
        _ => return Vec::new(),
    };
    let thing = Thing { schools: vec![school_id.clone()], term: term.clone(), ..Thing::default() };
    vec![(key("report", report_id), thing)]
}

fn requirement(event: &RequirementEvent) -> Vec<(String, Thing)> {
    let (id, terms) = match event {
        RequirementEvent::RequirementAdded(added) => (&added.requirement_id, &added.terms),
        RequirementEvent::RequirementChanged(changed) => (&changed.requirement_id, &changed.terms),
        RequirementEvent::RequirementDropped(_) => return Vec::new(),
    };
    let name = terms.as_ref().map(|terms| terms.title.clone()).unwrap_or_default();
    vec![(key("requirement", id), Thing { name, ..Thing::default() })]
}

/// The thing a role is held over, where it has a story of its own.
pub(super) fn scope_thing(granted: &RoleGranted) -> Option<(&'static str, &str)> {
    let scope = granted.scope.as_ref()?;
    let kind = match scope.kind() {
        ScopeKind::Hub => "hub",
        ScopeKind::Committee => "committee",
        ScopeKind::Wave => "wave",
        ScopeKind::Review => "review",
        ScopeKind::School | ScopeKind::Trust | ScopeKind::Visit | ScopeKind::Unspecified => {
            return None;
        }
    };
    Some((kind, &scope.id))
}
