//! A layout with the place of each of its columns in one file.

use contract::evidence::v1::FigureStatus;
use csv::StringRecord;

use crate::heading::FigureHeading;
use crate::layout::{
    CellRule, FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule, StatusRule,
};
use crate::shape::ShareStyle;

/// Where a column stands; nowhere for an optional one that is not there.
type ColumnPlace = Option<usize>;

#[derive(Debug)]
pub(crate) struct PlacedLayout {
    pub school: PlacedSchool,
    pub period: Option<PlacedPeriod>,
    pub status: PlacedStatus,
    pub part: PlacedPart,
    pub subject: ColumnPlace,
    pub figures: PlacedFigures,
}

#[derive(Debug)]
pub(crate) enum PlacedSchool {
    Urn(ColumnPlace),
    ByLevel { urn: ColumnPlace, level: ColumnPlace, authority: ColumnPlace },
    ByRecordType { urn: ColumnPlace, kind: ColumnPlace, authority: ColumnPlace },
    England,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacedPeriod {
    pub label: ColumnPlace,
    pub kind: ColumnPlace,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum PlacedStatus {
    Column(ColumnPlace),
    Said,
    Always(FigureStatus),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum PlacedPart {
    ByColumn,
    Named { topic: ColumnPlace, part: ColumnPlace },
    Id(ColumnPlace),
}

#[derive(Debug)]
pub(crate) enum PlacedFigures {
    Columns(Vec<PlacedFigure>),
    Long { measure: ColumnPlace, value: ColumnPlace, cohort: ColumnPlace, style: ShareStyle },
    ByQuestion { question: ColumnPlace, value: ColumnPlace },
}

/// Makes a figure of its cells' numbers; nothing where they allow none.
type FigureComputation = fn(&[f64]) -> Option<f64>;

#[derive(Debug)]
pub(crate) struct PlacedFigure {
    pub subject: Option<&'static str>,
    /// Where its cells stand; the first one is named in faults.
    pub cells: Vec<usize>,
    pub compute: Option<FigureComputation>,
    pub measure_id: String,
    pub breakdown_id: String,
    pub style: ShareStyle,
    pub cohort: ColumnPlace,
}

impl PlacedLayout {
    pub(crate) fn new(layout: &FileLayout, heading: &FigureHeading) -> Self {
        let at = |column: &str| heading.place(column);
        let school = match &layout.school {
            SchoolRule::Urn(urn) => PlacedSchool::Urn(at(urn)),
            SchoolRule::ByLevel { urn, level, authority } => {
                PlacedSchool::ByLevel { urn: at(urn), level: at(level), authority: at(authority) }
            }
            SchoolRule::ByRecordType { urn, kind, authority } => PlacedSchool::ByRecordType {
                urn: at(urn),
                kind: at(kind),
                authority: at(authority),
            },
            SchoolRule::England => PlacedSchool::England,
        };
        let period = match &layout.period {
            PeriodRule::Labelled { label, kind } => {
                let kind = kind.as_ref().and_then(|kind| at(kind));
                Some(PlacedPeriod { label: at(label), kind })
            }
            PeriodRule::Said => None,
        };
        let status = match &layout.status {
            StatusRule::Column(column) => PlacedStatus::Column(at(column)),
            StatusRule::Said => PlacedStatus::Said,
            StatusRule::Final => PlacedStatus::Always(FigureStatus::Final),
        };
        let part = match &layout.part {
            PartRule::ByColumn => PlacedPart::ByColumn,
            PartRule::Named { topic, part } => {
                PlacedPart::Named { topic: at(topic), part: at(part) }
            }
            PartRule::Id(column) => PlacedPart::Id(at(column)),
        };
        let subject = layout.subject.as_ref().and_then(|subject| at(subject));
        Self { school, period, status, part, subject, figures: figures(layout, heading) }
    }
}

fn figures(layout: &FileLayout, heading: &FigureHeading) -> PlacedFigures {
    let at = |column: &str| heading.place(column);
    match &layout.figures {
        FiguresRule::Columns(measured) => {
            let placed = measured.iter().filter_map(|figure| placed(figure, heading));
            PlacedFigures::Columns(placed.collect())
        }
        FiguresRule::Long { measure, value, cohort, style } => PlacedFigures::Long {
            measure: at(measure),
            value: at(value),
            cohort: cohort.as_ref().and_then(|cohort| at(cohort)),
            style: *style,
        },
        FiguresRule::ByQuestion { question, value } => {
            PlacedFigures::ByQuestion { question: at(question), value: at(value) }
        }
    }
}

/// A figure whose columns are all there; releases differ in the optional ones.
fn placed(figure: &MeasuredColumn, heading: &FigureHeading) -> Option<PlacedFigure> {
    let cells = figure.columns().iter().map(|column| heading.place(column));
    let compute = match &figure.cell {
        CellRule::Column(_) => None,
        CellRule::Computed { compute, .. } => Some(*compute),
    };
    Some(PlacedFigure {
        subject: figure.subject,
        cells: cells.collect::<Option<Vec<_>>>()?,
        compute,
        measure_id: figure.measure_id.to_string(),
        breakdown_id: figure.breakdown_id.to_string(),
        style: figure.style,
        cohort: figure.cohort.as_ref().and_then(|cohort| heading.place(cohort)),
    })
}

/// A cell without the space around it; empty where there is none.
pub(crate) fn cell_at(record: &StringRecord, place: Option<usize>) -> &str {
    place.and_then(|place| record.get(place)).unwrap_or_default().trim()
}

/// Every column that the layout speaks of.
pub(crate) fn speaks_of(layout: &FileLayout) -> impl Iterator<Item = &str> {
    let figures: Vec<&str> = match &layout.figures {
        FiguresRule::Columns(measured) => {
            let columns = measured.iter().flat_map(|one| one.columns().iter().chain(&one.cohort));
            columns.map(AsRef::as_ref).collect()
        }
        FiguresRule::Long { measure, value, .. } => vec![measure.as_ref(), value.as_ref()],
        FiguresRule::ByQuestion { question, value } => vec![question.as_ref(), value.as_ref()],
    };
    let named = layout.marks.iter().chain(&layout.needed).chain(&layout.passed);
    let school = match &layout.school {
        SchoolRule::ByLevel { authority, .. } | SchoolRule::ByRecordType { authority, .. } => {
            Some(authority.as_ref())
        }
        SchoolRule::Urn(_) | SchoolRule::England => None,
    };
    named.map(AsRef::as_ref).chain(figures).chain(school)
}
