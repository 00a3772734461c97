//! What an event says of a thing that later events name by id only.

use contract::events::{
    AnyEvent, CommitteeEvent, HubEvent, PairingEvent, PersonEvent, ReportEvent, RequirementEvent,
    ReviewEvent, RoundEvent, WaveEvent,
};
use contract::schools::v1::RoleGranted;

use super::{Known, Thing, key};
use crate::sentences::people::{role_and_scope, scope_schools};
use crate::sentences::words::commitment;

/// What the sentences of later events will need of this one, by key. There is no catch-all arm: of an event that begins or
/// renames a thing it has to be said here.
pub(super) fn tells_of(event: &AnyEvent, known: &Known) -> Option<(String, Thing)> {
    match event {
        AnyEvent::Hub(event) => hub(event),
        AnyEvent::Committee(event) => committee(event),
        AnyEvent::Person(event) => person(event, known),
        AnyEvent::Wave(event) => wave(event),
        AnyEvent::Review(event) => review(event),
        AnyEvent::Pairing(event) => pairing(event),
        AnyEvent::Round(event) => round(event, known),
        AnyEvent::Report(event) => report(event),
        AnyEvent::Requirement(event) => requirement(event),
        AnyEvent::Trust(_)
        | AnyEvent::School(_)
        | AnyEvent::Meeting(_)
        | AnyEvent::AcademicYear(_)
        | AnyEvent::Words(_)
        | AnyEvent::Instrument(_)
        | AnyEvent::Inspection(_)
        | AnyEvent::Accreditation(_)
        | AnyEvent::Measure(_)
        | AnyEvent::Figure(_)
        | AnyEvent::RecordEntry(_)
        | AnyEvent::VisitNote(_)
        | AnyEvent::ImportedFigures(_)
        | AnyEvent::FigureMapping(_)
        | AnyEvent::SefTemplate(_)
        | AnyEvent::SelfEvaluation(_)
        | AnyEvent::IndependenceScale(_)
        | AnyEvent::Independence(_)
        | AnyEvent::Framework(_)
        | AnyEvent::FrameworkDraft(_)
        | AnyEvent::FrameworkComment(_)
        | AnyEvent::Category(_)
        | AnyEvent::EarlierDecisions(_)
        | AnyEvent::Adoption(_) => None,
    }
}

fn hub(event: &HubEvent) -> Option<(String, Thing)> {
    match event {
        HubEvent::HubFormed(hub) => {
            Some((key("hub", &hub.hub_id), Thing { name: hub.name.clone(), ..Thing::default() }))
        }
        HubEvent::SchoolEnteredHub(_) | HubEvent::SchoolWithdrewFromHub(_) => None,
    }
}

fn committee(event: &CommitteeEvent) -> Option<(String, Thing)> {
    match event {
        CommitteeEvent::CommitteeFormed(committee) => {
            let schools = vec![committee.school_id.clone()];
            let thing = Thing { name: committee.name.clone(), schools, ..Thing::default() };
            Some((key("committee", &committee.committee_id), thing))
        }
        CommitteeEvent::MeetingScheduled(_)
        | CommitteeEvent::MeetingMoved(_)
        | CommitteeEvent::MeetingCancelled(_)
        | CommitteeEvent::QuorumSet(_)
        | CommitteeEvent::SeatCreated(_)
        | CommitteeEvent::SeatFilled(_)
        | CommitteeEvent::SeatVacated(_) => None,
    }
}

fn person(event: &PersonEvent, known: &Known) -> Option<(String, Thing)> {
    match event {
        PersonEvent::RoleGranted(granted) => Some(grant(granted, known)),
        PersonEvent::PersonRegistered(_)
        | PersonEvent::PersonInvited(_)
        | PersonEvent::InvitationAccepted(_)
        | PersonEvent::InvitationEnded(_)
        | PersonEvent::PersonChanged(_)
        | PersonEvent::RoleEnded(_)
        | PersonEvent::RoleEndTakenBack(_)
        | PersonEvent::RoleTookEffect(_)
        | PersonEvent::RoleRanOut(_)
        | PersonEvent::LegalHoldPlaced(_)
        | PersonEvent::LegalHoldReleased(_)
        | PersonEvent::PersonErased(_) => None,
    }
}

/// The role in words, for the day it ends.
fn grant(granted: &RoleGranted, known: &Known) -> (String, Thing) {
    let (name, schools) = (role_and_scope(granted, known), scope_schools(granted, known));
    (key("grant", &granted.grant_id), Thing { name, schools, ..Thing::default() })
}

fn wave(event: &WaveEvent) -> Option<(String, Thing)> {
    match event {
        WaveEvent::WaveScheduled(wave) => {
            let (name, schools) = (wave.title.clone(), wave.school_ids.clone());
            let thing = Thing { name, schools, areas: Vec::new(), term: wave.term.clone() };
            Some((key("wave", &wave.wave_id), thing))
        }
        WaveEvent::InvitationsPlanned(_)
        | WaveEvent::OpeningHeldUp(_)
        | WaveEvent::WaveOpened(_)
        | WaveEvent::LinksHandedOut(_)
        | WaveEvent::WaveExtended(_)
        | WaveEvent::AnswersCollected(_)
        | WaveEvent::WaveClosed(_)
        | WaveEvent::ResultsReleased(_) => None,
    }
}

