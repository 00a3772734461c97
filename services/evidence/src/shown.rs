//! Which figures a reader may see: published ones, internal ones, and those that rest on few pupils.

use std::collections::{BTreeMap, BTreeSet};

use access::{Reach, Shows};
use contract::evidence::v1::{FigureStatus, FigureValue, Measure, RecordedFigure};

/// A cohort of so many pupils or fewer is small: the Department suppresses what rests on it.
const SMALL: u32 = 5;

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
mod tests {
    use access::Sight;
    use contract::evidence::v1::{FigureVersion, KeptVersion};
    use uuid::Uuid;

    use super::*;
    use crate::shipped::shipped_measures;

    const OWN: Uuid = Uuid::from_u128(1);

    fn figure(id: &str, part: &str, cohorts: &[u32], status: FigureStatus) -> RecordedFigure {
        let version = |cohort: &u32| KeptVersion {
            states: Some(FigureVersion {
                value: Some(FigureValue { number: Some(50.0), absence: None }),
                cohort: Some(*cohort),
                status: status.into(),
                ..FigureVersion::default()
            }),
            ..KeptVersion::default()
        };
        RecordedFigure {
            figure_id: id.to_owned(),
            school_id: OWN.to_string(),
            measure_id: "ks2-rwm-expected".to_owned(),
            period: "2024-25".to_owned(),
            breakdown_id: part.to_owned(),
            versions: cohorts.iter().map(version).collect(),
            ..RecordedFigure::default()
        }
    }

    fn published(id: &str, part: &str, cohort: u32) -> RecordedFigure {
        figure(id, part, &[cohort], FigureStatus::Final)
    }

    fn hidden(figures: &[RecordedFigure]) -> Vec<String> {
        small(figures, &Topics::of(shipped_measures())).into_iter().collect()
    }

    fn reach(kinds: &[Shows]) -> Reach {
        let sight = Sight::Only(kinds.iter().copied().collect());
        Reach::Schools {
            trust: None,
            schools: BTreeMap::from([(OWN, sight)]),
            reviews: BTreeMap::new(),
        }
    }

    fn kept(figure: RecordedFigure, kinds: &[Shows]) -> Option<RecordedFigure> {
        let small = small(std::slice::from_ref(&figure), &Topics::of(shipped_measures()));
        let mut figures = vec![figure];
        keep(&mut figures, &small, &reach(kinds));
        figures.pop()
    }

    #[test]
    fn five_pupils_are_few_and_six_are_not() {
        assert_eq!(hidden(&[published("a", "", 5)]), ["a"]);
        assert!(hidden(&[published("a", "", 6)]).is_empty());
        let revised = figure("a", "", &[6, 5], FigureStatus::Revised);
        assert_eq!(hidden(&[revised]), ["a"], "an earlier version rests on few");
    }

    #[test]
    fn a_hidden_part_hides_what_it_could_be_worked_out_from() {
        let of_one = [
            published("all", "", 12),
            published("few", "disadvantaged", 4),
            published("rest", "not-disadvantaged", 8),
            published("girls", "girls", 6),
        ];
        assert_eq!(hidden(&of_one), ["few", "rest"], "the girls tell nothing of the few");
        let small_whole = [published("all", "", 5), published("girls", "girls", 5)];
        assert_eq!(hidden(&small_whole), ["all", "girls"]);
        let mut other_year = published("other", "not-disadvantaged", 8);
        other_year.period = "2023-24".to_owned();
        assert_eq!(hidden(&[published("few", "disadvantaged", 4), other_year]), ["few"]);
    }

    #[test]
    fn few_pupils_are_shown_to_who_may_see_them_and_not_shown_to_others() {
        let everyone = kept(published("a", "", 5), &[Shows::Published]).unwrap();
        assert!(everyone.not_shown);
        let states = everyone.versions[0].states.as_ref().unwrap();
        assert_eq!((states.value.clone(), states.cohort), (Some(FigureValue::default()), None));
        let head = kept(published("a", "", 5), &[Shows::Published, Shows::SmallCohorts]).unwrap();
        assert!(!head.not_shown);
        assert_eq!(head.versions[0].states.as_ref().unwrap().cohort, Some(5));
    }

    #[test]
    fn internal_versions_are_for_who_may_see_internal_figures() {
        let internal = || figure("a", "", &[12], FigureStatus::Internal);
        assert_eq!(kept(internal(), &[Shows::Published]), None);
        assert!(kept(internal(), &[Shows::FiguresInternal]).is_some());
        let mut both = published("a", "", 12);
        both.versions.extend(internal().versions);
        let seen = kept(both, &[Shows::Published]).unwrap();
        assert_eq!(seen.versions.len(), 1);
    }
}
