//! Writes the steps that an event leads to: a task begins, another follows it, or one is done.

use contract::dashboards::v1::TaskKind;
use eventlog::{ApplyError, Transaction};
use jiff::civil::Date;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::by_day::DayStep;
use super::printed::PrintedStep;

/// What an event does to the list.
#[derive(Debug, PartialEq)]
pub(crate) enum TaskStep {
    /// A task begins about a thing that the event describes.
    Begins(TaskBegun),
    /// A task begins about a thing of which earlier rows tell the rest.
    Follows(TaskFollowing),
    /// Tasks are done, or can no longer be done.
    Ends(TaskEnd),
    /// Every school of a round owes its view in every area of the framework.
    ViewsOwed {
        round_id: String,
        term: String,
        school_ids: Vec<String>,
        framework: (String, u32),
        due_on: String,
    },
    /// What waits for the day of a thing waits for another day.
    DayMoved { kind: TaskKind, thing_id: String, on: String },
    /// The areas of a version of a framework.
    Areas { framework: (String, u32), area_ids: Vec<String> },
    /// A review was asked for that a pairing had agreed.
    AskedFor { review_id: String, pairing_id: String },
    /// A review was called off. The one that its pairing agreed is to be asked for again, where no other of them goes on.
    AskedAnew { review_id: String },
    /// The decision behind a pairing is open again. A review of the pairing that is called off leads to nothing.
    GroundOpen { pairing_id: String },
    /// What the team of a review will look at again.
    Finding { review_id: String, finding_id: String },
    /// The team looks again at each finding from this day on.
    FollowUps { review_id: String, due_on: String },
    /// A committee receives the term's report on this day: it is due before.
    Meeting(TaskMeeting),
    /// A school leaves the trust on this day, or is in it again.
    Left { school_id: String, on: Option<String> },
    /// What days make tasks of when the list is read.
    ByDay(DayStep),
    /// What is said of figures, and what papers print of them.
    Printed(PrintedStep),
}

/// A task whose event says all about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TaskBegun {
    pub kind: TaskKind,
    pub school_id: String,
    pub thing_id: String,
    pub part: String,
    pub term: String,
    pub title: String,
    pub due_on: String,
    pub happens_on: String,
    pub other_school_id: String,
    /// Not where the thing ever had such a task.
    pub once: bool,
}

/// A task about a thing that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TaskFollowing {
    pub kind: TaskKind,
    pub thing_id: String,
    /// Empty: of every school of the thing.
    pub school_id: String,
    pub part: String,
    /// How many days before it happens it is due; `None`: no day is known.
    pub days_before: Option<i32>,
    /// ISO 8601 date, where the event names the day it is due; else empty.
    pub due_on: String,
    /// Not where the thing ever had such a task.
    pub once: bool,
}

/// The meeting that a school's report of a term goes to; `on` is empty where none is fixed any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TaskMeeting {
    pub school_id: String,
    pub term: String,
    pub on: String,
    /// The day its papers go out.
    pub due_on: String,
}

/// What is done.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TaskEnd {
    pub kinds: Vec<TaskKind>,
    pub thing_id: String,
    /// Empty: of every school of the thing.
    pub school_id: String,
    /// Empty: every part.
    pub part: String,
}

/// Where the steps of one event are written.
#[derive(Clone, Copy)]
pub(crate) struct TaskRows<'a> {
    pub tx: &'a Transaction<'a>,
    pub trust: Uuid,
    pub position: u64,
    /// The event's day, British time.
    pub since: Date,
}

const BEGINS: &str = "insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
    term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, case when $7 = '' then 0 else 1 end, 0 \
    where not ($13 and exists (select from task where trust_id = $1 and thing_id = $6 and kind = $4)) \
    on conflict do nothing";

const FOLLOWS: &str = "insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
    term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, $4, t.school_id, t.thing_id, $5, t.term, t.title, \
        case when $10 <> '' then $10 \
            when $6::integer is null or t.happens_on = '' or ($6 = 0 and t.happens_on < $3) then '' \
            else (t.happens_on::date - $6::integer)::text end, \
        t.happens_on, t.other_school_id, greatest(t.parts, case when $5 = '' then 0 else 1 end), 0 \
    from (select distinct on (school_id) * from task \
        where trust_id = $1 and thing_id = $7 and ($8 = '' or school_id = $8) \
        order by school_id, from_position desc) t \
    where not ($9 and exists (select from task where trust_id = $1 and thing_id = $7 and kind = $4)) \
    on conflict do nothing";

