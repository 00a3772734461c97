//! A file as large as the Department's is read in one pass over its rows.

use std::io::{self, Read, Seek, SeekFrom};

use super::*;

/// A file of key stage 2 that is made while it is read: no more of it than a line is ever there.
#[derive(Debug)]
struct GeneratedFile {
    rows: u64,
    row: u64,
    line: Vec<u8>,
    given: usize,
}

impl GeneratedFile {
    fn of(rows: u64) -> Self {
        let heading = KS2.lines().next().unwrap();
        Self { rows, row: 0, line: format!("{heading}\n").into_bytes(), given: 0 }
    }
}

impl Read for GeneratedFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() {
            if self.row == self.rows {
                return Ok(0);
            }
            let urn = 100_000 + self.row / 60;
            self.line.clear();
            self.line.extend(format!("202425,Academic year,School,E92000001,England,Final,{urn},2013614,A School,All pupils,Total,Maths,93,37,108,z,z,z,0,z,z,z,z\n").bytes());
            self.row += 1;
            self.given = 0;
        }
        let left = &self.line[self.given..];
        let read = left.len().min(into.len());
        into[..read].copy_from_slice(&left[..read]);
        self.given += read;
        Ok(read)
    }
}

impl Seek for GeneratedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        assert_eq!(to, SeekFrom::Start(0));
        *self = Self::of(self.rows);
        Ok(0)
    }
}

/// Wants one school, and counts what it gets.
#[derive(Debug, Default)]
struct CountedFigures(u64);

impl FigureSink for CountedFigures {
    fn wants(&self, urn: &str) -> bool {
        urn == "100001"
    }

    fn take(&mut self, _: &FileFigure<'_>) -> Result<(), String> {
        self.0 += 1;
        Ok(())
    }
}

#[test]
fn a_file_is_read_as_a_stream() {
    const ROWS: u64 = 100_000;
    let mut counted = CountedFigures::default();
    let reading = read(GeneratedFile::of(ROWS), &SaidOfFile::default(), &mut counted).unwrap();
    assert_eq!(reading.faults, []);
    assert_eq!((reading.lines, reading.of_schools), (ROWS, 60));
    // Expected, higher, score and progress.
    assert_eq!(counted.0, 240);
}
