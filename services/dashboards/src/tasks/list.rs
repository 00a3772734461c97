//! The tasks that wait at a position, a line for each thing and school, overdue ones first.

use contract::dashboards::v1::{Task, TaskKind};
use eventlog::Snapshot;
use jiff::civil::Date;
use tokio_postgres::Row;
use uuid::Uuid;

use super::by_day::by_day;
use super::owed::task_rule;
use super::rights::TaskRights;

/// Which tasks to list, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskFilter<'a> {
    pub position: u64,
    /// The reader's day, British time.
    pub today: Date,
    /// Empty: every school and the trust.
    pub school_id: &'a str,
    pub of_others: bool,
}

const LIST: &str = "select kind, school_id, thing_id, part, since, due_on, happens_on, term, title, \
    other_school_id, parts from task t \
    where trust_id = $1 and from_position <= $2 and (until_position = 0 or until_position > $2) \
    and ($3 = '' or school_id = $3) \
    and not exists (select from school_left l where l.trust_id = t.trust_id \
        and l.school_id = t.school_id and l.on_day <= $4::text::date \
        and l.from_position <= $2 and (l.until_position = 0 or l.until_position > $2)) \
    order by kind, thing_id, school_id, part";

/// The tasks of the reader, and of others where they are asked for.
pub(crate) async fn list(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: TaskFilter<'_>,
    rights: &TaskRights,
) -> Result<Vec<Task>, tokio_postgres::Error> {
    let TaskFilter { position, today, school_id, of_others } = filter;
    let today = today.to_string();
    let rows = snapshot.query(LIST, &[&trust, &position.cast_signed(), &school_id, &today]).await?;
    let mut tasks: Vec<Task> = Vec::new();
    for row in &rows {
        let (task, part) = task(row);
        match tasks.last_mut().filter(|last| is_of_one(last, &task)) {
            Some(last) => add(last, &task, part),
            None => tasks.push(add_first(task, part)),
        }
    }
    tasks.extend(by_day(snapshot, trust, filter).await?);
    for task in &mut tasks {
        task.yours = rights.may_do(task);
        task.overdue = !task.due_on.is_empty() && task.due_on < today;
        task.owed_by =
            task_rule(task.kind()).map(|rule| access::role_name(rule.owed_by)).unwrap_or_default();
    }
    tasks.retain(|task| task.yours || (of_others && rights.may_know(task)));
    tasks.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(tasks)
}

/// Overdue tasks first, then by the day they are due; what has no day comes last, the longest waiting first.
fn order(task: &Task) -> (bool, bool, &str, &str, i32, &str) {
    let Task { due_on, since, kind, school_id, .. } = task;
    (!task.overdue, due_on.is_empty(), due_on, since, *kind, school_id)
}

fn is_of_one(a: &Task, b: &Task) -> bool {
    (a.kind, &a.thing_id, &a.school_id) == (b.kind, &b.thing_id, &b.school_id)
}

fn add_first(mut task: Task, part: String) -> Task {
    task.part_ids.extend(Some(part).filter(|part| !part.is_empty()));
    task
}

/// A further part: the task waits as long as its oldest part, and is due with the first one.
fn add(task: &mut Task, more: &Task, part: String) {
    task.part_ids.push(part);
    task.parts = task.parts.max(u32::try_from(task.part_ids.len()).unwrap_or(u32::MAX));
    if more.since < task.since {
        task.since.clone_from(&more.since);
    }
    if !more.due_on.is_empty() && (task.due_on.is_empty() || more.due_on < task.due_on) {
        task.due_on.clone_from(&more.due_on);
    }
}

fn task(row: &Row) -> (Task, String) {
    let task = Task {
        kind: TaskKind::try_from(row.get::<_, i32>("kind")).unwrap_or_default().into(),
        school_id: row.get("school_id"),
        thing_id: row.get("thing_id"),
        since: row.get("since"),
        due_on: row.get("due_on"),
        happens_on: row.get("happens_on"),
        term: row.get("term"),
        title: row.get("title"),
        other_school_id: row.get("other_school_id"),
        parts: u32::try_from(row.get::<_, i64>("parts")).unwrap_or(u32::MAX),
        ..Task::default()
    };
    (task, row.get("part"))
}
