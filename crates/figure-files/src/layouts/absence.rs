//! `Absence by school level` of Explore Education Statistics.

use crate::layout::{
    FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule, StatusRule, columns,
};
use crate::shape::FileShape;

pub(super) fn layout() -> FileLayout {
    let of_sessions =
        |column, measure| MeasuredColumn::new(column, measure).resting_on("sess_possible");
    let of_pupils = |column, measure| MeasuredColumn::new(column, measure).resting_on("enrolments");
    FileLayout {
        shape: FileShape::Absence,
        marks: columns(["time_period", "school_urn", "sess_overall_percent"]),
        needed: columns([
            "time_identifier",
            "geographic_level",
            "enrolments",
            "sess_possible",
            "sess_authorised_percent",
            "sess_unauthorised_percent",
            "enrolments_pa_10_exact_percent",
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
            "trust",
            "estab",
            "school_laestab",
            "academy_type",
            "academy_open_date",
            "all_through",
            "num_schools",
            "sess_overall",
            "sess_authorised",
            "sess_unauthorised",
            "enrolments_pa_10_exact",
            "enrolments_pa_50_exact",
        ]),
        school: SchoolRule::of_statistics(),
        period: PeriodRule::of_statistics(),
        status: StatusRule::Final,
        part: PartRule::ByColumn,
        subject: None,
        figures: FiguresRule::Columns(vec![
            of_sessions("sess_overall_percent", "absence-overall"),
            of_sessions("sess_authorised_percent", "absence-authorised"),
            of_sessions("sess_unauthorised_percent", "absence-unauthorised"),
            of_pupils("enrolments_pa_10_exact_percent", "absence-persistent"),
            of_pupils("enrolments_pa_50_exact_percent", "absence-severe"),
        ]),
    }
}
