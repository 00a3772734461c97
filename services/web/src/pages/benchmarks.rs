//! What England, the local authority and similar schools have beside a school's figures, and how pages say it.

use contract::evidence::v1::{
    Benchmark, BenchmarkValue, FigureVersion, ListBenchmarksRequest, ListBenchmarksResponse,
    MeasureDefinition, NoSimilar, RecordedFigure, ReferenceRelease, SimilarSchools, SimilarValue,
};
use maud::{Markup, html};

use super::figures_known::{FiguresKnown, NOT_SHOWN};
use super::similar_schools::NO_SET;
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
/// The column of [`BenchmarksKnown::similar_cell`].
pub(crate) const SIMILAR: &str = "Similar schools";

/// Said where no authority can stand beside the school.
const NO_AUTHORITY: &str = "The register gives this school no number that begins with its local authority, so no authority stands beside it.";

/// What “not shown” means beside a figure.
const FEW: &str = "“Not shown” of England or of the authority: it rests on few pupils, or would tell a figure that does.";

/// What a dash means beside a figure.
const DASH: &str = "A dash for England, the authority or similar schools: no file that was loaded has it, or it is a count or a sum of money.";

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

    /// The similar schools, where they were asked for.
    pub(crate) fn similar_schools(&self) -> Option<&SimilarSchools> {
        self.0.as_ref()?.similar.as_ref()
    }

    /// The middle of the similar schools beside a figure, and between which numbers half of them lie.
    pub(crate) fn similar_cell(&self, known: &FiguresKnown, figure: &RecordedFigure) -> Cell {
        if self.similar_schools().is_some_and(|set| set.none() != NoSimilar::Unspecified) {
            return Cell::text(NO_SET);
        }
        let value = self.of(figure).and_then(|one| one.similar.as_ref());
        match value.zip(known.newest_definition(figure)) {
            Some((value, definition)) => Cell::text(self.says_similar(value, definition))
                .by(value.median.map(|number| number.to_string()).unwrap_or_default()),
            None => Cell::text(self.nothing()),
        }
    }

    fn says_similar(&self, value: &SimilarValue, definition: &MeasureDefinition) -> String {
        let quartiles = value.median.zip(value.lower_quartile.zip(value.upper_quartile));
        let Some((median, (lower, upper))) = quartiles else {
            return format!("too few have a number: {}", value.schools);
        };
        let [median, lower, upper] = [median, lower, upper].map(|number| definition.said(number));
        let half = format!("half of {} schools from {lower} to {upper}", value.schools);
        let releases = self.0.iter().flat_map(|answer| &answer.releases);
        let named = releases.filter(|one| value.release_ids.contains(&one.release_id)).map(as_of);
        let named: Vec<String> = named.collect();
        format!("{median} ({half}), {}", named.join(" and "))
    }

    /// England, the authority and similar schools beside a figure, as far as there are numbers; `None` where there are none.
    pub(crate) fn in_a_line(
        &self,
        known: &FiguresKnown,
        figure: &RecordedFigure,
    ) -> Option<String> {
        let (benchmark, definition) = self.of(figure).zip(known.newest_definition(figure))?;
        let said = |words: &str, value: &Option<BenchmarkValue>| {
            let value = value.as_ref()?;
            let number = value.value.as_ref().and_then(|value| value.number);
            match number {
                Some(number) => Some(format!("{words} {}", definition.said(number))),
                None => value.not_shown.then(|| format!("{words} {NOT_SHOWN}")),
            }
        };
        let similar = benchmark.similar.as_ref().and_then(|similar| similar.median);
        let parts = [
            said("England", &benchmark.england),
            said("local authority", &benchmark.authority),
            similar.map(|median| format!("similar schools {}", definition.said(median))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
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

    /// Where the columns are from beside the figures that were drawn, and why one of them may be empty.
    pub(crate) fn sources<'a>(
        &self,
        drawn: impl IntoIterator<Item = &'a RecordedFigure>,
    ) -> Markup {
        let Some(answer) = &self.0 else { return html! {} };
        let beside: Vec<_> = drawn.into_iter().filter_map(|figure| self.of(figure)).collect();
        let values = || beside.iter().flat_map(|one| one.england.iter().chain(&one.authority));
        let similar = || beside.iter().filter_map(|one| one.similar.as_ref());
        let register = answer.similar.as_ref().map(|set| set.release_id.as_str());
        let is_named = |release: &&ReferenceRelease| {
            let id = &release.release_id;
            values().any(|value| value.release_id == *id)
                || similar().any(|value| value.release_ids.contains(id))
                || register == Some(id.as_str())
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
