//! The section on categories: where the school stands in each area, where it stood, and why.

use contract::categories::v1::{
    Area, BroughtInDecision, Category, CategoryState, Evidence, EvidenceKind, FrameworkAgreed, Step,
};
use contract::log::v1::Words;
use contract::reports::v1::{BroughtInRegion, CategoryRow, CitedEvidence, EarlierRegion};
use contract::{FIGURE_CITED, Term};

use super::{JudgedRound, Sources, region_name, region_place, reviews};

/// A row for every area that was ever decided and shared, in the framework's order. Where the area was not judged this
/// term it shows the last judgement, with its day.
pub(super) fn rows(sources: &Sources, term: Term) -> Vec<CategoryRow> {
    let Some(present) = sources.present() else { return Vec::new() };
    let areas = present.framework.areas.iter();
    let rows = areas.filter_map(|area| {
        if let Some(row) = sources.round.as_ref().and_then(|round| told(sources, round, area, term))
        {
            return Some(row);
        }
        let row = sources.earlier.iter().find_map(|round| told(sources, round, area, term))?;
        if sources.last_paper.is_some() || row.movement == UNDER_REVIEW {
            return Some(row);
        }
        // What moved it then was told before there were reports here.
        Some(CategoryRow { movement: "same".to_owned(), brought_in: None, ..row })
    });
    rows.collect()
}

const UNDER_REVIEW: &str = "under_review";
const FIRST: &str = "first";

/// What a round told the committee of an area: the decision that was shared, or that it is under review.
fn told(sources: &Sources, round: &JudgedRound, area: &Area, term: Term) -> Option<CategoryRow> {
    let area_name = &area.name;
    match shared(round, area) {
        Some((category, decision)) => {
            Some(row(sources, round, Judged { category, decision, area_name }, term))
        }
        None => under_review(sources, round, area, term),
    }
}

/// A decision that was shared and opened again, and is not shared anew yet. Of what is judged meanwhile it says nothing.
fn under_review(
    sources: &Sources,
    round: &JudgedRound,
    area: &Area,
    term: Term,
) -> Option<CategoryRow> {
    let category = of_area(round, &area.area_id)?;
    // Where the round left the area unjudged, nothing is under review any more.
    let reopened = category.state() != CategoryState::NotJudged;
    let reopening = category.reopening.as_ref().filter(|_| reopened)?;
    let (region_id, area_id) = (category.shared_region_id.clone(), area.area_id.clone());
    (!region_id.is_empty()).then(|| CategoryRow {
        anchor: format!("category/{area_id}"),
        area_name: area.name.clone(),
        region_name: region_name(&round.framework, &region_id),
        region_place: region_place(&round.framework, &region_id),
        descriptor: descriptor(&round.framework, &area_id, &region_id),
        last_term: Some(in_term(sources, &area_id, term.previous())),
        two_terms_ago: Some(in_term(sources, &area_id, term.previous().previous())),
        movement: UNDER_REVIEW.to_owned(),
        under_review_since: british_day(&reopening.at),
        position: reopening.position,
        region_id,
        area_id,
        ..CategoryRow::default()
    })
}

/// The decision about an area, where it was shared with the committee.
fn shared<'a>(round: &'a JudgedRound, area: &Area) -> Option<(&'a Category, &'a Step)> {
    let category = of_area(round, &area.area_id)?;
    let decision = category.decision.as_ref()?;
    (category.state() == CategoryState::Shared).then_some((category, decision))
}

/// A decided area.
struct Judged<'a> {
    category: &'a Category,
    decision: &'a Step,
    area_name: &'a str,
}

