//! How people write days: 8/9/2026 is the eighth of September.

use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const NO_DAY: &str = "This is not a day. Write it like 8/9/2026, 2026-09-08 or 8 September 2026.";

/// Reads `8/9/2026`, `2026-09-08`, `8 September 2026` and `08-Sep-26`; or says why it is no day.
pub fn read(text: &str) -> Result<Date, &'static str> {
    let parts: Vec<&str> =
        text.split(['/', '-', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return Err(NO_DAY) };
    if first.len() == 4 {
        return date(third, number(second), first);
    }
    let day = first.trim_end_matches(char::is_alphabetic);
    let month = number(second).or_else(|| named(second));
    if month.is_some_and(|month| month > 12) {
        return Err("There is no such month. Write the day first, then the month: 24/9/2026.");
    }
    match third.len() {
        4 => date(day, month, third),
        // A spreadsheet saves its own days so; with a month in digits nobody knows which is the year.
        2 if named(second).is_some() => date(day, month, &format!("20{third}")),
        _ => Err("The year needs four digits."),
    }
}

fn date(day: &str, month: Option<i16>, year: &str) -> Result<Date, &'static str> {
    let parts = (number(year), month, number(day));
    let (Some(year), Some(month), Some(day)) = parts else { return Err(NO_DAY) };
    let small = |number: i16| i8::try_from(number).map_err(|_| NO_DAY);
    Date::new(year, small(month)?, small(day)?).map_err(|_| "There is no such day.")
}

fn named(month: &str) -> Option<i16> {
    let month = month.to_lowercase();
    let place = MONTHS.iter().position(|short| *short == month);
    let place = place.or_else(|| NAMES.iter().position(|name| *name == month));
    let place = place.or_else(|| (month == "sept").then_some(8));
    place.and_then(|place| i16::try_from(place + 1).ok())
}

fn number(text: &str) -> Option<i16> {
    // `parse` would take a plus sign.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
