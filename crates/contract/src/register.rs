//! The register of an academic year: what holds in it, when a school has to have it, and what changed since the year before.

use jiff::civil::Date;

use crate::evidence::v1::{
    Obligation, RegisterChange, RegisterLine, Requirement, RequirementDue, RequirementRhythm,
    RequirementTerms, RequirementVersion,
};
use crate::{AcademicYear, Period, Term, TermName, field};

impl Requirement {
    /// Takes in what is said of it for an academic year, in the place of what was said for that year before. Since when a school is
    /// asked for it by such days is worked out here.
    pub fn say(&mut self, version: RequirementVersion) {
        let before = self.versions.last().filter(|before| is_due_alike(before, &version));
        let due_since = before.map_or(&version.recorded_on, |before| &before.due_since).clone();
        let version = RequirementVersion { due_since, ..version };
        // What was said for the same year before stands in the history.
        self.versions.retain(|known| known.year != version.year);
        self.versions.push(version);
    }
}

/// Why a school need not have had something by a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementSpared {
    /// The last day was over before the school joined.
    JoinedLater,
    /// The school is gone by the last day.
    Left,
    /// It is required, and the last day was over before the register asked for it.
    AddedLater,
}

impl RegisterLine {
    /// Whether schools have to have it, and not only may.
    pub fn is_required(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.obligation() == Obligation::Required)
    }

    /// Whether the last day counts for a school by its days in the trust, ISO 8601 dates; a day that is empty says nothing.
    pub fn spares(
        &self,
        due: &RequirementDue,
        joined_on: &str,
        left_on: &str,
    ) -> Option<RequirementSpared> {
        let last = field::day(&due.due_on);
        let over_by = |day: &str| last.zip(field::day(day)).is_some_and(|(last, day)| last < day);
        if over_by(joined_on) {
            Some(RequirementSpared::JoinedLater)
        } else if !left_on.is_empty() && !over_by(left_on) {
            Some(RequirementSpared::Left)
        } else if self.is_required() && over_by(&self.due_since) {
            Some(RequirementSpared::AddedLater)
        } else {
            None
        }
    }
}

/// Whether both ask schools for it by the same days. Another title does not move the day since which it is asked for.
fn is_due_alike(before: &RequirementVersion, now: &RequirementVersion) -> bool {
    let asked = |version: &RequirementVersion| {
        let terms = version.terms.as_ref()?;
        Some((terms.obligation, terms.rhythm, terms.due_on.clone()))
    };
    !now.dropped && asked(before) == asked(now)
}

/// The lines of a year: what is required first, then by title. What was dropped since the year before is among them.
pub fn register(requirements: Vec<Requirement>, year: AcademicYear) -> Vec<RegisterLine> {
    let lines = requirements.iter().filter_map(|requirement| line(requirement, year));
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by_cached_key(|line| {
        let terms = line.terms.as_ref();
        let obligation = terms.map_or(0, |terms| terms.obligation);
        (obligation, terms.map(|terms| terms.title.to_lowercase()), line.requirement_id.clone())
    });
    lines
}

fn line(requirement: &Requirement, year: AcademicYear) -> Option<RegisterLine> {
    let now = in_year(requirement, year)?;
    let stood = in_year(requirement, year.previous()).filter(|before| !before.dropped);
    let change = match (stood, now.dropped) {
        (None, true) => return None,
        (None, false) => RegisterChange::New,
        (Some(_), true) => RegisterChange::Dropped,
        (Some(_), false) if now.year == year.to_string() => RegisterChange::Changed,
        (Some(_), false) => RegisterChange::Unspecified,
    };
    let said = if now.dropped { stood? } else { now };
    let before = stood.filter(|_| change == RegisterChange::Changed);
    let due = match now.dropped {
        true => Vec::new(),
        false => due(now, year),
    };
    Some(RegisterLine {
        requirement_id: requirement.requirement_id.clone(),
        terms: said.terms.clone(),
        why: now.why.clone(),
        due,
        change: change.into(),
        before: before.and_then(|before| before.terms.clone()),
        why_before: before.and_then(|before| before.why.clone()),
        since: now.year.clone(),
        position: now.position,
        due_since: now.due_since.clone(),
    })
}

/// What was said last for the year or an earlier one. Years are written so that their texts sort as they do.
fn in_year(requirement: &Requirement, year: AcademicYear) -> Option<&RequirementVersion> {
    let year = year.to_string();
    requirement.versions.iter().rev().find(|version| version.year <= year)
}

/// When a school has to have it in the year.
fn due(version: &RequirementVersion, year: AcademicYear) -> Vec<RequirementDue> {
    let Some(terms) = &version.terms else { return Vec::new() };
    let one = |period: String, on: Date| RequirementDue { period, due_on: on.to_string() };
    match terms.rhythm() {
        RequirementRhythm::Unspecified => Vec::new(),
        RequirementRhythm::OnDay => {
            let on = same_day(terms, &version.year, year);
            on.map(|on| one(year.to_string(), on)).into_iter().collect()
        }
        RequirementRhythm::EachYear => vec![one(year.to_string(), year.last_day())],
        RequirementRhythm::EachTerm => {
            let names = [TermName::Autumn, TermName::Spring, TermName::Summer];
            names.map(|name| due_in(Term { year, name })).to_vec()
        }
    }
}

/// Terms differ between schools, so a term's last day is the one before the next can begin.
fn due_in(term: Term) -> RequirementDue {
    let next = Period::Term(term.next()).first_day();
    let last = next.yesterday().unwrap_or(next);
    RequirementDue { period: term.to_string(), due_on: last.to_string() }
}

/// The day of a later year that has the same month and day; of 29 February the 28th in most years.
fn same_day(terms: &RequirementTerms, since: &str, year: AcademicYear) -> Option<Date> {
    let (day, since) = (field::day(&terms.due_on)?, since.parse::<AcademicYear>().ok()?);
    let later = i32::from(year.first_day().year()) - i32::from(since.first_day().year());
    Some(day.saturating_add(jiff::Span::new().years(later)))
}

#[cfg(test)]
mod tests;
