//! A small trust's record, and what the paper makes of it.

mod brought_in;
mod cited;
mod figures;
mod since;

use contract::Said as _;
use contract::categories::v1::{Area, Cell, Descriptor, Evidence, EvidenceKind, Region, Step};
use contract::reviews::v1::{Finding, FindingKind, Recipient, ReviewState};
use contract::schools::v1::{Committee, Hub, Meeting, School};
use contract::surveys::v1::{
    Audience, Condition, Counting, Figure, HubResults, Option as Offered, OptionCount, Question,
    ResponseRate, Suppression, Wave,
};

use super::*;
use crate::canonical;

const SCHOOL: &str = "00000000-0000-0000-0000-000000000001";
const OTHER: &str = "00000000-0000-0000-0000-000000000002";

fn term() -> Term {
    "2025-26-autumn".parse().unwrap()
}

fn framework(version: u32) -> FrameworkAgreed {
    let area = |id: &str, name: &str| Area { area_id: id.into(), name: name.into() };
    let region = |name: &str| Region { region_id: name.to_lowercase(), name: name.into() };
    FrameworkAgreed {
        framework_id: "default".into(),
        version,
        name: "Seven areas".into(),
        areas: vec![area("staff", "Staff"), area("governance", "Governance")],
        regions: ["Stabilise", "Repair", "Improve", "Sustain"].map(region).to_vec(),
        descriptors: vec![Descriptor {
            area_id: "staff".into(),
            region_id: "sustain".into(),
            text: "Staff stay and grow.".into(),
        }],
    }
}

fn step(region_id: &str, position: u64) -> Step {
    Step {
        region_id: region_id.into(),
        reason: Some(format!("because of {region_id}").into()),
        position,
        at: "2025-11-18T23:30:00Z".into(),
        ..Step::default()
    }
}

fn category(area_id: &str, region_id: &str, position: u64) -> Category {
    let cell = Cell { school_id: SCHOOL.into(), area_id: area_id.into(), ..Cell::default() };
    Category {
        cell: Some(cell),
        state: CategoryState::Shared.into(),
        decision: Some(step(region_id, position)),
        ..Category::default()
    }
}

fn judged(term: &str, version: u32, categories: Vec<Category>) -> JudgedRound {
    JudgedRound { term: term.into(), framework: framework(version), categories }
}

fn trust() -> GetTrustResponse {
    let school = |id: &str, name: &str| School {
        school_id: id.into(),
        name: name.into(),
        hub_id: "h".into(),
        ..School::default()
    };
    let meeting =
        |term: &str, on: &str| Meeting { term: term.into(), on: on.into(), ..Meeting::default() };
    GetTrustResponse {
        name: "Deben".into(),
        schools: vec![school(SCHOOL, "St Botolph's"), school(OTHER, "Elsewhere")],
        hubs: vec![Hub { hub_id: "h".into(), name: "Coast".into(), ..Hub::default() }],
        committees: vec![Committee {
            school_id: SCHOOL.into(),
            name: "The SGC".into(),
            meetings: vec![
                meeting("2025-26-spring", "2026-03-01"),
                meeting("2025-26-autumn", "2025-12-04"),
            ],
            ..Committee::default()
        }],
        ..GetTrustResponse::default()
    }
}

fn question(id: &str) -> Question {
    let offered = |id: &str, counting: Counting| Offered {
        option_id: id.into(),
        label: id.to_uppercase(),
        counting: counting.into(),
    };
    Question {
        question_id: id.into(),
        text: format!("Question {id}."),
        options: vec![offered("yes", Counting::Positive), offered("no", Counting::Negative)],
        ..Question::default()
    }
}

fn figure(school_id: &str, question_id: &str) -> Figure {
    Figure {
        school_id: school_id.into(),
        question_id: question_id.into(),
        suppression: Suppression::None.into(),
        positive_percent: Some(75.0),
        base: Some(40),
        words: "75% of 40 answers".into(),
        counts: vec![
            OptionCount { option_id: "no".into(), count: 10 },
            OptionCount { option_id: "yes".into(), count: 30 },
        ],
    }
}

fn hidden(school_id: &str, question_id: &str, suppression: Suppression) -> Figure {
    Figure {
        school_id: school_id.into(),
        question_id: question_id.into(),
        suppression: suppression.into(),
        words: "not shown".into(),
        ..Figure::default()
    }
}

