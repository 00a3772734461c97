//! All answers to one question as one bar of 100%: the distribution, not only the mean.

use maud::{Markup, html};

use super::palette::{EDGE, Tone};
use super::round;

const WIDTH: f64 = 480.0;
/// A part narrower than this holds no number; the key below has it.
const ROOM_FOR_WORDS: f64 = 40.0;

/// One option's share.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub label: String,
    pub count: u32,
    pub tone: Tone,
}

/// A question's answers.
#[derive(Debug)]
pub(crate) struct Likert<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    /// In the order they are drawn.
    pub parts: &'a [Part],
}

/// The bar with its key; nothing where no one answered.
pub(crate) fn likert(chart: &Likert<'_>) -> Markup {
    let total: u32 = chart.parts.iter().map(|part| part.count).sum();
    if total == 0 {
        return html! {};
    }
    let said: Vec<_> = chart
        .parts
        .iter()
        .map(|part| format!("{} {}", part.label, percent(part.count, total)))
        .collect();
    html! {
        svg.pl-chart.pl-likert role="img" viewBox="0 0 480 32" aria-labelledby={(chart.id) "-title " (chart.id) "-desc"} {
            title id={(chart.id) "-title"} { (chart.title) }
            desc id={(chart.id) "-desc"} { (said.join(", ")) }
            @for (part, from, width) in placed(chart.parts, total) { (drawn(part, from, width, total)) }
        }
        ul.pl-keys {
            @for part in chart.parts {
                li { (swatch(part.tone)) (part.label) " " strong { (percent(part.count, total)) } }
            }
        }
    }
}

fn placed(parts: &[Part], total: u32) -> Vec<(&Part, f64, f64)> {
    let mut from = 0.0;
    let with_places = parts.iter().map(|part| {
        let width = f64::from(part.count) / f64::from(total) * WIDTH;
        from += width;
        (part, from - width, width)
    });
    with_places.filter(|(_, _, width)| *width > 0.0).collect()
}

fn drawn(part: &Part, from: f64, width: f64, total: u32) -> Markup {
    let ink = part.tone.ink();
    // Two units of paper between neighbours: parts of like colour stay apart.
    let inner = (width - 2.0).max(1.0);
    html! {
        rect x=(round(from + 1.0)) y="1" width=(round(inner)) height="30" fill=(ink.fill) stroke=(EDGE) stroke-width="1" {}
        @if width >= ROOM_FOR_WORDS {
            text x=(round(from + width / 2.0)) y="22" text-anchor="middle" font-size="16" font-weight="700"
                font-family="system-ui, sans-serif" fill=(ink.text) { (percent(part.count, total)) }
        }
    }
}

fn swatch(tone: Tone) -> Markup {
    html! {
        svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" {
            rect x="1" y="1" width="14" height="14" fill=(tone.ink().fill) stroke=(EDGE) stroke-width="1" {}
        }
    }
}

fn percent(count: u32, total: u32) -> String {
    format!("{:.0}%", f64::from(count) * 100.0 / f64::from(total))
}

#[cfg(test)]
mod tests;
