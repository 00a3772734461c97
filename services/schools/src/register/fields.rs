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
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn days_are_written_day_first() {
        assert_eq!(date("01-12-2023"), Some(day(2023, 12, 1)));
        assert_eq!(date("29/05/1993"), Some(day(1993, 5, 29)));
        assert_eq!(date("1/9/2025"), Some(day(2025, 9, 1)));
    }

    #[test]
    fn other_days_are_refused() {
        for text in [
            "2023-12-01",
            "31-02-2023",
            "12/31/2023",
            "01-12-23",
            "1-2-3-4",
            "+1-12-2023",
            "-",
            "01-12/2023",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(count("0"), Some(0));
        assert_eq!(count("4294967295"), Some(u32::MAX));
        for text in ["4294967296", "-1", "+1", "1.0", "SUPP", "1,000", " 1"] {
            assert_eq!(count(text), None, "{text}");
        }
    }
}
