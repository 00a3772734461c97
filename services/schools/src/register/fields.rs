//! How the register writes days and numbers.

use jiff::civil::Date;

/// `DD-MM-YYYY`, or `DD/MM/YYYY` as spreadsheets save it again.
pub fn date(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(number(year)?, number(month)?, number(day)?).ok()
}

/// A whole number without sign.
pub fn count(text: &str) -> Option<u32> {
    number(text)
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    // `parse` would take a plus sign.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests;
