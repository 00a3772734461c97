//! The period of a figure: an academic year, a term, a half-term, or days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::{AcademicYear, Term, TermName, field};

/// What a figure tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2024-25`
    Year(AcademicYear),
    /// `2024-25-autumn`
    Term(Term),
    /// `2024-25-autumn-1`: the first half of the term, or the second.
    HalfTerm(Term, Half),
    /// `2024-09-02/2025-01-10`: from the first day to the last.
    Days(Date, Date),
}

/// The half of a term before its break, or the one behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Half {
    /// Before the break.
    First,
    /// After it.
    Second,
}

/// Text that is no period.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "must be a period such as 2024-25, 2024-25-autumn, 2024-25-autumn-1 or 2024-09-02/2025-01-10"
)]
pub struct NotAPeriod;

impl Period {
    /// Reads the label of a year as files and people write it: `2023-24`, `2023/24`, `2023-2024`, `202324` and `20232024`.
    /// Any other text has to be a period in its usual form.
    pub fn of_label(label: &str) -> Result<Self, NotAPeriod> {
        let label = label.trim();
        if let Ok(period) = label.parse() {
            return Ok(period);
        }
        let plain = label.replace(['/', '\u{2013}'], "-");
        let (first, second) = match plain.split_once('-') {
            Some((first, second)) => (first.trim(), second.trim()),
            None if plain.is_ascii() && [6, 8].contains(&plain.len()) => plain.split_at(4),
            None => return Err(NotAPeriod),
        };
        // The century is written twice in some files; what stands before the last two digits must then be right.
        let short = match second.len() {
            4 if follows(first, second) => second.get(2..).ok_or(NotAPeriod)?,
            2 => second,
            _ => return Err(NotAPeriod),
        };
        format!("{first}-{short}").parse().map(Self::Year).map_err(|_| NotAPeriod)
    }

    /// The first day on which it can begin. Terms differ between schools, so of a term it is the earliest of any.
    pub fn first_day(self) -> Date {
        match self {
            Self::Year(year) => year.first_day(),
            Self::Term(term) | Self::HalfTerm(term, _) => {
                let (autumn, next) = (term.year.first_day(), term.year.last_day().year());
                match term.name {
                    TermName::Autumn => autumn,
                    TermName::Spring => Date::constant(next, 1, 1),
                    TermName::Summer => Date::constant(next, 4, 1),
                }
            }
            Self::Days(first, _) => first,
        }
    }

    /// How people say it, for example `Autumn 2024-25, first half`.
    pub fn words(self) -> String {
        match self {
            Self::Year(year) => format!("Academic year {year}"),
            Self::Term(term) => term.words(),
            Self::HalfTerm(term, Half::First) => format!("{}, first half", term.words()),
            Self::HalfTerm(term, Half::Second) => format!("{}, second half", term.words()),
            Self::Days(first, last) => {
                format!("{} to {}", first.strftime("%-d %B %Y"), last.strftime("%-d %B %Y"))
            }
        }
    }
}

/// Whether one year follows the other, both written in full.
fn follows(first: &str, second: &str) -> bool {
    let year = |text: &str| text.parse::<u16>().ok();
    year(first).zip(year(second)).is_some_and(|(first, second)| second == first + 1)
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(out, "{year}"),
            Self::Term(term) => write!(out, "{term}"),
            Self::HalfTerm(term, Half::First) => write!(out, "{term}-1"),
            Self::HalfTerm(term, Half::Second) => write!(out, "{term}-2"),
            Self::Days(first, last) => write!(out, "{first}/{last}"),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        if let Some((first, last)) = text.split_once('/') {
            let (first, last) = field::day(first).zip(field::day(last)).ok_or(NotAPeriod)?;
            return if first <= last { Ok(Self::Days(first, last)) } else { Err(NotAPeriod) };
        }
        if let Ok(year) = text.parse() {
            return Ok(Self::Year(year));
        }
        if let Ok(term) = text.parse() {
            return Ok(Self::Term(term));
        }
        let (term, half) = text.rsplit_once('-').ok_or(NotAPeriod)?;
        let half = match half {
            "1" => Half::First,
            "2" => Half::Second,
            _ => return Err(NotAPeriod),
        };
        term.parse().map(|term| Self::HalfTerm(term, half)).map_err(|_| NotAPeriod)
    }
}

#[cfg(test)]
mod tests;
