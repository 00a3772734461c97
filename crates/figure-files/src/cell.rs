//! What a spreadsheet writes into a cell that has no value.

const FORMULA: &str = "This is a formula without a value. Write the value itself.";
const ERROR: &str = "This is an error of a spreadsheet. Write the value itself.";

/// What is wrong with a cell that holds a formula, or an error such as `#N/A`; `None` where it holds neither.
pub(crate) fn spoilt(text: &str) -> Option<&'static str> {
    match text.chars().next() {
        Some('=' | '@') => Some(FORMULA),
        Some('#') => Some(ERROR),
        _ => None,
    }
}
