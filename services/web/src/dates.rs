//! Dates, times and terms as people here say them: British time, day before month.

use contract::Term;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

const ZONE: &str = "Europe/London";

/// `2025-11-21` as `21 November 2025`; anything else as it is.
pub(crate) fn day(text: &str) -> String {
    match text.parse::<Date>() {
        Ok(date) => said(date),
        Err(_) => text.to_owned(),
    }
}

/// A date in words.
pub(crate) fn said(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `2025-11-27` as `Thursday 27 November 2025`: for days on which a person has to turn up.
pub(crate) fn weekday(text: &str) -> String {
    match text.parse::<Date>() {
        Ok(date) => date.strftime("%A %-d %B %Y").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// An RFC 3339 time as `21 November 2025 at 10:00am`, British time.
pub(crate) fn moment(text: &str) -> String {
    let Ok(at) = text.parse::<Timestamp>() else { return text.to_owned() };
    let Ok(zone) = TimeZone::get(ZONE) else { return text.to_owned() };
    let local = at.to_zoned_datetime(zone);
    let time = local.strftime("%-I:%M%P").to_string();
    format!("{} at {time}", local.strftime("%-d %B %Y"))
}

/// The British day of an RFC 3339 time, as `21 November 2025`.
pub(crate) fn day_of(text: &str) -> String {
    let moment = moment(text);
    moment.split(" at ").next().unwrap_or_default().to_owned()
}

/// The British day of a moment.
pub(crate) fn british_day(at: Timestamp) -> Date {
    // The zone is compiled in, so the fallback is never taken.
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).date()
}

/// The day after a last day: the first without what ended then. What is no day stays as it is.
pub(crate) fn after(last: &str) -> String {
    let next = last.parse::<Date>().ok().and_then(|day| day.tomorrow().ok());
    next.map_or_else(|| last.to_owned(), |day| day.to_string())
}

/// Seconds since 1970 at which a day ends, British time; nothing where it is no day.
pub(crate) fn end_of(day: &str) -> Option<i64> {
    let next = day.parse::<Date>().ok()?.tomorrow().ok()?;
    let start = next.to_zoned_datetime(TimeZone::get(ZONE).ok()?).ok()?;
    Some(start.timestamp().as_second())
}

/// `2025-26-autumn` as `Autumn 2025-26`; anything else as it is.
pub(crate) fn term(text: &str) -> String {
    text.parse::<Term>().map_or_else(|_| text.to_owned(), Term::words)
}

#[cfg(test)]
mod tests;
