//! One row: whom it is about, of which time and part of the pupils, and its figures.

mod period;

use std::collections::HashSet;

use contract::evidence::v1::FigureStatus;
use contract::{Period, field};
use csv::StringRecord;

use super::{FigureOf, FigureSink, FileFigure, FileReading};
use crate::cell::spoilt;
use crate::faults::FigureFileFaults;
use crate::heading::FigureHeading;
use crate::parts;
use crate::placed::{
    PlacedFigure, PlacedFigures, PlacedLayout, PlacedPart, PlacedSchool, PlacedStatus, cell_at,
};
use crate::shape::{SaidOfFile, ShareStyle};
use period::LabelledPeriod;

/// Kinds of lines that are told apart where they are left out.
const MOST_KINDS: usize = 100;
/// Labels that are told once each. With so many faults no further one is listed.
const MOST_TOLD: usize = 1_000;
/// Letters of a text of the file that are kept.
const LONGEST_TEXT: usize = 80;

/// The rows of a file so far.
pub(super) struct RowsRead<'a> {
    pub placed: &'a PlacedLayout,
    pub heading: &'a FigureHeading,
    pub said: &'a SaidOfFile,
    pub reading: &'a mut FileReading,
    pub faults: &'a mut FigureFileFaults,
    /// Labels that were told once: a file has the same on every line.
    pub told: HashSet<String>,
    pub last_period: Option<LabelledPeriod>,
}

/// What all figures of a row have in common.
#[derive(Clone, Copy)]
struct RowFacts<'r> {
    line: u64,
    record: &'r StringRecord,
    of: FigureOf<'r>,
    period: Period,
    status: FigureStatus,
    /// `None` where each column says it.
    part: Option<&'r str>,
}

/// Where a value stands, and how it is to be read.
struct FoundCell<'r> {
    place: Option<usize>,
    text: &'r str,
    style: ShareStyle,
    cohort: Option<usize>,
}

