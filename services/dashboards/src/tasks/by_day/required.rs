//! What the trust requires of its schools: a headteacher adopts it before its last day, unless it is waived.

use contract::dashboards::v1::{Task, TaskKind};
use contract::evidence::v1::{
    RegisterLine, Requirement, RequirementDue, RequirementTerms, RequirementVersion,
};
use contract::{AcademicYear, Term, field, register};
use eventlog::Snapshot;
use jiff::ToSpan as _;
use jiff::civil::Date;
use tokio_postgres::Row;
use uuid::Uuid;

use super::SettledRequirement;
use super::schools::SchoolHere;
use crate::tasks::list::TaskFilter;

/// So many days before its last day a requirement is a task.
const AHEAD: i32 = 30;

const SAID: &str = "select requirement_id, from_position, recorded_on, academic_year, dropped, title, \
    obligation, rhythm, due_on from requirement_version \
    where trust_id = $1 and from_position <= $2 order by requirement_id, from_position";

const SETTLED: &str = "select requirement_id, school_id, period from requirement_settled \
    where trust_id = $1 and from_position <= $2 and (until_position = 0 or until_position > $2) \
    and ($3 = '' or school_id = $3) and left(period, 7) = any ($4)";

/// The tasks of the headteachers of these schools.
pub(super) async fn tasks(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: TaskFilter<'_>,
    schools: &[SchoolHere],
) -> Result<Vec<Task>, tokio_postgres::Error> {
    let TaskFilter { position, today, school_id, .. } = filter;
    let position = position.cast_signed();
    let mut requirements: Vec<Requirement> = Vec::new();
    for row in snapshot.query(SAID, &[&trust, &position]).await? {
        let requirement_id: String = row.get("requirement_id");
        if requirements.last().is_none_or(|last| last.requirement_id != requirement_id) {
            requirements.push(Requirement { requirement_id, ..Requirement::default() });
        }
        if let Some(last) = requirements.last_mut() {
            last.say(version(&row));
        }
    }
    // A term begins with its year: `2025-26-autumn`.
    let years: Vec<String> = years(today).iter().map(AcademicYear::to_string).collect();
    let settled = snapshot.query(SETTLED, &[&trust, &position, &school_id, &years]).await?;
    let settled = settled.iter().map(|row| SettledRequirement {
        requirement_id: row.get("requirement_id"),
        school_id: row.get("school_id"),
        period: row.get("period"),
    });
    let known = RequirementsKnown { requirements, settled: settled.collect() };
    Ok(known.tasks(schools, today))
}

fn version(row: &Row) -> RequirementVersion {
    let dropped: bool = row.get("dropped");
    let terms = RequirementTerms {
        title: row.get("title"),
        obligation: row.get("obligation"),
        rhythm: row.get("rhythm"),
        due_on: row.get("due_on"),
        ..RequirementTerms::default()
    };
    RequirementVersion {
        year: row.get("academic_year"),
        terms: (!dropped).then_some(terms),
        dropped,
        recorded_on: row.get("recorded_on"),
        position: row.get::<_, i64>("from_position").unsigned_abs(),
        ..RequirementVersion::default()
    }
}

/// The academic years whose last days can make a task of a day. What is overdue for longer stands on the page of its year.
fn years(today: Date) -> [AcademicYear; 3] {
    let year = AcademicYear::of(today);
    [year.previous(), year, year.next()]
}

/// All that the tasks are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct RequirementsKnown {
    pub requirements: Vec<Requirement>,
    pub settled: Vec<SettledRequirement>,
}

impl RequirementsKnown {
    /// One task for each school and period whose last day is over or near.
    pub(super) fn tasks(&self, schools: &[SchoolHere], today: Date) -> Vec<Task> {
        let soon = today.saturating_add(AHEAD.days()).to_string();
        let mut tasks = Vec::new();
        let years = years(today).into_iter();
        for line in years.flat_map(|year| register(self.requirements.clone(), year)) {
            let counts = |due: &&RequirementDue| line.is_required() && due.due_on <= soon;
            for due in line.due.iter().filter(counts) {
                let owe = schools.iter().filter(|school| self.owes(school, &line, due));
                tasks.extend(owe.map(|school| task(school, &line, due)));
            }
        }
        tasks
    }

    /// Whether a school has still to adopt it.
    fn owes(&self, school: &SchoolHere, line: &RegisterLine, due: &RequirementDue) -> bool {
        let wanted = SettledRequirement {
            requirement_id: line.requirement_id.clone(),
            school_id: school.school_id.clone(),
            period: due.period.clone(),
        };
        let spared = line.spares(due, &school.joined_on, &school.left_on);
        spared.is_none() && !self.settled.contains(&wanted)
    }
}

fn task(school: &SchoolHere, line: &RegisterLine, due: &RequirementDue) -> Task {
    let near = field::day(&due.due_on).map(|day| day.saturating_sub(AHEAD.days()).to_string());
    let since = near.unwrap_or_default().max(line.due_since.clone()).max(school.joined_on.clone());
    // An academic year is no term.
    let term = due.period.parse::<Term>().map(|term| term.to_string()).unwrap_or_default();
    Task {
        kind: TaskKind::AdoptRequirement.into(),
        school_id: school.school_id.clone(),
        thing_id: line.requirement_id.clone(),
        part_ids: vec![due.period.clone()],
        parts: 1,
        term,
        title: line.terms.as_ref().map(|terms| terms.title.clone()).unwrap_or_default(),
        due_on: due.due_on.clone(),
        since,
        ..Task::default()
    }
}
