//! A horizontal bar from 0 to 100%.

use maud::{Markup, html};

use super::palette::{BRAND, EDGE, TRACK};
use super::round;

const WIDTH: f64 = 240.0;

/// A share of 100; what has no number has no bar, and its words stand beside it.
pub(crate) fn bar(percent: Option<f64>, title: &str, words: &str) -> Markup {
    let Some(percent) = percent.filter(|percent| percent.is_finite()) else { return html! {} };
    let width = round(percent.clamp(0.0, 100.0) / 100.0 * WIDTH);
    html! {
        svg.pl-chart role="img" viewBox="0 0 240 18" preserveAspectRatio="none" aria-label={(title) ": " (words)} {
            title { (title) }
            desc { (words) }
            rect x="0" y="1" width=(WIDTH) height="16" fill=(TRACK) {}
            rect x="0" y="1" width=(width) height="16" fill=(BRAND) {}
            line x1="120" y1="0" x2="120" y2="18" stroke=(EDGE) stroke-width="1" stroke-dasharray="2 2" {}
        }
    }
}

#[cfg(test)]
mod tests;
