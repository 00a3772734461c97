//! The section on categories: where the school stands in each area, where it stood, and why.

use contract::Term;
use contract::categories::v1::{
    Area, Category, CategoryState, Evidence, EvidenceKind, FrameworkAgreed, Step,
};
use contract::log::v1::Words;
use contract::reports::v1::{CategoryRow, CitedEvidence, EarlierRegion};

use super::{JudgedRound, Sources, region_name, region_place, reviews};

/// A row for every area that was ever decided and shared, in the framework's order. Where the area was not judged this
/// term it shows the last judgement, with its day.
pub(super) fn rows(sources: &Sources, term: Term) -> Vec<CategoryRow> {
    let Some(present) = sources.present() else { return Vec::new() };
    let areas = present.framework.areas.iter();
    let rows = areas.filter_map(|area| {
        let area_name = &area.name;
        let this_term =
            sources.round.as_ref().and_then(|round| Some((round, shared(round, area)?)));
        if let Some((round, (category, decision))) = this_term {
            return Some(row(sources, round, Judged { category, decision, area_name }, term));
        }
        let earlier = sources.earlier.iter().find_map(|round| Some((round, shared(round, area)?)));
        let (round, (category, decision)) = earlier?;
        let row = row(sources, round, Judged { category, decision, area_name }, term);
        // What moved it then was told then.
        Some(CategoryRow { movement: "same".to_owned(), ..row })
    });
    rows.collect()
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
    CategoryRow {
        anchor: format!("category/{area_id}"),
        area_name: area_name.to_owned(),
        region_name: region_name(framework, &decision.region_id),
        region_place: region_place(framework, &decision.region_id),
        descriptor: descriptor(framework, &area_id, &decision.region_id),
        last_term: Some(in_term(sources, &area_id, term.previous())),
        two_terms_ago: Some(in_term(sources, &area_id, term.previous().previous())),
        movement: movement(sources, framework, category, decision).to_owned(),
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
        words_changed: before(sources, &area_id)
            .is_some_and(|(earlier, _)| !same_words(&earlier.framework, framework)),
        decided_on: british_day(&decision.at),
        position: decision.position,
        challenged: category.challenge.is_some(),
        challenge_reason: challenge.reason,
        region_id: decision.region_id.clone(),
        area_id,
    }
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

/// A piece of evidence. A finding that the committee does not receive is cited without its words.
fn cited(sources: &Sources, piece: &Evidence) -> CitedEvidence {
    let withheld = piece.kind() == EvidenceKind::ReviewFinding
        && reviews::withholds(&sources.reviews, &piece.id);
    let says = if withheld {
        Some(Words::from(
            "A finding of a peer review that, by agreement, the committee does not receive.",
        ))
    } else {
        piece.says.clone()
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
        EvidenceKind::ImportedFigure => "imported figure",
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
    let decided =
        round.and_then(|round| Some((round, of_area(round, area_id)?.decision.as_ref()?)));
    let empty = EarlierRegion {
        term: term_name.clone(),
        term_words: term.words(),
        ..EarlierRegion::default()
    };
    match decided {
        None => empty,
        Some((round, decision)) => EarlierRegion {
            region_id: decision.region_id.clone(),
            region_name: region_name(&round.framework, &decision.region_id),
            framework_version: round.framework.version,
            ..empty
        },
    }
}

/// The decision before this term's, in whichever term it was.
fn before<'a>(sources: &'a Sources, area_id: &str) -> Option<(&'a JudgedRound, &'a Step)> {
    sources
        .earlier
        .iter()
        .find_map(|round| Some((round, of_area(round, area_id)?.decision.as_ref()?)))
}

/// Name of the region the area stood in before this term; empty if there is none.
pub(super) fn region_before(sources: &Sources, area_id: &str) -> String {
    before(sources, area_id)
        .map(|(round, step)| region_name(&round.framework, &step.region_id))
        .unwrap_or_default()
}

/// `up`, `down` or `same` on this term's ladder; `first` if there is nothing to compare with.
fn movement(
    sources: &Sources,
    framework: &FrameworkAgreed,
    category: &Category,
    decision: &Step,
) -> &'static str {
    let area_id = category.cell.as_ref().map_or("", |cell| cell.area_id.as_str());
    let found = before(sources, area_id).map(|(_, step)| step.region_id.as_str());
    let earlier = if category.previous_region_id.is_empty() {
        found
    } else {
        Some(category.previous_region_id.as_str())
    };
    let Some(earlier) = earlier else { return "first" };
    match (region_place(framework, earlier), region_place(framework, &decision.region_id)) {
        // A region that today's ladder does not know cannot be compared.
        (0, _) | (_, 0) => "first",
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
