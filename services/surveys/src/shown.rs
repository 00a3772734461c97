//! What of a wave's released results is shown to whom.

use std::collections::HashSet;

use access::{Reach, Shows};
use contract::surveys::v1::{GetResultsResponse, HubResults, Question};

/// Keeps the figures the reader may see: those of the schools in reach, and for some only what was asked about vision
/// and values.
pub(crate) fn keep(results: &mut GetResultsResponse, reach: &Reach) {
    let vision: HashSet<String> = results
        .questions
        .iter()
        .filter(|question| is_about_vision(question))
        .map(|question| question.question_id.clone())
        .collect();
    let about = |question: &str| vision.contains(question);
    results.hubs.retain_mut(|hub| shows_hub(hub, reach, &about));
    results.response_rates.retain(|rate| reach.shows_of(&rate.school_id, Shows::SurveyResults));
    results.figures.retain(|figure| {
        reach.shows_of(&figure.school_id, Shows::SurveyResults)
            || (reach.shows_of(&figure.school_id, Shows::SurveyVision)
                && vision.contains(&figure.question_id))
    });
}

/// The row of a hub is for all who see the trust's row, or the figures of one of its schools. It gives none of them away.
fn shows_hub(hub: &mut HubResults, reach: &Reach, is_vision: &dyn Fn(&str) -> bool) -> bool {
    let sees = |kind: Shows| {
        reach.shows_of("", kind) || hub.school_ids.iter().any(|school| reach.shows_of(school, kind))
    };
    if sees(Shows::SurveyResults) {
        return true;
    }
    if !sees(Shows::SurveyVision) {
        return false;
    }
    hub.response_rate = None;
    hub.figures.retain(|figure| is_vision(&figure.question_id));
    true
}

/// An instrument says it by its section's heading.
fn is_about_vision(question: &Question) -> bool {
    let section = question.section.to_lowercase();
    section.contains("vision") || section.contains("values")
}

#[cfg(test)]
mod tests;
