//! Each rule: when it asks, and when it keeps silent.

use contract::reports::v1::{
    EarlierRegion, FindingFollowUp, LadderRung, ReportFramework, ReviewFinding, ReviewSection,
};

use super::*;

fn data() -> ReportData {
    let rung = |name: &str| LadderRung { region_id: name.to_lowercase(), name: name.into() };
    let ladder = ["Stabilise", "Repair", "Improve", "Sustain"].map(rung).to_vec();
    ReportData {
        framework: Some(ReportFramework { ladder, ..Default::default() }),
        ..Default::default()
    }
}

fn area(name: &str, place: u32, region: &str) -> CategoryRow {
    CategoryRow {
        anchor: format!("category/{}", name.to_lowercase()),
        area_id: name.to_lowercase(),
        area_name: name.into(),
        region_id: region.to_lowercase(),
        region_name: region.into(),
        region_place: place,
        movement: "same".into(),
        ..Default::default()
    }
}

fn row(text: &str, percent: Option<f64>) -> SurveyRow {
    SurveyRow {
        text: text.into(),
        n: percent.map(|_| 50),
        percent,
        words: percent.map_or("hidden".into(), |p| format!("{p}% of 50 answers")),
        ..Default::default()
    }
}

fn wave(rows: Vec<SurveyRow>) -> SurveySection {
    SurveySection {
        title: "Parents, autumn".into(),
        audience: "parents".into(),
        rows,
        ..Default::default()
    }
}

fn asked(data: &ReportData, rule: &str) -> Vec<GovernorPrompt> {
    prompts(data).into_iter().filter(|prompt| prompt.rule == rule).collect()
}

#[test]
fn every_area_that_moved_is_asked_about_and_a_fall_comes_first() {
    let mut data = data();
    let last = EarlierRegion { region_name: "Improve".into(), ..Default::default() };
    let up = CategoryRow {
        movement: "up".into(),
        last_term: Some(last.clone()),
        ..area("Staff", 4, "Sustain")
    };
    let down = CategoryRow {
        movement: "down".into(),
        last_term: Some(last),
        ..area("Governance", 2, "Repair")
    };
    data.categories = vec![up, down, area("Outcomes", 4, "Sustain")];
    let prompts = asked(&data, "area_moved");
    assert_eq!(prompts.len(), 2);
    assert_eq!(prompts[0].because, "Governance moved down from Improve to Repair this term.");
    assert_eq!(prompts[1].because, "Staff moved up from Improve to Sustain this term.");
    assert_eq!(prompts[0].anchor, "category/governance");
}

#[test]
fn areas_below_the_top_without_a_finding_are_asked_about_together() {
    let mut data = data();
    data.categories = vec![
        area("Staff", 3, "Improve"),
        area("Outcomes", 4, "Sustain"),
        area("Governance", 1, "Stabilise"),
    ];
    let text = &asked(&data, "below_without_review")[0].text;
    assert!(text.contains("Staff and Governance") && !text.contains("Outcomes"), "{text}");
    let found =
        ReviewFinding { area_ids: vec!["staff".into(), "governance".into()], ..Default::default() };
    data.reviews = vec![ReviewSection { findings: vec![found], ..Default::default() }];
    assert!(asked(&data, "below_without_review").is_empty());
}

#[test]
fn a_view_unlike_the_decision_is_asked_about_once() {
    let mut data = data();
    let other = CategoryRow {
        school_view_region_id: "improve".into(),
        school_view_region_name: "Improve".into(),
        ..area("Governance", 2, "Repair")
    };
    let same = CategoryRow { school_view_region_id: "repair".into(), ..area("Staff", 2, "Repair") };
    data.categories = vec![other.clone(), same, area("Outcomes", 2, "Repair")];
    assert_eq!(asked(&data, "views_differ").len(), 1);
    data.categories = vec![CategoryRow { challenged: true, ..other }];
    assert!(asked(&data, "views_differ").is_empty());
    assert_eq!(asked(&data, "challenged").len(), 1);
}

const HAPPY: &str = "My child is happy at this school";
const SAFE: &str = "My child feels safe at this school";
const BULLIED: &str =
    "My child has been bullied and the school dealt with the bullying quickly and effectively";
const CLUBS: &str = "My child can take part in clubs and activities at this school";

