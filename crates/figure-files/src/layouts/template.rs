//! Plumbline's own template: one line a figure, with the id of its measure.

use crate::layout::{
    FiguresRule, FileLayout, PartRule, PeriodRule, SchoolRule, StatusRule, columns,
};
use crate::shape::{FileShape, ShareStyle};

/// The columns, in the order of the template.
pub(crate) const TEMPLATE: [&str; 7] =
    ["URN", "Measure", "Period", "Part", "Value", "Cohort", "Status"];

pub(super) fn layout() -> FileLayout {
    FileLayout {
        shape: FileShape::Template,
        marks: columns(["URN", "Measure", "Period", "Value"]),
        needed: columns(["Part", "Cohort", "Status"]),
        passed: Vec::new(),
        school: SchoolRule::Urn("URN".into()),
        period: PeriodRule::Labelled { label: "Period".into(), kind: None },
        status: StatusRule::Column("Status".into()),
        part: PartRule::Id("Part".into()),
        subject: None,
        figures: FiguresRule::Long {
            measure: "Measure".into(),
            value: "Value".into(),
            cohort: Some("Cohort".into()),
            style: ShareStyle::OfHundred,
        },
    }
}
