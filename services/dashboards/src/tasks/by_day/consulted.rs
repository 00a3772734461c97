//! A draft of the framework: headteachers comment until a day, and then it is agreed or withdrawn.

use contract::dashboards::v1::{Task, TaskKind};
use contract::field;
use eventlog::Snapshot;
use jiff::civil::Date;
use uuid::Uuid;

use super::schools::SchoolHere;
use crate::tasks::list::TaskFilter;

/// A draft that headteachers were asked about, and that is neither agreed nor withdrawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DraftOut {
    pub framework_id: String,
    pub since: String,
    /// ISO 8601 date: the last day to comment.
    pub comment_by: String,
    /// The schools for which a headteacher commented on it.
    pub commented: Vec<String>,
}

const OUT: &str = "select c.framework_id, c.since, c.comment_by, \
    array(select k.school_id from framework_comment k where k.trust_id = c.trust_id \
        and k.framework_id = c.framework_id and k.version = c.version and k.draft = c.draft \
        and k.from_position <= $2) as commented \
    from consultation c where c.trust_id = $1 and c.from_position <= $2 \
    and (c.until_position = 0 or c.until_position > $2) order by c.framework_id";

/// The tasks of the headteachers of these schools, and of the improvement lead where the whole trust is asked about.
pub(super) async fn tasks(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: TaskFilter<'_>,
    schools: &[SchoolHere],
) -> Result<Vec<Task>, tokio_postgres::Error> {
    let TaskFilter { position, today, school_id, .. } = filter;
    let rows = snapshot.query(OUT, &[&trust, &position.cast_signed()]).await?;
    let out = rows.iter().map(|row| DraftOut {
        framework_id: row.get("framework_id"),
        since: row.get("since"),
        comment_by: row.get("comment_by"),
        commented: row.get("commented"),
    });
    let tasks = out.flat_map(|draft| draft.tasks(schools, today));
    Ok(tasks.filter(|task| school_id.is_empty() || task.school_id == school_id).collect())
}

impl DraftOut {
    /// A task for each school that did not comment, until the last day; one of the trust after it.
    pub(super) fn tasks(&self, schools: &[SchoolHere], today: Date) -> Vec<Task> {
        let Some(last) = field::day(&self.comment_by) else { return Vec::new() };
        let thing_id = self.framework_id.clone();
        if last < today {
            let kind = TaskKind::SettleFrameworkDraft.into();
            let since = last.tomorrow().unwrap_or(last).to_string();
            return vec![Task { kind, thing_id, since, ..Task::default() }];
        }
        let asked = schools.iter().filter(|school| !school.is_gone_by(&self.comment_by));
        let silent = asked.filter(|school| !self.commented.contains(&school.school_id));
        let task = |school: &SchoolHere| Task {
            kind: TaskKind::CommentOnFramework.into(),
            school_id: school.school_id.clone(),
            thing_id: thing_id.clone(),
            since: self.since.clone(),
            due_on: self.comment_by.clone(),
            ..Task::default()
        };
        silent.map(task).collect()
    }
}
