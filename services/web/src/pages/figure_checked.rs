//! A file of figures that was read: what it would change, or what is wrong with it and what its columns hold.

use contract::evidence::v1::{
    FigureFault, FiguresOfSchool, ImportFiguresResponse, Measure, SavedFigureMapping,
};
use contract::schools::v1::RegisterFault;
use jiff::civil::Date;
use maud::{Markup, html};

use super::figure_columns::{self, AskedColumns, SaidOfImport};
use super::figure_file::{AT, ImportFigures, framed};
use super::figure_mappings::{self, SavingReader};
use super::{counted, register};
use crate::components::{Cell, Row, Table, details, error_summary, inset, summary_list};
use crate::form::{Act as _, Form, Told};
use crate::names::Names;
use crate::visitor::Visitor;

/// A file that was read, and how it is to be imported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckedFile<'a> {
    pub act: &'a ImportFigures,
    pub read: &'a ImportFiguresResponse,
    pub measures: &'a [Measure],
    /// Every version of the saved mappings, the newest first.
    pub saved: &'a [SavedFigureMapping],
    pub names: &'a Names,
    /// What was said of the columns, where it was too little.
    pub(super) too_little: Option<&'a SaidOfImport>,
}

impl CheckedFile<'_> {
    /// What the file would change, or what is wrong with it.
    pub(crate) fn render(&self, visitor: &Visitor, told: &Told) -> Markup {
        let Self { act, read, .. } = self;
        let of = SavingReader { visitor, told };
        if !read.faults.is_empty() {
            let unknown = read.file.as_ref().is_none_or(|file| file.shape.is_empty());
            let before = SaidOfImport::read(&act.said);
            // What is no table has no columns to ask about.
            let asks = !read.columns.is_empty() && (unknown || before.mapping.is_some());
            let said = self.too_little.unwrap_or(&before);
            let body = html! {
                @if self.too_little.is_some() { (error_summary(&[(figure_columns::WANTED.to_owned(), None)])) }
                (told.above())
                (register::faulty(&faults(&read.faults), AT))
                (self.sheets())
                @if asks {
                    (figure_mappings::offered(act, self.saved, &read.columns))
                    (figure_columns::form(act, said, self.asked(visitor.today)))
                    (figure_mappings::saving(of, act, self.saved))
                }
            };
            return framed(visitor, register::FAULTY, true, &body);
        }
        let news = read.schools.iter().any(|school| school.added + school.changed > 0);
        let document = read.file.as_ref().map_or("", |file| file.document.as_str());
        let body = html! {
            (told.above())
            h1.govuk-heading-l { "Check the figures of the file" }
            (inset(&html! { "This is a preview. It stores nothing." }))
            (self.sheets())
            (self.counts(document))
            (self.schools())
            @if news {
                (Form::new(*act, visitor, told).starting("document", document).render())
            } @else {
                p.govuk-body { "The file brings nothing new, so there is nothing to import from it." }
            }
            (figure_mappings::saving(of, act, self.saved))
            p.govuk-body { a.govuk-link href=(AT) { "Choose another file" } }
        };
        framed(visitor, "Check the figures of the file", told.is_problem(), &body)
    }

    fn asked(&self, today: Date) -> AskedColumns<'_> {
        let ImportFiguresResponse { columns, first_rows, .. } = self.read;
        AskedColumns { columns, first_rows, measures: self.measures, today }
    }

    /// Which sheet was read, and the way to each other one. Its columns may hold something else.
    fn sheets(&self) -> Markup {
        let Self { act, read, .. } = self;
        let before = SaidOfImport::read(&act.said);
        let of = |name: &String| {
            let said = SaidOfImport { sheet: name.clone(), mapping: None, ..before.clone() };
            act.saying(&said).page()
        };
        html! {
            @if read.sheets.len() > 1 {
                p.govuk-body {
                    @if !read.sheet.is_empty() { "This is the sheet “" (read.sheet) "”. " }
                    "Read another sheet of the workbook:"
                }
                ul.govuk-list {
                    @for name in read.sheets.iter().filter(|name| **name != read.sheet) {
                        li { a.govuk-link href=(of(name)) { (name) } }
                    }
                }
            }
        }
    }

    fn counts(&self, document: &str) -> Markup {
        let read = self.read;
        let mut rows = vec![
            Row::new("The file is", html! { (document) }),
            Row::new("Lines", html! { (read.lines) }),
            Row::new("Of this trust’s schools", html! { (read.of_schools) }),
            Row::new("Of other schools", html! { (read.of_others) }),
            Row::new(
                "Of England or an authority",
                html! { (read.benchmarks) ", which are not imported" },
            ),
        ];
        if !read.left_out.is_empty() {
            rows.push(Row::new(
                "Left out",
                html! {
                    @for left in &read.left_out { (left.lines) ": " (left.what) br; }
                },
            ));
        }
        html! {
            (summary_list(&rows))
            @if !read.unknown_columns.is_empty() {
                @let columns = counted(read.unknown_columns.len(), "column is", "columns are");
                (details(&format!("{columns} not read"), &html! {
                    (read.unknown_columns.join(", "))
                }))
            }
        }
    }

    fn schools(&self) -> Markup {
        let row = |school: &FiguresOfSchool| {
            let same = school.found.saturating_sub(school.added + school.changed);
            vec![
                Cell::text(self.names.school(&school.school_id)),
                Cell::number(school.measure_ids.len().to_string()),
                Cell::number(school.found.to_string()),
                Cell::number(school.added.to_string()),
                Cell::number(school.changed.to_string()),
                Cell::number(same.to_string()),
            ]
        };
        html! {
            @if !self.read.schools.is_empty() {
                (Table {
                    head: vec![
                        ("School", false),
                        ("Measures", true),
                        ("Figures", true),
                        ("New", true),
                        ("Changed", true),
                        ("As before", true),
                    ],
                    rows: self.read.schools.iter().map(row).collect(),
                    first_is_header: true,
                    stacks: true,
                    ..Table::default()
                }.render())
            }
        }
    }
}

/// Faults as the table of another file's draws them.
pub(super) fn faults(faults: &[FigureFault]) -> Vec<RegisterFault> {
    let fault = |one: &FigureFault| RegisterFault {
        line: one.line,
        column: one.column.clone(),
        value: one.value.clone(),
        sentence: one.sentence.clone(),
    };
    faults.iter().map(fault).collect()
}
