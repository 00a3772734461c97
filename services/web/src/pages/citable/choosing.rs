//! What can be cited, as a picker offers it; and what was picked, as a request carries it.

use contract::categories::v1::{Citation, EvidenceKind};
use jiff::civil::Date;

use super::{Citable, Provenance};
use crate::dates;
use crate::form::{Choice, Pickable};
use crate::pages::triangulation::is_stale;

/// What is told of a statement that no stored thing backs.
const IN_WORDS: &str = "in-words";

/// The kinds in the order in which a picker has them.
const KINDS: [EvidenceKind; 9] = [
    EvidenceKind::ReviewFinding,
    EvidenceKind::Visit,
    EvidenceKind::RunningRecord,
    EvidenceKind::SelfEvaluation,
    EvidenceKind::SurveyFigure,
    EvidenceKind::ImportedFigure,
    EvidenceKind::Inspection,
    EvidenceKind::Accreditation,
    EvidenceKind::Unspecified,
];

/// Where a kind stands in a picker.
fn place(kind: EvidenceKind) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len())
}

/// The heading of a kind.
fn heading(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::ReviewFinding => "Peer reviews",
        EvidenceKind::Visit => "Visits",
        EvidenceKind::RunningRecord => "Running record",
        EvidenceKind::SelfEvaluation => "Self-evaluations",
        EvidenceKind::SurveyFigure => "Surveys",
        EvidenceKind::ImportedFigure => "Figures",
        EvidenceKind::Inspection => "Inspections",
        EvidenceKind::Accreditation => "Accreditations",
        EvidenceKind::Unspecified => "Other evidence",
    }
}

/// As a picker offers it on a day: by kind, else in the order in which it comes.
pub(crate) fn choices(citable: &[Citable], today: Date) -> Vec<Pickable> {
    let pickable = |one: &Citable| Pickable {
        choice: Choice {
            hint: beside(&one.from, today),
            ..Choice::new(value(one), one.words.clone())
        },
        kind: heading(one.piece.kind()),
        near: one.near,
    };
    let mut by_kind: Vec<&Citable> = citable.iter().collect();
    by_kind.sort_by_key(|one| place(one.piece.kind()));
    by_kind.into_iter().map(pickable).collect()
}

/// Its day, its source, how many it counts, and that it is old.
fn beside(from: &Provenance, today: Date) -> Option<String> {
    let on = from.on.map(dates::said).unwrap_or_default();
    let old = from.on.is_some_and(|on| is_stale(on, today));
    let old = if old { "over a year old" } else { "" };
    let parts = [on.as_str(), &from.source, &from.counted, old];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What travels with the form: the piece itself, and the words for the page that checks.
pub(crate) fn value(one: &Citable) -> String {
    let ticked = Citable { words: checked(one), ..one.clone() };
    serde_json::to_string(&ticked).unwrap_or_default()
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

/// What was picked in words, for the page that checks; nothing where the value is no piece.
pub(crate) fn said(chosen: &str) -> Option<String> {
    serde_json::from_str::<Citable>(chosen).ok().map(|one| one.words)
}

/// What was picked, and what was said in words.
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
