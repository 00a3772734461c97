//! Reading request fields: the first thing that happens to a command.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use tonic::Status;
use uuid::Uuid;

use crate::{Term, invalid};

pub(crate) const NOT_A_UUID: &str = "must be a UUID";
pub(crate) const NOT_A_DATE: &str = "must be a date such as 2025-11-21";
pub(crate) const NOT_A_TERM: &str = "must be a term such as 2025-26-autumn";
pub(crate) const NOT_A_SLUG: &str = "must be lower-case letters, digits and hyphens, at most 64";

/// A UUID in its usual form.
pub fn uuid(field: &str, text: &str) -> Result<Uuid, Status> {
    Uuid::try_parse(text).map_err(|_| invalid(field, NOT_A_UUID))
}

/// A UUID, or nothing where the field is empty.
pub fn optional_uuid(field: &str, text: &str) -> Result<Option<Uuid>, Status> {
    if text.is_empty() { Ok(None) } else { uuid(field, text).map(Some) }
}

/// Years that a school's record can speak of. What is kept has to be a date to the store, to JSON and on paper alike.
const YEARS: RangeInclusive<i16> = 1500..=2999;

/// An ISO 8601 date, for example `2025-11-21`: with its hyphens, nothing behind it, and of the years 1500 to 2999.
pub fn day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text && YEARS.contains(&day.year())).then_some(day)
}

/// A [`day`].
pub fn date(field: &str, text: &str) -> Result<Date, Status> {
    day(text).ok_or_else(|| invalid(field, NOT_A_DATE))
}

/// A date, or nothing where the field is empty.
pub fn optional_date(field: &str, text: &str) -> Result<Option<Date>, Status> {
    if text.is_empty() { Ok(None) } else { date(field, text).map(Some) }
}

/// A term, for example `2025-26-autumn`.
pub fn term(field: &str, text: &str) -> Result<Term, Status> {
    text.parse().map_err(|_| invalid(field, NOT_A_TERM))
}

/// Trimmed text of 1 to `most` characters.
pub fn text(field: &str, text: &str, most: usize) -> Result<String, Status> {
    let trimmed = text.trim();
    if is_blank(trimmed) {
        return Err(invalid(field, "must not be empty"));
    }
    optional_text(field, trimmed, most)
}

/// Trimmed text of up to `most` characters.
pub fn optional_text(field: &str, text: &str, most: usize) -> Result<String, Status> {
    let trimmed = text.trim();
    if trimmed.chars().count() > most {
        return Err(invalid(field, &format!("must not be longer than {most} characters")));
    }
    if trimmed.chars().any(|letter| letter == '\0') {
        return Err(invalid(field, "must not contain a NUL character"));
    }
    Ok(trimmed.to_owned())
}

/// An id of lower-case words joined by hyphens, for example `behaviour-and-attendance`.
pub fn slug(field: &str, text: &str) -> Result<String, Status> {
    if is_slug(text) { Ok(text.to_owned()) } else { Err(invalid(field, NOT_A_SLUG)) }
}

pub(crate) fn is_slug(text: &str) -> bool {
    let allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    !text.is_empty() && text.len() <= 64 && text.chars().all(allowed)
}

/// Whether a reader would see nothing: white space, and letters that leave no mark.
pub fn is_blank(text: &str) -> bool {
    let unseen = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}'
                | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}')
    };
    text.chars().all(unseen)
}

/// Whether a text holds an embedding, override or isolate of Unicode's bidirectional algorithm (UAX 9, table 3). Hebrew and
/// Arabic names need none of them.
pub fn turns_writing(text: &str) -> bool {
    text.contains(['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}'])
        || text.contains(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'])
}

/// A name as it stands among other words, on a page or on paper. It is isolated (UAX 9) where its letters could turn the
/// words around it. A name that runs from left to right stays as it is.
pub fn isolated(name: &str) -> String {
    const OPENS: char = '\u{2068}';
    const CLOSES: char = '\u{2069}';
    let turns = |letter: char| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if !name.contains(turns) {
        return name.to_owned();
    }
    // One of its own would end the isolation early.
    let inside = name.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}'));
    std::iter::once(OPENS).chain(inside).chain([CLOSES]).collect()
}

#[cfg(test)]
mod tests;