#[test]
fn a_figure_is_low_by_its_percentile_among_schools_and_not_by_one_threshold() {
    let mut data = data();
    let rows = vec![
        row(BULLIED, Some(60.0)),
        row(HAPPY, Some(86.0)),
        row(SAFE, Some(78.0)),
        row(CLUBS, Some(83.0)),
        row("E.", None),
    ];
    data.surveys = vec![wave(rows)];
    let asked = asked(&data, "lowest_figure");
    assert_eq!(asked.len(), 2, "the two lowest for the schools of England: {asked:?}");
    assert!(asked[0].text.contains(SAFE) && asked[1].text.contains("clubs"), "{asked:?}");
    assert_eq!(
        asked[0].because,
        "Parents, autumn: 78% of 50 answers. It is at or below the 10th percentile of 5,909 schools, which is 78% (Ofsted Parent View, 2026)."
    );
}

#[test]
fn a_figure_that_two_people_make_low_is_not_asked_about() {
    let mut data = data();
    let of = |n| SurveyRow { n: Some(n), ..row(HAPPY, Some(84.0)) };
    data.surveys = vec![wave(vec![of(20)])];
    assert!(asked(&data, "lowest_figure").is_empty(), "ten points of twenty answers");
    data.surveys = vec![wave(vec![of(21)])];
    assert_eq!(asked(&data, "lowest_figure").len(), 1);
}

#[test]
fn what_the_schools_of_england_were_not_asked_is_compared_with_the_trust() {
    let mut data = data();
    let trust = |percent, trust| SurveyRow {
        trust_percent: Some(trust),
        trust_words: format!("{trust}% of 300 answers"),
        ..row("I can plan my week.", Some(percent))
    };
    data.surveys = vec![wave(vec![trust(40.0, 50.0)])];
    let because = asked(&data, "lowest_figure").remove(0).because;
    assert!(
        because.ends_with("Across the trust, this school included: 50% of 300 answers."),
        "{because}"
    );
    data.surveys = vec![wave(vec![trust(40.1, 50.0)])];
    assert!(asked(&data, "lowest_figure").is_empty());
    data.surveys = vec![wave(vec![row("I can plan my week.", Some(20.0))])];
    assert!(asked(&data, "lowest_figure").is_empty(), "there is nothing to compare it with");
}

/// Trap 24 of the field: the trust's mean contains the school itself.
#[test]
fn a_low_figure_is_compared_with_the_other_schools_where_they_are_known() {
    let mut data = data();
    let of = |others| SurveyRow {
        trust_percent: Some(45.0),
        trust_words: "45% of 300 answers".into(),
        others_percent: Some(others),
        others_words: format!("{others}% of 260 answers"),
        ..row("I can plan my week.", Some(40.0))
    };
    data.surveys = vec![wave(vec![of(50.0)])];
    let because = asked(&data, "lowest_figure").remove(0).because;
    assert!(because.ends_with("The trust's other schools: 50% of 260 answers."), "{because}");
    data.surveys = vec![wave(vec![of(49.9)])];
    assert!(asked(&data, "lowest_figure").is_empty());
}

#[test]
fn a_reworded_question_is_said_to_be_asked_in_other_words() {
    let mut data = data();
    let new = SurveyRow { first_time: true, ..row("A.", Some(90.0)) };
    let reworded = SurveyRow { reworded: true, ..new.clone() };
    data.surveys = vec![wave(vec![reworded.clone(), row("B.", Some(90.0))])];
    assert_eq!(
        asked(&data, "first_time")[0].because,
        "1 question of Parents, autumn was asked in other words than before."
    );
    data.surveys = vec![wave(vec![new, reworded.clone(), reworded])];
    assert_eq!(
        asked(&data, "first_time")[0].because,
        "1 question of Parents, autumn was asked for the first time. 2 questions of Parents, autumn were asked in other words than before."
    );
}

#[test]
fn a_figure_that_fell_ten_points_is_asked_about_instead_of_being_called_low() {
    let mut data = data();
    let before = |percent, last| SurveyRow {
        last_percent: Some(last),
        last_words: "said".into(),
        ..row(HAPPY, Some(percent))
    };
    data.surveys = vec![wave(vec![before(60.0, 70.0)])];
    assert_eq!(asked(&data, "figure_fell").len(), 1);
    assert!(asked(&data, "lowest_figure").is_empty());
    data.surveys = vec![wave(vec![before(60.0, 69.9)])];
    assert!(asked(&data, "figure_fell").is_empty());
    assert_eq!(asked(&data, "lowest_figure").len(), 1);
}

