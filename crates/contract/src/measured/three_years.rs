//! The words for what the years of a share of few say together.

use crate::AcademicYear;
use crate::evidence::v1::ThreeYearTotal;

impl ThreeYearTotal {
    /// For example `23 of 61 over 2022-23 to 2024-25`, with the years that are left out and why.
    pub fn words(&self) -> String {
        let about = if self.about { "about " } else { "" };
        let mut words = format!("{about}{} of {} over {}", self.reached, self.cohort, self.over());
        for left_out in &self.left_out {
            let why = left_out.absence.as_ref().map(|absence| absence.words()).unwrap_or_default();
            words.push_str(&format!(" ({} is left out, {why})", left_out.year));
        }
        words
    }

    fn over(&self) -> String {
        match self.years.as_slice() {
            [first, .., last] if self.years.len() > 2 && follow(&self.years) => {
                format!("{first} to {last}")
            }
            [before @ .., last] if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            years => years.join(", "),
        }
    }
}

/// Whether no year lies between those that are named.
fn follow(years: &[String]) -> bool {
    let starts =
        |year: &String| year.parse::<AcademicYear>().ok().map(|one| one.first_day().year());
    years.windows(2).all(|pair| match pair {
        [one, next] => starts(one).zip(starts(next)).is_some_and(|(one, next)| next == one + 1),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