fn row(sources: &Sources, round: &JudgedRound, judged: Judged<'_>, term: Term) -> CategoryRow {
    let Judged { category, decision, area_name } = judged;
    let framework = &round.framework;
    let area_id = category.cell.as_ref().map(|cell| cell.area_id.clone()).unwrap_or_default();
    let view = category.school_view.clone().unwrap_or_default();
    let challenge = category.challenge.clone().unwrap_or_default();
    let cites = evidence(category, decision);
    let movement = movement(sources, round, category, decision);
    let is_first = movement == FIRST;
    CategoryRow {
        anchor: format!("category/{area_id}"),
        area_name: area_name.to_owned(),
        region_name: region_name(framework, &decision.region_id),
        region_place: region_place(framework, &decision.region_id),
        descriptor: descriptor(framework, &area_id, &decision.region_id),
        last_term: Some(in_term(sources, &area_id, term.previous())),
        two_terms_ago: Some(in_term(sources, &area_id, term.previous().previous())),
        movement: movement.to_owned(),
        brought_in: is_first.then(|| brought_in(sources, framework, &area_id)).flatten(),
        school_view_region_name: if view.region_id.is_empty() {
            String::new()
        } else {
            region_name(framework, &view.region_id)
        },
        school_view_region_id: view.region_id,
        school_view_reason: view.reason,
        reason: decision.reason.clone(),
        evidence_count: cites.len() as u32,
        evidence: cites.iter().map(|piece| cited(sources, piece)).collect(),
        words_changed: before(sources, &round.term, &area_id)
            .is_some_and(|(earlier, _)| !same_words(&earlier.framework, framework)),
        decided_on: british_day(&decision.at),
        position: decision.position,
        challenged: category.challenge.is_some(),
        challenge_reason: challenge.reason.filter(|_| challenge.in_report),
        under_review_since: String::new(),
        region_id: decision.region_id.clone(),
        area_id,
    }
}

/// The newest region of an area that was brought in. What a paper names in its own words is mapped to no area.
fn brought_in(
    sources: &Sources,
    framework: &FrameworkAgreed,
    area_id: &str,
) -> Option<BroughtInRegion> {
    let stands = |one: &&BroughtInDecision| {
        let same_area = one.framework_id == framework.framework_id && one.area_id == area_id;
        same_area && one.taken_back_on.is_empty()
    };
    let known = sources.brought_in.iter().filter(stands);
    let newest = known.max_by(|one, other| one.decided_on.cmp(&other.decided_on))?;
    Some(BroughtInRegion {
        region_name: newest.region_name.clone(),
        decided_on: newest.decided_on.clone(),
        paper: newest.paper.clone(),
        position: newest.position,
    })
}

fn of_area<'a>(round: &'a JudgedRound, area_id: &str) -> Option<&'a Category> {
    round
        .categories
        .iter()
        .find(|category| category.cell.as_ref().is_some_and(|cell| cell.area_id == area_id))
}

/// The evidence of a decision; if it cites none, that of the proposal.
fn evidence<'a>(category: &'a Category, decision: &'a Step) -> &'a [Evidence] {
    match &category.proposal {
        Some(proposal) if decision.evidence.is_empty() => &proposal.evidence,
        _ => &decision.evidence,
    }
}

/// What stands in the place of words that the committee does not receive; `None` where it receives them.
fn withheld(sources: &Sources, piece: &Evidence) -> Option<&'static str> {
    match piece.kind() {
        EvidenceKind::ReviewFinding if reviews::withholds(&sources.reviews, &piece.id) => {
            Some("A finding of a peer review that, by agreement, the committee does not receive.")
        }
        // A statement in words was written for the decision, and has no position.
        EvidenceKind::RunningRecord if piece.position > 0 => {
            Some("An entry of the running record. Its words are for the school and the trust.")
        }
        _ => None,
    }
}

/// A piece of evidence, without words that the committee does not receive.
fn cited(sources: &Sources, piece: &Evidence) -> CitedEvidence {
    let says = match withheld(sources, piece) {
        Some(sentence) => Some(Words::from(sentence)),
        None if !piece.shows.is_empty() => Some(Words::from(piece.shows.as_str())),
        None => piece.says.clone(),
    };
    CitedEvidence {
        kind: kind_words(piece.kind()).to_owned(),
        id: piece.id.clone(),
        says,
        position: piece.position,
    }
}

fn kind_words(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Unspecified => "evidence",
        EvidenceKind::SurveyFigure => "survey figure",
        EvidenceKind::ImportedFigure => FIGURE_CITED,
        EvidenceKind::ReviewFinding => "review finding",
        EvidenceKind::Visit => "visit",
        EvidenceKind::RunningRecord => "running record",
        EvidenceKind::SelfEvaluation => "self-evaluation",
        EvidenceKind::Inspection => "inspection",
        EvidenceKind::Accreditation => "accreditation",
    }
}

fn descriptor(framework: &FrameworkAgreed, area_id: &str, region_id: &str) -> String {
    let found = framework
        .descriptors
        .iter()
        .find(|text| text.area_id == area_id && text.region_id == region_id);
    found.map(|text| text.text.clone()).unwrap_or_default()
}

