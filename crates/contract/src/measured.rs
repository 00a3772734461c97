//! The words for what a figure says, how far it is settled, and why there is no number.

mod three_years;

use crate::evidence::v1::{
    FigureAbsence, FigureStatus, FigureValue, FigureVersion, ImportedFigure, Measure,
    MeasureDefinition, MeasureStage, MeasureUnit, NoNumber, Polarity,
};

/// A cohort of so many pupils or fewer is small: the Department suppresses what rests on it.
pub const SMALL_COHORT: u32 = 5;

impl FigureVersion {
    /// Whether it is known to rest on so few pupils that it is not shown to all.
    pub fn rests_on_few(&self) -> bool {
        self.cohort.is_some_and(|cohort| cohort <= SMALL_COHORT)
    }
}

impl ImportedFigure {
    /// The version of a figure that the file brought, by the measure's definition at that time.
    pub fn version(&self, measure_version: u32) -> FigureVersion {
        FigureVersion {
            measure_version,
            value: self.value.clone(),
            cohort: self.cohort,
            status: self.status,
            ..FigureVersion::default()
        }
    }
}

impl NoNumber {
    /// What it means, as a page says it in the place of the number.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "no number",
            Self::Suppressed => "too few pupils to publish",
            Self::NotEntered => "no pupil was entered",
            Self::NotApplicable => "does not apply",
            Self::NotPublished => "not published",
            Self::NotAvailable => "not available",
            Self::LowCoverage => "too few of the pupils are covered",
            Self::NearZero => "more than nothing, but close to it",
            Self::Redacted => "taken out by who publishes it",
            Self::NewSchool => "the school was too new",
            Self::NotGiven => "no number was given",
        }
    }
}

impl FigureAbsence {
    /// The reason with its code as it was given, for example `SUPP: too few pupils to publish`.
    pub fn words(&self) -> String {
        match self.code.as_str() {
            "" => self.means().words().to_owned(),
            code => format!("{code}: {}", self.means().words()),
        }
    }
}

impl FigureStatus {
    /// Every status, the least settled first.
    pub const ORDERED: [Self; 4] = [Self::Internal, Self::Provisional, Self::Revised, Self::Final];

    /// For example `Provisional`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Internal => "Internal",
            Self::Provisional => "Provisional",
            Self::Revised => "Revised",
            Self::Final => "Final",
        }
    }
}

impl Polarity {
    /// Every way there is.
    pub const ALL: [Self; 3] = [Self::HigherIsBetter, Self::LowerIsBetter, Self::Neither];

    /// For example `Higher is better`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::HigherIsBetter => "Higher is better",
            Self::LowerIsBetter => "Lower is better",
            Self::Neither => "Neither way is better",
        }
    }
}

impl MeasureStage {
    /// Every stage, the youngest pupils' behind the whole school.
    pub const ALL: [Self; 6] = [
        Self::WholeSchool,
        Self::EarlyYears,
        Self::KeyStage1,
        Self::KeyStage2,
        Self::KeyStage4,
        Self::SixthForm,
    ];

    /// For example `Key stage 2`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::WholeSchool => "Whole school",
            Self::EarlyYears => "Early years",
            Self::KeyStage1 => "Key stage 1",
            Self::KeyStage2 => "Key stage 2",
            Self::KeyStage4 => "Key stage 4",
            Self::SixthForm => "Sixth form",
        }
    }
}

impl MeasureUnit {
    /// Every unit there is.
    pub const ALL: [Self; 8] = [
        Self::Percent,
        Self::Count,
        Self::ScaledScore,
        Self::Marks,
        Self::Points,
        Self::PerHundred,
        Self::Ratio,
        Self::Pounds,
    ];

    /// For example `Per cent`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Percent => "Per cent",
            Self::Count => "A count",
            Self::ScaledScore => "Scaled score, 80 to 120",
            Self::Points => "Points, which may lie below 0",
            Self::PerHundred => "For each hundred pupils",
            Self::Ratio => "For each one",
            Self::Pounds => "Pounds",
            Self::Marks => "Marks on average",
        }
    }
}

