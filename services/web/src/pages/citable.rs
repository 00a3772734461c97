//! What can be cited when a region is proposed: findings of reviews that count, and entries of the running record. Inspections,
//! accreditations, released answers, published figures and signed self-evaluations can be cited, too. Each is offered in the sentence that
//! the service will make of it.

use contract::Said as _;
use contract::categories::v1::{Citation, EvidenceKind};
use contract::dashboards::v1::{Fact, ListFactsRequest};
use contract::evidence::v1::{
    Accreditation, FigureStatus, FigureVersion, Inspection, ListAccreditationsRequest,
    ListFiguresRequest, ListInspectionsRequest, ListMeasuresRequest, ListRecordEntriesRequest,
    ListSelfEvaluationsRequest, MeasureDefinition, RecordEntry, RecordedFigure, SelfEvaluation,
    SelfEvaluationState,
};
use contract::reviews::v1::{Finding, ListReviewsRequest, Review};
use contract::sentences::{self, ROLL, ReleasedFigure, SchemeAward};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};
use serde::{Deserialize, Serialize};

use super::figures_known::{FiguresKnown, key, number};
use super::{inspections, measured_area};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::Choice;
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

/// A piece that can be cited, and the words in which it is offered. What the record holds says itself, so its citation says nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    measured: FiguresKnown,
}

