//! How the number of a cell is shown, and so what it means: a number, a share or a day.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// How the number of a cell is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    #[default]
    Plain,
    /// The cell holds 0.78 and shows 78%.
    Percent,
    /// The cell holds a count of days and shows the last of them.
    Day,
    /// Some numbers are shown in one way and some in another, for example those below one as a share.
    Mixed,
}

/// What a format says of some numbers. It has one section for all of them, or several parted by `;`.
#[derive(Clone, Copy, Debug, Default)]
struct FormatSection {
    shown: NumberFormat,
    /// Whether it shows the number, and not only letters in its place.
    shows_it: bool,
    /// Whether it says itself of which numbers it is, for example `[<1]`.
    has_condition: bool,
}

/// The letters of a format that stand for the number, for a day or for a time. `g` begins `General`.
const STANDS_FOR_IT: [char; 9] = ['0', '#', '?', 'd', 'm', 'y', 'h', 's', 'g'];

/// The last day that a spreadsheet knows, 31 December 9999.
const LAST_DAY: f64 = 2_958_465.0;

impl NumberFormat {
    /// One of the formats that a workbook does not spell out.
    pub(super) fn of_id(id: &str) -> Self {
        match id.parse::<u32>() {
            Ok(9 | 10) => Self::Percent,
            // 27 and more are days as East Asian programs write them.
            Ok(14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58) => Self::Day,
            _ => Self::Plain,
        }
    }

    /// A format in its own code, such as `0.0%` or `dd/mm/yyyy`. Times of a day without the day are plain numbers.
    pub(super) fn of_code(code: &str) -> Self {
        let sections = sections(code);
        // The first two are of positive and of negative numbers. The third is of nought, which is nought as a share too.
        let several = if sections.iter().any(|one| one.has_condition) { 3 } else { 2 };
        let mut shown = sections.iter().take(several).filter(|one| one.shows_it);
        let first = shown.next().map(|one| one.shown).unwrap_or_default();
        if shown.all(|one| one.shown == first) { first } else { Self::Mixed }
    }

    /// What a cell with this number says.
    pub(super) fn said(self, number: f64, from_1904: bool) -> String {
        match self {
            Self::Plain => plain(number),
            Self::Percent => format!("{}%", plain(number * 100.0)),
            // No number, so that it is a fault where it would be read.
            Self::Mixed => format!("{} (shown in two ways)", plain(number)),
            Self::Day => match day(number, from_1904) {
                Some(day) => day.to_string(),
                None => format!("{} (shown as a day)", plain(number)),
            },
        }
    }
}

/// The sections of a format.
fn sections(code: &str) -> Vec<FormatSection> {
    let mut sections = Vec::new();
    let mut section = FormatSection::default();
    let (mut quoted, mut bracketed) = (false, false);
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // What follows is shown as it is, or as a gap of its width.
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                bracketed = true;
                section.has_condition |= letters.next_if(|next| "<>=".contains(*next)).is_some();
            }
            ']' => bracketed = false,
            _ if bracketed => {}
            ';' => sections.push(std::mem::take(&mut section)),
            '%' => section.shown = NumberFormat::Percent,
            stands if STANDS_FOR_IT.contains(&stands) => {
                section.shows_it = true;
                if matches!(stands, 'd' | 'y') && section.shown == NumberFormat::Plain {
                    section.shown = NumberFormat::Day;
                }
            }
            _ => {}
        }
    }
    sections.push(section);
    sections
}

/// A number with the 15 digits that a spreadsheet computes with. What a binary fraction has behind them is noise.
fn plain(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // Nought has no sign.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    rounded.to_string()
}

fn day(number: f64, from_1904: bool) -> Option<Date> {
    if !(0.0..=LAST_DAY).contains(&number) {
        return None;
    }
    let days = number.trunc() as i64;
    let first = match days {
        _ if from_1904 => date(1904, 1, 1),
        // Spreadsheets count a 29 February 1900, which was none. It has no day, and neither has nought.
        0 | 60 => return None,
        1..60 => date(1899, 12, 31),
        _ => date(1899, 12, 30),
    };
    first.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests;