/// The region decided in one earlier term, in that term's words; without a name if nothing was decided.
fn in_term(sources: &Sources, area_id: &str, term: Term) -> EarlierRegion {
    let term_name = term.to_string();
    let round = sources.earlier.iter().find(|round| round.term == term_name);
    let told = |round| Some((round, told_region(of_area(round, area_id)?)?));
    let empty = EarlierRegion {
        term: term_name.clone(),
        term_words: term.words(),
        ..EarlierRegion::default()
    };
    match round.and_then(told) {
        None => empty,
        Some((round, region_id)) => EarlierRegion {
            region_id: region_id.clone(),
            region_name: region_name(&round.framework, region_id),
            framework_version: round.framework.version,
            ..empty
        },
    }
}

/// The region that the committee was told of an area: the decision that is shared, or the one that was before it was opened again.
fn told_region(category: &Category) -> Option<&String> {
    let region_id = match category.state() {
        CategoryState::Shared => &category.decision.as_ref()?.region_id,
        _ => &category.shared_region_id,
    };
    (!region_id.is_empty()).then_some(region_id)
}

/// The last region that the committee was told before a term's, in whichever term it was.
fn before<'a>(
    sources: &'a Sources,
    term: &str,
    area_id: &str,
) -> Option<(&'a JudgedRound, &'a String)> {
    let term: Option<Term> = term.parse().ok();
    let mut older = sources.earlier.iter().filter(|round| round.term.parse().ok() < term);
    older.find_map(|round| Some((round, told_region(of_area(round, area_id)?)?)))
}

/// What the report before said of an area.
fn said_last<'a>(sources: &'a Sources, area_id: &str) -> Option<&'a CategoryRow> {
    let last = sources.last_paper.as_ref()?;
    last.data.categories.iter().find(|row| row.area_id == area_id)
}

/// Name of the region the area stood in before, as the report before printed it; empty if there is none.
pub(super) fn region_before(sources: &Sources, area_id: &str) -> String {
    if let Some(row) = said_last(sources, area_id) {
        return row.region_name.clone();
    }
    let term = sources.round.as_ref().map(|round| round.term.as_str()).unwrap_or_default();
    before(sources, term, area_id)
        .map(|(round, region_id)| region_name(&round.framework, region_id))
        .unwrap_or_default()
}

/// The name of a region in the newest framework that knows it; its id where none does.
pub(super) fn name_of(sources: &Sources, region_id: &str) -> String {
    let rounds = sources.round.iter().chain(&sources.earlier);
    let mut regions = rounds.flat_map(|round| &round.framework.regions);
    let found = regions.find(|region| region.region_id == region_id);
    found.map_or_else(|| region_id.to_owned(), |region| region.name.clone())
}

/// Movement against what the report before said of the area, else against the decision before; `first` if there is nothing to
/// compare with.
fn movement(
    sources: &Sources,
    round: &JudgedRound,
    category: &Category,
    decision: &Step,
) -> &'static str {
    let area_id = category.cell.as_ref().map_or("", |cell| cell.area_id.as_str());
    let told = said_last(sources, area_id).map(|row| &row.region_id);
    let previous = Some(&category.previous_region_id).filter(|region_id| !region_id.is_empty());
    let found = || before(sources, &round.term, area_id).map(|(_, region_id)| region_id);
    match told.or(previous).or_else(found) {
        None => FIRST,
        Some(earlier) => direction(&round.framework, [earlier, &decision.region_id]),
    }
}

/// `up`, `down` or `same` on a ladder, from one region to another; `not_compared` where the ladder does not know both.
pub(super) fn direction(framework: &FrameworkAgreed, [from, to]: [&String; 2]) -> &'static str {
    match (region_place(framework, from), region_place(framework, to)) {
        _ if from == to => "same",
        (0, _) | (_, 0) => "not_compared",
        (then, now) if now > then => "up",
        (then, now) if now < then => "down",
        _ => "same",
    }
}

fn same_words(one: &FrameworkAgreed, other: &FrameworkAgreed) -> bool {
    one.framework_id == other.framework_id && one.version == other.version
}

/// The British day of an RFC 3339 time; empty if the text is none.
fn british_day(at: &str) -> String {
    let at: Option<jiff::Timestamp> = at.parse().ok();
    at.map(|at| contract::british_day(at).to_string()).unwrap_or_default()
}
