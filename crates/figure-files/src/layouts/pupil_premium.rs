//! Pupil premium allocations of a financial year, which the file does not name.

use crate::layout::{
    FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule, StatusRule, columns,
};
use crate::shape::FileShape;

const ROLL: &str = "Number of pupils on roll";
const ELIGIBLE: &str = "Total number of pupils eligible for the Deprivation Pupil Premium";
const ALLOCATION: &str = "Total allocation for the Deprivation Pupil Premium";

/// The share of all pupils. The file has shares of primary and of secondary pupils alone.
fn share(cells: &[f64]) -> Option<f64> {
    match cells {
        [eligible, roll] if *roll > 0.0 => Some(eligible / roll * 100.0),
        _ => None,
    }
}

pub(super) fn layout() -> FileLayout {
    let from = columns([ELIGIBLE, ROLL]);
    FileLayout {
        shape: FileShape::PupilPremium,
        marks: columns(["URN", ELIGIBLE, ALLOCATION]),
        needed: columns([ROLL]),
        passed: columns([
            "LAEstab",
            "LA",
            "Local Authority",
            "Estab",
            "School Name",
            "School Type",
            "Parliamentary Constituency",
            "Number of Primary pupils on roll",
            "Number of Primary pupils eligible for the Deprivation Pupil Premium",
            "Percentage of Primary pupils eligible for the Deprivation Pupil Premium",
            "Deprivation Pupil Premium Allocation",
            "Number of Secondary pupils on roll",
            "Number of Secondary pupils eligible for the Deprivation Pupil Premium",
            "Percentage of Secondary pupils eligible for the Deprivation Pupil Premium",
        ]),
        school: SchoolRule::Urn("URN".into()),
        period: PeriodRule::Said,
        status: StatusRule::Final,
        part: PartRule::ByColumn,
        subject: None,
        figures: FiguresRule::Columns(vec![
            MeasuredColumn::new(ELIGIBLE, "pupil-premium-share")
                .computed(from, share)
                .resting_on(ROLL),
            MeasuredColumn::new(ALLOCATION, "pupil-premium-allocation").resting_on(ELIGIBLE),
        ]),
    }
}
