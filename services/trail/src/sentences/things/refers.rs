//! Which things an event's sentence needs the earlier story of.

use contract::events::{AnyEvent, PersonEvent, ReportEvent, ReviewEvent, StoredEvent as _};

use super::{key, scope_thing};
use crate::sentences::requirements::requirement_of;

/// The things whose earlier story an event's sentence needs, by key. There is no catch-all arm: what is not named here is not
/// known to the sentence.
pub(crate) fn refers_to(event: &AnyEvent) -> Vec<String> {
    match event {
        AnyEvent::Hub(event) => vec![key("hub", event.thing_id())],
        AnyEvent::Person(event) => person(event),
        AnyEvent::Wave(event) => vec![key("wave", event.thing_id())],
        AnyEvent::Review(event) => review(event),
        AnyEvent::Pairing(event) => vec![key("pairing", event.thing_id())],
        AnyEvent::Round(event) => vec![key("round", event.thing_id())],
        AnyEvent::Report(event) => report(event),
        AnyEvent::Requirement(event) => vec![key("requirement", event.thing_id())],
        AnyEvent::Adoption(event) => vec![key("requirement", requirement_of(event))],
        AnyEvent::Trust(_)
        | AnyEvent::School(_)
        | AnyEvent::Committee(_)
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
        | AnyEvent::EarlierDecisions(_) => Vec::new(),
    }
}

fn person(event: &PersonEvent) -> Vec<String> {
    let grant_id = match event {
        PersonEvent::RoleGranted(granted) => {
            return scope_thing(granted).map(|(kind, id)| key(kind, id)).into_iter().collect();
        }
        PersonEvent::RoleEnded(ended) => &ended.grant_id,
        PersonEvent::RoleEndTakenBack(back) => &back.grant_id,
        PersonEvent::RoleTookEffect(began) => &began.grant_id,
        PersonEvent::RoleRanOut(over) => &over.grant_id,
        PersonEvent::PersonRegistered(_)
        | PersonEvent::PersonInvited(_)
        | PersonEvent::InvitationAccepted(_)
        | PersonEvent::InvitationEnded(_)
        | PersonEvent::PersonChanged(_)
        | PersonEvent::LegalHoldPlaced(_)
        | PersonEvent::LegalHoldReleased(_)
        | PersonEvent::PersonErased(_) => return Vec::new(),
    };
    vec![key("grant", grant_id)]
}

fn review(event: &ReviewEvent) -> Vec<String> {
    let review = key("review", event.thing_id());
    match event {
        ReviewEvent::FollowUpRecorded(followed) => {
            vec![review, key("finding", &followed.finding_id)]
        }
        ReviewEvent::ReviewRequested(_)
        | ReviewEvent::TeamMatched(_)
        | ReviewEvent::TeamReleased(_)
        | ReviewEvent::DistributionAgreed(_)
        | ReviewEvent::DistributionWidened(_)
        | ReviewEvent::ReviewHeld(_)
        | ReviewEvent::ReviewPostponed(_)
        | ReviewEvent::ReviewCancelled(_)
        | ReviewEvent::FindingRecorded(_)
        | ReviewEvent::ReviewCompleted(_)
        | ReviewEvent::ReviewCommented(_) => vec![review],
    }
}

fn report(event: &ReportEvent) -> Vec<String> {
    let question_id = match event {
        ReportEvent::QuestionAnswered(answered) => &answered.question_id,
        ReportEvent::QuestionFollowedUp(followed) => &followed.question_id,
        ReportEvent::QuestionClosed(closed) => &closed.question_id,
        ReportEvent::ChangeMarked(_)
        | ReportEvent::ReportDrafted(_)
        | ReportEvent::CommentaryAdded(_)
        | ReportEvent::CommentaryReworded(_)
        | ReportEvent::CommentaryRemoved(_)
        | ReportEvent::CommentaryMoved(_)
        | ReportEvent::DecisionRequested(_)
        | ReportEvent::DecisionDropped(_)
        | ReportEvent::SentForApproval(_)
        | ReportEvent::SentBack(_)
        | ReportEvent::ReportApproved(_)
        | ReportEvent::ReportIssued(_)
        | ReportEvent::ReportOpened(_)
        | ReportEvent::QuestionAsked(_)
        | ReportEvent::CorrectionIssued(_) => return vec![key("report", event.thing_id())],
    };
    vec![key("report", event.thing_id()), key("question", question_id)]
}
