//! What a cell says: a number in the style of its column, or the reason why there is none.

use contract::evidence::v1::{
    FigureAbsence, FigureValue, MeasureDefinition, MeasureUnit, NoNumber,
};

/// Every reason that files give in the place of a number, with what it means. None of them is zero.
const REASONS: [(&str, NoNumber); 15] = [
    ("SUPP", NoNumber::Suppressed),
    ("c", NoNumber::Suppressed),
    ("NE", NoNumber::NotEntered),
    ("NA", NoNumber::NotApplicable),
    ("z", NoNumber::NotApplicable),
    ("NP", NoNumber::NotPublished),
    ("x", NoNumber::NotAvailable),
    (":", NoNumber::NotAvailable),
    ("LOWCOV", NoNumber::LowCoverage),
    ("SP", NoNumber::NearZero),
    ("low", NoNumber::NearZero),
    ("RE", NoNumber::Redacted),
    ("NEW", NoNumber::NewSchool),
    ("NULL", NoNumber::NotGiven),
    ("", NoNumber::NotGiven),
];

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// Neither a number nor a known reason.
    #[error("“{0}” is neither a number nor a reason such as SUPP.")]
    Unreadable(String),
    /// No value of this unit.
    #[error("{0} is not possible here: {1}.")]
    Impossible(String, &'static str),
    /// More digits behind the point than the measure has.
    #[error("This measure has {}.", digits(*.0))]
    TooManyDecimals(u32),
}

fn digits(decimals: u32) -> String {
    match decimals {
        0 => "no digits behind the point".to_owned(),
        1 => "at most 1 digit behind the point".to_owned(),
        more => format!("at most {more} digits behind the point"),
    }
}

/// How a column writes shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PercentStyle {
    /// `78` or `78%`: of a hundred.
    OfHundred,
    /// `0.78`: of one.
    OfOne,
}

impl PercentStyle {
    /// The style of a column. `None` where its cells do not tell: `0.8` may be a share of a hundred or of one. A person has to
    /// say it then.
    pub fn of_column<'a>(cells: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let tells = |cell: &str| {
            let cell = cell.trim();
            cell.ends_with('%') || Decimal::read(cell).is_some_and(|number| number.value() > 1.0)
        };
        cells.into_iter().any(tells).then_some(Self::OfHundred)
    }
}

/// Why a text stands in the place of a number; `None` where it is no reason. Brackets and the case of letters do not matter.
pub fn reason(text: &str) -> Option<NoNumber> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    // Brackets around nothing are no empty cell.
    if bare.is_empty() && !text.is_empty() {
        return None;
    }
    let found = REASONS.iter().find(|(code, _)| code.eq_ignore_ascii_case(bare));
    found.map(|(_, means)| *means)
}

/// Reads a cell of a measure: a reason is kept as given, a number has to be one that the measure can have.
pub fn cell(
    text: &str,
    measure: &MeasureDefinition,
    style: PercentStyle,
) -> Result<FigureValue, Misread> {
    match written(text, measure, style)? {
        WrittenCell::Number(number) if number.decimals() > measure.decimals => {
            Err(Misread::TooManyDecimals(measure.decimals))
        }
        WrittenCell::Number(number) => Ok(valued(&number)),
        WrittenCell::NoNumber(value) => Ok(value),
    }
}

/// The same of a cell in a file, which may have more digits behind the point than the measure has: it is rounded.
pub fn rounded_cell(
    text: &str,
    measure: &MeasureDefinition,
    style: PercentStyle,
) -> Result<FigureValue, Misread> {
    match written(text, measure, style)? {
        WrittenCell::Number(number) => Ok(valued(&number.rounded(measure.decimals))),
        WrittenCell::NoNumber(value) => Ok(value),
    }
}

fn valued(number: &Decimal) -> FigureValue {
    FigureValue { number: Some(number.value()), absence: None }
}

/// What stands in a cell.
enum WrittenCell {
    Number(Decimal),
    NoNumber(FigureValue),
}

