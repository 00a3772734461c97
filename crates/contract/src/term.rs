//! Academic years (1 September to 31 August) and their three terms.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, Weekday};

use crate::schools::v1::TermDates;

/// An academic year, written `2025-26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear {
    starts: i16,
}

/// One of the three terms, in the order of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermName {
    /// From September.
    Autumn,
    /// From January.
    Spring,
    /// From April.
    Summer,
}

/// A term of an academic year, written `2025-26-autumn`; ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// The year it belongs to.
    pub year: AcademicYear,
    /// Which of the three.
    pub name: TermName,
}

/// Text that is no academic year or term.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be written like 2025-26 or 2025-26-autumn")]
pub struct NotATerm;

impl AcademicYear {
    /// The academic year a day falls in.
    pub fn of(day: Date) -> Self {
        Self { starts: if day.month() >= 9 { day.year() } else { day.year() - 1 } }
    }

    /// 1 September.
    pub fn first_day(self) -> Date {
        Date::constant(self.starts, 9, 1)
    }

    /// 31 August.
    pub fn last_day(self) -> Date {
        Date::constant(self.starts + 1, 8, 31)
    }

    /// The year before this one.
    pub fn previous(self) -> Self {
        Self { starts: self.starts - 1 }
    }

    /// The year after this one.
    pub fn next(self) -> Self {
        Self { starts: self.starts + 1 }
    }
}

impl Term {
    /// The term before this one.
    pub fn previous(self) -> Self {
        match self.name {
            TermName::Autumn => {
                Self { year: AcademicYear { starts: self.year.starts - 1 }, name: TermName::Summer }
            }
            TermName::Spring => Self { year: self.year, name: TermName::Autumn },
            TermName::Summer => Self { year: self.year, name: TermName::Spring },
        }
    }

    /// The term after this one.
    pub fn next(self) -> Self {
        match self.name {
            TermName::Autumn => Self { year: self.year, name: TermName::Spring },
            TermName::Spring => Self { year: self.year, name: TermName::Summer },
            TermName::Summer => {
                Self { year: AcademicYear { starts: self.year.starts + 1 }, name: TermName::Autumn }
            }
        }
    }

    /// How people say it, for example `Autumn 2025-26`.
    pub fn words(self) -> String {
        let name = match self.name {
            TermName::Autumn => "Autumn",
            TermName::Spring => "Spring",
            TermName::Summer => "Summer",
        };
        format!("{name} {}", self.year)
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{:02}", self.starts, (self.starts + 1) % 100)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.name {
            TermName::Autumn => "autumn",
            TermName::Spring => "spring",
            TermName::Summer => "summer",
        };
        write!(out, "{}-{name}", self.year)
    }
}

impl FromStr for AcademicYear {
    type Err = NotATerm;

    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let (first, second) = text.split_once('-').ok_or(NotATerm)?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(first, 4) || !digits(second, 2) {
            return Err(NotATerm);
        }
        let starts: i16 = first.parse().map_err(|_| NotATerm)?;
        let ends: i16 = second.parse().map_err(|_| NotATerm)?;
        // Years outside this range are slips of the pen, and jiff's calendar ends at 9999.
        if !(1900..2200).contains(&starts) || (starts + 1) % 100 != ends {
            return Err(NotATerm);
        }
        Ok(Self { starts })
    }
}

impl FromStr for Term {
    type Err = NotATerm;

    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let (year, name) = text.rsplit_once('-').ok_or(NotATerm)?;
        let name = match name {
            "autumn" => TermName::Autumn,
            "spring" => TermName::Spring,
            "summer" => TermName::Summer,
            _ => return Err(NotATerm),
        };
        Ok(Self { year: year.parse()?, name })
    }
}

/// Whether there is school on a day: a weekday inside a term and in none of its breaks.
pub fn is_school_day(terms: &[TermDates], day: Date) -> bool {
    let on = day.to_string();
    // Days are ISO 8601, so the order of the texts is the order of the days.
    let within = |first: &String, last: &String| *first <= on && on <= *last;
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let term = terms.iter().find(|term| within(&term.starts_on, &term.ends_on));
    let off = |term: &TermDates| term.breaks.iter().any(|off| within(&off.starts_on, &off.ends_on));
    !weekend && term.is_some_and(|term| !off(term))
}

#[cfg(test)]
mod tests;
