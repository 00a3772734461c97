//! A layout made of what a person says about the columns of a file.

use crate::layout::{
    ColumnName, FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule,
    StatusRule,
};
use crate::shape::{ColumnMapping, FileShape, MappedFigures};

pub(super) fn layout(mapping: &ColumnMapping) -> FileLayout {
    let ColumnMapping { school, period, part, cohort, figures } = mapping;
    let owned = |name: &String| ColumnName::Owned(name.clone());
    let mut needed: Vec<ColumnName> =
        [Some(school), period.as_ref(), part.as_ref(), cohort.as_ref()]
            .into_iter()
            .flatten()
            .map(owned)
            .collect();
    let figures = match figures {
        MappedFigures::Long { measure, value, style } => {
            needed.extend([measure, value].map(owned));
            let cohort = cohort.as_ref().map(owned);
            FiguresRule::Long {
                measure: owned(measure),
                value: owned(value),
                cohort,
                style: *style,
            }
        }
        MappedFigures::Wide(measured) => {
            needed.extend(measured.iter().map(|one| owned(&one.column)));
            let figure = |one: &crate::shape::MappedColumn| {
                let figure = MeasuredColumn::new(one.column.clone(), one.measure_id.clone())
                    .of_part(one.breakdown_id.clone())
                    .written(one.style);
                match cohort {
                    Some(cohort) => figure.resting_on(cohort.clone()),
                    None => figure,
                }
            };
            FiguresRule::Columns(measured.iter().map(figure).collect())
        }
    };
    FileLayout {
        shape: FileShape::Mapped,
        marks: Vec::new(),
        needed,
        passed: Vec::new(),
        school: SchoolRule::Urn(owned(school)),
        period: match period {
            Some(label) => PeriodRule::Labelled { label: owned(label), kind: None },
            None => PeriodRule::Said,
        },
        status: StatusRule::Said,
        part: part.as_ref().map_or(PartRule::ByColumn, |part| PartRule::Id(owned(part))),
        subject: None,
        figures,
    }
}