impl RowsRead<'_> {
    /// Whether a person said what the file does not say.
    pub(super) fn is_said(&mut self) -> bool {
        if self.placed.period.is_none() && self.said.period.is_none() {
            self.faults.file("The file does not say of which year it is. Choose the year.");
        }
        if matches!(self.placed.status, PlacedStatus::Said) && self.said.status.is_none() {
            self.faults.file("The file does not say whether it is final. Choose the status.");
        }
        self.faults.is_empty()
    }

    /// Takes a row in.
    pub(super) fn take(&mut self, line: u64, record: &StringRecord, sink: &mut dyn FigureSink) {
        if !self.has_its_columns(line, record) {
            return;
        }
        let Some(of) = self.whom(line, record) else { return };
        match of {
            FigureOf::School(urn) if !sink.wants(urn) => {
                self.reading.of_others += 1;
                return;
            }
            FigureOf::School(_) => self.reading.of_schools += 1,
            FigureOf::Authority(_) | FigureOf::England => self.reading.benchmarks += 1,
        }
        if !self.has_figures(record) {
            return;
        }
        let Some(part) = self.part(line, record) else { return };
        let Some(period) = self.period(line, record) else { return };
        let Some(status) = self.status(line, record) else { return };
        self.figures(&RowFacts { line, record, of, period, status, part }, sink);
    }

    /// A comma without quotation marks moves every value behind it; a row that was cut off lacks some.
    fn has_its_columns(&mut self, line: u64, record: &StringRecord) -> bool {
        let width = self.heading.width();
        let beyond = record.iter().skip(width).any(|value| !value.trim().is_empty());
        let unnamed = |place: usize| place < width && self.heading.name(place).is_empty();
        let mut filled = record.iter().enumerate().filter(|(_, value)| !value.trim().is_empty());
        let has = record.len();
        if beyond || filled.any(|(place, _)| unnamed(place)) {
            let sentence = format!(
                "The line has values outside its {} columns. In a CSV file, a comma in a name is often to blame.",
                self.heading.named().count()
            );
            self.faults.line(line, &sentence);
            return false;
        }
        if has < width {
            let sentence =
                format!("The line has {has} values for {width} columns. It may be cut off.");
            self.faults.line(line, &sentence);
            return false;
        }
        true
    }

    /// A line may be there for other columns than those that are read.
    fn has_figures(&self, record: &StringRecord) -> bool {
        let filled = |place: Option<usize>| !cell_at(record, place).is_empty();
        match &self.placed.figures {
            PlacedFigures::Columns(figures) => {
                let mut cells = figures.iter().flat_map(|figure| &figure.cells);
                cells.any(|place| filled(Some(*place)))
            }
            PlacedFigures::Long { measure, value, .. } => filled(*measure) || filled(*value),
            PlacedFigures::ByQuestion { question, .. } => filled(*question),
        }
    }

    fn whom<'r>(&mut self, line: u64, record: &'r StringRecord) -> Option<FigureOf<'r>> {
        match &self.placed.school {
            PlacedSchool::England => Some(FigureOf::England),
            PlacedSchool::Urn(urn) if cell_at(record, *urn).is_empty() => {
                self.leave_out("lines without a URN".to_owned())
            }
            PlacedSchool::Urn(urn) => self.school(line, record, *urn),
            PlacedSchool::ByLevel { urn, level, authority } => {
                if self.is_spoilt(line, record, *level) {
                    return None;
                }
                let said = cell_at(record, *level);
                match said.to_lowercase().as_str() {
                    "school" => self.school(line, record, *urn),
                    "national" => Some(FigureOf::England),
                    "local authority" => Some(FigureOf::Authority(cell_at(record, *authority))),
                    "" => {
                        self.fault(line, *level, "", "The level is missing.");
                        None
                    }
                    _ => self.leave_out(format!("lines of the level “{}”", short(said))),
                }
            }
            PlacedSchool::ByRecordType { urn, kind, authority } => match cell_at(record, *kind) {
                "1" | "2" => self.school(line, record, *urn),
                "3" => Some(FigureOf::Authority(cell_at(record, *authority))),
                "4" => Some(FigureOf::England),
                "5" => self.leave_out("lines of the state-funded schools of England".to_owned()),
                other => {
                    self.fault(line, *kind, other, "This is no record type: it is 1 to 5.");
                    None
                }
            },
        }
    }

    fn school<'r>(
        &mut self,
        line: u64,
        record: &'r StringRecord,
        place: Option<usize>,
    ) -> Option<FigureOf<'r>> {
        let urn = cell_at(record, place);
        if urn.len() == 6 && urn.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(FigureOf::School(urn));
        }
        self.fault(line, place, urn, "This is not a URN: a URN has six digits.");
        None
    }

    /// The part that the line is of: `Some(None)` where each column says it.
    fn part<'r>(&mut self, line: u64, record: &'r StringRecord) -> Option<Option<&'r str>> {
        match self.placed.part {
            PlacedPart::ByColumn => Some(None),
            PlacedPart::Named { topic, part } => {
                if self.is_spoilt(line, record, topic) || self.is_spoilt(line, record, part) {
                    return None;
                }
                let (topic, part) = (cell_at(record, topic), cell_at(record, part));
                match parts::id_of(topic, part) {
                    Some(id) => Some(Some(id)),
                    None => self.leave_out(format!("lines of “{}: {}”", short(topic), short(part))),
                }
            }
            PlacedPart::Id(place) => {
                let id = cell_at(record, place);
                if id.is_empty() || field::slug("part", id).is_ok() {
                    return Some(Some(id));
                }
                let sentence = "This is no id of a part of the pupils, such as girls.";
                self.fault(line, place, id, sentence);
                None
            }
        }
    }

    fn figures(&mut self, row: &RowFacts<'_>, sink: &mut dyn FigureSink) {
        let record = row.record;
        match &self.placed.figures {
            PlacedFigures::Columns(figures) => {
                if self.is_spoilt(row.line, record, self.placed.subject) {
                    return;
                }
                let subject = cell_at(record, self.placed.subject);
                for figure in figures {
                    if figure.subject.is_none_or(|one| one.eq_ignore_ascii_case(subject)) {
                        self.column(row, figure, sink);
                    }
                }
            }
            PlacedFigures::Long { measure, value, cohort, style } => {
                let id = cell_at(record, *measure);
                if field::slug("measure", id).is_err() {
                    let sentence = "This is no id of a measure, such as ks2-rwm-expected.";
                    self.fault(row.line, *measure, id, sentence);
                    return;
                }
                let text = cell_at(record, *value);
                let cell = FoundCell { place: *value, text, style: *style, cohort: *cohort };
                self.give(row, &cell, [id, row.part.unwrap_or("")], sink);
            }
            PlacedFigures::ByQuestion { question, value } => {
                let id = format!("parent-view-2019-q{}", cell_at(record, *question));
                let (text, style) = (cell_at(record, *value), ShareStyle::OfHundred);
                let cell = FoundCell { place: *value, text, style, cohort: None };
                self.give(row, &cell, [&id, ""], sink);
            }
        }
    }

    fn column(&mut self, row: &RowFacts<'_>, figure: &PlacedFigure, sink: &mut dyn FigureSink) {
        let place = figure.cells.first().copied();
        let computed = match figure.compute {
            None => None,
            Some(compute) => match self.computed(row, figure, compute) {
                Some(computed) => Some(computed),
                None => return,
            },
        };
        let text = computed.as_deref().unwrap_or_else(|| cell_at(row.record, place));
        let cell = FoundCell { place, text, style: figure.style, cohort: figure.cohort };
        let part = row.part.unwrap_or(&figure.breakdown_id);
        self.give(row, &cell, [&figure.measure_id, part], sink);
    }

    /// What cells together say; the reason of the first one without a number, where there is one.
    fn computed(
        &mut self,
        row: &RowFacts<'_>,
        figure: &PlacedFigure,
        compute: fn(&[f64]) -> Option<f64>,
    ) -> Option<String> {
        let mut numbers = Vec::new();
        for place in &figure.cells {
            let text = cell_at(row.record, Some(*place));
            match text.replace(',', "").parse::<f64>() {
                Ok(number) if number.is_finite() => numbers.push(number),
                _ if !text.bytes().any(|byte| byte.is_ascii_digit()) => {
                    return Some(text.to_owned());
                }
                _ => {
                    self.fault(row.line, Some(*place), text, "This is not a number.");
                    return None;
                }
            }
        }
        Some(compute(&numbers).map_or_else(|| "NA".to_owned(), |number| format!("{number:.4}")))
    }

    fn give(
        &mut self,
        row: &RowFacts<'_>,
        cell: &FoundCell<'_>,
        [measure_id, breakdown_id]: [&str; 2],
        sink: &mut dyn FigureSink,
    ) {
        if let Some(sentence) = spoilt(cell.text) {
            self.fault(row.line, cell.place, cell.text, sentence);
            return;
        }
        let Some(cohort) = self.cohort(row, cell.cohort) else { return };
        let heading = self.heading;
        let column = cell.place.map_or("", |place| heading.name(place));
        let figure = FileFigure {
            line: row.line,
            column,
            of: row.of,
            measure_id,
            period: row.period,
            breakdown_id,
            cell: cell.text,
            style: cell.style,
            cohort,
            status: row.status,
        };
        if let Err(sentence) = sink.take(&figure) {
            self.faults.value(row.line, column, cell.text, &sentence);
        }
    }

    /// How many it rests on: `Some(None)` where the file does not say it in a number.
    fn cohort(&mut self, row: &RowFacts<'_>, place: Option<usize>) -> Option<Option<u32>> {
        let text = cell_at(row.record, place);
        if self.is_spoilt(row.line, row.record, place) {
            return None;
        }
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Some(None);
        }
        let count = text.replace(',', "").parse().ok();
        if count.is_none() {
            self.fault(row.line, place, text, "This is not a whole number of pupils.");
        }
        count.map(Some)
    }

    /// Whether a cell holds a formula or an error of a spreadsheet, which is then among the faults.
    fn is_spoilt(&mut self, line: u64, record: &StringRecord, place: Option<usize>) -> bool {
        let text = cell_at(record, place);
        let Some(sentence) = spoilt(text) else { return false };
        self.fault(line, place, text, sentence);
        true
    }

    fn leave_out<T>(&mut self, what: String) -> Option<T> {
        let left_out = &mut self.reading.left_out;
        let is_one_too_many = left_out.len() >= MOST_KINDS && !left_out.contains_key(&what);
        let what = if is_one_too_many { "other lines".to_owned() } else { what };
        *left_out.entry(what).or_default() += 1;
        None
    }

    /// Whether a label was not told yet.
    fn is_news(&mut self, label: String) -> bool {
        self.told.len() < MOST_TOLD && self.told.insert(label)
    }

    fn fault(&mut self, line: u64, place: Option<usize>, value: &str, sentence: &str) {
        let heading = self.heading;
        self.faults.value(line, place.map_or("", |place| heading.name(place)), value, sentence);
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
