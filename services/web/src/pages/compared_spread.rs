//! How the schools lie apart in one measure: the lowest, the middle and the highest, in words and on a line.

use contract::evidence::v1::{MeasureDefinition, Polarity, RecordedFigure};
use maud::{Markup, html};

use super::figures_known::{FiguresKnown, number, title};
use crate::chart::{Strip, StripMark, strip};
use crate::visitor::Visitor;

/// Of fewer numbers nothing is said of the middle.
const LEAST: usize = 3;
/// Of fewer numbers no half can be told.
const LEAST_OF_HALVES: usize = 4;

/// Numbers in their order, parted in four.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quartiles {
    lowest: f64,
    lower: f64,
    middle: f64,
    upper: f64,
    highest: f64,
}

impl Quartiles {
    /// Between two numbers that lie on either side of a border, the border is taken from both. Nothing of fewer than three.
    pub(crate) fn of(numbers: &[f64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (lowest, highest) = (*sorted.first()?, *sorted.last()?);
        let at = |quarters: usize| {
            let steps = (sorted.len() - 1) * quarters;
            let (before, part) = (steps / 4, steps % 4);
            let low = sorted.get(before).copied().unwrap_or(highest);
            let high = sorted.get(before + 1).copied().unwrap_or(highest);
            low + (high - low) * [0.0, 0.25, 0.5, 0.75][part]
        };
        let (lower, middle, upper) = (at(1), at(2), at(3));
        (sorted.len() >= LEAST).then_some(Self { lowest, lower, middle, upper, highest })
    }

    /// How far along the way from the lowest to the highest a number lies, of a hundred.
    fn share(self, number: f64) -> f64 {
        let whole = self.highest - self.lowest;
        if whole > 0.0 { (number - self.lowest) / whole * 100.0 } else { 50.0 }
    }

    fn words(self, definition: &MeasureDefinition, schools: usize) -> String {
        let said = |number| definition.said(number);
        let Self { lowest, lower, middle, upper, highest } = self;
        let (lowest, highest, middle) = (said(lowest), said(highest), said(middle));
        let ends = format!(
            "{schools} schools have a number. The lowest is {lowest}, the middle {middle}, the highest {highest}."
        );
        match schools {
            LEAST_OF_HALVES.. => {
                format!("{ends} Half of them lie between {} and {}.", said(lower), said(upper))
            }
            _ => ends,
        }
    }
}

/// The numbers of the figures that are shown to the reader; nothing where they are too few to say something of.
pub(crate) fn spread(
    visitor: &Visitor,
    known: &FiguresKnown,
    figures: &[&RecordedFigure],
) -> Markup {
    let numbers: Vec<f64> = figures.iter().filter_map(|one| number(one)).collect();
    let measure = figures.first().map(|one| one.measure_id.as_str()).unwrap_or_default();
    let definition = known.measure(measure).and_then(|measure| measure.definition.as_ref());
    let Some((quartiles, definition)) = Quartiles::of(&numbers).zip(definition) else {
        return html! {};
    };
    let marks = figures.iter().filter_map(|one| {
        let share = quartiles.share(number(one)?);
        Some(StripMark { share, own: visitor.is_own(&one.school_id) })
    });
    let marks: Vec<StripMark> = marks.collect();
    let words = quartiles.words(definition, numbers.len());
    let half = (numbers.len() >= LEAST_OF_HALVES)
        .then(|| [quartiles.share(quartiles.lower), quartiles.share(quartiles.upper)]);
    let title = title(known, measure);
    let middle = quartiles.share(quartiles.middle);
    let drawn = strip(&Strip { title: &title, words: &words, marks: &marks, middle, half });
    html! {
        section #spread {
            h2.govuk-heading-m { "How the schools lie apart" }
            p.govuk-body { (words) " " (which_is_better(definition)) }
            div.pl-measure { (drawn) }
            @let own = marks.iter().filter(|mark| mark.own).count();
            p.pl-note {
                "Each dot is a school"
                @if own == 1 { ", the diamond your school" }
                @if own > 1 { ", each diamond a school of yours" }
                ". The thick line is the middle."
            }
        }
    }
}

fn which_is_better(definition: &MeasureDefinition) -> &'static str {
    match definition.polarity() {
        Polarity::HigherIsBetter => "Higher is better.",
        Polarity::LowerIsBetter => "Lower is better.",
        Polarity::Neither | Polarity::Unspecified => "",
    }
}

#[cfg(test)]
mod tests;
