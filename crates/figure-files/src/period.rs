//! Of which period a line is: the label of a year, and what kind of period it is.

use contract::{Period, Term, TermName};

/// Reads a label such as `202425` with its kind, such as `Academic year` or `Autumn term`.
pub(crate) fn read(label: &str, kind: Option<&str>) -> Result<Period, &'static str> {
    let period = Period::of_label(label).map_err(|_| NOT_A_PERIOD)?;
    let Some(kind) = kind else { return Ok(period) };
    let Period::Year(year) = period else { return Ok(period) };
    let term = |name| Ok(Period::Term(Term { year, name }));
    match kind.trim().to_lowercase().as_str() {
        "academic year" | "full academic year" | "" => Ok(period),
        "autumn term" => term(TermName::Autumn),
        "spring term" => term(TermName::Spring),
        "summer term" => term(TermName::Summer),
        "autumn and spring term" | "autumn and spring terms" => Err(TWO_TERMS),
        _ => Err(OTHER_KIND),
    }
}

const NOT_A_PERIOD: &str =
    "This is not a period. Write a year such as 2024-25, or a term such as 2024-25-autumn.";
const TWO_TERMS: &str = "These figures are of two terms together, which is no period here. Take the file of the whole year.";
const OTHER_KIND: &str =
    "This kind of period is not known here. It has to be an academic year or a term.";
