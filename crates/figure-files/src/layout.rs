//! What the columns of a shape mean: one table that the reader follows.

use std::borrow::Cow;

use crate::shape::{FileShape, ShareStyle};

pub(crate) type ColumnName = Cow<'static, str>;

/// A shape with its columns.
#[derive(Clone, Debug)]
pub(crate) struct FileLayout {
    pub shape: FileShape,
    /// Without these the file is not of this shape.
    pub marks: Vec<ColumnName>,
    /// These must be there too; one that is missing is told by name.
    pub needed: Vec<ColumnName>,
    /// These are known, and hold nothing that is taken over.
    pub passed: Vec<ColumnName>,
    pub school: SchoolRule,
    pub period: PeriodRule,
    pub status: StatusRule,
    pub part: PartRule,
    /// The column of the subject, where lines differ by it.
    pub subject: Option<ColumnName>,
    pub figures: FiguresRule,
}

/// Whom a line is about.
#[derive(Clone, Debug)]
pub(crate) enum SchoolRule {
    /// Every line is about the school with this URN.
    Urn(ColumnName),
    /// The column of the level says whether it is; only lines of schools have a URN.
    ByLevel { urn: ColumnName, level: ColumnName, authority: ColumnName },
    /// The record type of performance tables.
    ByRecordType { urn: ColumnName, kind: ColumnName, authority: ColumnName },
    /// Every line is about England.
    England,
}

/// Of which period a line is.
#[derive(Clone, Debug)]
pub(crate) enum PeriodRule {
    /// The label of a period, and what kind of period it is.
    Labelled { label: ColumnName, kind: Option<ColumnName> },
    /// A person says it.
    Said,
}

/// How far a line is settled.
#[derive(Clone, Debug)]
pub(crate) enum StatusRule {
    /// A column says it; an empty or missing one leaves it to the person.
    Column(ColumnName),
    /// A person says it.
    Said,
    /// What is published in this shape is not revised.
    Final,
}

/// Of which part of the pupils a line is.
#[derive(Clone, Debug)]
pub(crate) enum PartRule {
    /// Columns say it themselves.
    ByColumn,
    /// The Department's words for topic and part.
    Named { topic: ColumnName, part: ColumnName },
    /// The id of a part, or nothing for all pupils.
    Id(ColumnName),
}

/// Where the figures of a line stand.
#[derive(Clone, Debug)]
pub(crate) enum FiguresRule {
    /// A column for each measure.
    Columns(Vec<MeasuredColumn>),
    /// The line names its measure.
    Long { measure: ColumnName, value: ColumnName, cohort: Option<ColumnName>, style: ShareStyle },
    /// The line names a question, of which the measure is made.
    ByQuestion { question: ColumnName, value: ColumnName },
}

/// A figure of a line.
#[derive(Clone, Debug)]
pub(crate) struct MeasuredColumn {
    /// Only for lines of this subject, in the words of the file.
    pub subject: Option<&'static str>,
    pub cell: CellRule,
    pub measure_id: ColumnName,
    /// Empty where the line says it, or for all pupils.
    pub breakdown_id: ColumnName,
    pub style: ShareStyle,
    pub cohort: Option<ColumnName>,
}

/// Where a figure's cell is.
#[derive(Clone, Debug)]
pub(crate) enum CellRule {
    /// As it stands in a column.
    Column(ColumnName),
    /// Computed from cells, of which each has to be a number.
    Computed { columns: Vec<ColumnName>, compute: fn(&[f64]) -> Option<f64> },
}

impl SchoolRule {
    /// As Explore Education Statistics names its columns.
    pub(crate) fn of_statistics() -> Self {
        Self::ByLevel {
            urn: "school_urn".into(),
            level: "geographic_level".into(),
            authority: "old_la_code".into(),
        }
    }
}

impl PeriodRule {
    /// As Explore Education Statistics names its columns.
    pub(crate) fn of_statistics() -> Self {
        Self::Labelled { label: "time_period".into(), kind: Some("time_identifier".into()) }
    }
}

impl MeasuredColumn {
    pub(crate) fn new(column: impl Into<ColumnName>, measure_id: impl Into<ColumnName>) -> Self {
        Self {
            subject: None,
            cell: CellRule::Column(column.into()),
            measure_id: measure_id.into(),
            breakdown_id: ColumnName::Borrowed(""),
            style: ShareStyle::OfHundred,
            cohort: None,
        }
    }

    pub(crate) fn of_subject(mut self, subject: &'static str) -> Self {
        self.subject = Some(subject);
        self
    }

    pub(crate) fn of_part(mut self, breakdown_id: impl Into<ColumnName>) -> Self {
        self.breakdown_id = breakdown_id.into();
        self
    }

    pub(crate) fn resting_on(mut self, cohort: impl Into<ColumnName>) -> Self {
        self.cohort = Some(cohort.into());
        self
    }

    pub(crate) fn written(mut self, style: ShareStyle) -> Self {
        self.style = style;
        self
    }

    pub(crate) fn computed(
        mut self,
        columns: Vec<ColumnName>,
        compute: fn(&[f64]) -> Option<f64>,
    ) -> Self {
        self.cell = CellRule::Computed { columns, compute };
        self
    }

    /// The columns that its cell is made of.
    pub(crate) fn columns(&self) -> &[ColumnName] {
        match &self.cell {
            CellRule::Column(column) => std::slice::from_ref(column),
            CellRule::Computed { columns, .. } => columns,
        }
    }
}

/// Names of columns, for the tables of the shapes.
pub(crate) fn columns<const N: usize>(names: [&'static str; N]) -> Vec<ColumnName> {
    names.map(ColumnName::Borrowed).to_vec()
}