fn review(event: &ReviewEvent) -> Option<(String, Thing)> {
    match event {
        ReviewEvent::ReviewRequested(review) => {
            let (schools, areas) = (vec![review.host_school_id.clone()], review.areas.clone());
            let thing = Thing { name: String::new(), schools, areas, term: review.term.clone() };
            Some((key("review", &review.review_id), thing))
        }
        ReviewEvent::FindingRecorded(finding) => {
            let thing = Thing {
                name: commitment(&finding.text).to_owned(),
                areas: finding.areas.clone(),
                ..Thing::default()
            };
            Some((key("finding", &finding.finding_id), thing))
        }
        ReviewEvent::TeamMatched(_)
        | ReviewEvent::TeamReleased(_)
        | ReviewEvent::DistributionAgreed(_)
        | ReviewEvent::DistributionWidened(_)
        | ReviewEvent::ReviewHeld(_)
        | ReviewEvent::ReviewPostponed(_)
        | ReviewEvent::ReviewCancelled(_)
        | ReviewEvent::ReviewCompleted(_)
        | ReviewEvent::ReviewCommented(_)
        | ReviewEvent::FollowUpRecorded(_) => None,
    }
}

fn pairing(event: &PairingEvent) -> Option<(String, Thing)> {
    match event {
        PairingEvent::PairingProposed(pairing) => {
            let schools =
                vec![pairing.receiving_school_id.clone(), pairing.giving_school_id.clone()];
            let areas = vec![pairing.area_id.clone()];
            let thing = Thing { schools, areas, ..Thing::default() };
            Some((key("pairing", &pairing.pairing_id), thing))
        }
        PairingEvent::PairingTakenUp(_)
        | PairingEvent::PairingAccepted(_)
        | PairingEvent::PairingDeclined(_)
        | PairingEvent::PairingWithdrawn(_)
        | PairingEvent::PairingGroundReopened(_) => None,
    }
}

fn round(event: &RoundEvent, known: &Known) -> Option<(String, Thing)> {
    match event {
        RoundEvent::RoundOpened(round) => {
            let (schools, term) = (round.school_ids.clone(), round.term.clone());
            Some((key("round", &round.round_id), Thing { schools, term, ..Thing::default() }))
        }
        RoundEvent::SchoolAddedToRound(added) => {
            let mut round = known.get("round", &added.round_id).clone();
            round.schools.push(added.school_id.clone());
            Some((key("round", &added.round_id), round))
        }
        // What becomes of the round later is not about the school any more.
        RoundEvent::SchoolTakenOutOfRound(taken) => {
            let mut round = known.get("round", &taken.round_id).clone();
            round.schools.retain(|school_id| *school_id != taken.school_id);
            Some((key("round", &taken.round_id), round))
        }
        RoundEvent::RoundClosed(_) | RoundEvent::RoundReopened(_) => None,
    }
}

fn report(event: &ReportEvent) -> Option<(String, Thing)> {
    let (report_id, school_id, term) = match event {
        ReportEvent::ChangeMarked(event) => (&event.report_id, &event.school_id, &event.term),
        ReportEvent::ReportDrafted(event) => (&event.report_id, &event.school_id, &event.term),
        ReportEvent::ReportIssued(event) => (&event.report_id, &event.school_id, &event.term),
        ReportEvent::QuestionAsked(question) => {
            let thing = Thing { name: commitment(&question.text).to_owned(), ..Thing::default() };
            return Some((key("question", &question.question_id), thing));
        }
        ReportEvent::CommentaryAdded(_)
        | ReportEvent::CommentaryReworded(_)
        | ReportEvent::CommentaryRemoved(_)
        | ReportEvent::CommentaryMoved(_)
        | ReportEvent::DecisionRequested(_)
        | ReportEvent::DecisionDropped(_)
        | ReportEvent::SentForApproval(_)
        | ReportEvent::SentBack(_)
        | ReportEvent::ReportApproved(_)
        | ReportEvent::ReportOpened(_)
        | ReportEvent::QuestionAnswered(_)
        | ReportEvent::QuestionFollowedUp(_)
        | ReportEvent::QuestionClosed(_)
        | ReportEvent::CorrectionIssued(_) => return None,
    };
    let thing = Thing { schools: vec![school_id.clone()], term: term.clone(), ..Thing::default() };
    Some((key("report", report_id), thing))
}

fn requirement(event: &RequirementEvent) -> Option<(String, Thing)> {
    let (id, terms) = match event {
        RequirementEvent::RequirementAdded(added) => (&added.requirement_id, &added.terms),
        RequirementEvent::RequirementChanged(changed) => (&changed.requirement_id, &changed.terms),
        RequirementEvent::RequirementDropped(_) => return None,
    };
    let name = terms.as_ref().map(|terms| terms.title.clone()).unwrap_or_default();
    Some((key("requirement", id), Thing { name, ..Thing::default() }))
}
