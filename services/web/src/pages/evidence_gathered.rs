//! What a reader is shown of one school, sorted by area and source. Visits, entries, reviews and self-evaluations name their areas.
//! A measure is about one area. All else counts where a judgement cites it.

use std::collections::BTreeMap;

use contract::Said as _;
use contract::categories::v1::{Category, Evidence, EvidenceKind};
use contract::evidence::v1::{RecordedFigure, SelfEvaluation, SelfEvaluationState, VisitNoteState};
use contract::reviews::v1::{Review, ReviewState};
use contract::surveys::v1::Wave;
use contract::{Period, field};
use jiff::civil::Date;

use super::figures_known::{key, number};
use super::judged::Judged;
use super::measured_area;
use super::school_held::SchoolHeld;
use super::triangulation::{
    AgedPiece, AreaHeld, EvidenceSource, RegionMove, SourceSight, SourceSights,
};
use crate::shown::Shown;
use crate::visitor::Visitor;

/// Each piece once, with the day of which it tells.
type Pieces = BTreeMap<PieceKey, Option<Date>>;

/// What tells one piece from another: its source and the position of its event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PieceKey {
    source: EvidenceSource,
    position: u64,
    /// The figure of a survey or of a file, since one event brings many of them. Of what stands outside the record: what it says.
    of: String,
}

impl PieceKey {
    fn at(source: EvidenceSource, position: u64) -> Self {
        Self { source, position, of: String::new() }
    }

    /// Nothing of a kind that is not known.
    fn cited(piece: &Evidence) -> Option<Self> {
        let source = source(piece.kind())?;
        let of = match (source, piece.position) {
            (EvidenceSource::Survey, _) => piece.id.clone(),
            (_, 0) => piece.said().into_owned(),
            (EvidenceSource::Figure, _) => piece.id.clone(),
            _ => String::new(),
        };
        Some(Self { source, position: piece.position, of })
    }
}

/// What is sorted, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gathering<'a> {
    pub visitor: &'a Visitor,
    pub school: &'a str,
    pub held: &'a SchoolHeld,
    /// The judgements of the newest rounds, the newest round first.
    pub judgements: &'a Shown<Vec<Category>>,
    pub self_evaluations: &'a Shown<Vec<SelfEvaluation>>,
    /// The last position of the page's day.
    pub until: u64,
}

