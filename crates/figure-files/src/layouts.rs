//! The layouts of the shapes, and which of them a heading is of.

mod absence;
mod key_stage_2;
mod mapped;
mod parent_view;
mod performance_tables;
mod pupil_premium;
mod suspensions;
mod template;

pub(crate) use template::TEMPLATE;

use crate::faults::FigureFileFaults;
use crate::heading::FigureHeading;
use crate::layout::FileLayout;
use crate::shape::{ColumnMapping, FileShape};

fn layout(shape: FileShape) -> FileLayout {
    match shape {
        FileShape::KeyStage2 => key_stage_2::layout(),
        FileShape::PerformanceTables => performance_tables::layout(),
        FileShape::Absence => absence::layout(),
        FileShape::Suspensions => suspensions::layout(),
        FileShape::PupilPremium => pupil_premium::layout(),
        FileShape::ParentView => parent_view::by_school(),
        FileShape::ParentViewDistribution => parent_view::distribution(),
        FileShape::Template => template::layout(),
        FileShape::Mapped => mapped::layout(&ColumnMapping::default()),
    }
}

/// The layout of a heading. A file that has all but one of the columns a shape is known by is told what it lacks.
pub(crate) fn recognise(
    heading: &FigureHeading,
    mapping: Option<&ColumnMapping>,
    faults: &mut FigureFileFaults,
) -> Option<FileLayout> {
    let found = match mapping {
        Some(mapping) => Some(mapped::layout(mapping)),
        None => nearest(heading),
    };
    let Some(layout) = found else {
        faults.line(heading.line, UNKNOWN);
        return None;
    };
    let mut sound = true;
    for column in layout.marks.iter().chain(&layout.needed) {
        if heading.place(column).is_none() {
            let sentence = match layout.shape {
                FileShape::Mapped => "This column is missing.".to_owned(),
                shape => {
                    format!("This column is missing. The file looks like: {}.", shape.title())
                }
            };
            faults.value(heading.line, column, "", &sentence);
            sound = false;
        } else if heading.is_doubled(column) {
            faults.value(heading.line, column, "", "This column is there twice.");
            sound = false;
        }
    }
    sound.then_some(layout)
}

const UNKNOWN: &str =
    "The columns are of no file that is known here. Copy the figures into the template.";

fn nearest(heading: &FigureHeading) -> Option<FileLayout> {
    let lacks = |layout: &FileLayout| {
        layout.marks.iter().filter(|column| heading.place(column).is_none()).count()
    };
    let mut layouts = FileShape::RECOGNISED.map(layout);
    layouts.sort_by_key(lacks);
    let [first, ..] = layouts;
    (lacks(&first) < first.marks.len().min(2)).then_some(first)
}
