//! The lines of the history, newest first, a page at a time.

use std::collections::HashMap;

use access::{Reach, Shows};
use contract::trail::v1::HistoryLine;
use eventlog::Snapshot;
use jiff::civil::Date;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::outside;

/// Which lines; empty and `None` mean all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub school_id: String,
    pub actor_id: Option<Uuid>,
    pub area_id: String,
    /// First and last day, British time.
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub shown: Shown,
    /// 0: from the newest.
    pub before_position: u64,
    /// Only events after this position; 0: from the first.
    pub after_position: u64,
    /// Whose own acts are left out.
    pub not_by: Option<Uuid>,
    pub page_size: u32,
}

impl Filter {
    /// Whether it asks for some school, area or days.
    fn is_narrow(&self) -> bool {
        let days = self.from.is_some() || self.until.is_some();
        days || !self.school_id.is_empty() || !self.area_id.is_empty()
    }
}

/// What concerns a committee: its meetings, and its reports from issue to question and answer.
pub(crate) const OF_COMMITTEES: &[&str] = &[
    "plumbline.schools.v1.CommitteeFormed",
    "plumbline.schools.v1.MeetingScheduled",
    "plumbline.schools.v1.MeetingMoved",
    "plumbline.schools.v1.MeetingCancelled",
    "plumbline.schools.v1.QuorumSet",
    "plumbline.schools.v1.SeatCreated",
    "plumbline.schools.v1.SeatFilled",
    "plumbline.schools.v1.SeatVacated",
    "plumbline.schools.v1.AttendanceRecorded",
    "plumbline.schools.v1.QuestionMinuted",
    "plumbline.reports.v1.ReportIssued",
    "plumbline.reports.v1.ReportOpened",
    "plumbline.reports.v1.QuestionAsked",
    "plumbline.reports.v1.QuestionAnswered",
    "plumbline.reports.v1.CorrectionIssued",
];

/// Which lines the reader may see; those of any of these.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// About one of these schools; `None`: every line there is.
    pub schools: Option<Vec<String>>,
    /// About no school.
    pub whole_trust: bool,
    /// Done by this person.
    pub own_acts_of: Option<Uuid>,
    /// Concerning the committees of these schools.
    pub committee_schools: Vec<String>,
    /// Every line there is, as another system reads it.
    pub outside: bool,
}

impl Shown {
    /// What a reach opens for a reader.
    pub(crate) fn of(reach: &Reach, reader: Uuid) -> Self {
        let showing = |kind| reach.schools_showing(kind);
        let ids = |ids: Vec<Uuid>| ids.iter().map(Uuid::to_string).collect();
        let outside = outside::is_outside(reach);
        Self {
            schools: showing(Shows::HistoryAll).map(ids).filter(|_| !outside),
            outside,
            whole_trust: reach.shows(None, Shows::HistoryAll),
            own_acts_of: reach.shows_any(Shows::HistoryOwnActs).then_some(reader),
            committee_schools: showing(Shows::HistoryCommittee).map(ids).unwrap_or_default(),
        }
    }
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
    and ($14::text[] is null or l.type = any ($14)) \
    and l.position > $15 and ($16::uuid is null or l.actor_id <> $16) \
    and ($9::text[] is null \
        or exists (select from line_school s \
            where s.trust_id = l.trust_id and s.school_id = any ($9) and s.position = l.position) \
        or ($10 and not exists (select from line_school s \
            where s.trust_id = l.trust_id and s.position = l.position)) \
        or l.actor_id = $11 \
        or (l.type = any ($13) and exists (select from line_school s \
            where s.trust_id = l.trust_id and s.school_id = any ($12) and s.position = l.position))) \
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
    let shown = &filter.shown;
    if shown.outside && filter.actor_id.is_some() {
        // Another system is not told who did what, so not by asking either.
        return Ok((Vec::new(), 0));
    }
    // A marker says of no school, area or day that something happened there.
    let open = (shown.outside && filter.is_narrow()).then(outside::open_types);
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
                &shown.schools,
                &shown.whole_trust,
                &shown.own_acts_of,
                &shown.committee_schools,
                &OF_COMMITTEES,
                &open,
                &filter.after_position.cast_signed(),
                &filter.not_by,
            ],
        )
        .await?;
    let page = rows.len().min(filter.page_size as usize);
    let lines = rows.iter().take(page).map(line);
    let mut lines: Vec<HistoryLine> =
        if shown.outside { lines.map(outside::line).collect() } else { lines.collect() };
    if !shown.outside {
        words_of(snapshot, trust, &mut lines).await?;
    }
    let next = if rows.len() > page { lines.last().map_or(0, |line| line.position) } else { 0 };
    Ok((lines, next))
}

/// Every school that each line is about, by the lines' positions; a line about no school is left out.
pub(crate) async fn schools_of_each(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    positions: &[u64],
) -> Result<HashMap<u64, Vec<String>>, tokio_postgres::Error> {
    let positions: Vec<i64> = positions.iter().map(|position| position.cast_signed()).collect();
    let about =
        "select position, school_id from line_school where trust_id = $1 and position = any ($2)";
    let mut schools = HashMap::<u64, Vec<String>>::new();
    for row in snapshot.query(about, &[&trust, &positions]).await? {
        let position = row.get::<_, i64>("position").unsigned_abs();
        schools.entry(position).or_default().push(row.get("school_id"));
    }
    Ok(schools)
}

/// The schools a thing lies in; none where the history does not know it.
pub(crate) async fn schools_of_thing(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    thing: &str,
) -> Result<Vec<String>, tokio_postgres::Error> {
    let lies = "select schools from thing where trust_id = $1 and thing = $2";
    let row = snapshot.query_opt(lies, &[&trust, &thing]).await?;
    let schools = row.map(|row| row.get::<_, String>("schools")).unwrap_or_default();
    Ok(schools.split_whitespace().map(str::to_owned).collect())
}

/// A row of `line` with its columns in the order of the list.
pub(crate) fn line(row: &Row) -> HistoryLine {
    HistoryLine {
        position: row.get::<_, i64>("position").unsigned_abs(),
        at: row.get("at"),
        recorded_at: row.get("recorded_at"),
        actor_id: row.get::<_, Uuid>("actor_id").to_string(),
        actor_role: row.get("actor_role"),
        sentence: row.get("sentence"),
        school_id: row.get("school_id"),
        area_id: row.get("area_id"),
        r#type: row.get("type"),
        stream: row.get("stream"),
        commitments: Vec::new(),
        classes: Vec::new(),
        opens: false,
    }
}

/// What the events of some lines commit to.
pub(crate) async fn words_of(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    lines: &mut [HistoryLine],
) -> Result<(), tokio_postgres::Error> {
    let positions: Vec<i64> = lines.iter().map(|line| line.position.cast_signed()).collect();
    let held = "select position, commitment from line_words \
        where trust_id = $1 and position = any ($2) order by position, place";
    let mut words = HashMap::<u64, Vec<String>>::new();
    for row in snapshot.query(held, &[&trust, &positions]).await? {
        let position = row.get::<_, i64>("position").unsigned_abs();
        words.entry(position).or_default().push(row.get("commitment"));
    }
    for line in lines {
        line.commitments = words.remove(&line.position).unwrap_or_default();
    }
    Ok(())
}