/// Everything about a school that can be cited for an area.
pub(crate) async fn load(
    services: &Services,
    visitor: &Visitor,
    place: Cited<'_>,
) -> Result<Offered, Failure> {
    let held = held(services, visitor, place.school).await?;
    let pieces = held.about(place.area);
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
    let (reviews, facts, instruments, inspections, accreditations, said, entries, measured) = tokio::join!(
        reviews.list_reviews(ask(&caller, of_host)),
        dashboards.list_facts(ask(&caller, of_school)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
        evidence.list_inspections(ask(&caller, inspected)),
        awards.list_accreditations(ask(&caller, accredited)),
        own.list_self_evaluations(ask(&caller, evaluated)),
        entries(services, visitor, school),
        measured(services, visitor, school),
    );
    let reviews = spare(reviews)?.unwrap_or_default().reviews;
    let facts = spare(facts)?.unwrap_or_default().facts;
    let instruments = spare(instruments)?.unwrap_or_default().instruments;
    let inspections = spare(inspections)?.unwrap_or_default().inspections;
    let accreditations = spare(accreditations)?.unwrap_or_default().accreditations;
    let self_evaluations = spare(said)?.unwrap_or_default().self_evaluations;
    let NewestEntries { entries, more } = entries?;
    Ok(CitableRecord {
        measured: measured?,
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

/// The figures of the school, as this person is shown them.
async fn measured(
    services: &Services,
    visitor: &Visitor,
    school: &str,
) -> Result<FiguresKnown, Failure> {
    let caller = visitor.caller();
    let wanted = ListFiguresRequest { school_id: school.to_owned(), ..Default::default() };
    let (mut figures_of, mut measures_of) = (services.evidence(), services.evidence());
    let (figures, measures) = tokio::join!(
        figures_of.list_figures(ask(&caller, wanted)),
        measures_of.list_measures(ask(&caller, ListMeasuresRequest::default())),
    );
    let figures = spare(figures)?.unwrap_or_default().figures;
    Ok(FiguresKnown { figures, measures: spare(measures)?.unwrap_or_default().measures })
}

impl CitableRecord {
    /// What of it can be cited for an area.
    pub(crate) fn about(&self, area: &str) -> Vec<Citable> {
        let counting = self.reviews.iter().filter(|review| review.counts_as_evidence);
        let findings = counting.flat_map(|review| {
            let all = review.findings.iter();
            all.filter(|finding| finding.areas.iter().any(|known| known == area))
                .map(|finding| of_finding(review, finding))
        });
        let stands = |fact: &&Fact| fact.suppression.is_empty() && fact.until_position == 0;
        let figures = self.facts.iter().filter(stands);
        let figures = figures.filter_map(|fact| of_fact(&self.instruments, fact));
        let mut figures: Vec<_> = figures.collect();
        figures.sort_by_key(|one| std::cmp::Reverse(one.piece.position));
        let published = self.inspections.iter().map(of_inspection);
        let held = self.accreditations.iter().filter(|one| one.ended_on.is_empty());
        let published = published.chain(held.map(of_accreditation));
        let figures = figures.into_iter().take(OFFERED);
        let entries = self.entries.iter().filter(|one| one.areas.iter().any(|known| known == area));
        let entries = entries.map(of_entry).take(OFFERED);
        let said = self.self_evaluations.iter().filter_map(|one| of_evaluation(one, area));
        let written = findings.take(OFFERED).chain(entries).chain(said);
        let measured = measured_area::about(&self.measured, area);
        let measured = measured.filter_map(|figure| of_measure(&self.measured, figure));
        let written = written.chain(published.take(OFFERED)).chain(measured.take(OFFERED));
        written.chain(figures).collect()
    }
}

/// A finding is quoted in its own words.
fn of_finding(review: &Review, finding: &Finding) -> Citable {
    let words = format!("Peer review, {}: {}", dates::term(&review.term), finding.text.said());
    thing(EvidenceKind::ReviewFinding, &finding.finding_id, finding.position, words)
}

/// An entry is quoted in its own words too.
fn of_entry(entry: &RecordEntry) -> Citable {
    let words = format!("Running record, {}: {}", dates::day(&entry.on), entry.text.said());
    thing(EvidenceKind::RunningRecord, &entry.record_entry_id, entry.position, words)
}

fn of_inspection(one: &Inspection) -> Citable {
    let words = inspections::in_a_line(one);
    thing(EvidenceKind::Inspection, &one.inspection_id, one.position, words)
}

fn of_accreditation(one: &Accreditation) -> Citable {
    let (scheme, level, awarded_on) = (&one.scheme, &one.level, &one.awarded_on);
    let words = SchemeAward { scheme, level, awarded_on }.sentence();
    thing(EvidenceKind::Accreditation, &one.accreditation_id, one.position, words)
}

/// What the school said of an area in a self-evaluation that is signed off.
fn of_evaluation(one: &SelfEvaluation, area: &str) -> Option<Citable> {
    let says = one.areas.iter().any(|known| known.area_id == area);
    let signed = one.state() == SelfEvaluationState::Signed;
    let id = format!("{}/{area}", one.self_evaluation_id);
    let words = sentences::self_evaluation(&one.term);
    (says && signed).then(|| thing(EvidenceKind::SelfEvaluation, &id, one.signed_position, words))
}

/// A thing of the record.
fn thing(kind: EvidenceKind, id: &str, position: u64, words: String) -> Citable {
    let (kind, id) = (kind.into(), id.to_owned());
    Citable { piece: Citation { kind, id, says: String::new(), position }, words }
}

/// A figure of a survey, or the pupils on roll. Nothing of a figure that is itself a judgement, or counts what a review found.
fn of_fact(instruments: &[InstrumentPublished], fact: &Fact) -> Option<Citable> {
    let parts: Vec<_> = fact.measure.split('.').collect();
    match parts.as_slice() {
        ["roll", "pupils"] => {
            let words = sentences::on_roll(fact.value?);
            Some(thing(EvidenceKind::ImportedFigure, ROLL, fact.from_position, words))
        }
        ["survey", instrument, question_id, "positive"] => {
            let mut versions =
                instruments.iter().filter(|known| known.instrument_id == *instrument);
            let asked = versions.find(|known| known.version == fact.instrument_version)?;
            let (term, words) = (&fact.period, &fact.words);
            let words = ReleasedFigure { asked, question_id, term, words }.sentence()?;
            let id = format!("{}/{question_id}", fact.wave_id);
            Some(thing(EvidenceKind::SurveyFigure, &id, fact.from_position, words))
        }
        _ => None,
    }
}

/// A figure of a measure that has a number which all who read a judgement are shown.
fn of_measure(known: &FiguresKnown, figure: &RecordedFigure) -> Option<Citable> {
    let kept = figure.versions.first()?;
    let (states, of) = (kept.states.as_ref()?, key(figure));
    let definition =
        MeasureDefinition::among(&known.measures, of.measure_id, states.measure_version)?;
    let mut versions = figure.versions.iter().filter_map(|kept| kept.states.as_ref());
    let few = versions.any(FigureVersion::rests_on_few);
    let counts = !few && states.status() != FigureStatus::Internal && number(figure).is_some();
    let words = definition.sentence(&of, states);
    counts.then(|| thing(EvidenceKind::ImportedFigure, &of.cited(), kept.position, words))
}

/// As a form offers it. The piece itself travels with the form, and the words for the page that checks.
pub(crate) fn choices(citable: &[Citable]) -> Vec<Choice> {
    let choice = |one: &Citable| {
        let ticked = Citable { piece: one.piece.clone(), words: checked(one) };
        let value = serde_json::to_string(&ticked).unwrap_or_default();
        Choice::new(value, &one.words)
    };
    citable.iter().map(choice).collect()
}

/// The words of a piece on the page that checks. What is quoted says itself elsewhere.
fn checked(one: &Citable) -> String {
    match one.piece.kind() {
        EvidenceKind::ReviewFinding => "a finding of a peer review".to_owned(),
        EvidenceKind::RunningRecord if one.piece.position > 0 => {
            "an entry of the running record".to_owned()
        }
        _ => one.words.clone(),
    }
}

/// What was chosen in words, for the page that checks; nothing where the value is no piece.
pub(crate) fn said(chosen: &str) -> Option<String> {
    serde_json::from_str::<Citable>(chosen).ok().map(|one| one.words)
}

/// What was chosen, and what was said in words.
pub(crate) fn chosen(chosen: &[String], in_words: String) -> Vec<Citation> {
    let pieces = chosen.iter().filter_map(|text| serde_json::from_str::<Citable>(text).ok());
    let said = (!in_words.is_empty()).then(|| Citation {
        kind: EvidenceKind::RunningRecord.into(),
        id: IN_WORDS.to_owned(),
        says: in_words,
        position: 0,
    });
    pieces.map(|one| one.piece).chain(said).collect()
}

#[cfg(test)]
mod tests;
