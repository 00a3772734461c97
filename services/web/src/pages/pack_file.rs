//! The papers of a pack as one file: each as it was issued, byte for byte, then a cover that lists them.
//!
//! A file is sent while it is made, so one paper at a time is in memory. Each paper is opened as if it were opened singly: with the
//! same rules, and with its look on record. The cover comes last, since it says what could not be opened.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::vec::IntoIter;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use contract::reports::v1::{GetCorrectionPdfRequest, GetPdfRequest};
use jiff::civil::Date;
use lopdf::Document;
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::pack_cover::{CoverPaper, PackCover};
use super::pack_papers::{PackPaper, PaperLeftOut};
use super::report_file::{file_name, opened, opened_correction};
use crate::visitor::Visitor;
use crate::web::Web;

/// Bytes of papers after which no further one is opened: far above the papers of 100 schools.
const LARGEST_PACK: usize = 256 * 1024 * 1024;
/// Longest wait for a paper that its reader may not take yet, and how often a pack waits for one paper.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const MOST_WAITS: usize = 3;

/// What a pack is made of.
#[derive(Debug)]
pub(super) struct Packing {
    pub web: Web,
    pub visitor: Visitor,
    pub papers: Vec<PackPaper>,
    /// What the cover says before a paper is opened.
    pub cover: PackCover,
}

/// The answer that sends a pack while it is made.
pub(super) fn packed(packing: Packing, name: &str) -> Response {
    let kept = format!("attachment; filename=\"{}\"", file_name(name));
    let kept = HeaderValue::try_from(kept).unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static("application/zip")), (CONTENT_DISPOSITION, kept)];
    let Packing { web, visitor, papers, cover } = packing;
    let archive = Some(Archive::of(visitor.today));
    let opener = Opener { web, visitor };
    let sending = Sending { opener, archive, papers: papers.into_iter(), cover, packed: 0 };
    let parts = futures::stream::unfold(sending, Sending::next);
    (headers, Body::from_stream(parts)).into_response()
}

/// A paper as its service gives it.
#[derive(Debug)]
struct PaperFile {
    name: String,
    pdf: Vec<u8>,
}

/// Opens papers for a person.
#[derive(Debug)]
struct Opener {
    web: Web,
    visitor: Visitor,
}

impl Opener {
    /// A paper as it was issued, or why it is not in the pack. A large pack has more papers than a reader may take in a minute, so it
    /// waits for the further ones.
    async fn open(&self, paper: &PackPaper) -> Result<PaperFile, &'static str> {
        let mut asked = self.ask(paper).await;
        for _ in 0..MOST_WAITS {
            let Some(wait) = asked.as_ref().err().and_then(wait) else { break };
            tokio::time::sleep(wait).await;
            asked = self.ask(paper).await;
        }
        let file = asked.map_err(|status| why(&status))?;
        match eventlog::hex(&Sha256::digest(&file.pdf)[..]) == paper.sha256 {
            true => Ok(file),
            false => Err("Its file is not the one that was issued. Tell your administrator."),
        }
    }

    async fn ask(&self, paper: &PackPaper) -> Result<PaperFile, Status> {
        let report_id = paper.report_id.clone();
        if paper.correction_id.is_empty() {
            let wanted = GetPdfRequest { report_id, with_proof: false };
            let found = opened(&self.web, &self.visitor, wanted).await?;
            return Ok(PaperFile { name: found.file_name, pdf: found.pdf });
        }
        let correction_id = paper.correction_id.clone();
        let wanted = GetCorrectionPdfRequest { report_id, correction_id };
        let found = opened_correction(&self.web, &self.visitor, wanted).await?;
        Ok(PaperFile { name: found.file_name, pdf: found.pdf })
    }
}

/// How long until a reader who took many papers may take the next; nothing where waiting does not help.
fn wait(status: &Status) -> Option<Duration> {
    let told = status.get_details_retry_info()?.retry_delay;
    told.filter(|wait| status.code() == Code::ResourceExhausted && *wait <= LONGEST_WAIT)
}

