//! Looks up what a judgement or a self-evaluation cites: whether the record holds it, of which school it is, and whether it may count. Of what
//! the record holds it makes the sentence, too.
//!
//! Two services keep citations, so the lookup stands below both (decision 37). No caller says what a thing of the record shows (decision 81).

mod measured;
mod released;

use contract::FigureKey;
use contract::categories::v1::{Citation, Evidence, EvidenceKind};
use contract::correction_of;
use contract::events::{
    AccreditationEvent, AnyEvent, FigureEvent, ImportedFiguresEvent, InspectionEvent,
    RecordEntryEvent, ReviewEvent, SchoolEvent, SelfEvaluationEvent, StoredEvent, WaveEvent,
};
use contract::evidence::v1::{InspectionRecorded, SelfEvaluationSigned};
use contract::log::v1::Words;
use contract::sentences::{self, ROLL, SchemeAward, UNIQUENESS};
use eventlog::{Context, Lookup, ReadError, Stream};

/// What the record holds of one citation.
#[derive(Clone, Debug, PartialEq)]
pub enum Backing {
    /// A statement in words, which nothing in the record backs.
    InWords,
    /// The record holds it, it is of the school, and it may count. This is what it shows, and no words of a person.
    Shows(String),
    /// The same of what is words of a person: it is quoted by their commitment.
    Quoted(Option<Words>),
    /// The record holds no such thing.
    Unknown,
    /// It is another school's.
    OfAnotherSchool,
    /// It may not be cited: its host agreed so, it is not shown to all who read a judgement, or it was corrected.
    DoesNotCount,
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
    /// The record says what it shows, and the citation brings a sentence of the caller's.
    SaysItself,
}

/// What an event keeps of what its command cites, with what the record holds of each in the same order. Only a statement keeps words
/// of the caller.
pub fn evidence(
    citations: Vec<Citation>,
    backings: &[Backing],
    context: &Context,
) -> Result<Vec<Evidence>, NotCited> {
    let backed = citations.into_iter().zip(backings);
    let evidence = backed.map(|(Citation { kind, id, says, position }, backing)| {
        let bare = Evidence { kind, id, position, ..Evidence::default() };
        match backing {
            Backing::InWords => Ok(Evidence { says: context.words(&says), ..bare }),
            Backing::Shows(_) | Backing::Quoted(_) if !says.is_empty() => Err(NotCited::SaysItself),
            Backing::Shows(sentence) => Ok(Evidence { shows: sentence.clone(), ..bare }),
            Backing::Quoted(words) => Ok(Evidence { says: words.clone(), ..bare }),
            Backing::Unknown => Err(NotCited::Unknown(bare.id)),
            Backing::OfAnotherSchool => Err(NotCited::OfAnotherSchool),
            Backing::DoesNotCount => Err(NotCited::DoesNotCount(bare.id)),
        }
    });
    evidence.collect()
}

/// A piece that an earlier event cites, as a new event keeps it. What a caller said then of a thing of the record is left out. Nothing where
/// the piece does not count any more.
pub fn kept_on(piece: Evidence, backing: Backing) -> Option<Evidence> {
    match backing {
        Backing::InWords => Some(piece),
        Backing::Shows(shows) => Some(Evidence { says: None, shows, ..piece }),
        Backing::Quoted(says) => Some(Evidence { says, shows: String::new(), ..piece }),
        Backing::Unknown | Backing::OfAnotherSchool | Backing::DoesNotCount => None,
    }
}

/// What the record holds of a citation in a judgement of a school.
pub async fn backing(
    school: &str,
    citation: &Citation,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    if citation.position == 0 {
        return Ok(in_words(citation.kind()));
    }
    let Some(recorded) = lookup.at(citation.position).await? else { return Ok(Backing::Unknown) };
    let id = citation.id.as_str();
    match (citation.kind(), recorded.event()?) {
        (EvidenceKind::ReviewFinding, AnyEvent::Review(ReviewEvent::FindingRecorded(finding)))
            if finding.finding_id == id =>
        {
            let review = review(&finding.review_id, lookup).await?;
            Ok(review.backing(school, finding.text))
        }
        (EvidenceKind::SurveyFigure, AnyEvent::Wave(WaveEvent::ResultsReleased(released))) => {
            released::figure(school, id, &released, lookup).await
        }
        (
            EvidenceKind::Inspection,
            AnyEvent::Inspection(InspectionEvent::InspectionRecorded(it)),
        ) if it.inspection_id == id => inspection(school, &it, lookup).await,
        (
            EvidenceKind::Accreditation,
            AnyEvent::Accreditation(AccreditationEvent::AccreditationAwarded(it)),
        ) if it.accreditation_id == id => {
            let (scheme, level, awarded_on) = (&it.scheme, &it.level, &it.awarded_on);
            let award = SchemeAward { scheme, level, awarded_on };
            Ok(of_school(school, &it.school_id, Backing::Shows(award.sentence())))
        }
        (EvidenceKind::RunningRecord, AnyEvent::RecordEntry(event)) => {
            entry(school, citation, event, lookup).await
        }
        (
            EvidenceKind::SelfEvaluation,
            AnyEvent::SelfEvaluation(SelfEvaluationEvent::SelfEvaluationSigned(signed)),
        ) if says_of_an_area(&signed, id) => {
            let shows = Backing::Shows(sentences::self_evaluation(&signed.term));
            Ok(of_school(school, &signed.school_id, shows))
        }
        (EvidenceKind::SelfEvaluation, AnyEvent::School(SchoolEvent::UniquenessStated(it)))
            if id == UNIQUENESS =>
        {
            Ok(of_school(school, &it.school_id, Backing::Quoted(it.statement)))
        }
        (EvidenceKind::ImportedFigure, event) => figure(school, citation, event, lookup).await,
        _ => Ok(Backing::Unknown),
    }
}