impl Gathering<'_> {
    /// Every area of the framework, in its order.
    pub(crate) fn areas(&self) -> Vec<AreaHeld> {
        let areas = self.held.ground.framework.areas.iter();
        areas.map(|area| self.area(&area.area_id)).collect()
    }

    fn area(&self, area: &str) -> AreaHeld {
        let judged = self.judged(area);
        let mut pieces = self.written_of(area);
        self.measured_of(area, &mut pieces);
        let evidence = judged.iter().flat_map(Judged::evidence);
        add_cited(&mut pieces, evidence, |piece| self.day_of(piece));
        let figures = self.held.figures.known();
        AreaHeld {
            area_id: area.to_owned(),
            sights: self.sights(judged.as_ref()),
            pieces: aged(pieces),
            moved: self.moved(area),
            changes: figures.map(|known| measured_area::changes(known, area)).unwrap_or_default(),
        }
    }

    /// The newest judgement of the area that cites something; where none does, the newest.
    fn judged(&self, area: &str) -> Option<Judged<'_>> {
        let categories = self.judgements.known().into_iter().flatten();
        let of_area = categories
            .filter(|category| category.cell.as_ref().is_some_and(|cell| cell.area_id == area));
        let judged = of_area.filter_map(|one| Judged::of(one, self.visitor, self.until));
        let mut judged: Vec<_> = judged.collect();
        let citing = judged.iter().position(|one| !one.evidence().is_empty()).unwrap_or_default();
        (!judged.is_empty()).then(|| judged.swap_remove(citing))
    }

    /// What visitors, reviewers, the running record and the school itself say of the area.
    fn written_of(&self, area: &str) -> Pieces {
        let (held, mut pieces) = (self.held, Pieces::new());
        let names = |areas: &[String]| areas.iter().any(|known| known == area);
        let notes = held.visits.known().into_iter().flatten();
        for note in notes.filter(|note| note.state() == VisitNoteState::Issued) {
            for finding in note.findings.iter().filter(|finding| names(&finding.areas)) {
                pieces.insert(
                    PieceKey::at(EvidenceSource::Visit, finding.position),
                    field::day(&note.on),
                );
            }
        }
        let entries = held.record.known().into_iter().flat_map(|record| &record.entries);
        for entry in entries.filter(|entry| entry.corrected_by_id.is_empty()) {
            if names(&entry.areas) {
                pieces.insert(
                    PieceKey::at(EvidenceSource::Record, entry.position),
                    field::day(&entry.on),
                );
            }
        }
        let reviews = held.reviews.known().into_iter().flatten();
        for review in reviews.filter(|review| review.counts_as_evidence) {
            for finding in review.findings.iter().filter(|finding| names(&finding.areas)) {
                pieces.insert(
                    PieceKey::at(EvidenceSource::Review, finding.position),
                    visited_on(review),
                );
            }
        }
        let evaluations = self.self_evaluations.known().into_iter().flatten();
        for one in evaluations.filter(|one| one.state() == SelfEvaluationState::Signed) {
            if one.areas.iter().any(|said| said.area_id == area) {
                let key = PieceKey::at(EvidenceSource::SelfEvaluation, one.signed_position);
                pieces.insert(key, field::day(&one.signed_on));
            }
        }
        pieces
    }

    /// The figures about the area that say something, or that others than the reader are shown.
    fn measured_of(&self, area: &str, pieces: &mut Pieces) {
        let figures = self.held.figures.known().into_iter();
        let figures = figures.flat_map(|known| measured_area::about(known, area));
        for figure in figures.filter(|one| one.not_shown || number(one).is_some()) {
            if let Some(kept) = figure.versions.first() {
                let (source, of) = (EvidenceSource::Figure, key(figure).cited());
                let piece = PieceKey { source, position: kept.position, of };
                pieces.insert(piece, measured_until(figure));
            }
        }
    }

    /// The day of which a cited piece tells; nothing where the reader is not told it.
    fn day_of(&self, piece: &Evidence) -> Option<Date> {
        let held = self.held;
        match piece.kind() {
            EvidenceKind::SurveyFigure | EvidenceKind::ImportedFigure => {
                figure_day(piece, held.waves.known().map(Vec::as_slice).unwrap_or_default())
            }
            EvidenceKind::Inspection => {
                let mut inspections = held.inspections.known().into_iter().flatten();
                field::day(&inspections.find(|known| known.inspection_id == piece.id)?.on)
            }
            EvidenceKind::RunningRecord => {
                let mut entries = held.record.known().into_iter().flat_map(|known| &known.entries);
                field::day(&entries.find(|entry| entry.position == piece.position)?.on)
            }
            EvidenceKind::ReviewFinding => {
                let mut reviews = held.reviews.known().into_iter().flatten();
                let cited = |review: &&Review| {
                    review.findings.iter().any(|finding| finding.position == piece.position)
                };
                visited_on(reviews.find(cited)?)
            }
            EvidenceKind::SelfEvaluation => {
                let mut evaluations = self.self_evaluations.known().into_iter().flatten();
                let cited = |one: &&SelfEvaluation| one.signed_position == piece.position;
                field::day(&evaluations.find(cited)?.signed_on)
            }
            _ => None,
        }
    }

    fn moved(&self, area: &str) -> Option<RegionMove> {
        let mut cells = self.held.heat.known()?.cells.iter();
        let cell = cells.find(|cell| cell.school_id == self.school && cell.area_id == area)?;
        match cell.movement.as_str() {
            // While it is under review, no region stands that a figure could contradict.
            _ if cell.reopened => None,
            "up" => Some(RegionMove::Up),
            "down" => Some(RegionMove::Down),
            _ => None,
        }
    }

    fn sights(&self, judged: Option<&Judged<'_>>) -> SourceSights {
        let held = self.held;
        let more_entries = held.record.known().is_some_and(|known| known.next_page > 0);
        let mut reviews = held.reviews.known().into_iter().flatten();
        let kept_back = |review: &Review| {
            review.state() == ReviewState::Completed && !self.visitor.receives(review)
        };
        SourceSights {
            cited: self.sight_of_citations(judged),
            figures: sight(&held.figures),
            visits: sight(&held.visits),
            record: at_most(sight(&held.record), more_entries),
            reviews: at_most(sight(&held.reviews), reviews.any(kept_back)),
            // What a reader of a part misses was not signed off, and does not count.
            self_evaluations: match sight(self.self_evaluations) {
                SourceSight::Part => SourceSight::Whole,
                other => other,
            },
        }
    }

    fn sight_of_citations(&self, judged: Option<&Judged<'_>>) -> SourceSight {
        match (sight(self.judgements), judged) {
            (SourceSight::Whole | SourceSight::Part, Some(judged)) => sight(&judged.rests_on()),
            // A judgement that is not shared may cite what this reader is not told.
            (SourceSight::Whole, None) => {
                at_most(SourceSight::Whole, !self.visitor.sees_drafts(self.school))
            }
            (hidden, _) => hidden,
        }
    }
}