fn wave(figures: Vec<Figure>) -> GetResultsResponse {
    let rate = |school_id: &str, words: &str| ResponseRate {
        school_id: school_id.into(),
        words: words.into(),
        ..ResponseRate::default()
    };
    GetResultsResponse {
        wave: Some(Wave {
            wave_id: "w".into(),
            instrument_id: "pv".into(),
            title: "Parents".into(),
            audience: Audience::Parents.into(),
            term: "2025-26-autumn".into(),
            floor: 10,
            ..Wave::default()
        }),
        questions: vec![question("q1"), question("q2")],
        response_rates: vec![
            rate("", "about 40%"),
            rate(OTHER, "about 35%"),
            rate(SCHOOL, "about 45%"),
        ],
        figures,
        released_at: 70,
        ..GetResultsResponse::default()
    }
}

fn review(recipients: Vec<Recipient>) -> Review {
    let found = |id: &str, kind: FindingKind| Finding {
        finding_id: id.into(),
        areas: vec!["staff".into()],
        kind: kind.into(),
        text: Some(format!("found {id}").into()),
        position: 50,
        ..Finding::default()
    };
    Review {
        review_id: "r".into(),
        host_school_id: SCHOOL.into(),
        term: "2025-26-autumn".into(),
        state: ReviewState::Completed.into(),
        recipients: recipients.into_iter().map(i32::from).collect(),
        summary: Some("A calm school.".into()),
        findings: vec![found("f1", FindingKind::Strength), found("f2", FindingKind::ToImprove)],
        ..Review::default()
    }
}

fn fact(school_id: &str, measure: &str, period: &str) -> Fact {
    Fact {
        school_id: school_id.into(),
        measure: measure.into(),
        period: period.into(),
        words: "said".into(),
        value: Some(90.0),
        source: "wave:w".into(),
        from_position: 70,
        ..Fact::default()
    }
}

fn sources() -> Sources {
    Sources {
        report_id: "report".into(),
        school_id: SCHOOL.into(),
        trust: trust(),
        round: Some(judged(
            "2025-26-autumn",
            1,
            vec![category("governance", "repair", 81), category("staff", "sustain", 80)],
        )),
        earlier: vec![
            judged(
                "2024-25-summer",
                1,
                vec![category("staff", "improve", 40), category("governance", "repair", 41)],
            ),
            judged("2024-25-spring", 1, vec![category("staff", "repair", 20)]),
        ],
        waves: vec![wave(vec![figure("", "q1"), figure(SCHOOL, "q1"), figure(OTHER, "q1")])],
        reviews: vec![review(vec![Recipient::HostCommittee])],
        as_of_position: 90,
        ..Sources::default()
    }
}

fn paper() -> ReportData {
    compose(&sources(), term())
}

#[test]
fn the_paper_names_what_it_is_about() {
    let data = paper();
    let school = data.school.unwrap();
    assert_eq!(
        (school.name.as_str(), school.hub_name.as_str(), school.committee_name.as_str()),
        ("St Botolph's", "Coast", "The SGC")
    );
    assert_eq!(
        (data.term_words.as_str(), data.last_term_words.as_str()),
        ("Autumn 2025-26", "Summer 2024-25")
    );
    assert_eq!(data.meeting_on, "2025-12-04");
    assert_eq!(data.issued_on, "");
}

#[test]
fn a_decision_that_was_opened_again_is_under_review_and_keeps_what_it_was() {
    let opened = |shared: &str| Category {
        state: CategoryState::Proposed.into(),
        decision: None,
        shared_region_id: shared.to_owned(),
        reopening: Some(Step { at: "2025-11-20T10:00:00Z".into(), ..step("improve", 84) }),
        ..category("staff", "improve", 84)
    };
    let rows = |shared: &str| {
        let round = judged("2025-26-autumn", 2, vec![opened(shared)]);
        compose(&Sources { round: Some(round), ..sources() }, term())
    };
    let data = rows("improve");
    let staff = data.categories.iter().find(|row| row.area_id == "staff").unwrap();
    assert_eq!(
        (staff.region_name.as_str(), staff.movement.as_str(), staff.under_review_since.as_str()),
        ("Improve", "under_review", "2025-11-20")
    );
    assert_eq!((staff.position, staff.reason.is_none()), (84, true));
    let judged = data.categories.len() as u32 - 1;
    assert_eq!(data.summary.unwrap().areas, judged, "what is under review is not judged");
    // What was never shared is nothing that a committee knew: the decision before it stands.
    let before = rows("").categories;
    let staff = before.iter().find(|row| row.area_id == "staff").unwrap();
    assert!(staff.under_review_since.is_empty());
}

