//! What can be cited when a region is proposed: findings of reviews that count, released answers, published figures.

use contract::Said as _;
use contract::categories::v1::{Citation, EvidenceKind};
use contract::dashboards::v1::{Fact, ListFactsRequest};
use contract::reviews::v1::{Finding, ListReviewsRequest, Review};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};

use super::measure;
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::Choice;
use crate::ground::Ground;
use crate::names::Names;
use crate::services::{Services, ask};
use crate::visitor::Visitor;

/// Pieces of one kind that are offered, newest first.
const OFFERED: usize = 25;
/// What is told of a statement that no stored thing backs.
const IN_WORDS: &str = "in-words";

/// The school and the area that something is cited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cited<'a> {
    pub school: &'a str,
    pub area: &'a str,
}

/// What the record holds about a school.
#[derive(Debug)]
struct CitableRecord {
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
) -> Result<Vec<Citation>, Failure> {
    let caller = visitor.caller();
    let of_host =
        ListReviewsRequest { host_school_id: place.school.to_owned(), ..Default::default() };
    let of_school = ListFactsRequest { school_id: place.school.to_owned(), ..Default::default() };
    let (mut reviews, mut dashboards, mut surveys) =
        (services.reviews(), services.dashboards(), services.surveys());
    let (reviews, facts, instruments) = tokio::join!(
        reviews.list_reviews(ask(&caller, of_host)),
        dashboards.list_facts(ask(&caller, of_school)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
    );
    let reviews = spare(reviews)?.unwrap_or_default().reviews;
    let facts = spare(facts)?.unwrap_or_default().facts;
    let instruments = spare(instruments)?.unwrap_or_default().instruments;
    let held = CitableRecord { reviews, facts, instruments };
    Ok(held.about(&ground.names, place.area))
}

impl CitableRecord {
    fn about(&self, names: &Names, area: &str) -> Vec<Citation> {
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
        figures.sort_by_key(|piece| std::cmp::Reverse(piece.position));
        findings.take(OFFERED).chain(figures.into_iter().take(OFFERED)).collect()
    }
}

fn of_finding(review: &Review, finding: &Finding) -> Citation {
    Citation {
        kind: EvidenceKind::ReviewFinding.into(),
        id: finding.finding_id.clone(),
        says: format!("Peer review, {}: {}", dates::term(&review.term), finding.text.said()),
        position: finding.position,
    }
}

/// Nothing for a figure that is itself a judgement, or counts what a review found.
fn of_figure(names: &Names, instruments: &[InstrumentPublished], fact: &Fact) -> Option<Citation> {
    let parts: Vec<_> = fact.measure.split('.').collect();
    let wave = fact.source.strip_prefix("wave:");
    let (kind, id) = match (parts.as_slice(), wave) {
        (["category" | "review", ..], _) | (["survey", _, "response_rate"], _) => return None,
        (["survey", _, question, ..], Some(wave)) => {
            (EvidenceKind::SurveyFigure, format!("{wave}/{question}"))
        }
        _ => (EvidenceKind::ImportedFigure, format!("{}/{}", fact.measure, fact.period)),
    };
    let measure = measure::words(names, instruments, &fact.measure);
    let says = format!("{measure}, {}: {}", dates::term(&fact.period), fact.words);
    Some(Citation { kind: kind.into(), id, says, position: fact.from_position })
}

/// As a form offers it: the piece itself travels with the form.
pub(crate) fn choices(pieces: &[Citation]) -> Vec<Choice> {
    let piece = |piece: &Citation| {
        let value = serde_json::to_string(piece).unwrap_or_default();
        Choice::new(value, &piece.says)
    };
    pieces.iter().map(piece).collect()
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
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn findings_and_figures_are_offered_and_come_back_as_they_were() {
        let reviews = sample::school().reviews.known().cloned().unwrap();
        let facts = sample::facts();
        let ground = sample::ground();
        let instruments = facts.instruments;
        let facts = facts.facts.known().unwrap().facts.clone();
        let held = CitableRecord { reviews, facts, instruments };
        let offered = held.about(&ground.names, "behaviour-and-attendance");
        assert!(offered.iter().any(|piece| piece.kind() == EvidenceKind::ReviewFinding));
        assert!(offered.iter().any(|piece| piece.says.starts_with("Pupils on roll")));
        assert!(!offered.iter().any(|piece| piece.id.starts_with("category")));
        let values: Vec<_> = choices(&offered).into_iter().map(|choice| choice.value).collect();
        assert_eq!(chosen(&values, String::new()), offered);
        let told = chosen(&[], "The visit in May.".to_owned());
        assert_eq!((told.len(), told[0].says.as_str()), (1, "The visit in May."));
        let none = CitableRecord { facts: Vec::new(), ..held };
        assert!(none.about(&ground.names, "governance").is_empty());
    }
}
