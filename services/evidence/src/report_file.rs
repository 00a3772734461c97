//! Reads the file of a report: a PDF that shows pages and runs nothing, with how many pages it has.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use contract::{Kind, Refusal};
use lopdf::xref::XrefRecovery;
use lopdf::{Dictionary, Document, LoadOptions, Object};

/// Bytes of a file at most: forty scanned pages of 250 kB each fit. The store's table has the same limit.
pub(crate) const LARGEST_REPORT: usize = 10 * 1024 * 1024;
/// Bytes that one stream of the file may unpack to while it is read; lists of objects are far below.
const MOST_UNPACKED: usize = 4 * 1024 * 1024;
/// Where a reader of PDFs looks for the end of the file.
const TAIL: usize = 1024;

/// Why a file is not attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReportFileRefusal {
    #[error("The file has more than 10 MB. Save it smaller, and attach that.")]
    TooLarge,
    #[error("This file is no whole PDF. Attach the report as it was published.")]
    NotAPdf,
    #[error(
        "This PDF is protected by a password or by permissions. Print it into a new PDF, and attach that."
    )]
    Protected,
    #[error(
        "This PDF holds a script or starts a program. Print it into a new PDF, and attach that."
    )]
    RunsCode,
    #[error("This PDF takes too much to read. Print it into a new PDF, and attach that.")]
    TakesTooMuch,
    #[error("The virus scanner found something in this file. It was not stored.")]
    Infected,
    #[error("The file could not be checked for viruses, so it was not stored. Try again later.")]
    NotChecked,
}

impl Refusal for ReportFileRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::TooLarge => (Kind::Malformed, "REPORT_TOO_LARGE"),
            Self::NotAPdf => (Kind::Malformed, "REPORT_NOT_A_PDF"),
            Self::Protected => (Kind::Malformed, "REPORT_PROTECTED"),
            Self::RunsCode => (Kind::Malformed, "REPORT_RUNS_CODE"),
            Self::TakesTooMuch => (Kind::Malformed, "REPORT_TAKES_TOO_MUCH"),
            Self::Infected => (Kind::Malformed, "REPORT_INFECTED"),
            Self::NotChecked => (Kind::State, "REPORT_NOT_CHECKED"),
        }
    }
}

/// By which exit code the process that reads a file says why it is not attached.
const ENDS: [(u8, ReportFileRefusal); 4] = [
    (10, ReportFileRefusal::TooLarge),
    (11, ReportFileRefusal::NotAPdf),
    (12, ReportFileRefusal::Protected),
    (13, ReportFileRefusal::RunsCode),
];

impl ReportFileRefusal {
    /// What an exit code says; `None` where it says nothing of the file.
    pub(crate) fn of_end(code: i32) -> Option<Self> {
        let said = ENDS.iter().find(|(end, _)| i32::from(*end) == code);
        said.map(|(_, refusal)| *refusal)
    }

    fn end(self) -> Option<u8> {
        ENDS.iter().find(|(_, refusal)| *refusal == self).map(|(end, _)| *end)
    }
}

/// Reads a file from standard input, as a process of its own, and writes how many pages it has. The exit code says why a file is
/// not attached.
pub fn read_report() -> ExitCode {
    let (mut file, most) = (Vec::new(), LARGEST_REPORT as u64 + 1);
    if std::io::stdin().lock().take(most).read_to_end(&mut file).is_err() {
        return ExitCode::FAILURE;
    }
    match pages(&file) {
        Ok(pages) => match writeln!(std::io::stdout(), "{pages}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(refusal) => refusal.end().map_or(ExitCode::FAILURE, ExitCode::from),
    }
}

/// How many pages a file has. Reading takes time, and unpacks parts of the file: a file can be made to take much more memory than
/// it has bytes.
pub(crate) fn pages(file: &[u8]) -> Result<u32, ReportFileRefusal> {
    if file.len() > LARGEST_REPORT {
        return Err(ReportFileRefusal::TooLarge);
    }
    if !is_whole(file) {
        return Err(ReportFileRefusal::NotAPdf);
    }
    let options = LoadOptions::with_max_decompressed_size(MOST_UNPACKED);
    let document = Document::load_mem_with_options(file, options).map_err(|_| {
        // What is protected in a way that the library does not know cannot be loaded.
        let protected = holds(file, b"/Encrypt");
        if protected { ReportFileRefusal::Protected } else { ReportFileRefusal::NotAPdf }
    })?;
    if document.trailer.has(b"Encrypt") || document.was_encrypted() {
        return Err(ReportFileRefusal::Protected);
    }
    // Another reader may see other objects in it than were looked at here.
    if document.xref_recovery == Some(XrefRecovery::Reconstructed) {
        return Err(ReportFileRefusal::NotAPdf);
    }
    if entries_run(&document.trailer) || document.objects.values().any(runs) {
        return Err(ReportFileRefusal::RunsCode);
    }
    let pages = document.page_iter().count();
    if pages == 0 {
        return Err(ReportFileRefusal::NotAPdf);
    }
    Ok(u32::try_from(pages).unwrap_or(u32::MAX))
}

/// Whether it begins and ends as a PDF does.
fn is_whole(file: &[u8]) -> bool {
    let tail = &file[file.len().saturating_sub(TAIL)..];
    file.starts_with(b"%PDF-") && holds(tail, b"startxref") && holds(tail, b"%%EOF")
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Whether an object holds a script or starts a program. The library bounds how deep objects lie in each other.
fn runs(object: &Object) -> bool {
    match object {
        // The kinds of actions, whether they stand in the action or apart from it.
        Object::Name(name) => [b"JavaScript".as_slice(), b"Launch"].contains(&name.as_slice()),
        Object::Array(inner) => inner.iter().any(runs),
        Object::Dictionary(entries) => entries_run(entries),
        Object::Stream(stream) => entries_run(&stream.dict),
        _ => false,
    }
}

/// `JS` is a script, `JavaScript` a list of scripts, `XFA` a form that may hold some.
fn entries_run(entries: &Dictionary) -> bool {
    let scripts = [b"JS".as_slice(), b"JavaScript", b"XFA"];
    scripts.iter().any(|key| entries.has(key)) || entries.iter().any(|(_, inner)| runs(inner))
}

#[cfg(test)]
pub(crate) mod tests;