#[test]
fn a_row_stands_for_each_area_in_the_frameworks_order_with_what_went_before() {
    let rows = paper().categories;
    let staff = &rows[0];
    assert_eq!(
        (staff.area_name.as_str(), staff.region_name.as_str(), staff.region_place),
        ("Staff", "Sustain", 4)
    );
    assert_eq!(
        (staff.movement.as_str(), staff.descriptor.as_str()),
        ("up", "Staff stay and grow.")
    );
    assert_eq!(staff.last_term.as_ref().unwrap().region_name, "Improve");
    assert_eq!(staff.two_terms_ago.as_ref().unwrap().region_name, "Repair");
    assert_eq!(rows[1].movement, "same");
    assert_eq!(rows[1].two_terms_ago.as_ref().unwrap().region_name, "");
}

#[test]
fn the_day_of_a_decision_is_a_british_day() {
    assert_eq!(paper().categories[0].decided_on, "2025-11-18");
    let mut sources = sources();
    sources.round.as_mut().unwrap().categories[1].decision.as_mut().unwrap().at =
        "2025-06-30T23:30:00Z".into();
    assert_eq!(compose(&sources, term()).categories[0].decided_on, "2025-07-01");
}

#[test]
fn a_first_judgement_has_no_movement() {
    let rows = compose(&Sources { earlier: vec![], ..sources() }, term()).categories;
    assert!(rows.iter().all(|row| row.movement == "first" && !row.words_changed));
}

#[test]
fn a_decision_in_other_words_than_the_one_before_is_flagged_and_keeps_the_old_words() {
    let mut sources = sources();
    sources.earlier[0].framework.version = 2;
    sources.earlier[0].framework.regions[2].name = "Getting better".into();
    let rows = compose(&sources, term()).categories;
    assert!(rows[0].words_changed);
    assert_eq!(rows[0].last_term.as_ref().unwrap().region_name, "Getting better");
}

#[test]
fn all_areas_of_the_framework_have_to_be_shared() {
    let mut sources = sources();
    assert_eq!(sources.shared(), (2, 2));
    sources.round.as_mut().unwrap().categories[0].state = CategoryState::Decided.into();
    assert_eq!(sources.shared(), (1, 2));
    assert_eq!(Sources { round: None, ..sources }.shared(), (0, 0));
}

#[test]
fn what_was_not_judged_this_term_shows_the_last_judgement_with_its_day() {
    let earlier = |sources: &mut Sources| {
        let governance = Category {
            decision: Some(Step { at: "2025-03-20T12:00:00Z".into(), ..step("repair", 40) }),
            ..category("governance", "repair", 40)
        };
        sources.earlier = vec![judged("2024-25-spring", 1, vec![governance])];
    };
    let mut sources = sources();
    earlier(&mut sources);
    // Decided, and not yet for the committee.
    let governance = |category: &&mut Category| {
        category.cell.as_ref().is_some_and(|cell| cell.area_id == "governance")
    };
    let round = sources.round.as_mut().unwrap();
    let unshared = round.categories.iter_mut().find(governance).unwrap();
    unshared.state = CategoryState::Decided.into();
    unshared.decision.as_mut().unwrap().region_id = "stabilise".into();
    let rows = compose(&sources, term()).categories;
    let row = rows.iter().find(|row| row.area_id == "governance").unwrap();
    assert_eq!((row.region_id.as_str(), row.decided_on.as_str()), ("repair", "2025-03-20"));
    assert_eq!(row.movement, "same");
    let rows = compose(&Sources { round: None, ..sources }, term()).categories;
    let regions: Vec<_> = rows.iter().map(|row| row.region_id.as_str()).collect();
    assert_eq!(regions, ["repair"], "a term without a round shows what was judged before");
}

#[test]
fn marked_changes_are_told_and_unmarked_moves_are_not_forgotten() {
    assert_eq!(paper().changes.len(), 1, "derived from the rows");
    let change = |area: &str, from: &str, to: &str, because_position| Change {
        school_id: SCHOOL.into(),
        term: "2025-26-autumn".into(),
        area_id: area.into(),
        from_region_id: from.into(),
        to_region_id: to.into(),
        because_position,
    };
    let changes = vec![
        change("governance", "improve", "repair", 85),
        change("staff", "improve", "sustain", 82),
    ];
    let told = compose(&Sources { changes, ..sources() }, term()).changes;
    let told: Vec<_> = told
        .iter()
        .map(|change| (change.area_name.as_str(), change.movement.as_str(), change.position))
        .collect();
    assert_eq!(told, [("Staff", "up", 82), ("Governance", "down", 85)]);
}

