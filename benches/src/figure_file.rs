//! A file of key stage 2 as large as the Department's, read from its beginning to its end.

use std::io::{self, Read, Seek, SeekFrom};
use std::time::Instant;

use figure_files::{FigureSink, FileFigure, SaidOfFile};

use crate::{RUNS, Row, machine, median};

/// Lines of the file of 2022-23 to 2024-25.
const LINES: u64 = 1_200_000;
const GOAL_SECONDS: f64 = 60.0;
const GOAL_MB: f64 = 500.0;
const HEADING: &str = "time_period,time_identifier,geographic_level,country_code,country_name,version,school_urn,school_laestab,\
    school_name,breakdown_topic,breakdown,subject,expected_standard_pupil_percent,higher_standard_pupil_percent,\
    average_scaled_score,progress_measure_score\n";

/// A file that is made while it is read, so that none of its memory is counted.
#[derive(Debug)]
struct PublishedFile {
    line: u64,
    text: Vec<u8>,
    given: usize,
}

impl PublishedFile {
    fn new() -> Self {
        Self { line: 0, text: HEADING.as_bytes().to_vec(), given: 0 }
    }
}

impl Read for PublishedFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            if self.line == LINES {
                return Ok(0);
            }
            let urn = 100_000 + self.line / 60;
            let line = format!(
                "202425,Academic year,School,E92000001,England,Final,{urn},2013614,A School of Some Name,All pupils,Total,Maths,93,37,108,z\n"
            );
            self.text = line.into_bytes();
            self.line += 1;
            self.given = 0;
        }
        let left = &self.text[self.given..];
        let read = left.len().min(into.len());
        into[..read].copy_from_slice(&left[..read]);
        self.given += read;
        Ok(read)
    }
}

impl Seek for PublishedFile {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        *self = Self::new();
        Ok(0)
    }
}

/// Wants ten schools.
#[derive(Debug, Default)]
struct TenSchools(u64);

impl FigureSink for TenSchools {
    fn wants(&self, urn: &str) -> bool {
        urn.starts_with("11000")
    }

    fn take(&mut self, _: &FileFigure<'_>) -> Result<(), String> {
        self.0 += 1;
        Ok(())
    }
}

/// Seconds for the whole file.
pub fn of_all_schools() -> Vec<Row> {
    let mut seconds = Vec::new();
    let before = machine::resident_mib("VmRSS");
    machine::forget_peak();
    for _ in 0..RUNS {
        let (began, mut schools) = (Instant::now(), TenSchools::default());
        let read = figure_files::read(PublishedFile::new(), &SaidOfFile::default(), &mut schools);
        let read = read.expect("the file can be read");
        assert_eq!((read.lines, read.faults.len()), (LINES, 0));
        assert!(schools.0 > 0, "some schools are wanted");
        seconds.push(began.elapsed().as_secs_f64());
    }
    let reached = median(seconds);
    let what = "key stage 2 of all schools, 1.2 million lines, read";
    let more = (machine::resident_mib("VmHWM") - before).max(0.0) * 1.048_576;
    vec![
        Row {
            what,
            reached: format!("{reached:.1} s"),
            goal: format!("{GOAL_SECONDS:.0} s"),
            well: reached <= GOAL_SECONDS,
        },
        Row {
            what: "memory that this takes at most",
            reached: format!("{more:.0} MB"),
            goal: format!("under {GOAL_MB:.0} MB"),
            well: more < GOAL_MB,
        },
    ]
}