/// What steps of a judgement cite, each piece once. `day_of` says of which day a piece tells.
pub(crate) fn cited_pieces<'a>(
    evidence: impl Iterator<Item = &'a Evidence>,
    day_of: impl Fn(&Evidence) -> Option<Date>,
) -> Vec<AgedPiece> {
    let mut pieces = Pieces::new();
    add_cited(&mut pieces, evidence, day_of);
    aged(pieces)
}

fn add_cited<'a>(
    pieces: &mut Pieces,
    evidence: impl Iterator<Item = &'a Evidence>,
    day_of: impl Fn(&Evidence) -> Option<Date>,
) {
    for piece in evidence {
        if let Some(key) = PieceKey::cited(piece) {
            pieces.entry(key).or_insert_with(|| day_of(piece));
        }
    }
}

fn aged(pieces: Pieces) -> Vec<AgedPiece> {
    pieces.into_iter().map(|(key, on)| AgedPiece { source: key.source, on }).collect()
}

/// The day of which a cited figure tells: the close of its survey, or the last day of its period. Nothing of a piece of another kind.
pub(crate) fn figure_day(piece: &Evidence, waves: &[Wave]) -> Option<Date> {
    match piece.kind() {
        EvidenceKind::SurveyFigure => {
            let wave = piece.id.split('/').next().unwrap_or_default();
            waves.iter().find(|known| known.wave_id == wave).and_then(surveyed_on)
        }
        EvidenceKind::ImportedFigure => {
            last_day(piece.id.split_once('/').map_or("", |(_, period)| period))
        }
        _ => None,
    }
}

fn source(kind: EvidenceKind) -> Option<EvidenceSource> {
    match kind {
        EvidenceKind::Unspecified => None,
        EvidenceKind::SurveyFigure => Some(EvidenceSource::Survey),
        EvidenceKind::ImportedFigure => Some(EvidenceSource::Figure),
        EvidenceKind::ReviewFinding => Some(EvidenceSource::Review),
        EvidenceKind::Visit => Some(EvidenceSource::Visit),
        EvidenceKind::RunningRecord => Some(EvidenceSource::Record),
        EvidenceKind::SelfEvaluation => Some(EvidenceSource::SelfEvaluation),
        EvidenceKind::Inspection | EvidenceKind::Accreditation => Some(EvidenceSource::Published),
    }
}

fn sight<T>(shown: &Shown<T>) -> SourceSight {
    match shown {
        Shown::All(_) => SourceSight::Whole,
        Shown::Part(..) => SourceSight::Part,
        Shown::Withheld(_) => SourceSight::Withheld,
        Shown::Away => SourceSight::Away,
    }
}

/// The same, with what is seen whole seen in part where there is more.
fn at_most(sight: SourceSight, more: bool) -> SourceSight {
    match sight {
        SourceSight::Whole if more => SourceSight::Part,
        other => other,
    }
}

/// The day on which a survey closed or is to close.
pub(crate) fn surveyed_on(wave: &Wave) -> Option<Date> {
    field::day(&wave.closed_on).or_else(|| field::day(&wave.closes_on))
}

/// The day on which reviewers came, or on which they were done.
pub(crate) fn visited_on(review: &Review) -> Option<Date> {
    field::day(&review.held_on).or_else(|| field::day(&review.completed_on))
}

/// The last day of a figure's period, or the day of its recording where the period went on after it.
pub(crate) fn measured_until(figure: &RecordedFigure) -> Option<Date> {
    let recorded = figure.versions.first().and_then(|kept| field::day(&kept.recorded_on));
    let last = last_day(&figure.period);
    last.into_iter().chain(recorded).min()
}

/// The last day on which a period can end.
fn last_day(period: &str) -> Option<Date> {
    match period.parse::<Period>().ok()? {
        Period::Year(year) => Some(year.last_day()),
        Period::Term(term) | Period::HalfTerm(term, _) => {
            Period::Term(term.next()).first_day().yesterday().ok()
        }
        Period::Days(_, last) => Some(last),
    }
}

#[cfg(test)]
mod tests;