/// Why a paper could not be opened.
fn why(status: &Status) -> &'static str {
    match status.code() {
        Code::PermissionDenied | Code::NotFound => "It is not shown to you.",
        code => {
            tracing::warn!(%code, "a paper was left out of a pack");
            "It could not be opened just now. Open it by itself in a minute."
        }
    }
}

/// A pack on its way to a reader.
#[derive(Debug)]
struct Sending {
    opener: Opener,
    /// Nothing once the cover is sent.
    archive: Option<Archive>,
    papers: IntoIter<PackPaper>,
    cover: PackCover,
    /// Bytes of papers so far.
    packed: usize,
}

impl Sending {
    /// The next part of the file: a paper, and at the end the cover.
    async fn next(mut self) -> Option<(io::Result<Bytes>, Self)> {
        let archive = self.archive.take()?;
        let Some(paper) = self.papers.next() else {
            let part = archive.close(&self.cover.drawn());
            return Some((part, self));
        };
        let file = match self.packed < LARGEST_PACK {
            true => self.opener.open(&paper).await,
            false => Err("The pack is full. Open it by itself."),
        };
        let part = self.put(archive, paper, file);
        Some((part, self))
    }

    /// Nothing follows a part that could not be written.
    fn put(
        &mut self,
        mut archive: Archive,
        paper: PackPaper,
        file: Result<PaperFile, &'static str>,
    ) -> io::Result<Bytes> {
        match file {
            Ok(file) => {
                let number = self.cover.papers.len() + 1;
                let name = format!("{number:02}-{}", file_name(&file.name));
                archive.add(&name, &file.pdf)?;
                self.packed += file.pdf.len();
                let pages = pages(&file.pdf);
                self.cover.papers.push(CoverPaper { paper, file: name, pages });
            }
            Err(why) => self.cover.left_out.push(PaperLeftOut::new(paper.title, why)),
        }
        let part = archive.written();
        self.archive = Some(archive);
        Ok(part)
    }
}

/// How many pages a PDF has; nothing where it cannot be read.
fn pages(pdf: &[u8]) -> Option<usize> {
    Document::load_mem(pdf).ok().map(|document| document.get_pages().len())
}

/// The bytes that were written and not sent yet.
#[derive(Clone, Debug, Default)]
struct UnsentBytes(Arc<Mutex<Vec<u8>>>);

impl UnsentBytes {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for UnsentBytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A ZIP that is read off while it is written.
#[derive(Debug)]
struct Archive {
    zip: ZipWriter<StreamWriter<UnsentBytes>>,
    written: UnsentBytes,
    options: SimpleFileOptions,
}

impl Archive {
    /// An archive whose files are of a day.
    fn of(day: Date) -> Self {
        let written = UnsentBytes::default();
        let zip = ZipWriter::new_stream(written.clone());
        let options = SimpleFileOptions::default().last_modified_time(dated(day));
        Self { zip, written, options }
    }

    fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.zip.start_file(name, self.options)?;
        self.zip.write_all(content)
    }

    /// What was written since it was asked last.
    fn written(&mut self) -> Bytes {
        self.written.take()
    }

    /// The rest of the file, with the cover in it.
    fn close(mut self, cover: &str) -> io::Result<Bytes> {
        self.add("00-cover.html", cover.as_bytes())?;
        self.zip.finish()?;
        Ok(self.written.take())
    }
}

/// A day as an archive says it, at its beginning.
fn dated(day: Date) -> zip::DateTime {
    let year = u16::try_from(day.year()).ok();
    let (month, of_month) = (u8::try_from(day.month()).ok(), u8::try_from(day.day()).ok());
    let known = year.zip(month).zip(of_month);
    let dated = known.and_then(|((year, month), of_month)| {
        zip::DateTime::from_date_and_time(year, month, of_month, 0, 0, 0).ok()
    });
    dated.unwrap_or_default()
}

#[cfg(test)]
mod tests;
