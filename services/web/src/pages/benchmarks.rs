//! What England and the local authority have beside a school's figures, and how pages say it.

use contract::evidence::v1::{
    Benchmark, BenchmarkValue, FigureVersion, ListBenchmarksRequest, ListBenchmarksResponse,
    MeasureDefinition, RecordedFigure, ReferenceRelease,
};
use maud::{Markup, html};

use super::figures_known::{FiguresKnown, NOT_SHOWN};
use crate::components::Cell;
use crate::dates;
use crate::failure::{Failure, spare};
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// What stands beside the figures of a school; `None` where it cannot be had at the moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct BenchmarksKnown(pub Option<ListBenchmarksResponse>);

/// The columns, in the order of [`BenchmarksKnown::cells`].
pub(crate) const HEADS: [&str; 2] = ["England", "Local authority"];

/// Said where no authority can stand beside the school.
const NO_AUTHORITY: &str = "The register gives this school no number that begins with its local authority, so no authority stands beside it.";

/// What “not shown” means beside a figure.
const FEW: &str = "“Not shown” of England or of the authority: it rests on few pupils, or would tell a figure that does.";

/// What a dash means beside a figure.
const DASH: &str = "A dash for England or the authority: no file that was loaded has it, or it is a count or a sum of money.";

/// Asks for what stands beside the figures of a school.
pub(crate) async fn load(
    web: &Web,
    visitor: &Visitor,
    wanted: ListBenchmarksRequest,
) -> Result<BenchmarksKnown, Failure> {
    let answer = web.services.evidence().list_benchmarks(ask(&visitor.caller(), wanted)).await;
    Ok(BenchmarksKnown(spare(answer)?))
}

impl BenchmarksKnown {
    fn of(&self, figure: &RecordedFigure) -> Option<&Benchmark> {
        let benchmarks = &self.0.as_ref()?.benchmarks;
        benchmarks.iter().find(|benchmark| benchmark.figure_id == figure.figure_id)
    }

    fn release(&self, value: &BenchmarkValue) -> Option<&ReferenceRelease> {
        let releases = &self.0.as_ref()?.releases;
        releases.iter().find(|release| release.release_id == value.release_id)
    }

    /// England and the authority beside a figure.
    pub(crate) fn cells(&self, known: &FiguresKnown, figure: &RecordedFigure) -> [Cell; 2] {
        let definition = known.newest_definition(figure);
        let benchmark = self.of(figure);
        let of = |value: Option<&BenchmarkValue>| {
            let said = value.zip(definition);
            let words = said.map(|(value, definition)| self.says(value, definition));
            let number = value.and_then(|value| value.value.as_ref()?.number);
            let words = words.unwrap_or_else(|| self.nothing().to_owned());
            Cell::text(words).by(number.map(|number| number.to_string()).unwrap_or_default())
        };
        let england = of(benchmark.and_then(|one| one.england.as_ref()));
        [england, of(benchmark.and_then(|one| one.authority.as_ref()))]
    }

    /// A dash where there is nothing to say.
    fn nothing(&self) -> &'static str {
        if self.0.is_some() { "–" } else { "cannot be shown now" }
    }

    fn says(&self, value: &BenchmarkValue, definition: &MeasureDefinition) -> String {
        let said = if value.not_shown {
            NOT_SHOWN.to_owned()
        } else {
            // Of a country nobody asks how many there are.
            let version = FigureVersion { value: value.value.clone(), ..FigureVersion::default() };
            definition.figure(&version)
        };
        match self.release(value) {
            Some(release) => format!("{said}, {}", as_of(release)),
            None => said,
        }
    }

    /// By how much one of few moves the school's own share; nothing of larger cohorts.
    pub(crate) fn one_of_few(&self, figure: &RecordedFigure) -> Markup {
        let few = self.of(figure).and_then(|benchmark| benchmark.few.as_ref());
        html! {
            @if let Some(few) = few {
                br; "One of " (few.cohort) " is " (format!("{:.1}", few.points_of_one)) " points"
            }
        }
    }

    /// Where the two columns are from beside the figures that were drawn, and why one of them may be empty.
    pub(crate) fn sources<'a>(
        &self,
        drawn: impl IntoIterator<Item = &'a RecordedFigure>,
    ) -> Markup {
        let Some(answer) = &self.0 else { return html! {} };
        let beside: Vec<_> = drawn.into_iter().filter_map(|figure| self.of(figure)).collect();
        let values = || beside.iter().flat_map(|one| one.england.iter().chain(&one.authority));
        let is_named = |release: &&ReferenceRelease| {
            values().any(|value| value.release_id == release.release_id)
        };
        html! {
            @for release in answer.releases.iter().filter(is_named) {
                p.pl-note {
                    "To compare with, " (as_of(release)) ": " (release.document)
                    @if !release.release.is_empty() { ", loaded on " (dates::day(&release.loaded_on)) }
                    "."
                }
            }
            @if answer.authority.is_empty() { p.pl-note { (NO_AUTHORITY) } }
            @if values().any(|value| value.not_shown) { p.pl-note { (FEW) } }
            p.pl-note { (DASH) }
        }
    }
}

/// Which release it is: in the operator's words, or by the day it was loaded.
fn as_of(release: &ReferenceRelease) -> String {
    match release.release.as_str() {
        "" => format!("loaded on {}", dates::day(&release.loaded_on)),
        named => named.to_owned(),
    }
}

#[cfg(test)]
mod tests;
