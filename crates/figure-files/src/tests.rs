//! Files as they are published, and spoilt.

mod any_bytes;
mod large;
mod mapped;
mod shapes;
mod traps;
mod workbooks;

use std::io::Cursor;

use contract::Period;
use contract::evidence::v1::FigureStatus;

use super::*;

const KS2: &str = include_str!("../tests/data/ks2_institution_level_202425.csv");
const TABLES: &str = include_str!("../tests/data/performance_tables_2018-19.csv");
const ABSENCE: &str = include_str!("../tests/data/absence_by_school_header.txt");
const ENROLMENTS: &str = include_str!("../tests/data/absence_enrolments_202324.csv");
const PREMIUM: &str = include_str!("../tests/data/pupil_premium_2019-20.csv");
const DISTRIBUTION: &str = include_str!("../tests/data/parent_view_distribution_2026.csv");
const COMPOSITE: &str = include_str!("../tests/data/composite_2026.csv");

/// A figure, kept.
#[derive(Clone, Debug, PartialEq)]
struct KeptFigure {
    line: u64,
    /// The URN, `England`, or the authority's code.
    of: String,
    measure: String,
    period: String,
    part: String,
    cell: String,
    style: ShareStyle,
    cohort: Option<u32>,
    status: FigureStatus,
}

/// Keeps every figure.
#[derive(Debug, Default)]
struct KeptFigures(Vec<KeptFigure>);

impl FigureSink for KeptFigures {
    fn wants(&self, urn: &str) -> bool {
        urn != OTHER_SCHOOL
    }

    fn take(&mut self, figure: &FileFigure<'_>) -> Result<(), String> {
        let of = match figure.of {
            FigureOf::School(urn) => urn,
            FigureOf::Authority(code) => code,
            FigureOf::England => "England",
        };
        self.0.push(KeptFigure {
            line: figure.line,
            of: of.to_owned(),
            measure: figure.measure_id.to_owned(),
            period: figure.period.to_string(),
            part: figure.breakdown_id.to_owned(),
            cell: figure.cell.to_owned(),
            style: figure.style,
            cohort: figure.cohort,
            status: figure.status,
        });
        Ok(())
    }
}

/// A school whose figures nobody wants.
const OTHER_SCHOOL: &str = "999999";

/// What a file holds.
struct FoundFigures {
    reading: FileReading,
    figures: Vec<KeptFigure>,
}

impl FoundFigures {
    /// The cell of a measure of the first school, of all its pupils.
    fn cell(&self, measure: &str) -> &str {
        self.part(measure, "")
    }

    fn part(&self, measure: &str, part: &str) -> &str {
        let mut found = self.figures.iter();
        let found = found.find(|one| one.measure == measure && one.part == part);
        found.map_or("(none)", |one| one.cell.as_str())
    }

    /// The faults as `line column: sentence`.
    fn faults(&self) -> Vec<String> {
        let told = |fault: &FigureFileFault| {
            format!("{} {}: {}", fault.line, fault.column, fault.sentence)
        };
        self.reading.faults.iter().map(told).collect()
    }
}

fn year(label: &str) -> SaidOfFile {
    SaidOfFile {
        period: Some(Period::of_label(label).unwrap()),
        status: Some(FigureStatus::Final),
        ..SaidOfFile::default()
    }
}

fn read_bytes(bytes: &[u8], said: &SaidOfFile) -> FoundFigures {
    let mut kept = KeptFigures::default();
    let reading = read(Cursor::new(bytes), said, &mut kept).unwrap();
    FoundFigures { reading, figures: kept.0 }
}

fn read_text(text: &str) -> FoundFigures {
    read_bytes(text.as_bytes(), &SaidOfFile::default())
}

/// The published file of key stage 2 with one line changed.
fn ks2_with(line: usize, old: &str, new: &str) -> String {
    let mut lines: Vec<String> = KS2.lines().map(str::to_owned).collect();
    assert!(lines[line - 1].contains(old), "{old} is not in line {line}");
    lines[line - 1] = lines[line - 1].replacen(old, new, 1);
    lines.join("\n")
}
