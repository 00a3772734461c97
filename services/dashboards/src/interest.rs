//! Which events a dashboard reads.

use contract::events::types_of;

/// The full names of the categories' events. Batches of answers say nothing to a dashboard, and there are very many.
pub(crate) fn of_interest(categories: &[&str]) -> Vec<&'static str> {
    let types = categories.iter().flat_map(|category| types_of(category)).copied();
    types.filter(|kind| *kind != "plumbline.surveys.v1.AnswersCollected").collect()
}
