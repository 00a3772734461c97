//! The shapes of files that are known, and what a person says of a file that the file does not say.

use contract::Period;
use contract::evidence::v1::FigureStatus;

/// A shape of file, recognised by its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileShape {
    /// Key stage 2, one line a school, subject and part of the pupils.
    KeyStage2,
    /// Key stage 2 as performance tables had it until 2023: one line a school, some 320 columns.
    PerformanceTables,
    /// Absence, one line a school and year.
    Absence,
    /// Suspensions and permanent exclusions, one line a school and year.
    Suspensions,
    /// Pupil premium allocations, one line a school.
    PupilPremium,
    /// Parent View, one line a school with the share of each answer.
    ParentView,
    /// How Parent View was answered over the schools of England, one line a question.
    ParentViewDistribution,
    /// Plumbline's own template: one line a figure.
    Template,
    /// Any columns, with a mapping that says what each of them holds.
    Mapped,
}

impl FileShape {
    /// Every shape that is recognised by its columns alone.
    pub const RECOGNISED: [Self; 8] = [
        Self::KeyStage2,
        Self::PerformanceTables,
        Self::Absence,
        Self::Suspensions,
        Self::PupilPremium,
        Self::ParentView,
        Self::ParentViewDistribution,
        Self::Template,
    ];

    /// What a page calls it, for example `Key stage 2, institution level`.
    pub fn title(self) -> &'static str {
        match self {
            Self::KeyStage2 => "Key stage 2, institution level",
            Self::PerformanceTables => "Key stage 2, performance tables",
            Self::Absence => "Absence by school",
            Self::Suspensions => "Suspensions and permanent exclusions by school",
            Self::PupilPremium => "Pupil premium allocations",
            Self::ParentView => "Parent View by school",
            Self::ParentViewDistribution => "Parent View, mean of the schools of England",
            Self::Template => "Plumbline’s own template",
            Self::Mapped => "A file with a mapping of its columns",
        }
    }

    /// A name that never changes, for example `key-stage-2`.
    pub fn id(self) -> &'static str {
        match self {
            Self::KeyStage2 => "key-stage-2",
            Self::PerformanceTables => "performance-tables",
            Self::Absence => "absence",
            Self::Suspensions => "suspensions",
            Self::PupilPremium => "pupil-premium",
            Self::ParentView => "parent-view",
            Self::ParentViewDistribution => "parent-view-distribution",
            Self::Template => "template",
            Self::Mapped => "mapped",
        }
    }
}

/// How a cell writes a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShareStyle {
    /// `78` or `78%`.
    #[default]
    OfHundred,
    /// `0.78`.
    OfOne,
}

/// What a person says of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaidOfFile {
    /// For files that do not say of which period they are.
    pub period: Option<Period>,
    /// For files that do not say how far they are settled.
    pub status: Option<FigureStatus>,
    /// For files of no known shape.
    pub mapping: Option<ColumnMapping>,
    /// Which sheet of a workbook is read; empty for the first one.
    pub sheet: String,
}

/// Which column of a file holds what. Columns are named as the file has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnMapping {
    /// The school's URN.
    pub school: String,
    /// The label of the period; where it is `None`, a person says it of the whole file.
    pub period: Option<String>,
    /// The id of the part of the pupils; an empty cell is all of them.
    pub part: Option<String>,
    /// How many pupils a figure rests on.
    pub cohort: Option<String>,
    /// Where the figures stand.
    pub figures: MappedFigures,
}

/// Where a mapped file has its figures.
#[derive(Clone, Debug, PartialEq)]
pub enum MappedFigures {
    /// One line a figure: a column with the id of the measure, and one with the value.
    Long {
        /// The measure's id.
        measure: String,
        /// Its value.
        value: String,
        /// How shares are written.
        style: ShareStyle,
    },
    /// A column for each measure.
    Wide(Vec<MappedColumn>),
}

impl Default for MappedFigures {
    fn default() -> Self {
        Self::Wide(Vec::new())
    }
}

/// A column of one measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MappedColumn {
    /// Its name.
    pub column: String,
    /// The id of the measure.
    pub measure_id: String,
    /// The part of the pupils; empty for all of them.
    pub breakdown_id: String,
    /// How shares are written.
    pub style: ShareStyle,
}
