//! How Parent View was answered over the schools of England: what a school's own figure is compared with.

use std::sync::LazyLock;

/// The published spread; `services/reports/data/SOURCES.md` says where it comes from.
const PUBLISHED: &str = include_str!("../../data/parent_view_2026.csv");

static SPREADS: LazyLock<Vec<Spread>> =
    LazyLock::new(|| PUBLISHED.lines().skip(1).filter_map(Spread::read).collect());

/// How the positive answers to one question are spread over schools, in per cent.
#[derive(Debug)]
pub(super) struct Spread {
    text: &'static str,
    schools: u32,
    tenth: f64,
    quarter: f64,
    pub(super) median: f64,
}

impl Spread {
    /// Of a question, by its wording; `None` for one that Parent View does not ask.
    pub(super) fn of(text: &str) -> Option<&'static Self> {
        SPREADS.iter().find(|spread| spread.text == text.trim_end_matches(['.', ' ']))
    }

    fn read(line: &'static str) -> Option<Self> {
        let [_, text, schools, _, tenth, quarter, median, _, _] =
            line.split(',').collect::<Vec<_>>().try_into().ok()?;
        Some(Self {
            text,
            schools: schools.parse().ok()?,
            tenth: tenth.parse().ok()?,
            quarter: quarter.parse().ok()?,
            median: median.parse().ok()?,
        })
    }

    /// Where a low figure stands: its percentile, 10 or 25, with the sentence that says so. `None` where it is not low.
    pub(super) fn low(&self, percent: f64) -> Option<(u32, String)> {
        let (percentile, bound) = match percent {
            _ if percent <= self.tenth => (10, self.tenth),
            _ if percent <= self.quarter => (25, self.quarter),
            _ => return None,
        };
        let sentence = format!(
            "It is at or below the {percentile}th percentile of {} schools, which is {bound}% (Ofsted Parent View, 2026).",
            thousands(self.schools)
        );
        Some((percentile, sentence))
    }
}

fn thousands(count: u32) -> String {
    match (count / 1_000, count % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

#[cfg(test)]
mod tests;
