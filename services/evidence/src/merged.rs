//! Puts what files brought beside what persons recorded: one figure, with the versions of both.

use std::collections::{BTreeMap, BTreeSet};

use contract::FigureKey;
use contract::evidence::v1::{
    FigureLevel, FigureSource, FigureVersion, ImportSource, ImportedFigure, ImportedFigures,
    KeptVersion, RecordedFigure,
};
use uuid::Uuid;

/// The figures of both, each once. Versions are numbered anew where a file brought one: the numbers of events count persons'
/// recordings alone.
pub(crate) fn together(
    trust: Uuid,
    recorded: Vec<RecordedFigure>,
    imported: &[ImportedFigures],
) -> Vec<RecordedFigure> {
    let mut figures: BTreeMap<String, RecordedFigure> =
        recorded.into_iter().map(|figure| (figure.figure_id.clone(), figure)).collect();
    let mut joined = BTreeSet::new();
    for series in imported {
        for version in &series.versions {
            let source = series.sources.iter().find(|one| one.import_id == version.import_id);
            let Some((source, brought)) = source.zip(version.figure.as_ref()) else { continue };
            let key = FigureKey {
                school_id: &series.school_id,
                measure_id: &series.measure_id,
                period: &series.period,
                breakdown_id: &brought.breakdown_id,
            };
            let id = key.id(trust);
            let figure = figures.entry(id.clone()).or_insert_with(|| begun(&id, &key));
            if figure.withdrawn {
                figure.versions.clear();
                figure.withdrawn = false;
            }
            figure.versions.push(kept(source, brought));
            joined.insert(id);
        }
    }
    for id in &joined {
        if let Some(figure) = figures.get_mut(id) {
            figure.versions.sort_by_key(|kept| std::cmp::Reverse(kept.position));
            let states = figure.versions.iter_mut().rev().filter_map(|kept| kept.states.as_mut());
            for (number, states) in (1..).zip(states) {
                states.version = number;
            }
        }
    }
    figures.into_values().collect()
}

fn begun(id: &str, key: &FigureKey<'_>) -> RecordedFigure {
    RecordedFigure {
        figure_id: id.to_owned(),
        level: FigureLevel::School.into(),
        school_id: key.school_id.to_owned(),
        measure_id: key.measure_id.to_owned(),
        period: key.period.to_owned(),
        breakdown_id: key.breakdown_id.to_owned(),
        ..RecordedFigure::default()
    }
}

fn kept(source: &ImportSource, brought: &ImportedFigure) -> KeptVersion {
    let file = source.file.clone().unwrap_or_default();
    let states = FigureVersion {
        source: Some(FigureSource {
            document: file.document,
            release: file.release,
            row: format!("line {}", brought.line),
        }),
        ..brought.version(source.measure_version)
    };
    KeptVersion {
        states: Some(states),
        recorded_on: source.imported_on.clone(),
        position: source.position,
        import_id: source.import_id.clone(),
    }
}

#[cfg(test)]
mod tests;
