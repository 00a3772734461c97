//! Reads the image that a trust sets as its mark: a PNG of bounded size. What stands in the file beside the picture is left out.

use std::io::Cursor;
use std::ops::RangeInclusive;

use contract::schools::v1::TrustMark;
use contract::{Kind, Refusal};
use png::{Decoder, Limits, Transformations};
use sha2::{Digest as _, Sha256};

/// Bytes that are kept of a mark at most. Each report carries it in its data. The store's table has the same limit.
const LARGEST_MARK: usize = 128 * 1024;
/// Pixels of a side.
const SIDES: RangeInclusive<u32> = 32..=2_000;
/// Bytes that reading one may take: a row of pixels and what unpacks it are far below.
const MOST_MEMORY: usize = 8 * 1024 * 1024;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The parts that draw the picture: its head, colours, transparency, pixels and end.
const DRAWN: [&[u8]; 5] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", END];
const END: &[u8] = b"IEND";
/// Length and name of a part stand before its content, and a checksum behind it.
const BEFORE: usize = 8;
const CHECKSUM: usize = 4;

/// Why an image is not set as the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkRefusal {
    #[error("The picture has more than 128 kB. Save it smaller, and set that.")]
    TooLarge,
    #[error("This file is no whole PNG. Save the mark as a PNG, and set that.")]
    NotAPng,
    #[error(
        "The picture has {width} by {height} pixels. A side has 32 to 2,000: save it in another size, and set that."
    )]
    Sides { width: u32, height: u32 },
    #[error("The trust has this mark already.")]
    Unchanged,
    #[error("The trust has no mark.")]
    NotSet,
}

impl Refusal for MarkRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::TooLarge => (Kind::Malformed, "MARK_TOO_LARGE"),
            Self::NotAPng => (Kind::Malformed, "MARK_NOT_A_PNG"),
            Self::Sides { .. } => (Kind::Malformed, "MARK_SIDES"),
            Self::Unchanged => (Kind::State, "MARK_UNCHANGED"),
            Self::NotSet => (Kind::State, "MARK_NOT_SET"),
        }
    }
}

/// A mark as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMark {
    /// A PNG that holds the picture and nothing else.
    pub png: Vec<u8>,
    /// What an event says of it.
    pub mark: TrustMark,
}

/// Reads a file. What was read reads the same again.
pub fn read(file: &[u8]) -> Result<ReadMark, MarkRefusal> {
    let png = drawn(file).ok_or(MarkRefusal::NotAPng)?;
    if png.len() > LARGEST_MARK {
        return Err(MarkRefusal::TooLarge);
    }
    // The head says how much memory the picture takes, so it is looked at first.
    let [width, height] = sides(&png).ok_or(MarkRefusal::NotAPng)?;
    if ![width, height].iter().all(|side| SIDES.contains(side)) {
        return Err(MarkRefusal::Sides { width, height });
    }
    unpack(&png).map_err(|_| MarkRefusal::NotAPng)?;
    let mark = TrustMark {
        sha256: eventlog::hex(&Sha256::digest(&png)),
        media_type: "image/png".to_owned(),
        bytes: u32::try_from(png.len()).unwrap_or(u32::MAX),
        width,
        height,
    };
    Ok(ReadMark { png, mark })
}

/// The parts of a PNG that draw its picture, byte for byte. `None` where it has no whole parts, or does not end.
fn drawn(file: &[u8]) -> Option<Vec<u8>> {
    let mut rest = file.strip_prefix(SIGNATURE)?;
    let mut png = SIGNATURE.to_vec();
    loop {
        let length = usize::try_from(number(rest)?).ok()?;
        let whole = length.checked_add(BEFORE + CHECKSUM)?;
        let (part, behind) = rest.split_at_checked(whole)?;
        let name = &part[4..BEFORE];
        if DRAWN.contains(&name) {
            png.extend_from_slice(part);
        } else if name[0].is_ascii_uppercase() {
            // A reader has to know such a part to draw the picture, and none does.
            return None;
        }
        if name == END {
            return Some(png);
        }
        rest = behind;
    }
}

/// Width and height, as the head says them.
fn sides(png: &[u8]) -> Option<[u32; 2]> {
    let head = png.strip_prefix(SIGNATURE)?.get(4..)?.strip_prefix(b"IHDR")?;
    Some([number(head)?, number(head.get(4..)?)?])
}

/// The number that the first four bytes are.
fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk::<4>().map(|first| u32::from_be_bytes(*first))
}

/// Unpacks every row as those do who show it. Fails where a row is missing, or a checksum is wrong.
fn unpack(png: &[u8]) -> Result<(), png::DecodingError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(png), Limits { bytes: MOST_MEMORY });
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    while reader.next_row()?.is_some() {}
    reader.finish()
}

#[cfg(test)]
pub(crate) mod tests;
