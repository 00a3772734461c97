use contract::evidence::v1::{FigureValue, KeptVersion, NoNumber};
use measure_registry::{shipped_measures, small};

use super::*;

const MEASURE: &str = "ks2-rwm-expected";

/// So many of a cohort as the share of a year, rounded as the measure is.
fn of(year: &str, part: &str, reached: u32, cohort: u32) -> RecordedFigure {
    let share = (f64::from(reached) / f64::from(cohort) * 100.0).round();
    let mut figure = blank(year, part);
    figure.versions = vec![version(1, share, cohort)];
    figure
}

fn blank(year: &str, part: &str) -> RecordedFigure {
    RecordedFigure {
        figure_id: format!("{year}/{part}"),
        level: FigureLevel::School.into(),
        school_id: "school".to_owned(),
        measure_id: MEASURE.to_owned(),
        period: year.to_owned(),
        breakdown_id: part.to_owned(),
        ..RecordedFigure::default()
    }
}

fn version(version: u32, share: f64, cohort: u32) -> KeptVersion {
    let states = FigureVersion {
        version,
        measure_version: 1,
        value: Some(FigureValue { number: Some(share), absence: None }),
        cohort: Some(cohort),
        status: FigureStatus::Final.into(),
        ..FigureVersion::default()
    };
    KeptVersion { states: Some(states), ..KeptVersion::default() }
}

fn without_number(year: &str) -> RecordedFigure {
    let mut figure = of(year, "", 4, 8);
    let absence = FigureAbsence { code: "SUPP".to_owned(), means: NoNumber::Suppressed.into() };
    let states = figure.versions[0].states.as_mut().unwrap();
    states.value = Some(FigureValue { number: None, absence: Some(absence) });
    states.cohort = None;
    figure
}

/// The totals in words, by figure.
fn told(figures: &[RecordedFigure], of_few: bool) -> Vec<String> {
    let topics = Topics::of(shipped_measures());
    let small = small(figures, &topics);
    let measures = shipped_measures();
    let source = TotalsSource { figures, measures, topics: &topics, small: &small };
    let totals = totals(&source, |_| FiguresShown { published: true, of_few });
    totals.into_iter().map(|(id, total)| format!("{id}: {}", total.words())).collect()
}

/// As the school's headteacher and the improvement lead are told.
fn to_head(figures: &[RecordedFigure]) -> Vec<String> {
    told(figures, true)
}

fn to_trustee(figures: &[RecordedFigure]) -> Vec<String> {
    told(figures, false)
}

/// Trap 25 of the field: in a cohort of eight a pupil is twelve points, so three years are told together.
#[test]
fn the_last_three_years_of_a_share_of_few_are_one_count() {
    let years = [
        of("2021-22", "", 9, 20),
        of("2022-23", "", 8, 21),
        of("2023-24", "", 7, 19),
        of("2024-25", "", 8, 21),
    ];
    let total = ["2024-25/: 23 of 61 over 2022-23 to 2024-25"];
    assert_eq!(to_trustee(&years), total);
    assert_eq!(to_head(&years), total, "no year of it is hidden");
    assert_eq!(to_head(&years[..2]), ["2022-23/: 17 of 41 over 2021-22 and 2022-23"]);
    assert!(to_head(&years[..1]).is_empty());
    let many = [of("2023-24", "", 30, 60), of("2024-25", "", 31, 62)];
    assert!(to_head(&many).is_empty(), "a share of many says enough");
}

#[test]
fn a_year_without_a_number_is_left_out_and_a_share_that_is_no_count_ends_it() {
    let first = of("2022-23", "", 8, 21);
    let years = [first.clone(), without_number("2023-24"), of("2024-25", "", 8, 21)];
    let said = "2024-25/: 16 of 42 over 2022-23 and 2024-25 (2023-24 is left out, SUPP: too few pupils to publish)";
    assert_eq!(to_trustee(&years), [said]);
    let mut of_others = of("2024-25", "", 8, 21);
    of_others.versions = vec![version(1, 50.0, 9)];
    assert!(to_head(&[first.clone(), of_others]).is_empty());
    let mut unsettled = of("2024-25", "", 8, 21);
    unsettled.versions[0].states.as_mut().unwrap().set_status(FigureStatus::Internal);
    assert!(to_head(&[first.clone(), unsettled]).is_empty(), "it is not published");
    let nearly = [first, of("2024-25", "", 200, 400)];
    assert_eq!(to_head(&nearly), ["2024-25/: about 208 of 421 over 2022-23 and 2024-25"]);
}

