//! Evidence is looked up, not believed: whether the record holds what is cited, of which school it is, and whether it may count.

use contract::categories::v1::{Citation, EvidenceKind};
use contract::commands::CategoryCommand;
use contract::correction_of;
use contract::events::{
    AccreditationEvent, AnyEvent, InspectionEvent, RecordEntryEvent, ReviewEvent, SchoolEvent,
    StoredEvent, WaveEvent,
};
use contract::log::v1::Words;
use eventlog::{Lookup, ReadError, Stream};

/// What the record holds of one citation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Backing {
    /// A statement in words, which nothing in the record backs.
    InWords,
    /// The record holds it, it is of the school, and it may count. What it says itself, where it does.
    Held(Option<Words>),
    /// The record holds no such thing.
    Unknown,
    /// It is another school's.
    OfAnotherSchool,
    /// It was agreed before the review that its findings do not count, the figure is not shown, or the entry was corrected.
    DoesNotCount,
}

/// What the record holds of each thing that a command cites, in the same order.
pub(crate) async fn backings(
    command: &CategoryCommand,
    lookup: &Lookup<'_>,
) -> Result<Vec<Backing>, ReadError> {
    let mut backings = Vec::new();
    for citation in citations(command) {
        backings.push(backing(command.school_id(), citation, lookup).await?);
    }
    Ok(backings)
}

/// What a command cites.
fn citations(command: &CategoryCommand) -> &[Citation] {
    match command {
        CategoryCommand::StateSchoolView(asked) => &asked.evidence,
        CategoryCommand::ProposeRegion(asked) => &asked.evidence,
        CategoryCommand::ChallengeProposal(asked) => &asked.evidence,
        CategoryCommand::Decide(asked) => &asked.evidence,
        CategoryCommand::AcceptProposal(_)
        | CategoryCommand::RecordViewNotGiven(_)
        | CategoryCommand::RecordAnswerNotGiven(_)
        | CategoryCommand::WithdrawProposal(_)
        | CategoryCommand::Moderate(_)
        | CategoryCommand::Share(_)
        | CategoryCommand::Reopen(_) => &[],
    }
}

async fn backing(
    school: &str,
    citation: &Citation,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    if citation.position == 0 {
        return Ok(match citation.kind() {
            EvidenceKind::Visit
            | EvidenceKind::RunningRecord
            | EvidenceKind::SelfEvaluation
            | EvidenceKind::ImportedFigure => Backing::InWords,
            // These stand in the record, so there is a position to name.
            EvidenceKind::SurveyFigure
            | EvidenceKind::ReviewFinding
            | EvidenceKind::Inspection
            | EvidenceKind::Accreditation
            | EvidenceKind::Unspecified => Backing::Unknown,
        });
    }
    let Some(recorded) = lookup.at(citation.position).await? else { return Ok(Backing::Unknown) };
    let event = recorded.event()?;
    let id = citation.id.as_str();
    match (citation.kind(), event) {
        (EvidenceKind::ReviewFinding, AnyEvent::Review(ReviewEvent::FindingRecorded(finding)))
            if finding.finding_id == id =>
        {
            let review = review(&finding.review_id, lookup).await?;
            Ok(review.backing(school, finding.text))
        }
        (EvidenceKind::SurveyFigure, AnyEvent::Wave(WaveEvent::ResultsReleased(released))) => {
            let of = |question: &str| format!("{}/{question}", released.wave_id);
            let mut figures = released.figures.iter().filter(|one| of(&one.question_id) == id);
            let Some(own) = figures.clone().find(|one| one.school_id == school) else {
                return Ok(figures.next().map_or(Backing::Unknown, |_| Backing::OfAnotherSchool));
            };
            Ok(if own.suppression().is_shown() {
                Backing::Held(None)
            } else {
                Backing::DoesNotCount
            })
        }
        (
            EvidenceKind::Inspection,
            AnyEvent::Inspection(InspectionEvent::InspectionRecorded(it)),
        ) if it.inspection_id == id => {
            let stream = Stream::new(InspectionEvent::CATEGORY, id);
            let last = lookup.happened(&stream).await?.last().map(|event| event.decode());
            let withdrawn =
                matches!(last.transpose()?, Some(InspectionEvent::InspectionWithdrawn(_)));
            Ok(if withdrawn { Backing::Unknown } else { held_of(school, &it.school_id) })
        }
        (
            EvidenceKind::Accreditation,
            AnyEvent::Accreditation(AccreditationEvent::AccreditationAwarded(it)),
        ) if it.accreditation_id == id => Ok(held_of(school, &it.school_id)),
        (EvidenceKind::RunningRecord, AnyEvent::RecordEntry(event)) => {
            entry(school, citation, event, lookup).await
        }
        (EvidenceKind::ImportedFigure | EvidenceKind::SelfEvaluation, AnyEvent::School(_)) => {
            let own = Stream::new(SchoolEvent::CATEGORY, school);
            Ok(held_of(own.as_str(), &recorded.stream))
        }
        _ => Ok(Backing::Unknown),
    }
}

/// An entry of a running record. What was corrected does not count: its correction can be cited.
async fn entry(
    school: &str,
    citation: &Citation,
    event: RecordEntryEvent,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    let (id, of, text) = match event {
        RecordEntryEvent::RecordEntryAdded(it) => (it.record_entry_id, it.school_id, it.text),
        RecordEntryEvent::RecordEntryCorrected(it) => (it.record_entry_id, it.school_id, it.text),
    };
    if id != citation.id {
        return Ok(Backing::Unknown);
    }
    if of != school {
        return Ok(Backing::OfAnotherSchool);
    }
    let correction = correction_of(lookup.trust(), &id);
    let corrected = lookup.happened(&Stream::new(RecordEntryEvent::CATEGORY, correction)).await?;
    Ok(if corrected.is_empty() { Backing::Held(text) } else { Backing::DoesNotCount })
}

fn held_of(school: &str, of: &str) -> Backing {
    if school == of { Backing::Held(None) } else { Backing::OfAnotherSchool }
}

/// A review as evidence has to know it.
#[derive(Default)]
struct ReviewCited {
    host: String,
    counts: bool,
}

impl ReviewCited {
    fn backing(&self, school: &str, says: Option<Words>) -> Backing {
        match (self.host == school, self.counts) {
            (false, _) => Backing::OfAnotherSchool,
            (true, false) => Backing::DoesNotCount,
            (true, true) => Backing::Held(says),
        }
    }
}

async fn review(id: &str, lookup: &Lookup<'_>) -> Result<ReviewCited, ReadError> {
    let mut review = ReviewCited::default();
    for event in lookup.happened(&Stream::new(ReviewEvent::CATEGORY, id)).await?.iter() {
        match event.decode()? {
            ReviewEvent::ReviewRequested(requested) => review.host = requested.host_school_id,
            ReviewEvent::DistributionAgreed(agreed) => review.counts = agreed.counts_as_evidence,
            ReviewEvent::TeamMatched(_)
            | ReviewEvent::ReviewHeld(_)
            | ReviewEvent::FindingRecorded(_)
            | ReviewEvent::ReviewCompleted(_)
            | ReviewEvent::FollowUpRecorded(_)
            | ReviewEvent::ReviewPostponed(_)
            | ReviewEvent::ReviewCancelled(_)
            | ReviewEvent::DistributionWidened(_)
            | ReviewEvent::ReviewCommented(_) => {}
        }
    }
    Ok(review)
}
