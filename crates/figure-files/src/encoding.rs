//! How the bytes of a file are letters: UTF-8, with or without a byte order mark, or Windows-1252.

use std::io::{self, Read};

use contract::field;

use crate::faults::FigureFileFaults;
use crate::text::LineCount;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8 behind a mark of so many bytes, 0 or 3.
    Utf8 { mark: u64 },
    /// Every byte is a letter.
    Windows1252,
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// Begins a workbook of the kind before XLSX, and one with a password.
const OLD_WORKBOOK_MARK: &[u8] = b"\xd0\xcf\x11\xe0";
/// Said of a sign that makes a line read otherwise than it is written.
pub(crate) const TURNS_WRITING: &str = "The line holds a sign that turns the direction of writing.";
const CHUNK: usize = 64 * 1024;
/// Bad lines that are told one by one.
const MOST_LINES: usize = 100;

/// Reads the whole file once, and holds no more of it than a chunk. `None` where it cannot be read as text at all, which is then
/// among the faults.
pub(crate) fn find(
    file: &mut impl Read,
    faults: &mut FigureFileFaults,
) -> io::Result<Option<Encoding>> {
    let mut seen = SeenBytes::default();
    let mut chunk = vec![0; CHUNK];
    let mut held = 0;
    let mut first = true;
    let mut marked = false;
    loop {
        let read = file.read(&mut chunk[held..])?;
        let whole = held + read;
        let mut from = 0;
        if first && (whole >= OLD_WORKBOOK_MARK.len() || read == 0) {
            first = false;
            if let Some(sentence) = no_text(&chunk[..whole]) {
                faults.file(sentence);
                return Ok(None);
            }
            marked = chunk[..whole].starts_with(UTF8_MARK);
            from = if marked { UTF8_MARK.len() } else { 0 };
        } else if first {
            held = whole;
            continue;
        }
        // A letter may be cut by the end of a chunk. What was cut is read with the next.
        let left = seen.take(&chunk[from..whole], read == 0);
        chunk.copy_within(whole - left..whole, 0);
        held = left;
        if read == 0 {
            break;
        }
    }
    Ok(seen.judge(marked, faults))
}

fn no_text(begins: &[u8]) -> Option<&'static str> {
    if begins.starts_with(OLD_WORKBOOK_MARK) {
        return Some(
            "This is an old workbook (XLS) or one with a password. Save it as XLSX without one, or save the sheet as CSV.",
        );
    }
    UTF16_MARKS
        .iter()
        .any(|mark| begins.starts_with(mark))
        .then_some("The file is UTF-16. Save it as CSV in UTF-8.")
}

/// What was seen of a file so far.
#[derive(Debug, Default)]
struct SeenBytes {
    /// The line that is being read.
    count: LineCount,
    /// Whether there was anything but white space.
    something: bool,
    /// Whether a letter outside ASCII was written as UTF-8.
    letters: bool,
    /// Lines with bytes that are no UTF-8.
    other: Vec<u64>,
    /// Bytes that Windows-1252 leaves undefined, each with its line.
    undefined: Vec<UndefinedByte>,
    /// Lines that cannot be kept, and why.
    unfit: Vec<(u64, &'static str)>,
}

#[derive(Debug)]
struct UndefinedByte {
    line: u64,
    byte: u8,
}

impl SeenBytes {
    /// Takes a piece in; gives how many bytes at its end are the beginning of a letter.
    fn take(&mut self, piece: &[u8], is_last: bool) -> usize {
        let mut rest = piece;
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.valid(text);
                    return 0;
                }
                Err(error) => error,
            };
            let (valid, after) = rest.split_at(error.valid_up_to());
            self.valid(std::str::from_utf8(valid).unwrap_or_default());
            let bad = match error.error_len() {
                None if !is_last => return after.len(),
                None => after.len(),
                Some(bytes) => bytes,
            };
            let (bad, after) = after.split_at(bad);
            self.invalid(bad);
            rest = after;
        }
    }

    fn valid(&mut self, text: &str) {
        self.something |= !text.trim_ascii().is_empty();
        let plain = text.is_ascii();
        self.letters |= !plain;
        let unfit = text.contains('\0') || (!plain && field::turns_writing(text));
        if !unfit {
            self.pass(text);
            return;
        }
        for part in text.split_inclusive(['\n', '\r']) {
            if part.contains('\0') {
                self.unfit("The line holds a NUL character. This is no text file.");
            }
            if field::turns_writing(part) {
                self.unfit(TURNS_WRITING);
            }
            self.pass(part);
        }
    }

    fn pass(&mut self, text: &str) {
        for byte in text.bytes() {
            self.count.ends(byte);
        }
    }

    fn unfit(&mut self, sentence: &'static str) {
        if self.unfit.len() < MOST_LINES {
            self.unfit.push((self.count.line, sentence));
        }
    }

    fn invalid(&mut self, bytes: &[u8]) {
        self.something = true;
        let line = self.count.line;
        if self.other.len() < MOST_LINES && self.other.last() != Some(&line) {
            self.other.push(line);
        }
        let undefined = |byte: &&u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
        if let Some(byte) = bytes.iter().find(undefined)
            && self.undefined.len() < MOST_LINES
        {
            self.undefined.push(UndefinedByte { line, byte: *byte });
        }
        for byte in bytes {
            self.count.ends(*byte);
        }
    }

    /// One bad byte among letters that are UTF-8 is a fault. Reading the whole file otherwise would spoil every accented name.
    fn judge(self, marked: bool, faults: &mut FigureFileFaults) -> Option<Encoding> {
        if !self.something {
            faults.file("The file is empty.");
        }
        for (line, sentence) in &self.unfit {
            faults.line(*line, sentence);
        }
        let utf8 = self.other.is_empty();
        if !utf8 && (marked || self.letters) {
            for line in &self.other {
                faults.line(*line, "The file is UTF-8, but this line holds other bytes.");
            }
        } else {
            for UndefinedByte { line, byte } in &self.undefined {
                let sentence = format!("The byte {byte:02X} is neither UTF-8 nor Windows-1252.");
                faults.line(*line, &sentence);
            }
        }
        let mark = if marked { UTF8_MARK.len() as u64 } else { 0 };
        let found = if utf8 { Encoding::Utf8 { mark } } else { Encoding::Windows1252 };
        faults.is_empty().then_some(found)
    }
}
