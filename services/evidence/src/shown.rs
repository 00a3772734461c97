//! Which figures a reader may see: published ones, internal ones, and those that rest on few pupils.

use std::collections::{BTreeMap, BTreeSet};

use access::{Reach, Shows};
use contract::evidence::v1::{FigureStatus, FigureValue, Measure, RecordedFigure};

/// A cohort of so many pupils or fewer is small: the Department suppresses what rests on it.
pub(crate) const SMALL: u32 = 5;

/// What the parts of the pupils of each measure are parted by.
#[derive(Debug, Default)]
pub(crate) struct Topics(BTreeMap<(String, String), String>);

impl Topics {
    /// The topics of measures, newest definition first.
    pub(crate) fn of<'a>(measures: impl IntoIterator<Item = &'a Measure>) -> Self {
        let mut topics = BTreeMap::new();
        for measure in measures {
            for part in measure.definition.iter().flat_map(|definition| &definition.breakdowns) {
                let key = (measure.measure_id.clone(), part.breakdown_id.clone());
                topics.entry(key).or_insert_with(|| part.topic.clone());
            }
        }
        Self(topics)
    }

    /// The topic of a figure's part of the pupils; empty where it is of all of them.
    fn topic(&self, figure: &RecordedFigure) -> &str {
        let key = (figure.measure_id.clone(), figure.breakdown_id.clone());
        // A part that no definition knows any more is taken for one of the whole.
        self.0.get(&key).map_or("", String::as_str)
    }
}

/// The figures that must not be shown to all, by their ids. A figure is small where a version rests on few pupils. So is one
/// that the same pupils' whole could be compared with: another part of the same topic, or each part of a small whole.
pub(crate) fn small(figures: &[RecordedFigure], topics: &Topics) -> BTreeSet<String> {
    let group = |figure: &RecordedFigure| {
        (figure.school_id.clone(), figure.measure_id.clone(), figure.period.clone())
    };
    let few = |figure: &RecordedFigure| {
        let mut versions = figure.versions.iter().filter_map(|kept| kept.states.as_ref());
        versions.any(|version| version.cohort.is_some_and(|cohort| cohort <= SMALL))
    };
    let mut told = BTreeSet::new();
    for figure in figures.iter().filter(|figure| few(figure)) {
        told.insert((group(figure), topics.topic(figure).to_owned()));
    }
    let hides = |figure: &RecordedFigure| {
        let group = group(figure);
        told.contains(&(group.clone(), topics.topic(figure).to_owned()))
            || told.contains(&(group, String::new()))
    };
    figures.iter().filter(|figure| hides(figure)).map(|one| one.figure_id.clone()).collect()
}

/// Keeps what the reader may see. Of a small figure a reader who is not shown it is told that it is there.
pub(crate) fn keep(figures: &mut Vec<RecordedFigure>, small: &BTreeSet<String>, reach: &Reach) {
    figures.retain_mut(|figure| {
        let sees = |kind| reach.shows_of(&figure.school_id, kind);
        let (published, internal) = (sees(Shows::Published), sees(Shows::FiguresInternal));
        let small_ones = sees(Shows::SmallCohorts);
        figure.versions.retain(|kept| {
            let status = kept.states.as_ref().map(|states| states.status());
            if status == Some(FigureStatus::Internal) { internal } else { published }
        });
        if small.contains(&figure.figure_id) && !small_ones {
            figure.not_shown = true;
            for states in figure.versions.iter_mut().filter_map(|kept| kept.states.as_mut()) {
                states.value = Some(FigureValue::default());
                states.cohort = None;
            }
        }
        !figure.versions.is_empty()
    });
}

#[cfg(test)]
mod tests;
