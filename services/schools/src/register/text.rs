//! From bytes to text: UTF-8, with or without a byte order mark, or Windows-1252.

use std::borrow::Cow;

use contract::field;
use encoding_rs::WINDOWS_1252;

use super::faults::FileFaults;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
const ZIP_MARK: &[u8] = b"PK\x03\x04";

/// The text of a file; `None` when it can't be read as text at all, which is then among the faults.
pub fn decode<'a>(bytes: &'a [u8], faults: &mut FileFaults<'_>) -> Option<Cow<'a, str>> {
    if bytes.starts_with(ZIP_MARK) {
        faults.file("This is a ZIP archive or a workbook; give the CSV file inside it.");
        return None;
    }
    if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        faults.file("The file is UTF-16; save it as CSV in UTF-8 or as downloaded.");
        return None;
    }
    let (marked, bytes) = match bytes.strip_prefix(UTF8_MARK) {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        faults.file("The file is empty.");
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if marked || is_mostly_utf8(bytes) => {
            for line in lines_of_other_bytes(bytes) {
                faults.line(line, "The file is UTF-8, but this line holds other bytes.");
            }
            return None;
        }
        Err(_) => windows_1252(bytes, faults)?,
    };
    lines_fit_to_keep(&text, faults)?;
    Some(text)
}

/// The five bytes Windows-1252 leaves undefined are what tells other encodings from it.
fn windows_1252<'a>(bytes: &'a [u8], faults: &mut FileFaults<'_>) -> Option<Cow<'a, str>> {
    let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let mut sound = true;
    for (line, content) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if let Some(byte) = content.iter().find(|byte| undefined(byte)) {
            let sentence = format!("The byte {byte:02X} is neither UTF-8 nor Windows-1252.");
            faults.line(line, &sentence);
            sound = false;
        }
    }
    sound.then(|| WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

/// A NUL cannot be kept, and a sign that turns the direction of writing turns every sentence a name stands in.
fn lines_fit_to_keep(text: &str, faults: &mut FileFaults<'_>) -> Option<()> {
    if !text.contains('\0') && !field::turns_writing(text) {
        return Some(());
    }
    for (line, content) in (1..).zip(text.split('\n')) {
        if content.contains('\0') {
            faults.line(line, "The line holds a NUL character; this is no text file.");
        }
        if field::turns_writing(content) {
            faults.line(line, "The line holds a sign that turns the direction of writing.");
        }
    }
    None
}

/// Whether some accented letter is written as UTF-8. Windows-1252 text has such a row of bytes by rare accident only. Reading
/// the whole file otherwise because of one bad byte would store every accented name wrongly.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// The lines with bytes that are no UTF-8, each once.
fn lines_of_other_bytes(bytes: &[u8]) -> Vec<u64> {
    let breaks = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count() as u64;
    let (mut line, mut lines) = (1, Vec::new());
    for chunk in bytes.utf8_chunks() {
        line += breaks(chunk.valid().as_bytes());
        if !chunk.invalid().is_empty() && lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines
}
