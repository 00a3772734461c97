//! The ladder as small steps, filled up to where a school stands: a shape beside the word.

use maud::{Markup, html};

/// `rung` of `rungs`; takes the colour of the text around it. Only drawn: the word beside it is what is read.
pub(crate) fn steps(rung: usize, rungs: usize) -> Markup {
    let count = u32::try_from(rungs.min(12)).unwrap_or(0);
    let width = f64::from(count) * 6.0;
    html! {
        svg.pl-rung__steps width=(width) height="14" viewBox={"0 0 " (width) " 14"} aria-hidden="true" focusable="false" {
            @for step in 0..count {
                @let height = 4.0 + 10.0 * f64::from(step + 1) / f64::from(count.max(1));
                @let filled = usize::try_from(step).is_ok_and(|step| step < rung);
                rect x=(f64::from(step) * 6.0 + 0.5) y=(super::round(14.0 - height + 0.5)) width="4" height=(super::round(height - 1.0))
                    fill=(if filled { "currentColor" } else { "none" }) stroke="currentColor" stroke-width="1" {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
