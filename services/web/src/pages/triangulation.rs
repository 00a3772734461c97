//! Which sources speak of a school in an area, how old the newest piece of each is, and which figures speak against the region.
//! Nothing here asks a service.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EvidenceSource {
    Survey,
    Figure,
    /// Inspections and accreditations.
    Published,
    Visit,
    Record,
    Review,
    SelfEvaluation,
}

impl EvidenceSource {
    pub(crate) const ALL: [Self; 7] = [
        Self::Survey,
        Self::Figure,
        Self::Published,
        Self::Visit,
        Self::Record,
        Self::Review,
        Self::SelfEvaluation,
    ];

    /// As the head of a column.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Survey => "Surveys",
            Self::Figure => "Figures",
            Self::Published => "Inspections and awards",
            Self::Visit => "Visits",
            Self::Record => "Running record",
            Self::Review => "Peer reviews",
            Self::SelfEvaluation => "Self-evaluation",
        }
    }

    /// Whether a piece counts for an area only where a judgement cites it.
    pub(crate) fn is_cited(self) -> bool {
        matches!(self, Self::Survey | Self::Published)
    }
}

/// How much of a source a reader is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceSight {
    Whole,
    Part,
    Withheld,
    Away,
}

/// The same of each source, those that count where they are cited together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceSights {
    pub cited: SourceSight,
    pub figures: SourceSight,
    pub visits: SourceSight,
    pub record: SourceSight,
    pub reviews: SourceSight,
    pub self_evaluations: SourceSight,
}

impl SourceSights {
    fn of(self, source: EvidenceSource) -> SourceSight {
        match source {
            EvidenceSource::Survey | EvidenceSource::Published => self.cited,
            EvidenceSource::Figure => self.figures,
            EvidenceSource::Visit => self.visits,
            EvidenceSource::Record => self.record,
            EvidenceSource::Review => self.reviews,
            EvidenceSource::SelfEvaluation => self.self_evaluations,
        }
    }
}

/// A piece of evidence about an area, as far as its source and its age matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AgedPiece {
    pub source: EvidenceSource,
    /// The day of which it tells; nothing where the reader is not told.
    pub on: Option<Date>,
}

/// Which way a school's region in an area moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegionMove {
    Up,
    Down,
}

/// A measure about an area whose last two figures can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FigureChange {
    pub measure_id: String,
    /// What the two figures say, the earlier one first.
    pub said: [String; 2],
    /// For better or worse; nothing where neither is.
    pub better: Option<bool>,
}

/// What a reader is shown of one area of a school.
#[derive(Clone, Debug)]
pub(crate) struct AreaHeld {
    pub area_id: String,
    pub sights: SourceSights,
    pub pieces: Vec<AgedPiece>,
    /// Nothing where the region did not move, or is not shown.
    pub moved: Option<RegionMove>,
    pub changes: Vec<FigureChange>,
}

/// What one source says of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceCell {
    Newest {
        pieces: usize,
        on: Option<Date>,
        /// Whether the newest piece is more than a year older than the page's day.
        stale: bool,
    },
    /// No piece, of what the reader is shown.
    Without(SourceSight),
}

/// How many sources an area rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RestsOn {
    Several(usize),
    /// One, and the reader is shown all that there is.
    OneAlone(EvidenceSource),
    /// One, of what the reader is shown.
    OneShown(EvidenceSource),
    NoneHeld,
    NoneShown,
}

/// An area, with each source beside the others.
#[derive(Clone, Debug)]
pub(crate) struct AreaTriangle<'a> {
    /// In the order of [`EvidenceSource::ALL`].
    pub cells: [SourceCell; EvidenceSource::ALL.len()],
    pub rests_on: RestsOn,
    /// Figures that went the other way than the region.
    pub against: Vec<&'a FigureChange>,
}

/// Sets the sources of an area beside each other, as they are on a day.
pub(crate) fn triangulate(area: &AreaHeld, day: Date) -> AreaTriangle<'_> {
    let cells = EvidenceSource::ALL.map(|source| cell(area, source, day));
    AreaTriangle { cells, rests_on: rests_on(&cells), against: against(area) }
}

fn cell(area: &AreaHeld, source: EvidenceSource, day: Date) -> SourceCell {
    match count_pieces(&area.pieces, source, day) {
        Some(CountedPieces { pieces, on, stale }) => SourceCell::Newest { pieces, on, stale },
        None => SourceCell::Without(area.sights.of(source)),
    }
}

/// The pieces of one source together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountedPieces {
    pub pieces: usize,
    /// The day of the newest, of those whose day is known.
    pub on: Option<Date>,
    /// Whether the newest is more than a year older than the day on which they are counted.
    pub stale: bool,
}

/// Counts what one source says; nothing where it says nothing.
pub(crate) fn count_pieces(
    pieces: &[AgedPiece],
    source: EvidenceSource,
    day: Date,
) -> Option<CountedPieces> {
    let of_source = || pieces.iter().filter(move |piece| piece.source == source);
    let count = of_source().count();
    let on = of_source().filter_map(|piece| piece.on).max();
    let stale = on.is_some_and(|on| is_stale(on, day));
    (count > 0).then_some(CountedPieces { pieces: count, on, stale })
}

/// Whether what tells of one day is more than a year older than another.
pub(crate) fn is_stale(on: Date, day: Date) -> bool {
    on < day.saturating_sub(1.year())
}

fn rests_on(cells: &[SourceCell; EvidenceSource::ALL.len()]) -> RestsOn {
    let found = EvidenceSource::ALL.into_iter().zip(cells);
    let found = found.filter(|(_, cell)| matches!(cell, SourceCell::Newest { .. }));
    let found: Vec<EvidenceSource> = found.map(|(source, _)| source).collect();
    let hidden = |cell: &SourceCell| match cell {
        SourceCell::Without(sight) => *sight != SourceSight::Whole,
        SourceCell::Newest { .. } => false,
    };
    let whole = !cells.iter().any(hidden);
    match (found.as_slice(), whole) {
        ([], true) => RestsOn::NoneHeld,
        ([], false) => RestsOn::NoneShown,
        ([only], true) => RestsOn::OneAlone(*only),
        ([only], false) => RestsOn::OneShown(*only),
        (several, _) => RestsOn::Several(several.len()),
    }
}

/// What is not known on both sides contradicts nothing.
fn against(area: &AreaHeld) -> Vec<&FigureChange> {
    let better = match area.moved {
        Some(RegionMove::Up) => Some(false),
        Some(RegionMove::Down) => Some(true),
        None => return Vec::new(),
    };
    area.changes.iter().filter(|change| change.better == better).collect()
}

#[cfg(test)]
mod tests;
