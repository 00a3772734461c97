//! What an issued report prints of figures, against what stands now.

use contract::evidence::v1::{FigureVersion, KeptVersion, RecordedFigure};
use contract::reports::v1::{CategoryRow, CitedEvidence, KeyFigure, ReportData};
use contract::{FigureKey, Said as _};
use uuid::Uuid;

use super::figures_known::{FiguresKnown, part, period, title};
use crate::dates;

/// A printed figure that is another now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PrintedChange {
    pub figure_id: String,
    /// Where the report prints it.
    pub anchor: String,
    /// The figure with its period.
    pub what: String,
    /// As the report says it.
    pub printed: String,
    /// As it is said now; empty where no version is shown any more.
    pub now: String,
    /// It rests on few pupils now, so not all who read the report are shown it.
    pub few: bool,
    pub why: String,
    /// Of the event behind what stands now; 0 where no version is shown.
    pub position: u64,
}

/// The printed figures that are others now, each once, in the order of the report.
pub(crate) fn changes(data: &ReportData, known: &FiguresKnown) -> Vec<PrintedChange> {
    let strip = data.key_figures.iter().filter(|figure| figure.is_printed()).map(of_strip);
    let trust = Uuid::try_parse(&data.trust_id).unwrap_or_default();
    let school = data.school.as_ref().map_or("", |school| school.school_id.as_str());
    let pieces =
        data.categories.iter().flat_map(|row| row.evidence.iter().map(move |one| (row, one)));
    let cited = pieces.filter_map(|(row, piece)| {
        let key = piece.figure(school)?;
        Some(of_decision(row, piece, key, CitedBy { trust, known, as_of: data.as_of_position }))
    });
    let mut seen: Vec<PrintedOnce> = Vec::new();
    for printed in strip.chain(cited) {
        if seen.iter().all(|one| one.figure_id != printed.figure_id) {
            seen.push(printed);
        }
    }
    seen.into_iter().filter_map(|printed| printed.change(known)).collect()
}

/// A figure as the report prints it.
#[derive(Debug)]
struct PrintedOnce {
    figure_id: String,
    anchor: String,
    what: String,
    says: String,
    /// Of the version that is printed.
    position: u64,
    /// What stood here is what counts as printed: a decision may cite an older version.
    until: u64,
}

fn of_strip(figure: &KeyFigure) -> PrintedOnce {
    PrintedOnce {
        figure_id: figure.figure_id.clone(),
        anchor: figure.anchor.clone(),
        what: format!("{}, {}", figure.title, figure.period_words),
        says: figure.words.clone(),
        position: figure.position,
        until: figure.position,
    }
}

/// What a cited figure is looked up by.
#[derive(Clone, Copy, Debug)]
struct CitedBy<'a> {
    trust: Uuid,
    known: &'a FiguresKnown,
    as_of: u64,
}

fn of_decision(
    row: &CategoryRow,
    piece: &CitedEvidence,
    key: FigureKey<'_>,
    by: CitedBy<'_>,
) -> PrintedOnce {
    let said = format!("{}, {}", title(by.known, key.measure_id), period(key.period));
    let of_part = RecordedFigure {
        measure_id: key.measure_id.to_owned(),
        breakdown_id: key.breakdown_id.to_owned(),
        ..RecordedFigure::default()
    };
    let what = match key.breakdown_id {
        "" => said,
        _ => format!("{said}, {}", part(by.known, &of_part)),
    };
    PrintedOnce {
        figure_id: key.id(by.trust),
        anchor: row.anchor.clone(),
        what,
        says: piece.says.said().into_owned(),
        position: piece.position,
        until: by.as_of,
    }
}

impl PrintedOnce {
    /// What became of it; nothing where the report still says what stands.
    fn change(self, known: &FiguresKnown) -> Option<PrintedChange> {
        let figure = known.figures.iter().find(|figure| figure.figure_id == self.figure_id);
        let newest = figure.and_then(|figure| Some((figure, figure.versions.first()?)));
        let Some((figure, newest)) = newest else {
            let why = "Withdrawn, or published no more".to_owned();
            return Some(self.became(String::new(), why, None));
        };
        let now = known.says(figure, newest);
        let before = standing_before(figure, self.position, self.until);
        let same = match before {
            Some(before) => is_same(figure, before, newest),
            None => !figure.not_shown && self.says_so(&now),
        };
        if same {
            return None;
        }
        Some(self.became(now, why(before, newest), Some(newest)))
    }

    /// Whether the report says this of the figure. Cited, it stands in a sentence, before how far it is settled.
    fn says_so(&self, now: &str) -> bool {
        let sentence = self.says.rsplit_once(", ").map_or(self.says.as_str(), |(of, _)| of);
        self.says == now || sentence.ends_with(&format!(": {now}"))
    }

    fn became(self, now: String, why: String, newest: Option<&KeptVersion>) -> PrintedChange {
        let Self { figure_id, anchor, what, says: printed, .. } = self;
        let states = newest.and_then(|kept| kept.states.as_ref());
        let few = states.is_some_and(FigureVersion::rests_on_few);
        let position = newest.map_or(0, |kept| kept.position);
        PrintedChange { figure_id, anchor, what, printed, now, few, why, position }
    }
}

/// The version that counts as printed; nothing where the printed version was withdrawn, or taken back with its import.
fn standing_before(figure: &RecordedFigure, printed: u64, until: u64) -> Option<&KeptVersion> {
    figure.versions.iter().find(|kept| kept.position == printed)?;
    figure.versions.iter().find(|kept| kept.position <= until)
}

/// Whether two versions tell a reader the same number of the same pupils. Of what is not shown that cannot be seen, so another version
/// is another.
pub(super) fn is_same(figure: &RecordedFigure, one: &KeptVersion, other: &KeptVersion) -> bool {
    let said = |kept: &KeptVersion| {
        let states = kept.states.clone().unwrap_or_default();
        (states.value, states.cohort)
    };
    one.position == other.position || (!figure.not_shown && said(one) == said(other))
}

fn why(before: Option<&KeptVersion>, newest: &KeptVersion) -> String {
    let states = newest.states.clone().unwrap_or_default();
    let status = states.status().words().to_lowercase();
    let day = dates::day(&newest.recorded_on);
    let source = states.source.unwrap_or_default();
    let by = match (newest.import_id.is_empty(), source.release.as_str()) {
        (true, _) => format!("recorded by a person on {day}, {status}"),
        (false, "") => format!("imported on {day} from “{}”, {status}", source.document),
        (false, release) => {
            format!("imported on {day} from “{}”, {release}, {status}", source.document)
        }
    };
    match before {
        None => format!(
            "What was printed was withdrawn, or its import taken back. What stands was {by}"
        ),
        Some(_) if newest.import_id.is_empty() => format!("Corrected: {by}"),
        Some(_) => format!("Another release: {by}"),
    }
}

#[cfg(test)]
mod tests;
