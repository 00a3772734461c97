//! What can be cited of a school: findings of reviews that count, and entries of the running record. Inspections, accreditations, released
//! answers, published figures and signed self-evaluations can be cited, too. Each is offered in the sentence that the service will make of it.

mod choosing;

use std::cmp::Reverse;

use contract::Said as _;
use contract::categories::v1::{Citation, EvidenceKind};
use contract::dashboards::v1::{Fact, ListFactsRequest};
use contract::evidence::v1::{
    Accreditation, FigureStatus, FigureVersion, Inspection, ListAccreditationsRequest,
    ListFiguresRequest, ListInspectionsRequest, ListMeasuresRequest, ListRecordEntriesRequest,
    ListSelfEvaluationsRequest, MeasureDefinition, RecordEntry, RecordedFigure, SelfEvaluation,
    SelfEvaluationState,
};
use contract::field;
use contract::log::v1::Words;
use contract::reviews::v1::{Finding, ListReviewsRequest, Review};
use contract::sentences::{self, ROLL, ReleasedFigure, SchemeAward};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest, ListWavesRequest, Wave};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::evidence_gathered::{measured_until, surveyed_on, visited_on};
use super::figures_known::{FiguresKnown, key, number};
use super::{counted, inspections, measured_area};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::services::{Services, ask};
use crate::visitor::Visitor;

pub(crate) use choosing::{choices, chosen, said, value};

/// Pages of the running record that are looked through.
const PAGES: usize = 4;
/// Said beside what is offered, where the running record has more.
pub(super) const NEWEST: &str = "Of the running record the newest 200 entries are offered.";
/// Bytes of a form for all areas: 15 of them with all their texts and evidence.
pub(crate) const LARGEST_OF_AREAS: usize = 256 * 1024;

/// Whether an address takes a form for all areas: a self-evaluation, or a school's views or proposals of a round.
pub(crate) fn takes_all_areas(path: &str) -> bool {
    let is_evaluation = path.contains("/sef/") && path.ends_with("/text");
    let is_of_round = path.ends_with("/views") || path.ends_with("/proposals");
    path.starts_with("/schools/") && is_evaluation
        || path.starts_with("/rounds/") && path.contains("/schools/") && is_of_round
}

/// The school and the area that something is cited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cited<'a> {
    pub school: &'a str,
    pub area: &'a str,
}

/// A piece that can be cited, and the words in which it is offered. What the record holds says itself, so its citation says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Citable {
    pub piece: Citation,
    pub words: String,
    /// Whether it is about the area that it is offered for.
    #[serde(skip)]
    pub near: bool,
    #[serde(skip)]
    pub from: Provenance,
}

