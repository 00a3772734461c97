//! Charts as SVG from the server: presentation attributes only, a title and a description in each, words beside it.

mod bar;
mod ladder;
mod likert;
mod palette;
mod spark;
mod strip;

pub(crate) use bar::bar;
pub(crate) use ladder::steps;
pub(crate) use likert::{Likert, Part, likert};
pub(crate) use palette::{BRAND, Tone};
pub(crate) use spark::spark;
pub(crate) use strip::{Strip, StripMark, strip};

/// A number for an attribute: no more digits than a screen can show.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
