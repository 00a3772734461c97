//! Which figures rest on few pupils, or would tell such a figure.

use std::collections::{BTreeMap, BTreeSet};

use contract::evidence::v1::{FigureVersion, Measure, RecordedFigure};

/// What the parts of the pupils of each measure are parted by.
#[derive(Debug, Default)]
pub struct Topics(BTreeMap<(String, String), String>);

impl Topics {
    /// The topics of measures, newest definition first.
    pub fn of<'a>(measures: impl IntoIterator<Item = &'a Measure>) -> Self {
        let mut topics = BTreeMap::new();
        for measure in measures {
            for part in measure.definition.iter().flat_map(|definition| &definition.breakdowns) {
                let key = (measure.measure_id.clone(), part.breakdown_id.clone());
                topics.entry(key).or_insert_with(|| part.topic.clone());
            }
        }
        Self(topics)
    }

    /// The topic of a part of the pupils; empty where it is all of them. A part that no definition knows any more is taken for the whole.
    fn topic(&self, measure_id: &str, breakdown_id: &str) -> &str {
        let key = (measure_id.to_owned(), breakdown_id.to_owned());
        self.0.get(&key).map_or("", String::as_str)
    }

    /// The parts of the pupils whose figures can hide that of a part: the part itself, those of its topic, and the whole (empty).
    pub fn beside(&self, measure_id: &str, breakdown_id: &str) -> BTreeSet<String> {
        let topic = self.topic(measure_id, breakdown_id);
        let of_topic =
            self.0.iter().filter(|((measure, _), of)| measure == measure_id && *of == topic);
        let mut parts: BTreeSet<String> = of_topic.map(|((_, part), _)| part.clone()).collect();
        parts.extend([String::new(), breakdown_id.to_owned()]);
        parts
    }
}

/// Whose pupils a figure counts, by which measure and in which period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SamePupils {
    level: i32,
    school_id: String,
    hub_id: String,
    authority: String,
    measure_id: String,
    period: String,
}

impl SamePupils {
    fn of(figure: &RecordedFigure) -> Self {
        Self {
            level: figure.level,
            school_id: figure.school_id.clone(),
            hub_id: figure.hub_id.clone(),
            authority: figure.authority.clone(),
            measure_id: figure.measure_id.clone(),
            period: figure.period.clone(),
        }
    }
}

/// The figures that must not be shown to all, by their ids. A figure is small where a version rests on few pupils. So is one
/// that the same pupils' whole could be compared with: another part of the same topic, or each part of a small whole.
pub fn small(figures: &[RecordedFigure], topics: &Topics) -> BTreeSet<String> {
    let topic =
        |figure: &RecordedFigure| topics.topic(&figure.measure_id, &figure.breakdown_id).to_owned();
    let few = |figure: &RecordedFigure| {
        let mut versions = figure.versions.iter().filter_map(|kept| kept.states.as_ref());
        versions.any(FigureVersion::rests_on_few)
    };
    let mut told = BTreeSet::new();
    for figure in figures.iter().filter(|figure| few(figure)) {
        told.insert((SamePupils::of(figure), topic(figure)));
    }
    let hides = |figure: &RecordedFigure| {
        let pupils = SamePupils::of(figure);
        told.contains(&(pupils.clone(), topic(figure))) || told.contains(&(pupils, String::new()))
    };
    figures.iter().filter(|figure| hides(figure)).map(|one| one.figure_id.clone()).collect()
}

#[cfg(test)]
mod tests;