#[test]
fn one_hidden_year_has_no_total_and_two_have_one_that_tells_neither() {
    let (second, last) = (of("2023-24", "", 2, 4), of("2024-25", "", 3, 5));
    let one = [of("2022-23", "", 5, 9), of("2023-24", "", 4, 8), last.clone()];
    assert!(to_trustee(&one).is_empty(), "9 and 8 pupils are shown, and would leave 5");
    assert_eq!(to_head(&one), ["2024-25/: 12 of 22 over 2022-23 to 2024-25"]);
    let two = [of("2022-23", "", 5, 9), second.clone(), last.clone()];
    let total = "10 of 18 over 2022-23 to 2024-25";
    assert_eq!(to_trustee(&two), ["2023-24/", "2024-25/"].map(|id| format!("{id}: {total}")));
    assert!(to_trustee(&[second, last]).is_empty(), "the third year may come, and would follow");
}

#[test]
fn totals_with_hidden_years_never_share_a_year() {
    let years = ["2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27", "2027-28"];
    let counts = [1, 2, 3, 4, 2, 3, 1];
    let all: Vec<_> =
        years.iter().zip(counts).map(|(year, count)| of(year, "", count, 5)).collect();
    // As each year comes, a reader may have kept what was told before.
    let mut seen = BTreeSet::new();
    for known in 1..=all.len() {
        let told = to_trustee(&all[..known]);
        seen.extend(told.iter().filter_map(|one| Some(one.split_once(": ")?.1.to_owned())));
    }
    let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(seen, ["6 of 15 over 2025-26 to 2027-28", "9 of 15 over 2022-23 to 2024-25"]);
    let next = to_trustee(&all[..5]);
    let stands_in = "2025-26/: 9 of 15 over 2022-23 to 2024-25".to_owned();
    assert!(next.contains(&stands_in), "the newest that may be told: {next:?}");
}

#[test]
fn a_hidden_year_that_was_revised_has_no_total() {
    let mut years = [of("2022-23", "", 2, 5), of("2023-24", "", 2, 4), of("2024-25", "", 3, 5)];
    assert_eq!(to_trustee(&years).len(), 3);
    years[2].versions.insert(0, version(2, 40.0, 5));
    assert!(to_trustee(&years).is_empty(), "the two totals would tell what changed");
    years[2].versions = vec![version(2, 40.0, 5)];
    assert!(to_trustee(&years).is_empty(), "the first was withdrawn");
    assert_eq!(to_head(&years).len(), 1);
}

#[test]
fn of_parts_a_total_stands_in_where_the_whole_leaves_each_year_open() {
    let year = |name: &str, few: u32, whole: u32| {
        [
            of(name, "", whole, 12),
            of(name, "disadvantaged", few, 4),
            of(name, "not-disadvantaged", whole - few, 8),
        ]
    };
    let years =
        |last: [RecordedFigure; 3]| [year("2022-23", 1, 6), year("2023-24", 2, 5), last].concat();
    let few = |told: &[String]| {
        let of_few = told.iter().filter(|one| one.contains("/disadvantaged")).cloned();
        of_few.collect::<Vec<_>>()
    };
    let told = to_trustee(&years(year("2024-25", 3, 7)));
    let total = "6 of 12 over 2022-23 to 2024-25";
    let each = ["2022-23", "2023-24", "2024-25"];
    assert_eq!(few(&told), each.map(|year| format!("{year}/disadvantaged: {total}")));
    assert!(
        told.contains(&"2024-25/not-disadvantaged: 12 of 24 over 2022-23 to 2024-25".to_owned())
    );
    let all_reached = to_trustee(&years(year("2024-25", 4, 12)));
    assert!(few(&all_reached).is_empty(), "all twelve reached it, so all four did");
    let mut more = year("2024-25", 3, 7);
    more[0] = of("2024-25", "", 7, 14);
    assert!(few(&to_trustee(&years(more))).is_empty(), "two pupils are in no part");
    let support = each.map(|year| of(year, "sen-support", 2, 4));
    assert!(to_trustee(&support).is_empty(), "a topic of three parts");
}

#[test]
fn who_is_shown_no_published_figure_is_told_no_total() {
    let figures = [of("2023-24", "", 4, 8), of("2024-25", "", 5, 8)];
    let (topics, small) = (Topics::default(), BTreeSet::new());
    let source = TotalsSource {
        figures: &figures,
        measures: shipped_measures(),
        topics: &topics,
        small: &small,
    };
    let shown = |published| move |_: &str| FiguresShown { published, of_few: true };
    assert_eq!(totals(&source, shown(true)).len(), 1);
    assert!(totals(&source, shown(false)).is_empty());
}