const ENDS: &str = "update task set until_position = $2 where trust_id = $1 and until_position = 0 \
    and thing_id = $3 and kind = any ($4) and ($5 = '' or school_id = $5) and ($6 = '' or part = $6)";

const AREA: &str = "insert into area (trust_id, framework_id, version, area_id) \
    select $1, $2, $3, a from unnest($4::text[]) as a on conflict do nothing";

const VIEWS: &str = "insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
    term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, $4, s, $5, a.area_id, $6, '', $10, '', '', count(*) over (partition by s), 0 \
    from unnest($7::text[]) as s, area a \
    where a.trust_id = $1 and a.framework_id = $8 and a.version = $9 on conflict do nothing";

const ASKED_FOR: &str = "insert into review_of_pairing (trust_id, review_id, pairing_id) values ($1, $2, $3) \
    on conflict do nothing";

// The statement sees the rows as they were before its own deletion.
const ASKED_ANEW: &str = "with off as (delete from review_of_pairing \
        where trust_id = $1 and review_id = $4 returning pairing_id) \
    insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
        term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, t.kind, t.school_id, t.thing_id, t.part, t.term, t.title, t.due_on, t.happens_on, \
        t.other_school_id, t.parts, 0 \
    from off, lateral (select * from task where trust_id = $1 and thing_id = off.pairing_id and kind = $5 \
        order by from_position desc limit 1) t \
    where not exists (select from review_of_pairing r where r.trust_id = $1 \
        and r.pairing_id = off.pairing_id and r.review_id <> $4) \
    on conflict do nothing";

const GROUND_OPEN: &str = "delete from review_of_pairing where trust_id = $1 and pairing_id = $2";

const FINDING: &str = "insert into finding (trust_id, review_id, finding_id) values ($1, $2, $3) on conflict do nothing";

const FOLLOW_UPS: &str = "insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
    term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, $4, t.school_id, $5, f.finding_id, t.term, '', $6, $6, '', count(*) over (), 0 \
    from (select school_id, term from task where trust_id = $1 and thing_id = $5 limit 1) t, finding f \
    where f.trust_id = $1 and f.review_id = $5 on conflict do nothing";

/// What waits for the meeting takes its new day.
const MEETING_MOVED: &str = "with moved as (update task set until_position = $2 \
        where trust_id = $1 and until_position = 0 and school_id = $3 and term = $4 and kind = any ($5) \
        and happens_on <> $7 returning *) \
    insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
        term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select m.trust_id, $2, m.since, m.kind, m.school_id, m.thing_id, m.part, m.term, m.title, \
        case when m.kind = $6 then $7 else $8 end, $7, m.other_school_id, m.parts, 0 from moved m";

/// What waits for the day of a thing takes its new one.
const DAY_MOVED: &str = "with moved as (update task set until_position = $2 \
        where trust_id = $1 and until_position = 0 and thing_id = $3 and kind = $4 returning *) \
    insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
        term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select m.trust_id, $2, m.since, m.kind, m.school_id, m.thing_id, m.part, m.term, m.title, \
        $5, $5, m.other_school_id, m.parts, 0 from moved m";

/// A report is to be drafted where the term has none.
const MEETING_FIRST: &str = "insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
    term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, $4, $5, $6, '', $6, '', $8, $7, '', 0, 0 \
    where not exists (select from task where trust_id = $1 and school_id = $5 and term = $6 and kind = any ($9))";

const LEFT: &str = "with said as (update school_left set until_position = $2 \
        where trust_id = $1 and school_id = $3 and until_position = 0) \
    insert into school_left (trust_id, school_id, from_position, until_position, on_day) \
    values ($1, $3, $2, 0, $4::text::date)";
const BACK: &str = "update school_left set until_position = $2 \
    where trust_id = $1 and school_id = $3 and until_position = 0";

/// The tasks whose day follows from the committee's meeting.
const BEFORE_A_MEETING: [TaskKind; 5] = [
    TaskKind::DraftReport,
    TaskKind::CommentOnReport,
    TaskKind::ApproveReport,
    TaskKind::IssueReport,
    TaskKind::AnswerQuestion,
];

pub(super) type TaskValue<'a> = &'a (dyn ToSql + Sync);

