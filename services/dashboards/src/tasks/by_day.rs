//! Tasks that no event begins: a day does. They are worked out when the list is read.

mod consulted;
mod evaluated;
mod required;
mod rows;
mod schools;
#[cfg(test)]
mod tests;

use contract::dashboards::v1::Task;
use eventlog::Snapshot;
use uuid::Uuid;

use super::list::TaskFilter;

pub(super) use rows::{ConsultedDraft, DayStep, SettledRequirement};

/// Those that wait on the reader's day, of one school where only one is asked about.
pub(super) async fn by_day(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: TaskFilter<'_>,
) -> Result<Vec<Task>, tokio_postgres::Error> {
    let schools = schools::here(snapshot, trust, filter).await?;
    let mut tasks = evaluated::tasks(snapshot, trust, filter, &schools).await?;
    tasks.extend(required::tasks(snapshot, trust, filter, &schools).await?);
    tasks.extend(consulted::tasks(snapshot, trust, filter, &schools).await?);
    Ok(tasks)
}
