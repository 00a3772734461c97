//! From bytes to text: UTF-8, with or without a byte order mark, or Windows-1252.

use std::borrow::Cow;

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
        Err(error) if marked => {
            let line = line_of(bytes, error.valid_up_to());
            faults.line(line, "The file says it is UTF-8, but this line holds other bytes.");
            return None;
        }
        Err(_) => windows_1252(bytes, faults)?,
    };
    lines_without_nul(&text, faults)?;
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

/// A NUL can't be kept, and no register file has one.
fn lines_without_nul(text: &str, faults: &mut FileFaults<'_>) -> Option<()> {
    if !text.contains('\0') {
        return Some(());
    }
    for (line, content) in (1..).zip(text.split('\n')) {
        if content.contains('\0') {
            faults.line(line, "The line holds a NUL character; this is no text file.");
        }
    }
    None
}

fn line_of(bytes: &[u8], place: usize) -> u64 {
    1 + bytes[..place].iter().filter(|byte| **byte == b'\n').count() as u64
}
