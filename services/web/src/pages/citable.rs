//! What can be cited when a region is proposed: findings of reviews that count, and entries of the running record. Inspections,
//! accreditations, released answers, published figures and signed self-evaluations can be cited, too.

use contract::Said as _;
use contract::categories::v1::{Citation, EvidenceKind};
use contract::dashboards::v1::{Fact, ListFactsRequest};
use contract::evidence::v1::{
    Accreditation, Inspection, ListAccreditationsRequest, ListInspectionsRequest,
    ListRecordEntriesRequest, ListSelfEvaluationsRequest, RecordEntry, SelfEvaluation,
    SelfEvaluationState,
};
use contract::reviews::v1::{Finding, ListReviewsRequest, Review};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};

use super::{inspections, measure};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::Choice;
use crate::ground::Ground;
use crate::names::Names;
use crate::services::{Services, ask};
use crate::visitor::Visitor;

/// Pieces of one kind that are offered, newest first.
const OFFERED: usize = 25;
/// Pages of the running record that are looked through.
const PAGES: usize = 4;
/// Said beside what is offered, where the running record has more.
pub(super) const NEWEST: &str = "Of the running record the newest 200 entries are offered.";
/// What is told of a statement that no stored thing backs.
const IN_WORDS: &str = "in-words";

/// The school and the area that something is cited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cited<'a> {
    pub school: &'a str,
    pub area: &'a str,
}

/// A piece that can be cited, and the words in which it is offered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Citable {
    pub piece: Citation,
    pub words: String,
}

/// What is offered for an area.
#[derive(Debug, Default)]
pub(crate) struct Offered {
    pub pieces: Vec<Citable>,
    /// Whether the running record has more entries than were looked through.
    pub more_entries: bool,
}

/// The newest entries of a running record.
#[derive(Debug, Default)]
struct NewestEntries {
    entries: Vec<RecordEntry>,
    /// Whether there are older ones.
    more: bool,
}

/// What the record holds about a school.
#[derive(Debug)]
pub(crate) struct CitableRecord {
    /// Whether the running record has more entries than these.
    pub more_entries: bool,
    inspections: Vec<Inspection>,
    accreditations: Vec<Accreditation>,
    entries: Vec<RecordEntry>,
    self_evaluations: Vec<SelfEvaluation>,
    reviews: Vec<Review>,
    facts: Vec<Fact>,
    instruments: Vec<InstrumentPublished>,
}

/// Everything about a school that can be cited for an area.
pub(crate) async fn load(
    services: &Services,
    visitor: &Visitor,
    ground: &Ground,
    place: Cited<'_>,
) -> Result<Offered, Failure> {
    let held = held(services, visitor, place.school).await?;
    let pieces = held.about(&ground.names, place.area);
    Ok(Offered { pieces, more_entries: held.more_entries })
}

