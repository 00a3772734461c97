//! `Suspensions and permanent exclusions - school level` of Explore Education Statistics.

use crate::layout::{
    FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule, StatusRule, columns,
};
use crate::shape::FileShape;

pub(super) fn layout() -> FileLayout {
    let figure = |column, measure| MeasuredColumn::new(column, measure).resting_on("headcount");
    FileLayout {
        shape: FileShape::Suspensions,
        marks: columns(["time_period", "school_urn", "suspension", "perm_excl"]),
        needed: columns([
            "time_identifier",
            "geographic_level",
            "headcount",
            "susp_rate",
            "one_plus_susp_rate",
        ]),
        passed: columns([
            "country_code",
            "country_name",
            "region_code",
            "region_name",
            "old_la_code",
            "new_la_code",
            "la_name",
            "education_phase",
            "school_name",
            "school_laestab",
            "one_plus_susp",
            "perm_excl_rate",
        ]),
        school: SchoolRule::of_statistics(),
        period: PeriodRule::of_statistics(),
        status: StatusRule::Final,
        part: PartRule::ByColumn,
        subject: None,
        figures: FiguresRule::Columns(vec![
            figure("suspension", "suspensions"),
            figure("susp_rate", "suspensions-rate"),
            figure("one_plus_susp_rate", "suspended-once-or-more"),
            figure("perm_excl", "exclusions"),
        ]),
    }
}
