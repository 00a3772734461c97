//! The few colours of the charts, and the proof that they can be told apart.

/// What a part of an answer bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Positive; 0 is the strongest.
    Positive(usize),
    /// Negative; 0 is the mildest.
    Negative(usize),
    /// Neither.
    Neither,
}

/// A fill with the colour of what is written on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ink {
    pub fill: &'static str,
    pub text: &'static str,
}

pub(crate) const PAPER: &str = "#FFFFFF";
pub(crate) const INK: &str = "#0B0C0C";
pub(crate) const BRAND: &str = "#12436D";
pub(crate) const TRACK: &str = "#E4EAF0";
/// Draws the edge of what is too pale to stand alone.
pub(crate) const EDGE: &str = "#5F7588";

const POSITIVE: [Ink; 2] = [Ink { fill: BRAND, text: PAPER }, Ink { fill: "#4779A6", text: PAPER }];
const NEGATIVE: [Ink; 2] =
    [Ink { fill: "#B8BDC2", text: INK }, Ink { fill: "#4B5157", text: PAPER }];
const NEITHER: Ink = Ink { fill: "#F6F8FA", text: INK };

impl Tone {
    pub(crate) fn ink(self) -> Ink {
        match self {
            Self::Positive(place) => POSITIVE[place.min(1)],
            Self::Negative(place) => NEGATIVE[place.min(1)],
            Self::Neither => NEITHER,
        }
    }
}

#[cfg(test)]
mod tests;
