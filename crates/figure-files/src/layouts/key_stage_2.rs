//! Key stage 2 since 2022-23: `Key stage 2 institution level - Schools (performance)` of Explore Education Statistics.

use crate::layout::{
    FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule, StatusRule, columns,
};
use crate::shape::FileShape;

/// Subjects in the words of the file, with what their measures begin with, and which of the four columns they have.
const SUBJECTS: [(&str, &str, [bool; 4]); 6] = [
    ("Reading, writing and maths", "ks2-rwm", [true, true, false, false]),
    ("Reading", "ks2-reading", [true, true, true, true]),
    ("Writing", "ks2-writing", [true, true, false, true]),
    ("Maths", "ks2-maths", [true, true, true, true]),
    ("Grammar, punctuation and spelling", "ks2-gps", [true, true, true, false]),
    ("Science", "ks2-science", [true, false, false, false]),
];

const COLUMNS: [(&str, &str); 4] = [
    ("expected_standard_pupil_percent", "expected"),
    ("higher_standard_pupil_percent", "higher"),
    ("average_scaled_score", "score"),
    ("progress_measure_score", "progress"),
];

pub(super) fn layout() -> FileLayout {
    let mut figures = Vec::new();
    for (subject, prefix, has) in SUBJECTS {
        for ((column, suffix), has) in COLUMNS.into_iter().zip(has) {
            if has {
                let measure = format!("{prefix}-{suffix}");
                figures.push(MeasuredColumn::new(column, measure).of_subject(subject));
            }
        }
    }
    FileLayout {
        shape: FileShape::KeyStage2,
        marks: columns(["time_period", "school_urn", "subject", "expected_standard_pupil_percent"]),
        needed: columns([
            "time_identifier",
            "geographic_level",
            "version",
            "breakdown_topic",
            "breakdown",
            "higher_standard_pupil_percent",
            "average_scaled_score",
            "progress_measure_score",
        ]),
        passed: columns([
            "country_code",
            "country_name",
            "school_laestab",
            "school_name",
            "progress_measure_lower_conf_interval",
            "progress_measure_upper_conf_interval",
            "absent_or_not_able_to_access_percent",
            "working_towards_expected_standard_pupil_percent",
            "absent_or_disapplied_percent",
            "progress_measure_unadjusted",
            "progress_measure_description",
        ]),
        school: SchoolRule::of_statistics(),
        period: PeriodRule::of_statistics(),
        status: StatusRule::Column("version".into()),
        part: PartRule::Named { topic: "breakdown_topic".into(), part: "breakdown".into() },
        subject: Some("subject".into()),
        figures: FiguresRule::Columns(figures),
    }
}
