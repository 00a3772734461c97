//! Which figures a reader may see: published ones, internal ones, and those that rest on few pupils.

use std::collections::BTreeSet;

use access::{Reach, Shows};
use contract::evidence::v1::{FigureStatus, FigureValue, RecordedFigure};

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