/// What a picker says beside a piece. It does not travel with the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Provenance {
    /// The day of which it tells; nothing where no day is known.
    pub on: Option<Date>,
    /// Empty where its words say it.
    pub source: String,
    /// The answers or pupils it counts, for example `42 answers`; empty where it counts none.
    pub counted: String,
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
    waves: Vec<Wave>,
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
    let (mut own, mut surveyed) = (services.evidence(), services.surveys());
    let evaluated =
        ListSelfEvaluationsRequest { school_id: school.to_owned(), ..Default::default() };
    let (reviews, facts, instruments, waves, inspections, accreditations, said, entries, measured) = tokio::join!(
        reviews.list_reviews(ask(&caller, of_host)),
        dashboards.list_facts(ask(&caller, of_school)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
        surveyed.list_waves(ask(&caller, ListWavesRequest::default())),
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
        waves: spare(waves)?.unwrap_or_default().waves,
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
    /// What of it can be cited for an area, the newest first.
    pub(crate) fn about(&self, area: &str) -> Vec<Citable> {
        let mut all = self.written(area);
        all.extend(self.inspections.iter().map(of_inspection));
        let held = self.accreditations.iter().filter(|one| one.ended_on.is_empty());
        all.extend(held.map(of_accreditation));
        let stands = |fact: &&Fact| fact.suppression.is_empty() && fact.until_position == 0;
        all.extend(self.facts.iter().filter(stands).filter_map(|fact| self.of_fact(fact)));
        let whole = self.measured.figures.iter().filter(|one| one.breakdown_id.is_empty());
        all.extend(whole.filter_map(|figure| of_measure(&self.measured, figure, area)));
        all.sort_by_key(|one| Reverse((one.from.on, one.piece.position)));
        all
    }

    /// What reviewers, the school and the trust wrote. What this person may not read is not offered.
    fn written(&self, area: &str) -> Vec<Citable> {
        let names = |areas: &[String]| areas.iter().any(|known| known == area);
        let counting = self.reviews.iter().filter(|review| review.counts_as_evidence);
        let findings = counting.flat_map(|review| {
            let read = review.findings.iter().filter(|finding| is_read(finding.text.as_ref()));
            read.map(move |finding| Citable {
                near: names(&finding.areas),
                ..of_finding(review, finding)
            })
        });
        let entries = self.entries.iter().filter(|entry| is_read(entry.text.as_ref()));
        let entries = entries.map(|entry| Citable { near: names(&entry.areas), ..of_entry(entry) });
        let said = self.self_evaluations.iter().filter_map(|one| of_evaluation(one, area));
        findings.chain(entries).chain(said).collect()
    }

    /// A figure of a survey, or the pupils on roll. Nothing of a figure that is itself a judgement, or counts what a review found.
    fn of_fact(&self, fact: &Fact) -> Option<Citable> {
        let parts: Vec<_> = fact.measure.split('.').collect();
        match parts.as_slice() {
            ["roll", "pupils"] => {
                let words = sentences::on_roll(fact.value?);
                let from = Provenance { source: "Register".to_owned(), ..Provenance::default() };
                let one = thing(EvidenceKind::ImportedFigure, ROLL, fact.from_position, words);
                Some(Citable { from, ..one })
            }
            ["survey", instrument, question_id, "positive"] => {
                let mut versions =
                    self.instruments.iter().filter(|known| known.instrument_id == *instrument);
                let asked = versions.find(|known| known.version == fact.instrument_version)?;
                let (term, words) = (&fact.period, &fact.words);
                let words = ReleasedFigure { asked, question_id, term, words }.sentence()?;
                let id = format!("{}/{question_id}", fact.wave_id);
                let one = thing(EvidenceKind::SurveyFigure, &id, fact.from_position, words);
                Some(Citable { from: self.of_survey(fact), ..one })
            }
            _ => None,
        }
    }

    fn of_survey(&self, fact: &Fact) -> Provenance {
        let wave = self.waves.iter().find(|known| known.wave_id == fact.wave_id);
        let counted = fact.n.map(|answers| counted(answers as usize, "answer", "answers"));
        Provenance {
            on: wave.and_then(surveyed_on),
            source: String::new(),
            counted: counted.unwrap_or_default(),
        }
    }
}

/// Whether a person reads a text: it was not removed, and is not kept for fewer readers.
fn is_read(text: Option<&Words>) -> bool {
    text.is_some_and(|words| !words.text.is_empty())
}

/// A finding is quoted in its own words.
fn of_finding(review: &Review, finding: &Finding) -> Citable {
    let words = format!("Peer review, {}: {}", dates::term(&review.term), finding.text.said());
    let from = Provenance {
        on: visited_on(review),
        source: "Reviewers of other schools".to_owned(),
        counted: String::new(),
    };
    let one = thing(EvidenceKind::ReviewFinding, &finding.finding_id, finding.position, words);
    Citable { from, ..one }
}

/// An entry is quoted in its own words too.
fn of_entry(entry: &RecordEntry) -> Citable {
    let words = format!("Running record, {}: {}", dates::day(&entry.on), entry.text.said());
    let from = Provenance {
        on: field::day(&entry.on),
        source: entry.source().words().to_owned(),
        counted: String::new(),
    };
    let one = thing(EvidenceKind::RunningRecord, &entry.record_entry_id, entry.position, words);
    Citable { from, ..one }
}

fn of_inspection(one: &Inspection) -> Citable {
    let words = inspections::in_a_line(one);
    let from = Provenance { on: field::day(&one.on), ..Provenance::default() };
    Citable { from, ..thing(EvidenceKind::Inspection, &one.inspection_id, one.position, words) }
}

fn of_accreditation(one: &Accreditation) -> Citable {
    let (scheme, level, awarded_on) = (&one.scheme, &one.level, &one.awarded_on);
    let words = SchemeAward { scheme, level, awarded_on }.sentence();
    let from = Provenance { on: field::day(awarded_on), ..Provenance::default() };
    let id = &one.accreditation_id;
    Citable { from, ..thing(EvidenceKind::Accreditation, id, one.position, words) }
}

/// What the school said of an area in a self-evaluation that is signed off.
fn of_evaluation(one: &SelfEvaluation, area: &str) -> Option<Citable> {
    let says = one.areas.iter().any(|known| known.area_id == area);
    let signed = one.state() == SelfEvaluationState::Signed;
    let id = format!("{}/{area}", one.self_evaluation_id);
    let words = sentences::self_evaluation(&one.term);
    let from = Provenance {
        on: field::day(&one.signed_on),
        source: "The school itself".to_owned(),
        counted: String::new(),
    };
    let of = || thing(EvidenceKind::SelfEvaluation, &id, one.signed_position, words);
    (says && signed).then(|| Citable { near: true, from, ..of() })
}

/// A thing of the record.
fn thing(kind: EvidenceKind, id: &str, position: u64, words: String) -> Citable {
    let (kind, id) = (kind.into(), id.to_owned());
    let piece = Citation { kind, id, says: String::new(), position };
    Citable { piece, words, ..Citable::default() }
}

/// A figure of a measure that has a number which all who read a judgement are shown.
fn of_measure(known: &FiguresKnown, figure: &RecordedFigure, area: &str) -> Option<Citable> {
    let kept = figure.versions.first()?;
    let (states, of) = (kept.states.as_ref()?, key(figure));
    let definition =
        MeasureDefinition::among(&known.measures, of.measure_id, states.measure_version)?;
    let mut versions = figure.versions.iter().filter_map(|kept| kept.states.as_ref());
    let few = versions.any(FigureVersion::rests_on_few);
    let counts = !few && states.status() != FigureStatus::Internal && number(figure).is_some();
    if !counts {
        return None;
    }
    let source = states.source.as_ref().map(|source| source.document.clone());
    let pupils = states.cohort.map(|pupils| counted(pupils as usize, "pupil", "pupils"));
    let from = Provenance {
        on: measured_until(figure),
        source: source.unwrap_or_default(),
        counted: pupils.unwrap_or_default(),
    };
    let near = known.measure(of.measure_id).and_then(measured_area::area_of) == Some(area);
    let words = definition.sentence(&of, states);
    let one = thing(EvidenceKind::ImportedFigure, &of.cited(), kept.position, words);
    Some(Citable { near, from, ..one })
}

#[cfg(test)]
mod tests;
