//! What judgements rest on: each piece with what it is, the page that shows it, and the event that recorded it.

use contract::Said as _;
use contract::categories::v1::{Evidence, EvidenceKind};
use contract::evidence::v1::{ListRecordEntriesRequest, ListSelfEvaluationsRequest};
use contract::sentences::ROLL;
use maud::{Markup, html};

use super::event_link;
use super::judged::Judged;
use crate::access::Behind;
use crate::components::{Cell, Table};
use crate::names::Names;
use crate::shown::Extent;
use crate::visitor::Visitor;

/// Evidence as a list, each piece with the way to what it is and to the event that recorded it.
pub(crate) fn evidence_list(
    visitor: &Visitor,
    names: &Names,
    school: &str,
    evidence: &[Evidence],
) -> Markup {
    html! {
        ul.pl-evidence {
            @for piece in evidence { li { (cited(visitor, names, school, piece)) } }
        }
    }
}

/// Said in the place of a finding whose words the service kept from this reader.
const FINDING_WITHHELD: &str =
    "A finding of a peer review. What was found goes to those whom host and trust agreed on.";

/// Said in the place of an entry of the running record, likewise.
const ENTRY_WITHHELD: &str =
    "An entry of the running record. Its words are for the school and the trust.";

/// The same for a reader of the record, who is not told which of its entries it is.
const ENTRY_IN_RECORD: &str = "An entry of the school’s running record.";

/// Said in the place of an area of a self-evaluation, likewise.
const SELF_EVALUATION_WITHHELD: &str = "A self-evaluation of the school. Its head and committee, the improvement lead and the chief executive read it.";

/// The same for a reader of self-evaluations, who finds it in the list.
const SELF_EVALUATION_IN_LIST: &str = "A self-evaluation of the school.";

/// What a piece of evidence says, or that it is not for this reader.
fn says(visitor: &Visitor, names: &Names, school: &str, piece: &Evidence) -> Markup {
    let said = piece.said();
    let reads_record = visitor.may.of::<ListRecordEntriesRequest>(school);
    match piece.kind() {
        EvidenceKind::ReviewFinding if said.is_empty() => html! { (FINDING_WITHHELD) },
        EvidenceKind::RunningRecord if said.is_empty() && reads_record => {
            html! { (ENTRY_IN_RECORD) }
        }
        EvidenceKind::RunningRecord if said.is_empty() => html! { (ENTRY_WITHHELD) },
        EvidenceKind::SelfEvaluation if said.is_empty() => {
            let reads = visitor.may.of::<ListSelfEvaluationsRequest>(school);
            html! { (if reads { SELF_EVALUATION_IN_LIST } else { SELF_EVALUATION_WITHHELD }) }
        }
        _ => names.sentence(&said),
    }
}

fn cited(visitor: &Visitor, names: &Names, school: &str, piece: &Evidence) -> Markup {
    let (kind, way) = kind_and_way(visitor, piece, school);
    html! {
        p.pl-wrap { (says(visitor, names, school, piece)) }
        p.pl-note {
            (kind)
            @if let Some((address, words)) = way { ": " a.govuk-link href=(address) { (words) } }
            @if piece.position > 0 { ", recorded in " (event_link(visitor, behind(piece, school), piece.position)) }
            @else { ", kept outside this record" }
        }
    }
}

