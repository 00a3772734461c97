//! The schools of the trust on the reader's day.

use eventlog::Snapshot;
use uuid::Uuid;

use crate::tasks::list::TaskFilter;

/// A school that is in the trust on the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SchoolHere {
    pub school_id: String,
    /// ISO 8601 date, or empty.
    pub joined_on: String,
    /// ISO 8601 date: the first day on which it is no longer in the trust; empty where none is known.
    pub left_on: String,
}

impl SchoolHere {
    /// Whether the school is gone by a last day. It does not owe what is due then.
    pub(super) fn is_gone_by(&self, due_on: &str) -> bool {
        !self.left_on.is_empty() && self.left_on.as_str() <= due_on
    }
}

const HERE: &str = "select distinct on (s.school_id) s.school_id, s.joined_on, \
    coalesce(l.on_day::text, '') as left_on from school s \
    left join school_left l on l.trust_id = s.trust_id and l.school_id = s.school_id \
        and l.from_position <= $2 and (l.until_position = 0 or l.until_position > $2) \
    where s.trust_id = $1 and s.from_position <= $2 and ($3 = '' or s.school_id = $3) \
    and (l.on_day is null or l.on_day > $4::text::date) \
    order by s.school_id, s.from_position desc";

/// All of them, or the one that is asked about.
pub(super) async fn here(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: TaskFilter<'_>,
) -> Result<Vec<SchoolHere>, tokio_postgres::Error> {
    let TaskFilter { position, today, school_id, .. } = filter;
    let today = today.to_string();
    let rows = snapshot.query(HERE, &[&trust, &position.cast_signed(), &school_id, &today]).await?;
    let school = |row: &tokio_postgres::Row| SchoolHere {
        school_id: row.get("school_id"),
        joined_on: row.get("joined_on"),
        left_on: row.get("left_on"),
    };
    Ok(rows.iter().map(school).collect())
}