#[test]
fn a_survey_row_repeats_what_was_released_and_nothing_of_other_schools() {
    let section = &paper().surveys[0];
    assert_eq!(
        (section.response_rate_words.as_str(), section.trust_response_rate_words.as_str()),
        ("about 45%", "about 40%")
    );
    assert_eq!(section.rows.len(), 1, "q2 has no figure for this school");
    let row = &section.rows[0];
    assert_eq!(
        (row.percent, row.n, row.words.as_str()),
        (Some(75.0), Some(40), "75% of 40 answers")
    );
    let counts: Vec<_> =
        row.options.iter().map(|option| (option.label.as_str(), option.count)).collect();
    assert_eq!(counts, [("YES", 30), ("NO", 10)], "in the order asked");
    assert!(!canonical::text(&paper()).contains(OTHER));
}

#[test]
fn a_survey_says_beside_the_trust_what_the_schools_hub_said() {
    let hub = HubResults {
        hub_id: "h".into(),
        school_ids: vec![SCHOOL.to_owned(), OTHER.to_owned()],
        response_rate: Some(ResponseRate { words: "about 55%".into(), ..Default::default() }),
        figures: vec![Figure { words: "84% of 96 answers".into(), ..figure("", "q1") }],
    };
    let elsewhere = HubResults { school_ids: vec![OTHER.to_owned()], ..hub.clone() };
    let told = |hubs| {
        let results = GetResultsResponse { hubs, ..wave(vec![figure(SCHOOL, "q1")]) };
        compose(&Sources { waves: vec![results], ..sources() }, term()).surveys.remove(0)
    };
    let section = told(vec![elsewhere.clone(), hub]);
    assert_eq!((&*section.hub_name, &*section.hub_response_rate_words), ("Coast", "about 55%"));
    assert_eq!(section.rows[0].hub_words, "84% of 96 answers");
    let section = told(vec![elsewhere]);
    assert_eq!((&*section.hub_name, &*section.rows[0].hub_words), ("", ""));
}

#[test]
fn a_question_that_others_hang_on_is_told_from_one_that_judges() {
    let mut results = wave(vec![figure(SCHOOL, "q1"), figure(SCHOOL, "q2")]);
    results.questions[1].only_if =
        Some(Condition { question_id: "q1".into(), option_id: "yes".into() });
    let rows =
        compose(&Sources { waves: vec![results], ..sources() }, term()).surveys.remove(0).rows;
    assert!(rows[0].leads_on && !rows[1].leads_on);
}

#[test]
fn a_withheld_figure_has_words_and_no_number() {
    let figures = vec![hidden(SCHOOL, "q1", Suppression::NotShown)];
    let data = compose(&Sources { waves: vec![wave(figures)], ..sources() }, term());
    let row = &data.surveys[0].rows[0];
    assert_eq!(
        (row.suppression.as_str(), row.percent, row.n, row.options.len()),
        ("not_shown", None, None, 0)
    );
    assert_eq!(data.summary.unwrap().suppressed, 1);
}

#[test]
fn an_earlier_figure_stands_beside_the_new_one() {
    let facts = vec![
        fact(SCHOOL, "survey.pv.q1.positive", "2024-25-autumn"),
        fact(SCHOOL, "survey.pv.q1.positive", "2023-24-autumn"),
        fact(SCHOOL, "survey.other.q2.positive", "2024-25-autumn"),
    ];
    let figures = vec![figure(SCHOOL, "q1"), figure(SCHOOL, "q2")];
    let section = compose(&Sources { facts, waves: vec![wave(figures)], ..sources() }, term())
        .surveys
        .remove(0);
    assert!(!section.first_time);
    assert_eq!(
        (section.rows[0].last_words.as_str(), section.rows[0].last_term_words.as_str()),
        ("said", "Autumn 2024-25")
    );
    assert!(!section.rows[0].first_time && section.rows[1].first_time);
    let first = paper().surveys.remove(0);
    assert!(first.first_time && !first.rows[0].first_time);
}

