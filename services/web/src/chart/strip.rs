//! Many on a line from the lowest to the highest, with the middle half of them as a box.

use maud::{Markup, html};

use super::palette::{BRAND, EDGE, INK, TRACK};
use super::round;

const WIDTH: f64 = 480.0;
/// Room for half a mark at each end.
const MARGIN: f64 = 12.0;
/// Half the height of the mark that stands out.
const OUT: f64 = 9.0;

/// One of the many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct StripMark {
    /// How far along the line it stands, of a hundred.
    pub share: f64,
    /// Whether it stands out, by its shape.
    pub own: bool,
}

/// What is drawn, and what it says in words.
#[derive(Debug)]
pub(crate) struct Strip<'a> {
    pub title: &'a str,
    pub words: &'a str,
    pub marks: &'a [StripMark],
    pub middle: f64,
    /// Where the middle half begins and ends; nothing where they are too few.
    pub half: Option<[f64; 2]>,
}

fn place(share: f64) -> f64 {
    round(MARGIN + share.clamp(0.0, 100.0) / 100.0 * (WIDTH - 2.0 * MARGIN))
}

pub(crate) fn strip(strip: &Strip<'_>) -> Markup {
    let Strip { title, words, marks, middle, half } = strip;
    let (others, own): (Vec<&StripMark>, Vec<&StripMark>) =
        marks.iter().partition(|mark| !mark.own);
    html! {
        svg.pl-chart role="img" viewBox="0 0 480 36" aria-label={(title) ": " (words)} {
            title { (title) }
            desc { (words) }
            @if let Some([from, to]) = half {
                rect x=(place(*from)) y="4" width=(round(place(*to) - place(*from))) height="28"
                    fill=(TRACK) stroke=(EDGE) stroke-width="1" {}
            }
            line x1=(MARGIN) y1="18" x2=(WIDTH - MARGIN) y2="18" stroke=(EDGE) stroke-width="1" {}
            line x1=(place(*middle)) y1="4" x2=(place(*middle)) y2="32" stroke=(INK) stroke-width="2" {}
            @for mark in others { circle cx=(place(mark.share)) cy="18" r="5" fill=(EDGE) {} }
            @for mark in own { polygon points=(diamond(place(mark.share))) fill=(BRAND) {} }
        }
    }
}

fn diamond(x: f64) -> String {
    let (left, right) = (round(x - OUT), round(x + OUT));
    format!("{left},18 {x},{} {right},18 {x},{}", 18.0 - OUT, 18.0 + OUT)
}

#[cfg(test)]
mod tests;
