//! Looks up what a judgement or a self-evaluation cites: whether the record holds it, of which school it is, and whether it may count.
//!
//! Two services keep citations, so the lookup stands below both (decision 37).

use contract::categories::v1::{Citation, Evidence, EvidenceKind};
use contract::correction_of;
use contract::events::{
    AccreditationEvent, AnyEvent, InspectionEvent, RecordEntryEvent, ReviewEvent, SchoolEvent,
    SelfEvaluationEvent, StoredEvent, WaveEvent,
};
use contract::evidence::v1::SelfEvaluationSigned;
use contract::log::v1::Words;
use eventlog::{Context, Lookup, ReadError, Stream};

/// What the record holds of one citation.
#[derive(Clone, Debug, PartialEq)]
pub enum Backing {
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

impl Backing {
    /// Whether it can be cited.
    pub fn counts(&self) -> bool {
        matches!(self, Self::InWords | Self::Held(_))
    }
}

/// Why a citation is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum NotCited {
    /// The record holds nothing of this id.
    Unknown(String),
    /// It is another school's.
    OfAnotherSchool,
    /// What has this id may not count.
    DoesNotCount(String),
    /// It is quoted in its own words, and the citation brings others.
    SaysItself,
}

/// What an event keeps of what its command cites, with what the record holds of each in the same order. A finding says itself:
/// the event quotes its words by their commitment.
pub fn evidence(
    citations: Vec<Citation>,
    backings: &[Backing],
    context: &Context,
) -> Result<Vec<Evidence>, NotCited> {
    let backed = citations.into_iter().zip(backings);
    let evidence = backed.map(|(Citation { kind, id, says, position }, backing)| {
        let says = match backing {
            Backing::InWords | Backing::Held(None) => context.words(&says),
            Backing::Held(Some(_)) if !says.is_empty() => return Err(NotCited::SaysItself),
            Backing::Held(own) => own.clone(),
            Backing::Unknown => return Err(NotCited::Unknown(id)),
            Backing::OfAnotherSchool => return Err(NotCited::OfAnotherSchool),
            Backing::DoesNotCount => return Err(NotCited::DoesNotCount(id)),
        };
        Ok(Evidence { kind, id, says, position })
    });
    evidence.collect()
}

/// What the record holds of a citation in a judgement of a school.
pub async fn backing(
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
        (
            EvidenceKind::SelfEvaluation,
            AnyEvent::SelfEvaluation(SelfEvaluationEvent::SelfEvaluationSigned(signed)),
        ) if says_of_an_area(&signed, id) => Ok(held_of(school, &signed.school_id)),
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

/// Whether an id is that of an area of which a signed self-evaluation says something: `<self-evaluation>/<area>`.
fn says_of_an_area(signed: &SelfEvaluationSigned, id: &str) -> bool {
    id.split_once('/').is_some_and(|(of, area)| {
        of == signed.self_evaluation_id && signed.area_ids.iter().any(|known| known == area)
    })
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
            | ReviewEvent::ReviewCommented(_)
            | ReviewEvent::TeamReleased(_) => {}
        }
    }
    Ok(review)
}