#[test]
fn a_review_the_committee_does_not_receive_gives_nothing_away() {
    let facts = vec![Fact {
        source: "review:r".into(),
        ..fact(SCHOOL, "review.staff.strengths", "2025-26-autumn")
    }];
    let received = compose(&Sources { facts: facts.clone(), ..sources() }, term());
    assert_eq!(
        (received.reviews[0].findings.len(), &*received.reviews[0].summary.said()),
        (2, "A calm school.")
    );
    assert_eq!(received.facts.len(), 1);

    let mut sources =
        Sources { facts, reviews: vec![review(vec![Recipient::HostHeadteacher])], ..sources() };
    let cites = Evidence {
        kind: EvidenceKind::ReviewFinding.into(),
        id: "f1".into(),
        says: Some("found f1".into()),
        position: 50,
        ..Evidence::default()
    };
    sources.round.as_mut().unwrap().categories[1].decision.as_mut().unwrap().evidence = vec![cites];
    let withheld = compose(&sources, term());
    assert!(withheld.reviews[0].withheld);
    assert_eq!(withheld.categories[0].evidence_count, 1);
    let text = canonical::text(&withheld);
    assert!(!text.contains("found f") && !text.contains("A calm school"), "{text}");
    assert!(withheld.facts.is_empty());
}

#[test]
fn only_completed_reviews_of_this_school_and_term_are_told() {
    let told = |review: Review| {
        compose(&Sources { reviews: vec![review], ..sources() }, term()).reviews.len()
    };
    let base = || review(vec![Recipient::HostCommittee]);
    assert_eq!(told(base()), 1);
    assert_eq!(told(Review { state: ReviewState::Held.into(), ..base() }), 0);
    assert_eq!(told(Review { term: "2024-25-summer".into(), ..base() }), 0);
    assert_eq!(told(Review { host_school_id: OTHER.into(), ..base() }), 0);
}

#[test]
fn the_annex_holds_what_is_used_and_nothing_else() {
    let now = "2025-26-autumn";
    let facts = vec![
        fact(SCHOOL, "survey.pv.q1.positive", now),
        fact("", "survey.pv.q1.positive", now),
        fact(OTHER, "survey.pv.q1.positive", now),
        fact(SCHOOL, "survey.pv.response_rate", now),
        fact(SCHOOL, "category.staff", now),
        fact(SCHOOL, "category.staff", "2024-25-summer"),
        fact(SCHOOL, "category.staff", "2023-24-summer"),
        fact(SCHOOL, "category.staff.school_view", "2024-25-summer"),
        fact(SCHOOL, "survey.pv.q1.positive", "2024-25-autumn"),
        fact(SCHOOL, "roll.pupils", ""),
        fact(SCHOOL, "unheard.of", now),
    ];
    let used = compose(&Sources { facts, ..sources() }, term()).facts;
    let labels: Vec<_> = used
        .iter()
        .map(|fact| (fact.label.as_str(), fact.about.as_str(), fact.period_words.as_str()))
        .collect();
    assert_eq!(
        labels,
        [
            ("Staff: region", "school", "Autumn 2025-26"),
            ("Staff: region", "school", "Summer 2024-25"),
            ("Parents: response rate", "school", "Autumn 2025-26"),
            ("Question q1.", "school", "Autumn 2025-26"),
            ("Question q1.", "school", "Autumn 2024-25"),
            ("Question q1.", "trust", "Autumn 2025-26"),
        ]
    );
}

#[test]
fn freezing_adds_paragraphs_and_days_and_changes_nothing_else() {
    let draft = paper();
    let paragraph = |text: &str| Paragraph {
        text: text.into(),
        written_by: "improvement_lead".into(),
        ..Paragraph::default()
    };
    let mut commentary = Commentary::default();
    commentary.paragraphs = vec![paragraph("One."), paragraph("Two.")];
    commentary.decisions = vec![paragraph("Agree the plan.")];
    let frozen = freeze(draft.clone(), &commentary, "2025-11-27", "2025-12-05");
    let second = &frozen.commentary[1];
    assert_eq!(
        (second.anchor.as_str(), second.signed.as_str()),
        ("commentary/2", "Improvement lead")
    );
    assert_eq!(frozen.decisions[0].anchor, "decision/1");
    let thawed = ReportData {
        commentary: vec![],
        decisions: vec![],
        issued_on: String::new(),
        meeting_on: draft.meeting_on.clone(),
        ..frozen
    };
    assert_eq!(thawed, draft);
}

#[test]
fn the_same_record_gives_the_same_paper() {
    assert_eq!(canonical::text(&paper()), canonical::text(&paper()));
}

#[test]
fn a_school_without_anything_still_gets_a_paper() {
    let bare = Sources { school_id: SCHOOL.into(), ..Sources::default() };
    let data = compose(&bare, term());
    assert_eq!(data.summary.unwrap(), ReportSummary::default());
}
