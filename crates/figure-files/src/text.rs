//! The text of a file as a stream, and the physical line on which each of its rows begins.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::WINDOWS_1252;

use crate::encoding::Encoding;

/// Reads a file as UTF-8, whatever it is written in. It notes where lines begin.
#[derive(Debug)]
pub(crate) struct FileText<R> {
    file: R,
    encoding: Encoding,
    /// Letters that were decoded and not asked for yet.
    ahead: Vec<u8>,
    given: usize,
    begins: Rc<RefCell<LineBegins>>,
}

impl<R: Read> FileText<R> {
    /// From where the file stands, which is behind its mark.
    pub(crate) fn new(file: R, encoding: Encoding) -> Self {
        let begins = Rc::new(RefCell::new(LineBegins::new()));
        Self { file, encoding, ahead: Vec::new(), given: 0, begins }
    }

    /// Where lines begin, for the reader of the rows.
    pub(crate) fn begins(&self) -> Rc<RefCell<LineBegins>> {
        Rc::clone(&self.begins)
    }
}

impl<R: Read> Read for FileText<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match self.encoding {
            Encoding::Utf8 { .. } => self.file.read(into)?,
            Encoding::Windows1252 => {
                if self.given == self.ahead.len() {
                    let mut bytes = [0; 4096];
                    let read = self.file.read(&mut bytes)?;
                    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes[..read]);
                    self.ahead = text.into_owned().into_bytes();
                    self.given = 0;
                }
                let left = &self.ahead[self.given..];
                let read = left.len().min(into.len());
                into[..read].copy_from_slice(&left[..read]);
                self.given += read;
                read
            }
        };
        let mut begins = self.begins.borrow_mut();
        begins.note(&into[..read]);
        if begins.is_full() {
            return Err(io::Error::other("a row has too many lines"));
        }
        Ok(read)
    }
}

/// Counts lines. A return alone ends a line, and a return and a feed together end one.
#[derive(Debug)]
pub(crate) struct LineCount {
    /// The line that is being read, from 1.
    pub line: u64,
    after_return: bool,
}

impl Default for LineCount {
    fn default() -> Self {
        Self { line: 1, after_return: false }
    }
}

impl LineCount {
    /// Whether the byte is an end of a line, or belongs to one.
    pub(crate) fn ends(&mut self, byte: u8) -> bool {
        let ends = matches!(byte, b'\n' | b'\r');
        if byte == b'\r' || (byte == b'\n' && !self.after_return) {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
        ends
    }
}

/// Lines that are noted and not passed. A row with more of them is one of which a quotation is not closed.
const MOST_AHEAD: usize = 20_000;

/// Where a line that is not empty begins.
#[derive(Clone, Copy, Debug)]
struct LineBegin {
    offset: u64,
    line: u64,
}

/// The lines that were read and are not passed yet: those of a row, and as many as a reader's buffer holds.
#[derive(Debug)]
pub(crate) struct LineBegins {
    ahead: VecDeque<LineBegin>,
    offset: u64,
    count: LineCount,
    at_begin: bool,
}

impl LineBegins {
    fn new() -> Self {
        let count = LineCount::default();
        Self { ahead: VecDeque::new(), offset: 0, count, at_begin: true }
    }

    /// Whether a row has more lines than are read.
    pub(crate) fn is_full(&self) -> bool {
        self.ahead.len() > MOST_AHEAD
    }

    fn note(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let ends = self.count.ends(*byte);
            if self.at_begin && !ends {
                let begin = LineBegin { offset: self.offset, line: self.count.line };
                self.ahead.push_back(begin);
            }
            self.at_begin = ends;
            self.offset += 1;
        }
    }

    /// The line of a row; `stood` is where its reader stood before it, in front of line ends that it then skipped.
    pub(crate) fn line_of(&mut self, stood: u64) -> u64 {
        while self.ahead.front().is_some_and(|begin| begin.offset < stood) {
            self.ahead.pop_front();
        }
        self.ahead.front().map_or(self.count.line, |begin| begin.line)
    }
}
