//! Typesets a report: canonical data in, an accessible PDF out, the same bytes for the same request.
//!
//! Runs in a process of its own (`plumbline typeset`), so that time, memory and a defect of the typesetter
//! are contained. Words of users reach the page as data, never as markup.

mod faces;
mod legible;
mod world;

use std::io::{self, Read, Write};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use legible::Glyphs;
use world::{ReportWorld, ShownData};

/// What to typeset.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Names the document for ever, for example the report's id; goes into the PDF's identifier.
    pub identifier: String,
    /// The PDF's time of making, RFC 3339 in UTC, for example `2025-11-21T10:00:00Z`.
    pub timestamp: String,
    /// Which paper it is.
    #[serde(default)]
    pub kind: PaperKind,
    /// Canonical JSON of what the paper shows; attached to the PDF byte for byte.
    pub data: String,
    /// The proof that the report was issued; with it the PDF has more attachments and tells of them.
    #[serde(default)]
    pub proof: Option<Proof>,
}

/// Which paper is set, and so what its data is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// A termly report, from a `plumbline.reports.v1.ReportData`.
    #[default]
    Report,
    /// A correction to one, from a `plumbline.reports.v1.CorrectionPaper`.
    Correction,
}

/// The proof that the issue of a report is in the sealed log; each text is attached byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The log's name.
    pub log: String,
    /// Position of the event that issued the report.
    pub position: u64,
    /// The event's stored text, which names the data's SHA-256: `report-issued.json`.
    pub issued: String,
    /// What the event's leaf is the hash of: `report-issued.leaf.json`.
    pub leaf: String,
    /// Place, path and signed checkpoint: `report.tlog-proof`.
    pub tlog_proof: String,
    /// The keys a verifier accepts: `policy.txt`.
    pub policy: String,
}

/// Which pages this crate makes of a request. Raised with every change of template, face, code or typesetter that changes a
/// byte. A reader with a program of another edition is then told so, and not told of a forgery.
pub const EDITION: u32 = 9;

/// What a PDF of this edition says who made it.
pub fn creator() -> String {
    format!("Plumbline, pages of edition {EDITION}")
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    /// The request can't be read.
    #[error("the request to typeset could not be read: {0}")]
    Malformed(String),
    /// The timestamp is no RFC 3339 time in UTC.
    #[error("the timestamp must be like 2025-11-21T10:00:00Z")]
    Timestamp,
    /// The typesetter refused.
    #[error("the report could not be typeset: {0}")]
    Refused(String),
    /// Longer than a report may be.
    #[error("the report would have {0} pages; at most {PAGES} are made")]
    TooLong(usize),
    /// Standard input or output broke.
    #[error("reading the request or writing the PDF failed: {0}")]
    Pipe(#[from] io::Error),
}

/// Most pages a report may have.
pub const PAGES: usize = 80;

/// Most bytes a request may have.
pub const REQUEST_BYTES: u64 = 16 * 1024 * 1024;

/// Renders a report as PDF/UA-1 and PDF/A-3a with its data attached.
///
/// A character without a shape in any bundled face is replaced. A face may still lack a shape, for example for a mark
/// on a letter of another script. Then the report is rendered again with plainer characters.
pub fn render(request: &Request) -> Result<Vec<u8>, TypesetError> {
    let mut data: Value = serde_json::from_str(&request.data)
        .map_err(|error| TypesetError::Malformed(error.to_string()))?;
    let mark = take_mark(&mut data)?;
    let timestamp = timestamp(&request.timestamp).ok_or(TypesetError::Timestamp)?;
    let sha256 = hex(&Sha256::digest(request.data.as_bytes()));
    let mut outcome = Err(TypesetError::Refused("nothing was tried".to_owned()));
    for glyphs in Glyphs::PLAINER {
        let shown = ShownData { data: legible::shown(&data, glyphs), mark: mark.clone() };
        let world = ReportWorld::new(request, shown, &sha256);
        outcome = pdf(&world, request, timestamp);
        // The typesetter's cache is of no use to the next report, and would grow for ever.
        typst::comemo::evict(2);
        let lacks_a_shape = matches!(&outcome, Err(TypesetError::Refused(why)) if why.contains("could not be displayed"));
        if !lacks_a_shape {
            break;
        }
    }
    outcome
}

/// Takes the image of the trust's mark out of the data, since templates read it as a file. Empty where there is none.
fn take_mark(data: &mut Value) -> Result<Vec<u8>, TypesetError> {
    let style = data.get_mut("style").and_then(Value::as_object_mut);
    match style.and_then(|style| style.remove("mark")) {
        Some(Value::String(mark)) => STANDARD
            .decode(mark)
            .map_err(|error| TypesetError::Malformed(format!("the trust's mark: {error}"))),
        Some(_) | None => Ok(Vec::new()),
    }
}

fn pdf(
    world: &ReportWorld,
    request: &Request,
    timestamp: Timestamp,
) -> Result<Vec<u8>, TypesetError> {
    let document =
        typst::compile::<PagedDocument>(world).output.map_err(|errors| refused(&errors))?;
    if document.pages().len() > PAGES {
        return Err(TypesetError::TooLong(document.pages().len()));
    }
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| TypesetError::Refused(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(request.identifier.clone()),
        creator: Smart::Custom(Some(creator())),
        timestamp: Some(timestamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))
}

fn refused(errors: &[SourceDiagnostic]) -> TypesetError {
    let sentences = errors.iter().take(5).map(|error| error.message.as_str());
    TypesetError::Refused(sentences.collect::<Vec<_>>().join("; "))
}

/// Reads `2025-11-21T10:00:00Z`; fractions of a second are left out.
fn timestamp(text: &str) -> Option<Timestamp> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let time = time.split('.').next()?;
    let mut days = day.split('-');
    let mut times = time.split(':');
    let datetime = Datetime::from_ymd_hms(
        days.next()?.parse().ok()?,
        days.next()?.parse().ok()?,
        days.next()?.parse().ok()?,
        times.next()?.parse().ok()?,
        times.next()?.parse().ok()?,
        times.next()?.parse().ok()?,
    )?;
    Some(Timestamp::new_utc(datetime))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a [`Request`] as JSON and writes the PDF; nothing is written unless the whole of it was made.
pub fn serve(input: impl Read, mut output: impl Write) -> Result<(), TypesetError> {
    let mut text = String::new();
    input.take(REQUEST_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > REQUEST_BYTES {
        return Err(TypesetError::Malformed(format!("it is longer than {REQUEST_BYTES} bytes")));
    }
    let request =
        serde_json::from_str(&text).map_err(|error| TypesetError::Malformed(error.to_string()))?;
    output.write_all(&render(&request)?)?;
    Ok(output.flush()?)
}

/// Runs `plumbline typeset`: request on standard input, PDF on standard output. Without a PDF it writes a sentence to
/// standard error and ends with exit code 1.
pub fn main_stdin() -> ExitCode {
    match serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // When standard error is closed too, the error cannot be told.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests;
