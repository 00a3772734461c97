//! A colour that a trust sets as its own, and how well white text can be read on it.

use std::fmt;

/// A colour of sRGB, written `#12436d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// The contrast that text of any size needs (WCAG 2.2, success criterion 1.4.3).
    pub const NEEDED: f64 = 4.5;

    /// Reads `#12436d`, with letters of either case. `None` for any other text.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        // Six bytes that are all digits are six characters.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// The contrast against white, from 1 to 21, as WCAG 2.2 computes it.
    pub fn against_white(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        1.05 / (luminance + 0.05)
    }

    /// Whether white text can be read on it, and text in it on white.
    pub fn bears_white(self) -> bool {
        self.against_white() >= Self::NEEDED
    }

    /// The contrast as people read it, for example `10.2`. It is cut off and not rounded, so 4.49 is not told as enough.
    pub fn contrast_words(self) -> String {
        format!("{:.1}", (self.against_white() * 10.0).floor() / 10.0)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(to, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// How much light a part of a colour gives, from 0 to 1.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests;
