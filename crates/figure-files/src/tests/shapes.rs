//! Each shape, read from what is published.

use super::*;

#[test]
fn key_stage_2_as_the_department_publishes_it() {
    let found = read_text(KS2);
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::KeyStage2));
    assert_eq!(found.reading.unknown_columns, Vec::<String>::new());
    assert_eq!((found.reading.lines, found.reading.of_schools), (5, 5));
    assert_eq!(found.cell("ks2-rwm-expected"), "77");
    assert_eq!(found.cell("ks2-rwm-higher"), "10");
    assert_eq!(found.cell("ks2-reading-score"), "108");
    assert_eq!(found.cell("ks2-writing-higher"), "13");
    assert_eq!(found.cell("ks2-gps-expected"), "87");
    // Progress is not published for this year.
    assert_eq!(found.cell("ks2-maths-progress"), "z");
    let first = &found.figures[0];
    assert_eq!(first.of, "100000");
    assert_eq!((first.period.as_str(), first.status), ("2024-25", FigureStatus::Final));
    // Two of reading, writing and maths, four of reading and of maths, three of writing and of grammar.
    assert_eq!(found.figures.len(), 16);
}

#[test]
fn performance_tables_as_they_were_published() {
    let found = read_bytes(TABLES.as_bytes(), &year("2018-19"));
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::PerformanceTables));
    assert_eq!(found.reading.of_schools, 6);
    assert_eq!(found.cell("ks2-rwm-expected"), "78%");
    assert_eq!(found.cell("ks2-reading-progress"), "1.7");
    assert_eq!(found.part("ks2-rwm-expected", "disadvantaged"), "SUPP");
    let whole = found.figures.iter().find(|one| one.measure == "ks2-rwm-expected").unwrap();
    assert_eq!((whole.cohort, whole.period.as_str()), (Some(27), "2018-19"));
    let boys =
        found.figures.iter().find(|one| one.measure == "ks2-rwm-expected" && one.part == "boys");
    assert_eq!(boys.unwrap().cohort, Some(16));
}

#[test]
fn absence_by_school_with_the_published_columns() {
    let columns: Vec<&str> = ABSENCE.lines().collect();
    let row = |cells: &[(&str, &str)]| {
        let value = |column: &&str| {
            cells.iter().find(|(name, _)| name == column).map_or("z", |(_, value)| *value)
        };
        columns.iter().map(value).collect::<Vec<_>>().join(",")
    };
    let school = row(&[
        ("time_period", "202324"),
        ("time_identifier", "Academic year"),
        ("geographic_level", "School"),
        ("school_urn", "143065"),
        ("enrolments", "133"),
        ("sess_possible", "46,000"),
        ("sess_overall_percent", "5.52668"),
        ("enrolments_pa_10_exact_percent", "14.55841"),
        ("enrolments_pa_50_exact_percent", "x"),
    ])
    .replace("46,000", "\"46,000\"");
    let nation = row(&[
        ("time_period", "202324"),
        ("time_identifier", "Academic year"),
        ("geographic_level", "National"),
        ("sess_overall_percent", "7.1"),
    ]);
    let found = read_text(&format!("{}\n{school}\n{nation}\n", columns.join(",")));
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::Absence));
    assert_eq!(found.cell("absence-overall"), "5.52668");
    assert_eq!(found.cell("absence-severe"), "x");
    assert_eq!(found.figures[0].cohort, Some(46_000));
    let persistent = found.figures.iter().find(|one| one.measure == "absence-persistent").unwrap();
    assert_eq!(persistent.cohort, Some(133));
    assert_eq!((found.reading.of_schools, found.reading.benchmarks), (1, 1));
}

#[test]
fn suspensions_by_school() {
    let text = "time_period,time_identifier,geographic_level,school_urn,education_phase,headcount,perm_excl,perm_excl_rate,suspension,susp_rate,one_plus_susp,one_plus_susp_rate\n\
        202324,Academic year,School,143065,State-funded primary,133,0,0,2,1.50376,1,0.75188\n";
    let found = read_text(text);
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::Suspensions));
    assert_eq!(found.cell("suspensions"), "2");
    assert_eq!(found.cell("suspensions-rate"), "1.50376");
    assert_eq!(found.cell("suspended-once-or-more"), "0.75188");
    assert_eq!(found.cell("exclusions"), "0");
    assert_eq!(found.figures[0].cohort, Some(133));
}

#[test]
fn pupil_premium_as_it_was_published() {
    let found = read_bytes(PREMIUM.as_bytes(), &year("2019-20"));
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::PupilPremium));
    assert_eq!(found.reading.unknown_columns, Vec::<String>::new());
    let of = |urn: &str, measure: &str| {
        let mut figures = found.figures.iter();
        figures.find(|one| one.of == urn && one.measure == measure).unwrap().clone()
    };
    let gislingham = of("143065", "pupil-premium-share");
    // 13 of 133.
    assert_eq!((gislingham.cell.as_str(), gislingham.cohort), ("9.7744", Some(133)));
    let allocation = of("143065", "pupil-premium-allocation");
    assert_eq!((allocation.cell.as_str(), allocation.cohort), ("17160", Some(13)));
    assert_eq!(of("136990", "pupil-premium-allocation").cell, "92565");
}

#[test]
fn parent_view_over_england_is_no_school() {
    let found = read_bytes(DISTRIBUTION.as_bytes(), &year("2025-26"));
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::ParentViewDistribution));
    assert_eq!((found.reading.of_schools, found.reading.benchmarks), (0, 13));
    assert!(found.figures.iter().all(|one| one.of == "England"));
    assert_eq!(found.cell("parent-view-2019-q4"), "53.4");
}

#[test]
fn the_template_is_read_as_it_is_given() {
    let text = format!("{}143065,reading-age,2025-26-autumn,girls,9.5,12,Internal\r\n", template());
    let found = read_text(&text);
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::Template));
    let figure = &found.figures[0];
    assert_eq!((figure.measure.as_str(), figure.part.as_str()), ("reading-age", "girls"));
    assert_eq!((figure.period.as_str(), figure.cohort), ("2025-26-autumn", Some(12)));
    assert_eq!(figure.status, FigureStatus::Internal);
}

#[test]
fn a_file_that_lacks_a_column_is_told_which() {
    let text = KS2.replacen(",version,", ",edition,", 1);
    let found = read_text(&text);
    let expected =
        "1 version: This column is missing. The file looks like: Key stage 2, institution level.";
    assert_eq!(found.faults(), [expected]);
    assert_eq!(found.figures, []);
}

#[test]
fn a_column_that_nobody_knows_is_told_and_harms_nothing() {
    let text: Vec<String> = KS2
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { format!("{line},new_measure") } else { format!("{line},1") })
        .collect();
    let found = read_text(&text.join("\n"));
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.unknown_columns, ["new_measure"]);
    assert_eq!(found.figures.len(), 16);
}

#[test]
fn a_published_file_of_other_things_is_refused() {
    let found = read_text(ENROLMENTS);
    assert!(!found.reading.faults.is_empty());
    assert_eq!(found.figures, []);
}
