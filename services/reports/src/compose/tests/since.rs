//! A later report: what happened since the last one that was issued.

use contract::reviews::v1::FollowUpRecorded;

use super::*;

/// The sources of a report that follows one with these rows, which told of everything up to a position.
fn after(as_of_position: u64, rows: &[(&str, &str)]) -> Sources {
    let row = |(area, region): &(&str, &str)| CategoryRow {
        area_id: (*area).into(),
        region_id: (*region).into(),
        region_name: region.to_uppercase(),
        ..CategoryRow::default()
    };
    let data = ReportData { categories: rows.iter().map(row).collect(), ..ReportData::default() };
    let issued_on = "2025-07-01".to_owned();
    Sources { last_paper: Some(LastPaper { issued_on, as_of_position, data }), ..sources() }
}

fn told(sources: &Sources) -> ReportData {
    compose(sources, term())
}

#[test]
fn a_wave_is_told_in_the_report_after_its_release_whichever_term_it_belongs_to() {
    assert_eq!(told(&after(69, &[])).surveys.len(), 1);
    assert!(told(&after(70, &[])).surveys.is_empty(), "the report before told of it");
    let of_summer = || {
        let mut results = wave(vec![figure(SCHOOL, "q1")]);
        results.wave.as_mut().unwrap().term = "2024-25-summer".into();
        vec![results]
    };
    let data = told(&Sources { waves: of_summer(), ..after(69, &[]) });
    assert_eq!(
        (data.surveys.len(), data.since_on.as_str(), data.since_position),
        (1, "2025-07-01", 69)
    );
    let first = told(&Sources { waves: of_summer(), ..sources() });
    assert!(first.surveys.is_empty(), "the first report tells of its own term");
}

#[test]
fn an_earlier_figure_is_one_from_before_the_wave() {
    let mut results = wave(vec![figure(SCHOOL, "q1")]);
    results.wave.as_mut().unwrap().term = "2024-25-summer".into();
    let facts = vec![
        fact(SCHOOL, "survey.pv.q1.positive", "2024-25-summer"),
        fact(SCHOOL, "survey.pv.q1.positive", "2023-24-autumn"),
    ];
    let data = told(&Sources { facts, waves: vec![results], ..after(69, &[]) });
    assert_eq!(data.surveys[0].rows[0].last_term_words, "Autumn 2023-24");
}

#[test]
fn a_review_is_told_in_the_report_after_its_completion_whichever_term_it_belongs_to() {
    let completed = |completed_position| {
        let of_summer = Review {
            term: "2024-25-summer".into(),
            completed_position,
            ..review(vec![Recipient::HostCommittee])
        };
        told(&Sources { reviews: vec![of_summer], ..after(60, &[]) }).reviews
    };
    assert_eq!(completed(61)[0].findings.len(), 2);
    assert!(completed(60).is_empty());
}

#[test]
fn a_finding_that_was_followed_up_since_is_told_again_with_what_was_found() {
    let looked_again = |position, recipients| {
        let mut review = Review { completed_position: 51, ..review(recipients) };
        review.findings[1].follow_ups = vec![FollowUpRecorded {
            outcome: Some("Better now.".into()),
            improved: true,
            on: "2025-10-02".into(),
            ..FollowUpRecorded::default()
        }];
        review.findings[1].followed_up_position = position;
        told(&Sources { reviews: vec![review], ..after(60, &[]) })
    };
    let committee = || vec![Recipient::HostCommittee];
    let data = looked_again(61, committee());
    let [section] = data.reviews.as_slice() else { panic!("{:?}", data.reviews) };
    let [found] = section.findings.as_slice() else { panic!("{section:?}") };
    assert!(section.told_before && section.summary.is_none());
    assert_eq!((found.finding_id.as_str(), found.follow_ups[0].on.as_str()), ("f2", "2025-10-02"));
    let summary = data.summary.unwrap();
    assert_eq!((summary.reviews, summary.to_improve), (0, 0), "counted in the report before");
    assert!(looked_again(60, committee()).reviews.is_empty(), "told before");
    assert!(looked_again(61, vec![Recipient::HostHeadteacher]).reviews.is_empty());
}

#[test]
fn an_area_moved_against_what_the_report_before_said_of_it() {
    let data = told(&after(60, &[("staff", "sustain"), ("governance", "improve")]));
    let moved: Vec<_> = data.categories.iter().map(|row| row.movement.as_str()).collect();
    assert_eq!(moved, ["same", "down"]);
    assert_eq!(data.changes[0].from_region_name, "IMPROVE", "in the words of that report");
    let unjudged = Sources { round: None, ..after(60, &[("staff", "repair")]) };
    assert_eq!(told(&unjudged).categories[0].movement, "up", "decided after that report");
}

#[test]
fn a_region_that_the_ladder_does_not_know_gives_no_direction() {
    let data = told(&after(60, &[("staff", "good"), ("governance", "repair")]));
    assert_eq!(data.categories[0].movement, "not_compared");
    let [change] = data.changes.as_slice() else { panic!("{:?}", data.changes) };
    assert_eq!(
        (change.movement.as_str(), change.from_region_name.as_str()),
        ("not_compared", "GOOD")
    );
    let summary = data.summary.unwrap();
    assert_eq!((summary.not_compared, summary.first_time, summary.moved_up), (1, 0, 0));
    let marked = Change {
        area_id: "staff".into(),
        from_region_id: "good".into(),
        to_region_id: "stabilise".into(),
        ..Change::default()
    };
    let data = told(&Sources { changes: vec![marked], ..sources() });
    assert_eq!(data.changes[0].movement, "not_compared", "not up from nowhere");
}