#[test]
fn a_finding_that_was_looked_at_again_and_is_no_better_is_asked_about() {
    let mut data = data();
    let again = |improved| FindingFollowUp { improved, ..Default::default() };
    let found = |follow_ups| ReviewFinding {
        text: Some("Books are not marked.".into()),
        follow_ups,
        ..Default::default()
    };
    let findings =
        vec![found(vec![again(true), again(false)]), found(vec![again(true)]), found(vec![])];
    data.reviews = vec![ReviewSection { findings, ..Default::default() }];
    let asked = asked(&data, "not_improved");
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].text, "What keeps this from getting better: “Books are not marked”?");
}

#[test]
fn what_a_later_report_asks_is_asked_of_the_time_since_the_last() {
    let data = ReportData { since_on: "2025-07-01".into(), ..data() };
    let because = &asked(&data, "nothing_asked")[0].because;
    assert_eq!(because, "No survey of this school was released since the last report.");
}

#[test]
fn a_fall_of_two_people_is_no_fall() {
    let mut data = data();
    let before = |n| SurveyRow {
        n: Some(n),
        last_percent: Some(90.0),
        last_words: "said".into(),
        ..row("A.", Some(80.0))
    };
    data.surveys = vec![wave(vec![before(20)])];
    assert!(asked(&data, "figure_fell").is_empty());
    data.surveys = vec![wave(vec![before(21)])];
    assert_eq!(asked(&data, "figure_fell").len(), 1);
}

#[test]
fn a_question_about_circumstances_is_never_low() {
    let mut data = data();
    data.surveys = vec![wave(vec![SurveyRow {
        leads_on: true,
        last_percent: Some(60.0),
        ..row(HAPPY, Some(20.0))
    }])];
    assert!(asked(&data, "figure_fell").is_empty() && asked(&data, "lowest_figure").is_empty());
}

#[test]
fn withheld_figures_are_asked_about_once_a_wave() {
    let mut data = data();
    let hidden = |why: &str| SurveyRow { suppression: why.into(), ..row("A.", None) };
    data.surveys = vec![wave(vec![hidden("not_shown"), hidden("bounded"), hidden("not_shown")])];
    let prompts = asked(&data, "suppressed");
    assert_eq!(prompts.len(), 1);
    assert_eq!(prompts[0].because, "2 figures are not shown in Parents, autumn.");
    data.surveys = vec![wave(vec![hidden("bounded")])];
    assert!(asked(&data, "suppressed").is_empty());
}

#[test]
fn what_was_never_asked_before_is_asked_about_once_a_wave() {
    let mut data = data();
    let new = SurveyRow { first_time: true, ..row("A.", Some(90.0)) };
    data.surveys = vec![wave(vec![new.clone(), row("B.", Some(90.0))])];
    assert_eq!(
        asked(&data, "first_time")[0].because,
        "1 question of Parents, autumn was asked for the first time."
    );
    data.surveys = vec![wave(vec![new.clone(), new])];
    assert_eq!(
        asked(&data, "first_time")[0].because,
        "2 questions of Parents, autumn were asked for the first time."
    );
    data.surveys = vec![SurveySection { first_time: true, ..wave(vec![row("B.", Some(90.0))]) }];
    assert_eq!(asked(&data, "first_time").len(), 1);
    data.surveys = vec![wave(vec![row("B.", Some(90.0))])];
    assert!(asked(&data, "first_time").is_empty());
}

#[test]
fn changed_words_and_a_term_without_survey_are_asked_about() {
    let mut data = data();
    data.categories = vec![CategoryRow { words_changed: true, ..area("Staff", 4, "Sustain") }];
    assert_eq!(asked(&data, "words_changed").len(), 1);
    assert_eq!(asked(&data, "nothing_asked").len(), 1);
    data.surveys = vec![wave(vec![])];
    assert!(asked(&data, "nothing_asked").is_empty());
}

#[test]
fn the_same_data_gives_the_same_questions_and_never_too_many() {
    let mut data = data();
    data.categories = (0..40)
        .map(|at| CategoryRow {
            movement: "down".into(),
            ..area(&format!("Area {at}"), 1, "Stabilise")
        })
        .collect();
    assert_eq!(prompts(&data), prompts(&data));
    assert_eq!(prompts(&data).len(), MOST);
}

#[test]
fn names_are_listed_as_people_list_them() {
    assert_eq!(listed(&[]), "");
    assert_eq!(listed(&["A"]), "A");
    assert_eq!(listed(&["A", "B", "C"]), "A, B and C");
}