impl TaskRows<'_> {
    /// Writes one step.
    pub(crate) async fn step(&self, step: TaskStep) -> Result<(), ApplyError> {
        let at = self.position.cast_signed();
        match step {
            TaskStep::Begins(task) => self.begins(&task).await,
            TaskStep::Follows(task) => self.follows(&task).await,
            TaskStep::Ends(TaskEnd { kinds, thing_id, school_id, part }) => {
                let kinds: Vec<i32> = kinds.into_iter().map(i32::from).collect();
                self.run(ENDS, &[&at, &thing_id, &kinds, &school_id, &part]).await
            }
            TaskStep::ViewsOwed {
                round_id,
                term,
                school_ids,
                framework: (id, version),
                due_on,
            } => {
                let (kind, version) = (i32::from(TaskKind::StateView), i64::from(version));
                let since = self.since.to_string();
                let of: [TaskValue<'_>; 9] =
                    [&at, &since, &kind, &round_id, &term, &school_ids, &id, &version, &due_on];
                self.run(VIEWS, &of).await
            }
            TaskStep::Areas { framework: (id, version), area_ids } => {
                self.run(AREA, &[&id, &i64::from(version), &area_ids]).await
            }
            TaskStep::DayMoved { kind, thing_id, on } => {
                self.run(DAY_MOVED, &[&at, &thing_id, &i32::from(kind), &on]).await
            }
            TaskStep::AskedFor { review_id, pairing_id } => {
                self.run(ASKED_FOR, &[&review_id, &pairing_id]).await
            }
            TaskStep::AskedAnew { review_id } => {
                let (kind, since) = (i32::from(TaskKind::RequestReview), self.since.to_string());
                self.run(ASKED_ANEW, &[&at, &since, &review_id, &kind]).await
            }
            TaskStep::GroundOpen { pairing_id } => self.run(GROUND_OPEN, &[&pairing_id]).await,
            TaskStep::Finding { review_id, finding_id } => {
                self.run(FINDING, &[&review_id, &finding_id]).await
            }
            TaskStep::FollowUps { review_id, due_on } => {
                let (kind, since) = (i32::from(TaskKind::FollowUp), self.since.to_string());
                self.run(FOLLOW_UPS, &[&at, &since, &kind, &review_id, &due_on]).await
            }
            TaskStep::Meeting(meeting) => self.meets(&meeting).await,
            TaskStep::Left { school_id, on: Some(on) } => {
                self.run(LEFT, &[&at, &school_id, &on]).await
            }
            TaskStep::Left { school_id, on: None } => self.run(BACK, &[&at, &school_id]).await,
            TaskStep::ByDay(step) => self.by_day(&step).await,
            TaskStep::Printed(step) => self.printed(&step).await,
        }
    }

    /// Runs a statement whose first value is the trust.
    pub(super) async fn run(
        &self,
        statement: &str,
        values: &[TaskValue<'_>],
    ) -> Result<(), ApplyError> {
        let trust: TaskValue<'_> = &self.trust;
        let values: Vec<TaskValue<'_>> =
            std::iter::once(trust).chain(values.iter().copied()).collect();
        self.tx.execute(statement, &values).await?;
        Ok(())
    }

    async fn begins(&self, task: &TaskBegun) -> Result<(), ApplyError> {
        let (at, since) = (self.position.cast_signed(), self.since.to_string());
        let kind = i32::from(task.kind);
        let values: [TaskValue<'_>; 12] = [
            &at,
            &since,
            &kind,
            &task.school_id,
            &task.thing_id,
            &task.part,
            &task.term,
            &task.title,
            &task.due_on,
            &task.happens_on,
            &task.other_school_id,
            &task.once,
        ];
        self.run(BEGINS, &values).await
    }

    async fn follows(&self, task: &TaskFollowing) -> Result<(), ApplyError> {
        let (at, since) = (self.position.cast_signed(), self.since.to_string());
        let kind = i32::from(task.kind);
        let values: [TaskValue<'_>; 9] = [
            &at,
            &since,
            &kind,
            &task.part,
            &task.days_before,
            &task.thing_id,
            &task.school_id,
            &task.once,
            &task.due_on,
        ];
        self.run(FOLLOWS, &values).await
    }

    async fn meets(&self, meeting: &TaskMeeting) -> Result<(), ApplyError> {
        let (at, since) = (self.position.cast_signed(), self.since.to_string());
        let (draft, question) =
            (i32::from(TaskKind::DraftReport), i32::from(TaskKind::AnswerQuestion));
        let kinds: Vec<i32> = BEFORE_A_MEETING.into_iter().map(i32::from).collect();
        let TaskMeeting { school_id, term, on, due_on } = meeting;
        let moved: [TaskValue<'_>; 7] = [&at, school_id, term, &kinds, &question, on, due_on];
        self.run(MEETING_MOVED, &moved).await?;
        if on.is_empty() {
            return Ok(());
        }
        let first: [TaskValue<'_>; 8] = [&at, &since, &draft, school_id, term, on, due_on, &kinds];
        self.run(MEETING_FIRST, &first).await
    }
}