/// Everything about a school that can be cited.
pub(crate) async fn held(
    services: &Services,
    visitor: &Visitor,
    school: &str,
) -> Result<CitableRecord, Failure> {
    let caller = visitor.caller();
    let of_host = ListReviewsRequest { host_school_id: school.to_owned(), ..Default::default() };
    let of_school = ListFactsRequest { school_id: school.to_owned(), ..Default::default() };
    let inspected = ListInspectionsRequest { school_id: school.to_owned(), ..Default::default() };
    let accredited =
        ListAccreditationsRequest { school_id: school.to_owned(), ..Default::default() };
    let (mut reviews, mut dashboards, mut surveys) =
        (services.reviews(), services.dashboards(), services.surveys());
    let (mut evidence, mut awards) = (services.evidence(), services.evidence());
    let mut own = services.evidence();
    let evaluated =
        ListSelfEvaluationsRequest { school_id: school.to_owned(), ..Default::default() };
    let (reviews, facts, instruments, inspections, accreditations, said, entries) = tokio::join!(
        reviews.list_reviews(ask(&caller, of_host)),
        dashboards.list_facts(ask(&caller, of_school)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
        evidence.list_inspections(ask(&caller, inspected)),
        awards.list_accreditations(ask(&caller, accredited)),
        own.list_self_evaluations(ask(&caller, evaluated)),
        entries(services, visitor, school),
    );
    let reviews = spare(reviews)?.unwrap_or_default().reviews;
    let facts = spare(facts)?.unwrap_or_default().facts;
    let instruments = spare(instruments)?.unwrap_or_default().instruments;
    let inspections = spare(inspections)?.unwrap_or_default().inspections;
    let accreditations = spare(accreditations)?.unwrap_or_default().accreditations;
    let self_evaluations = spare(said)?.unwrap_or_default().self_evaluations;
    let NewestEntries { entries, more } = entries?;
    Ok(CitableRecord {
        more_entries: more,
        inspections,
        accreditations,
        entries,
        self_evaluations,
        reviews,
        facts,
        instruments,
    })
}

/// The newest entries of the school's running record that were not corrected.
async fn entries(
    services: &Services,
    visitor: &Visitor,
    school: &str,
) -> Result<NewestEntries, Failure> {
    let (mut entries, mut page) = (Vec::new(), 1);
    for _ in 0..PAGES {
        let school_id = school.to_owned();
        let wanted = ListRecordEntriesRequest { school_id, page, ..Default::default() };
        let mut evidence = services.evidence();
        let answer = evidence.list_record_entries(ask(&visitor.caller(), wanted)).await;
        let answer = spare(answer)?.unwrap_or_default();
        entries.extend(answer.entries);
        page = answer.next_page;
        if page == 0 {
            break;
        }
    }
    entries.retain(|entry: &RecordEntry| entry.corrected_by_id.is_empty());
    Ok(NewestEntries { entries, more: page > 0 })
}

impl CitableRecord {
    /// What of it can be cited for an area.
    pub(crate) fn about(&self, names: &Names, area: &str) -> Vec<Citable> {
        let counting = self.reviews.iter().filter(|review| review.counts_as_evidence);
        let findings = counting.flat_map(|review| {
            let all = review.findings.iter();
            all.filter(|finding| finding.areas.iter().any(|known| known == area))
                .map(|finding| of_finding(review, finding))
        });
        let stands = |fact: &&Fact| fact.suppression.is_empty() && fact.until_position == 0;
        let figures = self.facts.iter().filter(stands);
        let figures = figures.filter_map(|fact| of_figure(names, &self.instruments, fact));
        let mut figures: Vec<_> = figures.collect();
        figures.sort_by_key(|one| std::cmp::Reverse(one.piece.position));
        let published = self.inspections.iter().map(of_inspection);
        let held = self.accreditations.iter().filter(|one| one.ended_on.is_empty());
        let published = published.chain(held.map(of_accreditation));
        let figures = figures.into_iter().take(OFFERED);
        let entries = self.entries.iter().filter(|one| one.areas.iter().any(|known| known == area));
        let entries = entries.map(of_entry).take(OFFERED);
        let said = self.self_evaluations.iter().filter_map(|one| of_evaluation(names, one, area));
        let written = findings.take(OFFERED).chain(entries).chain(said);
        written.chain(published.take(OFFERED)).chain(figures).collect()
    }
}

/// A finding is quoted in its own words, so that the piece says nothing beside.
fn of_finding(review: &Review, finding: &Finding) -> Citable {
    let words = format!("Peer review, {}: {}", dates::term(&review.term), finding.text.said());
    let (kind, id) = (EvidenceKind::ReviewFinding.into(), finding.finding_id.clone());
    Citable { piece: Citation { kind, id, says: String::new(), position: finding.position }, words }
}

/// An entry is quoted in its own words too.
fn of_entry(entry: &RecordEntry) -> Citable {
    let day = dates::day(&entry.on);
    let words = format!("Running record, {day}: {}", entry.text.said());
    let (kind, id) = (EvidenceKind::RunningRecord.into(), entry.record_entry_id.clone());
    Citable { piece: Citation { kind, id, says: String::new(), position: entry.position }, words }
}

fn of_inspection(inspection: &Inspection) -> Citable {
    let id = inspection.inspection_id.clone();
    said(EvidenceKind::Inspection, id, inspections::in_a_line(inspection), inspection.position)
}

fn of_accreditation(one: &Accreditation) -> Citable {
    let level = if one.level.is_empty() { String::new() } else { format!(", {}", one.level) };
    let words = format!("{}{level}, awarded {}", one.scheme, dates::day(&one.awarded_on));
    said(EvidenceKind::Accreditation, one.accreditation_id.clone(), words, one.position)
}

/// What the school said of an area in a self-evaluation that is signed off, told by its region.
fn of_evaluation(names: &Names, one: &SelfEvaluation, area: &str) -> Option<Citable> {
    let known = one.areas.iter().find(|known| known.area_id == area)?;
    let region = match known.region_id.as_str() {
        "" => "no region said".to_owned(),
        region => names.region(region),
    };
    let words = format!("Self-evaluation, {}: {region}", dates::term(&one.term));
    let id = format!("{}/{area}", one.self_evaluation_id);
    let signed = one.state() == SelfEvaluationState::Signed;
    signed.then(|| said(EvidenceKind::SelfEvaluation, id, words, one.signed_position))
}

/// A piece whose sentence travels with it.
fn said(kind: EvidenceKind, id: String, words: String, position: u64) -> Citable {
    Citable { piece: Citation { kind: kind.into(), id, says: words.clone(), position }, words }
}

/// Nothing for a figure that is itself a judgement, or counts what a review found.
fn of_figure(names: &Names, instruments: &[InstrumentPublished], fact: &Fact) -> Option<Citable> {
    let parts: Vec<_> = fact.measure.split('.').collect();
    let wave = fact.source.strip_prefix("wave:");
    let (kind, id) = match (parts.as_slice(), wave) {
        (["category" | "review", ..], _) | (["survey", _, "response_rate"], _) => return None,
        (["survey", _, question, ..], Some(wave)) => {
            (EvidenceKind::SurveyFigure, format!("{wave}/{question}"))
        }
        _ => (EvidenceKind::ImportedFigure, format!("{}/{}", fact.measure, fact.period)),
    };
    let measure = measure::words(names, instruments, fact);
    let says = format!("{measure}, {}: {}", dates::term(&fact.period), fact.words);
    Some(said(kind, id, says, fact.from_position))
}

/// As a form offers it: the piece itself travels with the form.
pub(crate) fn choices(citable: &[Citable]) -> Vec<Choice> {
    let choice = |one: &Citable| {
        let value = serde_json::to_string(&one.piece).unwrap_or_default();
        Choice::new(value, &one.words)
    };
    citable.iter().map(choice).collect()
}

/// What was chosen, and what was said in words.
pub(crate) fn chosen(chosen: &[String], in_words: String) -> Vec<Citation> {
    let pieces = chosen.iter().filter_map(|text| serde_json::from_str(text).ok());
    let said = (!in_words.is_empty()).then(|| Citation {
        kind: EvidenceKind::RunningRecord.into(),
        id: IN_WORDS.to_owned(),
        says: in_words,
        position: 0,
    });
    pieces.chain(said).collect()
}

#[cfg(test)]
mod tests;
