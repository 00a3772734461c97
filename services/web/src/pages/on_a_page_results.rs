//! The results of a school on one sheet, each with what stands beside it.

use contract::evidence::v1::{MeasureStage, RecordedFigure};
use maud::{Markup, html};

use super::figures_known::{FiguresKnown, few, part, period, title};
use super::on_a_page_parts::{SchoolSheet, drawn, list};
use super::{figures, similar_schools};

/// Lines of results; the page of figures has all.
const RESULTS: usize = 10;

/// The results that a reader looks for first.
const FIRST: [&str; 8] = [
    "eyfs-gld",
    "phonics-year-1",
    "mtc-average",
    "ks2-rwm-expected",
    "ks2-rwm-higher",
    "absence-overall",
    "absence-persistent",
    "suspensions-rate",
];

impl SchoolSheet<'_> {
    pub(crate) fn results(&self) -> Markup {
        let known = &self.loaded.held.figures;
        let chosen = known.known().map(newest_results).unwrap_or_default();
        let lines = |known: &FiguresKnown| list(self.result_lines(known, &chosen));
        let body = html! {
            (known.draw(figures::WORDS, lines))
            (few(chosen.iter().copied()))
            @if !chosen.is_empty() { (self.beside_results()) }
            p.govuk-body { a.govuk-link href=(self.at("figures")) { "Every figure of the school" } }
        };
        drawn("Results", &body)
    }

    /// What stands in brackets behind a result, and why one of the three may be missing.
    fn beside_results(&self) -> Markup {
        let beside = &self.loaded.benchmarks;
        let similar = beside.similar_schools();
        html! {
            p.pl-note {
                @if beside.0.is_none() {
                    "England, the local authority and similar schools cannot be shown now."
                } @else {
                    "In brackets, as far as it was published for the same period and pupils: England, the local authority, and the middle of similar schools. "
                    @match similar.and_then(similar_schools::why_none) {
                        Some(why) => { (why) }
                        None => { "The page of each result says which schools they are." }
                    }
                }
            }
        }
    }

    fn result_lines(&self, known: &FiguresKnown, chosen: &[&RecordedFigure]) -> Vec<Markup> {
        let line = |figure: &&RecordedFigure| {
            let says = figure.versions.first().map(|kept| known.says(figure, kept));
            let at = self.at(&format!("figures/{}", figure.measure_id));
            let beside = self.loaded.benchmarks.in_a_line(known, figure);
            html! {
                a.govuk-link href=(at) { (title(known, &figure.measure_id)) }
                @if !figure.breakdown_id.is_empty() { ", " (part(known, figure)) }
                ": " (says.unwrap_or_default()) ", " (period(&figure.period))
                @if let Some(beside) = beside { " (" (beside) ")" }
                @if let Some(total) = &figure.three_years { ", together " (total.words()) }
            }
        };
        chosen.iter().map(line).collect()
    }
}

/// The newest figure of the measures that matter most; results of pupils come before what is of the whole school.
fn newest_results(known: &FiguresKnown) -> Vec<&RecordedFigure> {
    let rank = |figure: &&RecordedFigure| {
        let first = FIRST.iter().position(|id| *id == figure.measure_id).unwrap_or(FIRST.len());
        let measure = known.measure(&figure.measure_id);
        let stage = measure.and_then(|one| one.definition.as_ref()).map(|one| one.stage());
        (first, stage.is_none_or(|stage| stage == MeasureStage::WholeSchool))
    };
    let mut newest = known.newest();
    newest.sort_by_key(rank);
    newest.truncate(RESULTS);
    newest
}
