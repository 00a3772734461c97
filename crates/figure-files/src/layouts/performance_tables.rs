//! Key stage 2 until 2022-23: the wide file of the performance tables, such as `936_ks2final.csv`.
//!
//! It does not say of which year it is. Columns that end in `_17` or `_3YR` are of earlier years or of several: they are passed.

use crate::layout::{
    ColumnName, FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule,
    StatusRule, columns,
};
use crate::shape::FileShape;

/// Columns with the measure that they hold, and whether they rest on all eligible pupils.
const MEASURES: [(&str, &str, bool); 17] = [
    ("PTRWM_EXP", "ks2-rwm-expected", true),
    ("PTRWM_HIGH", "ks2-rwm-higher", true),
    ("PTREAD_EXP", "ks2-reading-expected", true),
    ("PTREAD_HIGH", "ks2-reading-higher", true),
    ("PTWRITTA_EXP", "ks2-writing-expected", true),
    ("PTWRITTA_HIGH", "ks2-writing-higher", true),
    ("PTMAT_EXP", "ks2-maths-expected", true),
    ("PTMAT_HIGH", "ks2-maths-higher", true),
    ("PTGPS_EXP", "ks2-gps-expected", true),
    ("PTGPS_HIGH", "ks2-gps-higher", true),
    ("PTSCITA_EXP", "ks2-science-expected", true),
    ("READ_AVERAGE", "ks2-reading-score", false),
    ("MAT_AVERAGE", "ks2-maths-score", false),
    ("GPS_AVERAGE", "ks2-gps-score", false),
    ("READPROG", "ks2-reading-progress", false),
    ("WRITPROG", "ks2-writing-progress", false),
    ("MATPROG", "ks2-maths-progress", false),
];

/// What stands behind the name of a column that is of a part of the pupils, with the column that counts them.
const PARTS: [(&str, &str, &str); 8] = [
    ("B", "boys", "BELIG"),
    ("G", "girls", "GELIG"),
    ("L", "prior-low", "TKS1GROUP_L"),
    ("M", "prior-middle", "TKS1GROUP_M"),
    ("H", "prior-high", "TKS1GROUP_H"),
    ("FSM6CLA1A", "disadvantaged", "TFSM6CLA1A"),
    ("NotFSM6CLA1A", "not-disadvantaged", "TNotFSM6CLA1A"),
    ("EAL", "eal", "TEALGRP2"),
];

pub(super) fn layout() -> FileLayout {
    let mut figures = Vec::new();
    for (column, measure, counted) in MEASURES {
        let resting = |figure: MeasuredColumn, cohort: &'static str| {
            if counted { figure.resting_on(cohort) } else { figure }
        };
        figures.push(resting(MeasuredColumn::new(column, measure), "TELIG"));
        for (suffix, part, cohort) in PARTS {
            let column: ColumnName = format!("{column}_{suffix}").into();
            figures.push(resting(MeasuredColumn::new(column, measure).of_part(part), cohort));
        }
    }
    FileLayout {
        shape: FileShape::PerformanceTables,
        marks: columns(["RECTYPE", "URN", "PTRWM_EXP"]),
        needed: columns([
            "TELIG",
            "READPROG",
            "WRITPROG",
            "MATPROG",
            "READ_AVERAGE",
            "MAT_AVERAGE",
        ]),
        passed: Vec::new(),
        school: SchoolRule::ByRecordType {
            urn: "URN".into(),
            kind: "RECTYPE".into(),
            authority: "LEA".into(),
        },
        period: PeriodRule::Said,
        status: StatusRule::Said,
        part: PartRule::ByColumn,
        subject: None,
        figures: FiguresRule::Columns(figures),
    }
}
