//! Whose a task is, and who is told of it: asked of the rules when the list is read.

use std::collections::HashMap;

use contract::dashboards::v1::Task;
use contract::schools::v1::{May, Within};

use super::owed::task_rule;

/// What the reader may do and see, by action.
#[derive(Debug, Default)]
pub(crate) struct TaskRights {
    by_action: HashMap<String, May>,
}

impl TaskRights {
    pub(crate) fn of(may: Vec<May>) -> Self {
        Self { by_action: may.into_iter().map(|may| (may.action.clone(), may)).collect() }
    }

    /// Whether the reader may do the task.
    pub(crate) fn may_do(&self, task: &Task) -> bool {
        let may = |action: &str| self.within(action, task).is_some();
        task_rule(task.kind()).is_some_and(|rule| may(rule.done_by) && rule.with.is_none_or(may))
    }

    /// Whether the reader is shown what the task is about.
    pub(crate) fn may_know(&self, task: &Task) -> bool {
        let Some(rule) = task_rule(task.kind()) else { return false };
        let Some(within) = self.within(rule.known_by, task) else { return false };
        let shown = |kind: access::Shows| within.shows.contains(&kind.to_string());
        within.shows.is_empty() || rule.showing.is_none_or(shown)
    }

    /// Where an action is allowed on the task's school, or on the task's review.
    fn within(&self, action: &str, task: &Task) -> Option<&Within> {
        let may = self.by_action.get(action)?;
        let here = |within: &&Within| {
            let over_thing = within.review_ids.contains(&task.thing_id);
            let over_school = match task.school_id.as_str() {
                "" => within.trust,
                school => within.school_ids.iter().any(|id| id == school),
            };
            may.everywhere || over_thing || over_school
        };
        may.within.iter().find(here)
    }
}
