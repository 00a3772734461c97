//! Days that a round waits for: so many school days from today, by the terms of the school or of the trust.

use contract::events::{AcademicYearEvent, StoredEvent as _};
use contract::schools::v1::TermDates;
use contract::{AcademicYear, is_school_day};
use eventlog::{Lookup, ReadError, Stream};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// So many days on, further ones are no longer looked at: longer than any holiday.
const MOST_DAYS: usize = 120;

/// When there is school, as far as the record knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchoolDays {
    /// The academic years of which the terms are known.
    years: Vec<AcademicYear>,
    terms: Vec<TermDates>,
}

impl SchoolDays {
    /// The terms of this academic year and the next: the school's own, else the trust's. An empty id asks for the trust's.
    pub(crate) async fn load(school_id: &str, lookup: &Lookup<'_>) -> Result<Self, ReadError> {
        let this = AcademicYear::of(lookup.today());
        let next = AcademicYear::of(this.last_day().tomorrow().unwrap_or(this.last_day()));
        let mut known = Self::default();
        for year in [this, next] {
            let mut terms = match school_id {
                "" => Vec::new(),
                own => terms_of(&format!("{year}.{own}"), lookup).await?,
            };
            if terms.is_empty() {
                terms = terms_of(&year.to_string(), lookup).await?;
            }
            if !terms.is_empty() {
                known.years.push(year);
                known.terms.extend(terms);
            }
        }
        Ok(known)
    }

    /// The day that is so many school days after another one. Where no term is known, weekdays count.
    pub(crate) fn after(&self, day: Date, days: usize) -> Date {
        let later = day.series(1.day()).skip(1).take(MOST_DAYS);
        let counted = later.clone().filter(|day| self.counts(*day));
        counted.clone().nth(days.saturating_sub(1)).or(later.last()).unwrap_or(day)
    }

    fn counts(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        is_school_day(&self.terms, day)
            || (!weekend && !self.years.contains(&AcademicYear::of(day)))
    }
}

async fn terms_of(year: &str, lookup: &Lookup<'_>) -> Result<Vec<TermDates>, ReadError> {
    let history = lookup.happened(&Stream::new(AcademicYearEvent::CATEGORY, year)).await?;
    Ok(match history.last() {
        Some(last) => {
            let AcademicYearEvent::TermsSet(set) = last.decode()?;
            set.terms
        }
        None => Vec::new(),
    })
}

/// A day as a sentence says it, for example `28 November 2025`.
pub(crate) fn day_in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests;
