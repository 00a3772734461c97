//! What waits to be done at each school and in the trust, since when, and until which day?

mod by_day;
mod days;
mod list;
mod owed;
mod printed;
mod rights;
mod rows;
mod take;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use contract::events::AnyEvent;
use eventlog::{ApplyError, Projection, Recorded, Transaction, remember_days};

pub(crate) use list::{TaskFilter, list};
pub(crate) use rights::TaskRights;

use rows::TaskRows;

use crate::interest::of_interest;

/// The rows of `dashboards_tasks`.
#[derive(Clone, Copy, Debug)]
pub struct Tasks;

#[async_trait::async_trait]
impl Projection for Tasks {
    fn name(&self) -> &'static str {
        "dashboards_tasks"
    }

    fn tables(&self) -> &'static str {
        include_str!("tasks.sql")
    }

    fn reads(&self) -> Option<&'static [&'static str]> {
        Some(&OF_INTEREST)
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        for event in events.iter().filter(|event| OF_INTEREST.contains(&event.kind.as_str())) {
            let told: AnyEvent = event.event()?;
            let since = contract::british_day(event.at()?);
            let rows = TaskRows { tx, trust: event.trust, position: event.position, since };
            for step in take::take(&told) {
                rows.step(step).await?;
            }
        }
        remember_days(tx, events).await
    }
}

/// What a task can begin or end with, or be about. A new command of one of these is met in `take.rs` or
/// below it, and nowhere else.
const CATEGORIES: [&str; 19] = [
    "academic_year",
    "adoption",
    "category",
    "figure",
    "framework",
    "framework_comment",
    "framework_draft",
    "imported_figures",
    "round",
    "report",
    "review",
    "pairing",
    "person",
    "school",
    "committee",
    "requirement",
    "sef_template",
    "self_evaluation",
    "wave",
];

static OF_INTEREST: LazyLock<Vec<&str>> = LazyLock::new(|| of_interest(&CATEGORIES));
