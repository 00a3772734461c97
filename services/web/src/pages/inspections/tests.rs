use super::*;
use crate::sample;

const NONE: &str = "No inspection of this school";

fn shown(inspections: Shown<Vec<Inspection>>) -> String {
    let loaded = InspectionsLoaded { ground: sample::ground(), inspections };
    let lead = sample::lead();
    let marys = loaded.ground.school(sample::MARYS, &lead).unwrap();
    render(&lead, &loaded, marys, &Told::default()).into_string()
}

#[test]
fn each_framework_stands_in_its_own_words_and_none_is_translated() {
    let page = shown(Shown::All(sample::inspections()));
    for words in ["Strong standard", "Not given", "Good", "J1"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn none_withheld_and_away_are_three_things() {
    assert!(shown(Shown::All(Vec::new())).contains(NONE));
    assert!(!shown(Shown::Withheld("Not for you.")).contains(NONE));
    assert!(shown(Shown::Away).contains("cannot be shown at the moment"));
}

#[test]
fn a_line_counts_areas_and_gives_an_overall_grade_where_there_is_one() {
    let found = sample::inspections();
    let lines: Vec<_> = found.iter().map(in_a_line).collect();
    assert!(lines[0].contains("strong standard in 1 area, expected standard in 5 areas"));
    for ends in [": J1", ": overall good"] {
        assert!(lines.iter().any(|line| line.ends_with(ends)), "{lines:?}");
    }
}
