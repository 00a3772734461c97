//! One-time codes: the token in a respondent's link and the receipt code shown after the answers.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// 128 bits that look random without the wave's key. Written in Crockford's alphabet, which has no
/// letters that are mistaken for others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code(u128);

/// All that is ever kept of a code.
pub(crate) type CodeHash = [u8; 32];

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 26 letters of 5 bits hold 130; the first letter carries three.
const LETTERS: usize = 26;

impl Code {
    /// The code that a wave's key derives.
    pub(crate) fn of(derived: [u8; 32]) -> Self {
        let (half, _) = derived.split_at(16);
        Self(half.iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte)))
    }

    /// Reads a code as people type it: in capitals or not, with hyphens or spaces, `O` for `0`, `I`
    /// or `L` for `1`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut value = 0_u128;
        let mut letters = 0;
        for letter in text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')) {
            let letter = match letter.to_ascii_lowercase() {
                b'o' => b'0',
                b'i' | b'l' => b'1',
                other => other,
            };
            let bits = ALPHABET.iter().position(|known| *known == letter)? as u128;
            if value >> 123 != 0 {
                return None;
            }
            value = value << 5 | bits;
            letters += 1;
        }
        (letters == LETTERS).then_some(Self(value))
    }

    /// The form for a link: 26 lower-case letters and digits.
    pub(crate) fn link(self) -> String {
        (0..LETTERS).rev().map(|place| letter(self.0 >> (5 * place))).collect()
    }

    /// The form for paper: capitals in groups of at most five.
    pub(crate) fn receipt(self) -> String {
        let link = self.link().to_ascii_uppercase();
        let groups = [&link[..6], &link[6..11], &link[11..16], &link[16..21], &link[21..]];
        groups.join("-")
    }

    /// SHA-256 of its bits. A hash of 128 unknown bits says nothing, so it needs no salt.
    pub(crate) fn hash(self) -> CodeHash {
        Sha256::digest(self.0.to_be_bytes()).into()
    }
}

fn letter(bits: u128) -> char {
    char::from(ALPHABET[(bits & 31) as usize])
}

/// A code must not reach a log line.
impl fmt::Debug for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Code(not shown)")
    }
}

#[cfg(test)]
mod tests;
