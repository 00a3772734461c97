//! Reads a file for the reference data. With one fault nothing of it is to be kept.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Read, Seek};

use contract::evidence::v1::{FigureFault, FigureStatus, RegisteredSchool};
use figure_files::{FileReading, FileShape, SaidOfFile};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::SaidOfReference;
use super::collect::{CollectedKey, CollectedReference, INTERNAL, ReferenceCollection};
use super::establishments::{self, ESTABLISHMENTS, RegisterFile};
use crate::file_figure;

/// A file as it was read.
#[derive(Debug, Default)]
pub struct ReferenceFile {
    /// SHA-256 of its bytes, as hexadecimal digits.
    pub sha256: String,
    /// Title of its shape; empty where it has no known one.
    pub document: &'static str,
    /// What is wrong with it.
    pub faults: Vec<FigureFault>,
    /// Lines below the heading that are not empty.
    pub lines: u64,
    /// What was left out, and how many lines for each reason, for example `3: lines without a URN`.
    pub left_out: Vec<String>,
    pub(super) shape: &'static str,
    pub(super) said: SaidOfReference,
    pub(super) figures: HashMap<CollectedKey, CollectedReference>,
    /// What a file of the national register says of schools; such a file has no figures.
    pub(super) schools: Vec<RegisteredSchool>,
}

impl ReferenceFile {
    /// The periods that it has figures of.
    pub(super) fn periods(&self) -> Vec<String> {
        let periods: BTreeSet<String> =
            self.figures.keys().map(|key| key.period.to_string()).collect();
        periods.into_iter().collect()
    }
}

/// Reads a file from its beginning to its end.
///
/// # Errors
///
/// Where the file itself cannot be read. What is wrong with its content is among the faults.
pub fn read<R: Read + Seek>(
    mut file: R,
    said: SaidOfReference,
    today: Date,
) -> io::Result<ReferenceFile> {
    let sha256 = sha256(&mut file)?;
    if figure_files::begins_with_establishments(&mut file)? {
        let register = establishments::read(file, &said)?;
        return Ok(of_register(
            register,
            ReferenceFile { sha256, said, ..ReferenceFile::default() },
        ));
    }
    let said_of_file =
        SaidOfFile { period: said.period, status: said.status, ..SaidOfFile::default() };
    let mut collects = ReferenceCollection::new(today);
    let internal = said.status == Some(FigureStatus::Internal);
    // Otherwise each of its values would be told as a fault.
    let reading = match internal {
        true => FileReading::default(),
        false => figure_files::read(file, &said_of_file, &mut collects)?,
    };
    let left_out = |(what, lines): (&String, &u64)| format!("{lines}: {what}");
    let FileReading { shape, lines, .. } = reading;
    let mut faults: Vec<_> = reading.faults.iter().map(file_figure::fault).collect();
    let figures = collects.collected();
    let of_file =
        |sentence: &str| FigureFault { sentence: sentence.to_owned(), ..Default::default() };
    if internal {
        faults.push(of_file(INTERNAL));
    } else if faults.is_empty() && figures.is_empty() {
        faults.push(of_file("The file has no figure that is kept."));
    }
    Ok(ReferenceFile {
        sha256,
        document: shape.map_or("", FileShape::title),
        faults,
        lines,
        left_out: reading.left_out.iter().map(left_out).collect(),
        shape: shape.map_or("", FileShape::id),
        said,
        figures,
        schools: Vec::new(),
    })
}

/// The file of a register; `begun` has its hash, and what was said of it.
fn of_register(register: RegisterFile, begun: ReferenceFile) -> ReferenceFile {
    let RegisterFile { schools, lines, left_out, faults } = register;
    let (document, shape) = (establishments::TITLE, ESTABLISHMENTS);
    ReferenceFile { document, faults, lines, left_out, shape, schools, ..begun }
}

/// Hashes a file, and goes back to its beginning.
fn sha256<R: Read + Seek>(file: &mut R) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut bytes)?;
        if read == 0 {
            break;
        }
        hash.update(&bytes[..read]);
    }
    file.rewind()?;
    Ok(eventlog::hex(&hash.finalize()))
}