impl MeasureDefinition {
    /// The definition that a measure had in a version.
    pub fn among<'a>(measures: &'a [Measure], measure_id: &str, version: u32) -> Option<&'a Self> {
        let mut versions = measures.iter().filter(|known| known.measure_id == measure_id);
        versions.find(|known| known.version == version)?.definition.as_ref()
    }

    /// A number of this measure with its digits and its unit, for example `62.0%`.
    pub fn said(&self, number: f64) -> String {
        // A rounded nought has no sign.
        let number = if number == 0.0 { 0.0 } else { number };
        let digits = usize::try_from(self.decimals.min(4)).unwrap_or_default();
        let written = format!("{number:.digits$}");
        let written = if written.trim_start_matches(['-', '0', '.']).is_empty() {
            written.trim_start_matches('-').to_owned()
        } else {
            written
        };
        match self.unit() {
            MeasureUnit::Percent => format!("{written}%"),
            MeasureUnit::Pounds => format!("£{written}"),
            MeasureUnit::PerHundred => format!("{written} for each hundred"),
            MeasureUnit::Ratio => format!("{written} to 1"),
            MeasureUnit::Points if number > 0.0 => format!("+{written}"),
            _ => written,
        }
    }

    /// What a version of a figure says, for example `44% (4 of 9)` or `SUPP: too few pupils to publish`.
    pub fn figure(&self, version: &FigureVersion) -> String {
        match &version.value {
            Some(FigureValue { number: Some(number), .. }) => {
                let counted = version.cohort.map(|cohort| self.counted(*number, cohort));
                format!("{}{}", self.said(*number), counted.unwrap_or_default())
            }
            Some(FigureValue { absence: Some(absence), .. }) => absence.words(),
            _ => NoNumber::NotGiven.words().to_owned(),
        }
    }

    /// How many of a small cohort a share is: one pupil of nine is eleven per cent, so the count says more. `None` for other
    /// units, for larger cohorts, and where no count of the cohort gives the share.
    pub fn count(&self, number: f64, cohort: u32) -> Option<u32> {
        if cohort > COUNTED_COHORT {
            return None;
        }
        self.counted_share(number, cohort).map(|counted| counted.count)
    }

    /// The count that a share of a cohort is, the nearest where several give it. `None` for other units, for cohorts larger than any
    /// school's, and where no count of the cohort gives the share.
    pub fn counted_share(&self, number: f64, cohort: u32) -> Option<CountedShare> {
        if self.unit() != MeasureUnit::Percent || cohort > LARGEST {
            return None;
        }
        // A share that no count of these pupils gives is of other pupils, so its count is not made up.
        let near = 0.5 / 10_f64.powi(i32::try_from(self.decimals).unwrap_or_default()) + 1e-9;
        let share = |count: u32| f64::from(count) / f64::from(cohort.max(1)) * 100.0;
        let mut giving = (0..=cohort).filter(|count| (share(*count) - number).abs() <= near);
        let first = giving.next()?;
        let last = giving.next_back().unwrap_or(first);
        Some(CountedShare { count: first + (last - first) / 2, about: last > first })
    }

    /// By how many percentage points one of a small cohort moves its share. `None` for other units and for larger cohorts.
    pub fn points_of_one(&self, cohort: u32) -> Option<f64> {
        let small = self.unit() == MeasureUnit::Percent && (1..=COUNTED_COHORT).contains(&cohort);
        small.then(|| 100.0 / f64::from(cohort))
    }

    fn counted(&self, number: f64, cohort: u32) -> String {
        match self.count(number, cohort) {
            Some(count) => format!(" ({count} of {cohort})"),
            None => format!(" (of {cohort})"),
        }
    }
}

/// A share as a count of its cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedShare {
    /// How many of the cohort.
    pub count: u32,
    /// Other counts give the same share in the digits of the measure.
    pub about: bool,
}

/// The largest cohort of which a count is said beside the share.
pub const COUNTED_COHORT: u32 = 30;

/// No cohort of pupils in a school is larger; what is larger are sessions.
const LARGEST: u32 = 5_000;

#[cfg(test)]
mod tests;
