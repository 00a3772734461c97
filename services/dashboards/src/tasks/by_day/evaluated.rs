//! The self-evaluation of the term: a school begins it where there is a template, and its headteacher signs it off.

use contract::dashboards::v1::{Task, TaskKind};
use contract::{AcademicYear, Period, Term, TermName};
use eventlog::Snapshot;
use jiff::civil::Date;
use uuid::Uuid;

use super::schools::SchoolHere;
use crate::tasks::list::TaskFilter;

/// What is known of a term at a school.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownTerm {
    /// Empty: at every school that keeps no dates of its own.
    pub school_id: String,
    pub term: Term,
    /// ISO 8601 dates, both inclusive. The last day is empty where only the calendar says which term it is.
    pub starts_on: String,
    pub ends_on: String,
}

/// A template that a school can write by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownTemplate {
    /// Empty: every school.
    pub school_id: String,
    pub since: String,
}

/// A self-evaluation that was begun.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownEvaluation {
    pub self_evaluation_id: String,
    pub school_id: String,
    pub term: String,
    pub since: String,
    pub signed: bool,
}

/// All that the tasks are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Evaluations {
    pub terms: Vec<KnownTerm>,
    pub templates: Vec<KnownTemplate>,
    pub begun: Vec<KnownEvaluation>,
}

const TERMS: &str = "select school_id, term, starts_on, ends_on from term_dates \
    where trust_id = $1 and from_position <= $2 and (until_position = 0 or until_position > $2)";

const TEMPLATES: &str =
    "select school_id, since from sef_template where trust_id = $1 and from_position <= $2";

const BEGUN: &str = "select self_evaluation_id, school_id, term, since, \
    until_position > 0 and until_position <= $2 as signed from self_evaluation \
    where trust_id = $1 and from_position <= $2 and ($3 = '' or school_id = $3)";

/// The tasks of the headteachers of these schools.
pub(super) async fn tasks(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: TaskFilter<'_>,
    schools: &[SchoolHere],
) -> Result<Vec<Task>, tokio_postgres::Error> {
    let TaskFilter { position, today, school_id, .. } = filter;
    let position = position.cast_signed();
    let terms = snapshot.query(TERMS, &[&trust, &position]).await?;
    let terms = terms.iter().filter_map(|row| {
        // The door lets no other text in.
        let term = row.get::<_, &str>("term").parse().ok()?;
        let (starts_on, ends_on) = (row.get("starts_on"), row.get("ends_on"));
        Some(KnownTerm { school_id: row.get("school_id"), term, starts_on, ends_on })
    });
    let terms = terms.collect();
    let templates = snapshot.query(TEMPLATES, &[&trust, &position]).await?;
    let templates = templates
        .iter()
        .map(|row| KnownTemplate { school_id: row.get("school_id"), since: row.get("since") });
    let templates = templates.collect();
    let begun = snapshot.query(BEGUN, &[&trust, &position, &school_id]).await?;
    let begun = begun.iter().map(|row| KnownEvaluation {
        self_evaluation_id: row.get("self_evaluation_id"),
        school_id: row.get("school_id"),
        term: row.get("term"),
        since: row.get("since"),
        signed: row.get("signed"),
    });
    let known = Evaluations { terms, templates, begun: begun.collect() };
    Ok(schools.iter().filter_map(|school| known.task(school, today)).collect())
}

impl Evaluations {
    /// What the headteacher of a school has to do about the term's self-evaluation on a day.
    pub(super) fn task(&self, school: &SchoolHere, today: Date) -> Option<Task> {
        let SchoolHere { school_id, joined_on, .. } = school;
        let now = self.term_now(school_id, today)?;
        if school.is_gone_by(&now.ends_on) {
            return None;
        }
        let term = now.term.to_string();
        let task = Task {
            school_id: school_id.clone(),
            term: term.clone(),
            due_on: now.ends_on.clone(),
            ..Task::default()
        };
        let mut begun = self.begun.iter();
        match begun.find(|one| one.school_id == *school_id && one.term == term) {
            Some(KnownEvaluation { signed: true, .. }) => None,
            Some(draft) => Some(Task {
                kind: TaskKind::SignSelfEvaluation.into(),
                thing_id: draft.self_evaluation_id.clone(),
                since: draft.since.clone(),
                ..task
            }),
            None => {
                let asked_since = self.template_since(school_id)?.max(joined_on.clone());
                // As in the register: the last day was over before the trust asked, or before the school joined.
                let is_late = !now.ends_on.is_empty() && now.ends_on < asked_since;
                (!is_late).then(|| Task {
                    kind: TaskKind::BeginSelfEvaluation.into(),
                    thing_id: term,
                    since: asked_since.max(now.starts_on),
                    ..task
                })
            }
        }
    }

    /// The day since which the school can write by a template; nothing where there is none for it.
    fn template_since(&self, school: &str) -> Option<String> {
        let for_it = |one: &&KnownTemplate| one.school_id.is_empty() || one.school_id == school;
        self.templates.iter().filter(for_it).map(|one| one.since.clone()).min()
    }

    /// The term that began last at a school. It counts until the next begins, or until its academic year is over.
    fn term_now(&self, school: &str, today: Date) -> Option<KnownTerm> {
        let (year, on) = (AcademicYear::of(today), today.to_string());
        let keeps_own = |year: AcademicYear| {
            self.terms.iter().any(|one| one.school_id == school && one.term.year == year)
        };
        let at_school = |one: &&KnownTerm| match one.school_id.as_str() {
            "" => !keeps_own(one.term.year),
            keeper => keeper == school,
        };
        let known: Vec<&KnownTerm> = self.terms.iter().filter(at_school).collect();
        let has_begun = |one: &&KnownTerm| one.starts_on <= on && one.term.year >= year;
        let begun = known.iter().copied().filter(has_begun);
        match begun.max_by(|one, other| one.starts_on.cmp(&other.starts_on)) {
            Some(last) => Some(last.clone()),
            // The year has dates, and its first term begins later.
            None if known.iter().any(|one| one.term.year == year) => None,
            None => by_calendar(today),
        }
    }
}

/// The term in which a day lies where no dates are set. Its last day is not known.
fn by_calendar(today: Date) -> Option<KnownTerm> {
    let year = AcademicYear::of(today);
    let begins = |term: Term| Period::Term(term).first_day();
    let latest_first = [TermName::Summer, TermName::Spring, TermName::Autumn];
    let mut terms = latest_first.into_iter().map(|name| Term { year, name });
    let term = terms.find(|term| begins(*term) <= today)?;
    let (school_id, ends_on) = (String::new(), String::new());
    Some(KnownTerm { school_id, term, starts_on: begins(term).to_string(), ends_on })
}
