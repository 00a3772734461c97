//! The rungs of a few terms as a line of steps: which way a school goes, beside the word.

use maud::{Markup, html};

/// Width of a step, and height of the highest.
const STEP: usize = 9;
const HIGHEST: usize = 11;

/// The rung of each term, the earliest first; 0 where there is none, which leaves a gap. Nothing is drawn of one term alone. Takes
/// the colour of the text around it. Only drawn: the words beside it are what is read.
pub(crate) fn spark(terms: &[usize], rungs: usize) -> Markup {
    if rungs == 0 || terms.iter().filter(|rung| **rung > 0).count() < 2 {
        return html! {};
    }
    let width = terms.len() * STEP;
    html! {
        svg.pl-spark width=(width) height="14" viewBox={"0 0 " (width) " 14"} aria-hidden="true" focusable="false" {
            path d=(line(terms, rungs)) fill="none" stroke="currentColor" stroke-width="2" {}
        }
    }
}

fn line(terms: &[usize], rungs: usize) -> String {
    let mut line = String::new();
    let mut goes_on = false;
    for (place, rung) in terms.iter().enumerate() {
        if *rung > 0 {
            let height = 1 + HIGHEST - (*rung).min(rungs) * HIGHEST / rungs;
            let start = match goes_on {
                true => format!("V{height}"),
                false => format!("M{} {height}", place * STEP),
            };
            line.push_str(&start);
            line.push_str(&format!("h{STEP}"));
        }
        goes_on = *rung > 0;
    }
    line
}

#[cfg(test)]
mod tests;
