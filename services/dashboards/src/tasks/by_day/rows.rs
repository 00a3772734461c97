//! Writes what days make tasks of.

use contract::evidence::v1::RequirementTerms;
use contract::schools::v1::TermsSet;
use eventlog::ApplyError;

use crate::tasks::rows::{TaskRows, TaskValue};

/// What an event says that days make tasks of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DayStep {
    /// A school is in the trust since a day.
    Joined { school_id: String, joined_on: String },
    /// The terms of an academic year, in place of what was said of them before.
    Terms(TermsSet),
    /// There is a template for self-evaluations of a school; of every school where it is empty.
    Template { school_id: String },
    /// A self-evaluation was begun.
    Begun { self_evaluation_id: String, school_id: String, term: String },
    /// A self-evaluation was signed off.
    Signed { self_evaluation_id: String },
    /// What the register asks for from an academic year on; nothing where it was taken off.
    Required { requirement_id: String, year: String, terms: Option<RequirementTerms> },
    /// A school adopted what is required, or need not have it.
    Settled(SettledRequirement),
    /// That was taken back.
    Reopened(SettledRequirement),
    /// Headteachers are asked about a draft until a day.
    Asked { draft: ConsultedDraft, since: String, comment_by: String },
    /// They are not asked about this framework any more.
    NotAsked { framework_id: String },
    /// The headteacher of a school commented on a draft.
    Commented { draft: ConsultedDraft, school_id: String },
}

/// A requirement for a school and an academic year or a term.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SettledRequirement {
    pub requirement_id: String,
    pub school_id: String,
    pub period: String,
}

/// A draft of a version of a framework.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConsultedDraft {
    pub framework_id: String,
    pub version: u32,
    pub draft: u32,
}

const JOINED: &str = "insert into school (trust_id, from_position, school_id, joined_on) \
    values ($1, $2, $3, $4) on conflict do nothing";

const OTHER_TERMS: &str = "update term_dates set until_position = $2 where trust_id = $1 \
    and until_position = 0 and academic_year = $3 and school_id = $4";
const TERMS: &str = "insert into term_dates (trust_id, from_position, until_position, academic_year, \
    school_id, term, starts_on, ends_on) select $1, $2, 0, $3, $4, t.term, t.starts_on, t.ends_on \
    from unnest($5::text[], $6::text[], $7::text[]) as t(term, starts_on, ends_on) on conflict do nothing";

const TEMPLATE: &str = "insert into sef_template (trust_id, from_position, school_id, since) \
    values ($1, $2, $3, $4) on conflict do nothing";

const BEGUN: &str = "insert into self_evaluation (trust_id, from_position, until_position, \
    self_evaluation_id, school_id, term, since) values ($1, $2, 0, $3, $4, $5, $6) on conflict do nothing";
const SIGNED: &str = "update self_evaluation set until_position = $2 \
    where trust_id = $1 and self_evaluation_id = $3 and until_position = 0";

const REQUIRED: &str = "insert into requirement_version (trust_id, from_position, recorded_on, \
    requirement_id, academic_year, dropped, title, obligation, rhythm, due_on) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing";

const SETTLED: &str = "insert into requirement_settled (trust_id, from_position, until_position, \
    requirement_id, school_id, period) values ($1, $2, 0, $3, $4, $5) on conflict do nothing";
const REOPENED: &str = "update requirement_settled set until_position = $2 where trust_id = $1 \
    and requirement_id = $3 and school_id = $4 and period = $5 and until_position = 0";

const NOT_ASKED: &str = "update consultation set until_position = $2 \
    where trust_id = $1 and framework_id = $3 and until_position = 0";
const ASKED: &str = "insert into consultation (trust_id, from_position, until_position, framework_id, \
    version, draft, since, comment_by) values ($1, $2, 0, $3, $4, $5, $6, $7) on conflict do nothing";
const COMMENTED: &str = "insert into framework_comment (trust_id, from_position, framework_id, version, \
    draft, school_id) values ($1, $2, $3, $4, $5, $6) on conflict do nothing";

impl TaskRows<'_> {
    /// Writes what days make tasks of.
    pub(in crate::tasks) async fn by_day(&self, step: &DayStep) -> Result<(), ApplyError> {
        let (at, since) = (self.position.cast_signed(), self.since.to_string());
        match step {
            DayStep::Joined { school_id, joined_on } => {
                self.run(JOINED, &[&at, school_id, joined_on]).await
            }
            DayStep::Terms(set) => self.terms(set).await,
            DayStep::Template { school_id } => self.run(TEMPLATE, &[&at, school_id, &since]).await,
            DayStep::Begun { self_evaluation_id, school_id, term } => {
                self.run(BEGUN, &[&at, self_evaluation_id, school_id, term, &since]).await
            }
            DayStep::Signed { self_evaluation_id } => {
                self.run(SIGNED, &[&at, self_evaluation_id]).await
            }
            DayStep::Required { requirement_id, year, terms } => {
                let (dropped, terms) = (terms.is_none(), terms.clone().unwrap_or_default());
                let RequirementTerms { title, obligation, rhythm, due_on, .. } = &terms;
                let values: [TaskValue<'_>; 9] = [
                    &at,
                    &since,
                    requirement_id,
                    year,
                    &dropped,
                    title,
                    obligation,
                    rhythm,
                    due_on,
                ];
                self.run(REQUIRED, &values).await
            }
            DayStep::Settled(SettledRequirement { requirement_id, school_id, period }) => {
                self.run(SETTLED, &[&at, requirement_id, school_id, period]).await
            }
            DayStep::Reopened(SettledRequirement { requirement_id, school_id, period }) => {
                self.run(REOPENED, &[&at, requirement_id, school_id, period]).await
            }
            DayStep::Asked { draft, since, comment_by } => {
                let ConsultedDraft { framework_id, version, draft } = draft;
                let (version, draft) = (i64::from(*version), i64::from(*draft));
                self.run(NOT_ASKED, &[&at, framework_id]).await?;
                let values: [TaskValue<'_>; 6] =
                    [&at, framework_id, &version, &draft, since, comment_by];
                self.run(ASKED, &values).await
            }
            DayStep::NotAsked { framework_id } => self.run(NOT_ASKED, &[&at, framework_id]).await,
            DayStep::Commented { draft, school_id } => {
                let ConsultedDraft { framework_id, version, draft } = draft;
                let (version, draft) = (i64::from(*version), i64::from(*draft));
                self.run(COMMENTED, &[&at, framework_id, &version, &draft, school_id]).await
            }
        }
    }

    async fn terms(&self, set: &TermsSet) -> Result<(), ApplyError> {
        let at = self.position.cast_signed();
        let TermsSet { academic_year, school_id, terms } = set;
        self.run(OTHER_TERMS, &[&at, academic_year, school_id]).await?;
        let names: Vec<&str> = terms.iter().map(|term| term.term.as_str()).collect();
        let first: Vec<&str> = terms.iter().map(|term| term.starts_on.as_str()).collect();
        let last: Vec<&str> = terms.iter().map(|term| term.ends_on.as_str()).collect();
        let values: [TaskValue<'_>; 6] = [&at, academic_year, school_id, &names, &first, &last];
        self.run(TERMS, &values).await
    }
}
