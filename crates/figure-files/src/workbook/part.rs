//! One part of a workbook as XML, read in pieces of a limited length.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use super::WorkbookFault;
use crate::read::LARGEST_VALUE;

/// Bytes of a tag, a comment or a text without a reference. A cell has at most 32,767 letters.
const LARGEST_PIECE: usize = 1024 * 1024;
/// Elements that stand within each other. A workbook has some ten.
const DEEPEST: usize = 64;

/// The bytes of a part, as many as one piece may have.
struct PieceBytes<B> {
    bytes: B,
    /// What is left of the piece.
    left: usize,
}

impl<B: BufRead> Read for PieceBytes<B> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let given = self.fill_buf()?;
        let read = given.len().min(into.len());
        into[..read].copy_from_slice(&given[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl<B: BufRead> BufRead for PieceBytes<B> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("a piece of the part is too long"));
        }
        let given = self.bytes.fill_buf()?;
        Ok(&given[..given.len().min(self.left)])
    }

    fn consume(&mut self, read: usize) {
        self.left = self.left.saturating_sub(read);
        self.bytes.consume(read);
    }
}

/// The XML of a part. An element that is written as empty begins and ends like another.
pub(super) struct PartXml<B> {
    reader: Reader<PieceBytes<B>>,
    buffer: Vec<u8>,
    /// Elements that are open.
    depth: usize,
}

impl<B: BufRead> PartXml<B> {
    pub(super) fn new(bytes: B) -> Self {
        let mut reader = Reader::from_reader(PieceBytes { bytes, left: LARGEST_PIECE });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next piece. The end of the part is one too.
    pub(super) fn piece(&mut self) -> Result<Event<'_>, WorkbookFault> {
        self.buffer.clear();
        self.reader.get_mut().left = LARGEST_PIECE;
        let piece = self.reader.read_event_into(&mut self.buffer);
        let piece = piece.map_err(|_| WorkbookFault::Damaged)?;
        match piece {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEEPEST {
            return Err(WorkbookFault::Damaged);
        }
        Ok(piece)
    }

    /// Gives the texts up to the end of an element, each with the name of the element that holds it. An element that begins gives
    /// an empty one. How a word is spoken, which some languages write beside it, is left out.
    pub(super) fn texts(
        &mut self,
        until: &str,
        take: &mut dyn FnMut(&str, &str),
    ) -> Result<(), WorkbookFault> {
        let mut holder = String::new();
        let mut spoken = false;
        loop {
            match self.piece()? {
                Event::Start(start) => {
                    holder.clear();
                    holder.push_str(start.local_name().into_inner());
                    spoken |= holder == SPOKEN;
                    if !spoken {
                        take(&holder, "");
                    }
                }
                Event::End(end) => {
                    let name = end.local_name().into_inner();
                    if name == until {
                        return Ok(());
                    }
                    spoken &= name != SPOKEN;
                    holder.clear();
                }
                Event::Text(text) if !spoken => take(&holder, &text.xml10_content()),
                Event::CData(text) if !spoken => take(&holder, &text.xml10_content()),
                Event::GeneralRef(named) if !spoken => take(&holder, &letter(&named)?),
                Event::Eof => return Err(WorkbookFault::Damaged),
                _ => {}
            }
        }
    }
}

/// Adds a piece to a text that is kept. Of a text that is too long, only a beginning is held that is too long as well. The reader
/// of the rows refuses it.
pub(super) fn keep(text: &mut String, piece: &str) {
    if text.len() + piece.len() <= LARGEST_VALUE {
        text.push_str(piece);
        return;
    }
    for letter in piece.chars() {
        if text.len() > LARGEST_VALUE {
            return;
        }
        text.push(letter);
    }
}

/// The element that says how a word is spoken.
const SPOKEN: &str = "rPh";

/// What a reference stands for. A part of a workbook declares none of its own.
fn letter(named: &BytesRef<'_>) -> Result<String, WorkbookFault> {
    if let Some(letter) = named.resolve_char_ref().map_err(|_| WorkbookFault::Damaged)? {
        return Ok(letter.to_string());
    }
    let known = escape::resolve_xml_entity(named);
    known.map(str::to_owned).ok_or(WorkbookFault::Damaged)
}

/// An attribute without a prefix.
pub(super) fn attribute(
    start: &BytesStart<'_>,
    name: &str,
) -> Result<Option<String>, WorkbookFault> {
    found(start, &|key| key == name)
}

/// The attribute by which a part refers to a relation. Its prefix is the writer's choice.
pub(super) fn relation_id(start: &BytesStart<'_>) -> Result<Option<String>, WorkbookFault> {
    found(start, &|key| key.split_once(':').is_some_and(|(_, local)| local == "id"))
}

fn found(
    start: &BytesStart<'_>,
    is_it: &dyn Fn(&str) -> bool,
) -> Result<Option<String>, WorkbookFault> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| WorkbookFault::Damaged)?;
        if is_it(attribute.key.into_inner()) {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return Ok(Some(value.map_err(|_| WorkbookFault::Damaged)?.into_owned()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
