//! Reading request fields: the first thing that happens to a command.

use jiff::civil::Date;
use tonic::Status;
use uuid::Uuid;

use crate::{Term, invalid};

/// A UUID in its usual form.
pub fn uuid(field: &str, text: &str) -> Result<Uuid, Status> {
    Uuid::try_parse(text).map_err(|_| invalid(field, "must be a UUID"))
}

/// A UUID, or nothing where the field is empty.
pub fn optional_uuid(field: &str, text: &str) -> Result<Option<Uuid>, Status> {
    if text.is_empty() { Ok(None) } else { uuid(field, text).map(Some) }
}

/// An ISO 8601 date, for example `2025-11-21`.
pub fn date(field: &str, text: &str) -> Result<Date, Status> {
    text.parse().map_err(|_| invalid(field, "must be a date such as 2025-11-21"))
}

/// A date, or nothing where the field is empty.
pub fn optional_date(field: &str, text: &str) -> Result<Option<Date>, Status> {
    if text.is_empty() { Ok(None) } else { date(field, text).map(Some) }
}

/// A term, for example `2025-26-autumn`.
pub fn term(field: &str, text: &str) -> Result<Term, Status> {
    text.parse().map_err(|_| invalid(field, "must be a term such as 2025-26-autumn"))
}

/// Trimmed text of 1 to `most` characters.
pub fn text(field: &str, text: &str, most: usize) -> Result<String, Status> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
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
    let allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if text.is_empty() || text.len() > 64 || !text.chars().all(allowed) {
        return Err(invalid(field, "must be lower-case letters, digits and hyphens, at most 64"));
    }
    Ok(text.to_owned())
}