#[test]
fn a_heads_challenge_is_printed_only_where_the_head_gave_leave() {
    let challenged = |in_report| {
        let mut sources = sources();
        let staff = &mut sources.round.as_mut().unwrap().categories[1];
        staff.challenge = Some(Step { in_report, ..step("repair", 78) });
        told(&sources).categories.remove(0)
    };
    let printed = challenged(true);
    assert_eq!(printed.challenge_reason.said(), "because of repair");
    let kept_back = challenged(false);
    assert!(kept_back.challenged && kept_back.challenge_reason.is_none());
}

#[test]
fn the_annex_lists_what_the_report_before_did_not_hold() {
    let at = |position, measure: &str| Fact {
        from_position: position,
        ..fact(SCHOOL, measure, "2024-25-summer")
    };
    let facts = vec![at(61, "category.staff"), at(60, "category.governance")];
    let labels: Vec<_> = told(&Sources { facts, ..after(60, &[]) }).facts;
    let labels: Vec<_> = labels.iter().map(|fact| fact.label.as_str()).collect();
    assert_eq!(labels, ["Staff: region"]);
}

#[test]
fn the_days_of_a_survey_are_those_on_which_it_was_open() {
    let mut results = wave(vec![figure(SCHOOL, "q1")]);
    let wave = results.wave.as_mut().unwrap();
    (wave.opens_on, wave.closes_on) = ("2025-11-03".into(), "2025-11-14".into());
    (wave.opened_on, wave.closed_on) = ("2025-11-05".into(), "2025-11-21".into());
    let section = told(&Sources { waves: vec![results], ..sources() }).surveys.remove(0);
    assert_eq!(
        (section.opened_on.as_str(), section.closed_on.as_str()),
        ("2025-11-05", "2025-11-21")
    );
}

#[test]
fn the_glossary_explains_a_region_by_the_frameworks_own_sentence() {
    let glossary = told(&sources()).glossary;
    let of =
        |word: &str| glossary.iter().find(|entry| entry.word == word).unwrap().meaning.as_str();
    assert_eq!(
        of("Sustain"),
        "The highest of the 4 regions. Staff, for example, looks like this there: Staff stay and grow."
    );
    assert_eq!(of("Repair"), "Region 2 of 4, counted from the lowest.");
}

/// A wave of the second version of a set of questions, of which one may be compared since a version.
fn reworded(compared_since: u32) -> contract::surveys::v1::GetResultsResponse {
    let mut results = wave(vec![figure(SCHOOL, "q1")]);
    results.wave.as_mut().unwrap().instrument_version = 2;
    results.questions[0].compared_since = compared_since;
    results
}

/// The school's figure of the first version, a year before.
fn asked_before() -> Fact {
    let measure = "survey.pv.q1.positive";
    Fact { compared_since: 1, instrument_version: 1, ..fact(SCHOOL, measure, "2024-25-autumn") }
}

#[test]
fn a_reworded_question_with_the_same_id_is_not_compared() {
    let of = |compared_since| {
        let waves = vec![reworded(compared_since)];
        let sources = Sources { waves, facts: vec![asked_before()], ..sources() };
        let data = told(&sources);
        let annex = data.facts.iter().filter(|fact| fact.period_words == "Autumn 2024-25").count();
        (data.surveys[0].rows[0].clone(), annex)
    };
    for other_line in [2, 0] {
        let (row, annex) = of(other_line);
        assert_eq!((row.last_words.as_str(), row.last_percent), ("", None));
        assert!(row.reworded && row.first_time);
        assert_eq!(annex, 0, "what is not compared is not used");
    }
    let (row, annex) = of(1);
    assert_eq!((row.last_words.as_str(), row.last_percent), ("said", Some(90.0)));
    assert!(!row.reworded && !row.first_time);
    assert_eq!(annex, 1);
}

#[test]
fn the_trusts_other_schools_are_the_trust_less_the_school() {
    let of = |base: u32, percent: f64, suppression: Suppression| {
        let mut trust = figure("", "q1");
        (trust.base, trust.positive_percent) = (Some(base), Some(percent));
        trust.set_suppression(suppression);
        let waves = vec![wave(vec![figure(SCHOOL, "q1"), trust])];
        let row = told(&Sources { waves, ..sources() }).surveys.remove(0).rows.remove(0);
        (row.others_words, row.others_percent)
    };
    // The school has 30 of 40 answers.
    let known = ("45% of 60 answers".to_owned(), Some(45.0));
    assert_eq!(of(100, 57.0, Suppression::None), known);
    let none = (String::new(), None);
    assert_eq!(of(100, 57.0, Suppression::Bounded), none, "the trust's figure is not in full");
    assert_eq!(of(59, 61.0, Suppression::None), none, "19 answers are left");
    assert!(of(60, 60.0, Suppression::None).1.is_some(), "20 are");
}