/// Every piece once, with the areas that cite it.
pub(crate) fn evidence_table(
    visitor: &Visitor,
    names: &Names,
    school: &str,
    judged: &[Judged<'_>],
) -> Table<'static> {
    let mut pieces: Vec<(&Evidence, Vec<String>)> = Vec::new();
    for judged in judged {
        for piece in judged.evidence() {
            let area = names.area(judged.area_id);
            match pieces.iter_mut().find(|(known, _)| *known == piece) {
                Some((_, areas)) => areas.push(area),
                None => pieces.push((piece, vec![area])),
            }
        }
    }
    let rows = pieces.into_iter().map(|(piece, areas)| {
        let (kind, way) = kind_and_way(visitor, piece, school);
        let kind = match way {
            Some((address, _)) => html! { a.govuk-link href=(address) { (kind) } },
            None => html! { (kind) },
        };
        let position = piece.position;
        vec![
            Cell::new(html! { span.pl-wrap { (says(visitor, names, school, piece)) } }),
            Cell::text(areas.join(", ")),
            Cell::new(kind),
            Cell::new(html! { @if position > 0 { (event_link(visitor, behind(piece, school), position)) } @else { "Kept outside this record" } }),
        ]
    });
    Table {
        caption: None,
        head: vec![
            ("What it shows", false),
            ("Cited for", false),
            ("What it is", false),
            ("Recorded in", false),
        ],
        rows: rows.collect(),
        first_is_header: false,
        stacks: true,
    }
}

fn behind<'a>(piece: &Evidence, school: &'a str) -> Behind<'a> {
    Behind::evidence(school, piece.kind(), &piece.id)
}

/// What a piece of evidence is, and the page that shows it.
fn kind_and_way(
    visitor: &Visitor,
    piece: &Evidence,
    school: &str,
) -> (&'static str, Option<(String, &'static str)>) {
    match piece.kind() {
        EvidenceKind::SurveyFigure => {
            let (wave, question) = piece.id.split_once('/').unwrap_or((&piece.id, ""));
            let anchor = if question.is_empty() { String::new() } else { format!("#{question}") };
            let way = format!("/surveys/{wave}?school={school}{anchor}");
            // Which question was cited is not told to all who are told that one was.
            let shown = !wave.is_empty() && visitor.sees_answers_of(school);
            ("Survey figure", shown.then_some((way, "see the survey’s results")))
        }
        EvidenceKind::ReviewFinding => {
            let way = (format!("/schools/{school}#reviews"), "see the review");
            let shown = visitor.reviews_of(school) == Extent::All;
            ("Peer review finding", shown.then_some(way))
        }
        EvidenceKind::ImportedFigure => {
            let measure = piece.id.split([':', '/']).next().unwrap_or_default();
            let way = format!("/schools/{school}/figures/{measure}");
            // A statement in words has no position, and the pupils on roll are no measure.
            let recorded = piece.position > 0 && !piece.id.starts_with(ROLL);
            let hidden = matches!(visitor.recorded_figures_of(school), Extent::Nothing(_));
            ("Imported figure", (recorded && !hidden).then_some((way, "see the figure")))
        }
        EvidenceKind::Visit => ("Visit", None),
        EvidenceKind::RunningRecord => {
            let way = format!("/schools/{school}/record/{}", piece.id);
            // A statement in words has no position. The id is kept back from those who are not told which entry was cited.
            let is_entry = piece.position > 0 && !piece.id.is_empty();
            let shown = is_entry && visitor.may.of::<ListRecordEntriesRequest>(school);
            ("Running record", shown.then_some((way, "see the entry")))
        }
        EvidenceKind::SelfEvaluation => {
            let way = format!("/schools/{school}/sef");
            // What a school says of its character stands on its own page, and is of no term. The id of an area is kept back from
            // those who do not judge.
            let of_a_term = piece.position > 0 && (piece.id.is_empty() || piece.id.contains('/'));
            let shown = of_a_term && visitor.may.of::<ListSelfEvaluationsRequest>(school);
            ("Self-evaluation", shown.then_some((way, "see the school’s self-evaluations")))
        }
        EvidenceKind::Inspection => (
            "Inspection",
            Some((format!("/schools/{school}/inspections"), "see what was published")),
        ),
        EvidenceKind::Accreditation => (
            "Accreditation",
            Some((format!("/schools/{school}/accreditations"), "see the accreditation")),
        ),
        EvidenceKind::Unspecified => ("Evidence", None),
    }
}

#[cfg(test)]
mod tests;