fn written(
    text: &str,
    measure: &MeasureDefinition,
    style: PercentStyle,
) -> Result<WrittenCell, Misread> {
    let text = text.trim();
    if let Some(means) = reason(text) {
        let absence = FigureAbsence { code: text.to_owned(), means: means.into() };
        return Ok(WrittenCell::NoNumber(FigureValue { number: None, absence: Some(absence) }));
    }
    let unreadable = || Misread::Unreadable(text.to_owned());
    let unit = measure.unit();
    let bare = match unit {
        MeasureUnit::Percent => text.strip_suffix('%').map_or(text, str::trim_end),
        MeasureUnit::Pounds => text.strip_prefix('£').map_or(text, str::trim_start),
        _ => text,
    };
    let mut number = Decimal::read(bare).ok_or_else(unreadable)?;
    // A sign says that the cell is of a hundred, whatever the others are.
    if unit == MeasureUnit::Percent && style == PercentStyle::OfOne && bare.len() == text.len() {
        number = number.times_hundred();
    }
    match impossible(unit, number.value(), &number) {
        Some(why) => Err(Misread::Impossible(text.to_owned(), why)),
        None => Ok(WrittenCell::Number(number)),
    }
}

fn impossible(unit: MeasureUnit, value: f64, number: &Decimal) -> Option<&'static str> {
    match unit {
        MeasureUnit::Percent if !(0.0..=100.0).contains(&value) => {
            Some("a share lies between 0% and 100%")
        }
        MeasureUnit::ScaledScore if !(80.0..=120.0).contains(&value) => {
            Some("a scaled score lies between 80 and 120")
        }
        MeasureUnit::Count if number.decimals() > 0 => Some("a count is a whole number"),
        MeasureUnit::Points if value.abs() > LARGEST => Some("it is too large"),
        MeasureUnit::Points => None,
        _ if value < 0.0 => Some("it can’t be less than 0"),
        _ if value > LARGEST => Some("it is too large"),
        _ => None,
    }
}

/// No measure of a school comes near it, and every whole number up to it is exact.
const LARGEST: f64 = 1e9;

/// A number as it is written: what stands before the point, and behind it without noughts at the end.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// Digits, perhaps in groups of three with commas, perhaps with a point and a sign. Not `1e5`, `inf` or `.5`.
    fn read(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let grouped = whole.contains(',');
        let fits = !first.is_empty() && all_digits(first) && (!grouped || first.len() <= 3);
        let rest_fits = groups.all(|group| group.len() == 3 && all_digits(group));
        if !fits || !rest_fits || !all_digits(fraction) || text.len() > 30 {
            return None;
        }
        let fraction = fraction.trim_end_matches('0').to_owned();
        Some(Self { negative, whole: whole.replace(',', ""), fraction })
    }

    /// Moves the point, so that no digit is lost to binary fractions.
    fn times_hundred(self) -> Self {
        let mut behind = self.fraction;
        while behind.len() < 2 {
            behind.push('0');
        }
        let (before, behind) = behind.split_at(2);
        let fraction = behind.trim_end_matches('0').to_owned();
        Self { negative: self.negative, whole: format!("{}{before}", self.whole), fraction }
    }

    /// With at most so many digits behind the point. A half goes away from nought.
    fn rounded(self, decimals: u32) -> Self {
        let kept = usize::try_from(decimals).unwrap_or(usize::MAX);
        if self.fraction.len() <= kept {
            return self;
        }
        let up = self.fraction.as_bytes()[kept] >= b'5';
        let mut digits = format!("0{}{}", self.whole, &self.fraction[..kept]).into_bytes();
        if up {
            for digit in digits.iter_mut().rev() {
                if *digit == b'9' {
                    *digit = b'0';
                } else {
                    *digit += 1;
                    break;
                }
            }
        }
        let digits = String::from_utf8(digits).unwrap_or_default();
        let (whole, fraction) = digits.split_at(digits.len() - kept);
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole }.to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        Self { negative: self.negative, whole, fraction }
    }

    fn decimals(&self) -> u32 {
        u32::try_from(self.fraction.len()).unwrap_or(u32::MAX)
    }

    fn value(&self) -> f64 {
        let digits = format!("{}.{}0", self.whole, self.fraction);
        let value: f64 = digits.parse().unwrap_or(f64::INFINITY);
        if self.negative && value != 0.0 { -value } else { value }
    }
}

#[cfg(test)]
mod tests;