/// What backs a citation that names no position.
fn in_words(kind: EvidenceKind) -> Backing {
    match kind {
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
    }
}

/// A figure: the pupils on roll as the register gave them, or what was recorded or brought of a measure.
async fn figure(
    school: &str,
    citation: &Citation,
    event: AnyEvent,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    let id = citation.id.as_str();
    match event {
        AnyEvent::School(SchoolEvent::SchoolJoined(it)) if id == ROLL => {
            Ok(of_school(school, &it.school_id, on_roll(it.pupils)))
        }
        AnyEvent::School(SchoolEvent::SchoolDescribed(it)) if id == ROLL => {
            Ok(of_school(school, &it.school_id, on_roll(it.pupils)))
        }
        AnyEvent::Figure(FigureEvent::FigureRecorded(it)) => {
            let key = FigureKey {
                school_id: &it.school_id,
                measure_id: &it.measure_id,
                period: &it.period,
                breakdown_id: &it.breakdown_id,
            };
            measured::figure(school, key, citation, lookup).await
        }
        AnyEvent::ImportedFigures(ImportedFiguresEvent::FiguresImported(it)) => {
            let keys = it.figures.iter().map(|brought| FigureKey {
                school_id: &it.school_id,
                measure_id: &it.measure_id,
                period: &it.period,
                breakdown_id: &brought.breakdown_id,
            });
            match with_id(keys, id) {
                Some(key) => measured::figure(school, key, citation, lookup).await,
                None => Ok(Backing::Unknown),
            }
        }
        _ => Ok(Backing::Unknown),
    }
}

/// The figure that has this id among those of one file.
fn with_id<'a>(mut keys: impl Iterator<Item = FigureKey<'a>>, id: &str) -> Option<FigureKey<'a>> {
    keys.find(|key| key.cited() == id)
}

/// A backing of what is of a school, where it is the school that is judged.
fn of_school(school: &str, of: &str, backing: Backing) -> Backing {
    if school == of { backing } else { Backing::OfAnotherSchool }
}

/// The number of pupils as the register gave it. Where it gave none, there is nothing to cite.
fn on_roll(pupils: Option<u32>) -> Backing {
    pupils.map_or(Backing::DoesNotCount, |pupils| {
        Backing::Shows(sentences::on_roll(f64::from(pupils)))
    })
}

/// An inspection, unless its record was withdrawn.
async fn inspection(
    school: &str,
    recorded: &InspectionRecorded,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    let stream = Stream::new(InspectionEvent::CATEGORY, &recorded.inspection_id);
    let last = lookup.happened(&stream).await?.last().map(|event| event.decode());
    if matches!(last.transpose()?, Some(InspectionEvent::InspectionWithdrawn(_))) {
        return Ok(Backing::Unknown);
    }
    let outcome = recorded.outcome.clone().unwrap_or_default();
    let shows = Backing::Shows(sentences::inspection(&recorded.on, &outcome));
    Ok(of_school(school, &recorded.school_id, shows))
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
    Ok(if corrected.is_empty() { Backing::Quoted(text) } else { Backing::DoesNotCount })
}

/// Whether an id is that of an area of which a signed self-evaluation says something: `<self-evaluation>/<area>`.
fn says_of_an_area(signed: &SelfEvaluationSigned, id: &str) -> bool {
    id.split_once('/').is_some_and(|(of, area)| {
        of == signed.self_evaluation_id && signed.area_ids.iter().any(|known| known == area)
    })
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
            (true, true) => Backing::Quoted(says),
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

#[cfg(test)]
mod tests;
