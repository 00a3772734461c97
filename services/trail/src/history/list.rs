//! The lines of the history, newest first, a page at a time.

use contract::trail::v1::HistoryLine;
use eventlog::Snapshot;
use jiff::civil::Date;
use tokio_postgres::Row;
use uuid::Uuid;

/// Which lines; empty and `None` mean all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub school_id: String,
    pub actor_id: Option<Uuid>,
    pub area_id: String,
    /// First and last day, British time.
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// 0: from the newest.
    pub before_position: u64,
    pub page_size: u32,
}

const LIST: &str = "select l.position, l.at, l.recorded_at, l.actor_id, l.actor_role, l.sentence, \
    l.school_id, l.area_id, l.type, l.stream \
    from line l \
    where l.trust_id = $1 and ($2::bigint = 0 or l.position < $2) \
    and ($3 = '' or exists (select from line_school s \
        where s.trust_id = l.trust_id and s.school_id = $3 and s.position = l.position)) \
    and ($4 = '' or exists (select from line_area a \
        where a.trust_id = l.trust_id and a.area_id = $4 and a.position = l.position)) \
    and ($5::uuid is null or l.actor_id = $5) \
    and ($6::text is null or l.on_day >= $6::date) and ($7::text is null or l.on_day <= $7::date) \
    order by l.position desc limit $8";

/// A page of lines, and what to give as `before_position` for the next; 0 at the end.
pub(crate) async fn list(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: &Filter,
) -> Result<(Vec<HistoryLine>, u64), tokio_postgres::Error> {
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    let (from, until) = (text(filter.from), text(filter.until));
    let before = filter.before_position.cast_signed();
    // One more than the page, to know whether there is a next.
    let limit = i64::from(filter.page_size) + 1;
    let rows = snapshot
        .query(
            LIST,
            &[
                &trust,
                &before,
                &filter.school_id,
                &filter.area_id,
                &filter.actor_id,
                &from,
                &until,
                &limit,
            ],
        )
        .await?;
    let page = rows.len().min(filter.page_size as usize);
    let lines: Vec<HistoryLine> = rows.iter().take(page).map(line).collect();
    let next = if rows.len() > page { lines.last().map_or(0, |line| line.position) } else { 0 };
    Ok((lines, next))
}

fn line(row: &Row) -> HistoryLine {
    HistoryLine {
        position: row.get::<_, i64>(0).unsigned_abs(),
        at: row.get(1),
        recorded_at: row.get(2),
        actor_id: row.get::<_, Uuid>(3).to_string(),
        actor_role: row.get(4),
        sentence: row.get(5),
        school_id: row.get(6),
        area_id: row.get(7),
        r#type: row.get(8),
        stream: row.get(9),
    }
}
