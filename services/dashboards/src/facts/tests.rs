//! The facts on a real store: what is stated, how long it holds, as of when.

mod property;

use std::sync::Arc;

use contract::categories::v1::{CategoryReopened, SchoolViewStated};
use contract::dashboards::v1::list_facts_request::AsOf;
use contract::dashboards::v1::{Fact, ListFactsRequest};
use contract::events::{
    CategoryEvent, EventType, InstrumentEvent, ReviewEvent, SchoolEvent, WaveEvent,
};
use contract::reviews::v1::{DistributionAgreed, FindingKind, FindingRecorded, ReviewRequested};
use contract::schools::v1::{SchoolJoined, SchoolLeft};
use contract::surveys::v1::{
    Figure, InstrumentPublished, Question, ResponseRate, ResultsReleased, Suppression,
    WaveScheduled,
};

use super::*;
use crate::stand::{LADDER, Stand, cell, decision, refused};

const AUTUMN: &str = "2025-26-autumn";

#[test]
fn every_event_of_interest_is_in_the_registry() {
    for kind in OF_INTEREST {
        assert!(EventType::find(kind).is_some(), "{kind}");
    }
}

fn joined(pupils: Option<u32>) -> SchoolEvent {
    SchoolEvent::SchoolJoined(SchoolJoined {
        school_id: "s1".into(),
        urn: "123456".into(),
        pupils,
        ..SchoolJoined::default()
    })
}

fn scheduled() -> WaveEvent {
    WaveEvent::WaveScheduled(WaveScheduled {
        wave_id: "w1".into(),
        instrument_id: "parent-view".into(),
        term: AUTUMN.into(),
        ..WaveScheduled::default()
    })
}

fn figure(school_id: &str, suppression: Suppression, positive_percent: Option<f64>) -> Figure {
    let mut figure = Figure {
        school_id: school_id.into(),
        question_id: "q1".into(),
        positive_percent,
        base: positive_percent.map(|_| 42),
        words: "as released".into(),
        ..Figure::default()
    };
    figure.set_suppression(suppression);
    figure
}

async fn only(stand: &Stand, measure: &str) -> Fact {
    let mut facts = stand.facts_of(measure).await;
    assert_eq!(facts.len(), 1, "{facts:?}");
    facts.remove(0)
}

fn rate(school: &str, percent: Option<u32>, suppression: Suppression) -> ResponseRate {
    let words = "as released".into();
    ResponseRate { school_id: school.into(), percent, words, suppression: suppression.into() }
}

#[tokio::test]
async fn released_figures_and_rates_are_facts_of_the_waves_term() {
    let stand = Stand::start().await;
    stand.happens("w1", scheduled()).await;
    let released = ResultsReleased {
        wave_id: "w1".into(),
        response_rates: vec![
            rate("", Some(45), Suppression::None),
            rate("s1", None, Suppression::NotShown),
            // From before reasons were told.
            rate("s2", None, Suppression::Unspecified),
        ],
        figures: vec![
            figure("", Suppression::None, Some(86.0)),
            figure("s1", Suppression::NotShown, None),
            figure("s2", Suppression::Bounded, Some(50.0)),
        ],
        hubs: Vec::new(),
    };
    let position = stand.happens("w1", WaveEvent::ResultsReleased(released)).await;
    let facts = stand.facts_of("survey.parent-view.").await;
    let said: Vec<_> = facts
        .iter()
        .map(|fact| {
            (fact.school_id.as_str(), fact.measure.as_str(), fact.value, fact.suppression.as_str())
        })
        .collect();
    assert_eq!(
        said,
        [
            ("", "survey.parent-view.q1.positive", Some(86.0), ""),
            ("", "survey.parent-view.response_rate", Some(45.0), ""),
            ("s1", "survey.parent-view.q1.positive", None, "not_shown"),
            ("s1", "survey.parent-view.response_rate", None, "not_shown"),
            ("s2", "survey.parent-view.q1.positive", None, "bounded"),
            ("s2", "survey.parent-view.response_rate", None, "not_shown"),
        ],
        "a suppressed figure has no value, whatever the event carries"
    );
    assert!(facts.iter().all(|fact| fact.period == AUTUMN && fact.source == "wave:w1"));
    assert!(facts.iter().all(|fact| fact.from_position == position && fact.until_position == 0));
    assert_eq!((facts[0].n, facts[0].words.as_str()), (Some(42), "as released"));
}

/// A version of the set of questions, of which one is comparable since a version.
fn published(version: u32, compared_since: u32) -> InstrumentEvent {
    let question = Question { question_id: "q1".into(), compared_since, ..Question::default() };
    InstrumentEvent::InstrumentPublished(InstrumentPublished {
        instrument_id: "parent-view".into(),
        version,
        questions: vec![question],
        ..InstrumentPublished::default()
    })
}

impl Stand {
    /// A wave of a version in a term, with its results.
    async fn asks(&self, wave_id: &str, version: u32, term: &str) {
        let scheduled = WaveScheduled {
            wave_id: wave_id.into(),
            instrument_id: "parent-view".into(),
            instrument_version: version,
            term: term.into(),
            ..WaveScheduled::default()
        };
        self.happens(wave_id, WaveEvent::WaveScheduled(scheduled)).await;
        let released = ResultsReleased {
            wave_id: wave_id.into(),
            figures: vec![figure("s1", Suppression::None, Some(86.0))],
            response_rates: vec![rate("s1", Some(45), Suppression::None)],
            ..ResultsReleased::default()
        };
        self.happens(wave_id, WaveEvent::ResultsReleased(released)).await;
    }

    /// Wave, version and line of the facts of a measure.
    async fn lines(&self, measure: &str) -> Vec<(String, u32, u32)> {
        let facts = self.facts_of(measure).await.into_iter();
        facts.map(|fact| (fact.wave_id, fact.instrument_version, fact.compared_since)).collect()
    }
}

#[tokio::test]
async fn a_survey_fact_carries_its_wave_its_version_and_its_line() {
    let stand = Stand::start().await;
    // The third version continues the second, which was reworded.
    for (version, since) in [(1, 1), (2, 2), (3, 2)] {
        stand.happens("parent-view", published(version, since)).await;
    }
    stand.asks("w1", 1, AUTUMN).await;
    stand.asks("w2", 2, "2025-26-spring").await;
    stand.asks("w3", 3, "2025-26-summer").await;
    let line = |wave: &str, version, since| (wave.to_owned(), version, since);
    assert_eq!(
        stand.lines("survey.parent-view.q1").await,
        [line("w1", 1, 1), line("w2", 2, 2), line("w3", 3, 2)]
    );
    // How many answered is compared over all versions.
    let rates = stand.lines("survey.parent-view.response_rate").await;
    assert!(rates.iter().all(|(_, _, since)| *since == 0), "{rates:?}");
    assert!(rates.contains(&line("w2", 2, 0)));
}

#[tokio::test]
async fn a_reworded_question_of_the_same_term_does_not_take_the_place_of_the_other() {
    let stand = Stand::start().await;
    stand.happens("parent-view", published(1, 1)).await;
    stand.happens("parent-view", published(2, 2)).await;
    stand.happens("parent-view", published(3, 2)).await;
    stand.asks("w1", 1, AUTUMN).await;
    stand.asks("w2", 2, AUTUMN).await;
    let line = |wave: &str, version, since| (wave.to_owned(), version, since);
    let both = [line("w1", 1, 1), line("w2", 2, 2)];
    assert_eq!(stand.lines("survey.parent-view.q1").await, both);
    // The same question asked again in the term does.
    stand.asks("w3", 3, AUTUMN).await;
    let newer = [line("w1", 1, 1), line("w3", 3, 2)];
    assert_eq!(stand.lines("survey.parent-view.q1").await, newer);
}

#[tokio::test]
async fn results_of_a_wave_nobody_scheduled_stop_the_projection() {
    let stand = Stand::start().await;
    let released = ResultsReleased { wave_id: "w9".into(), ..ResultsReleased::default() };
    stand.store.record(stand.trust, "w9", vec![WaveEvent::ResultsReleased(released)]).await;
    let follower = stand.store.follower("dashboards", Arc::new(Facts)).await;
    let stopped = follower.catch_up(stand.trust).await.unwrap_err();
    assert!(stopped.to_string().contains("position 2"), "{stopped}");
}

#[tokio::test]
async fn pupils_on_roll_hold_until_the_school_leaves() {
    let stand = Stand::start().await;
    stand.happens("s1", joined(Some(210))).await;
    let fact = only(&stand, "roll.pupils").await;
    assert_eq!(
        (fact.value, fact.words.as_str(), fact.period.as_str()),
        (Some(210.0), "210 pupils", "")
    );
    assert_eq!(fact.source, "register:123456");
    let left = SchoolLeft { school_id: "s1".into(), ..SchoolLeft::default() };
    let position = stand.happens("s1", SchoolEvent::SchoolLeft(left)).await;
    assert!(stand.facts_of("roll.").await.is_empty());
    let before = ListFactsRequest {
        as_of: Some(AsOf::AsOfPosition(position - 1)),
        ..ListFactsRequest::default()
    };
    assert_eq!(stand.facts(before).await.unwrap().facts[0].until_position, position);
}

#[tokio::test]
async fn a_register_without_a_number_is_not_nought() {
    let stand = Stand::start().await;
    stand.happens("s1", joined(None)).await;
    let fact = only(&stand, "roll.pupils").await;
    assert_eq!((fact.value, fact.suppression.as_str()), (None, "not_in_register"));
}

#[tokio::test]
async fn a_decision_is_said_in_the_words_of_its_framework_version() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    let view = SchoolViewStated {
        cell: cell("s1", AUTUMN, 1),
        region_id: "sustain".into(),
        ..SchoolViewStated::default()
    };
    let viewed = stand.happens("s1.governance", CategoryEvent::SchoolViewStated(view)).await;
    let first = stand.happens("s1.governance", decision(cell("s1", AUTUMN, 1), "improve")).await;

    let facts = stand.facts_of("category.governance").await;
    assert_eq!(facts[0].words, "Improve");
    assert_eq!(facts[0].source, format!("decision:{first}"));
    assert_eq!(facts[1].measure, "category.governance.school_view");
    assert_eq!(
        (facts[1].words.as_str(), facts[1].source.clone()),
        ("Sustain", format!("view:{viewed}"))
    );

    let reopened = CategoryReopened { cell: cell("s1", AUTUMN, 1), ..Default::default() };
    let reopened = stand.happens("s1.governance", CategoryEvent::CategoryReopened(reopened)).await;
    let facts = stand.facts_of("category.governance").await;
    assert_eq!(
        facts.len(),
        1,
        "between reopening and decision the school is in no region: {facts:?}"
    );

    let second = stand.happens("s1.governance", decision(cell("s1", AUTUMN, 1), "repair")).await;
    assert_eq!(stand.facts_of("category.governance").await[0].from_position, second);
    let as_of = Some(AsOf::AsOfPosition(first));
    let then =
        stand.facts(ListFactsRequest { as_of, ..ListFactsRequest::default() }).await.unwrap();
    assert_eq!(then.as_of.unwrap().position, first);
    assert_eq!(then.facts[0].words, "Improve");
    assert_eq!(then.facts[0].until_position, reopened);
}

#[tokio::test]
async fn findings_count_where_that_was_agreed() {
    let stand = Stand::start().await;
    let requested = |review_id: &str| {
        ReviewEvent::ReviewRequested(ReviewRequested {
            review_id: review_id.into(),
            host_school_id: "s1".into(),
            term: AUTUMN.into(),
            ..ReviewRequested::default()
        })
    };
    let agreed = |review_id: &str, counts_as_evidence| {
        let review_id = review_id.into();
        ReviewEvent::DistributionAgreed(DistributionAgreed {
            review_id,
            counts_as_evidence,
            ..Default::default()
        })
    };
    let found = |review_id: &str, kind: FindingKind, areas: &[&str]| {
        let areas = areas.iter().map(|area| (*area).to_owned()).collect();
        let mut finding =
            FindingRecorded { review_id: review_id.into(), areas, ..FindingRecorded::default() };
        finding.set_kind(kind);
        ReviewEvent::FindingRecorded(finding)
    };
    for (review, counts) in [("r1", true), ("r2", true), ("r3", false)] {
        stand.happens(review, requested(review)).await;
        stand.happens(review, agreed(review, counts)).await;
    }
    stand
        .happens("r1", found("r1", FindingKind::Strength, &["governance", "staff", "staff"]))
        .await;
    stand.happens("r2", found("r2", FindingKind::Strength, &["governance"])).await;
    stand.happens("r2", found("r2", FindingKind::ToImprove, &["governance"])).await;
    stand.happens("r3", found("r3", FindingKind::Strength, &["governance"])).await;
    let facts = stand.facts_of("review.").await;
    let said: Vec<_> =
        facts.iter().map(|f| (f.measure.as_str(), f.words.as_str(), f.source.as_str())).collect();
    assert_eq!(
        said,
        [
            ("review.governance.strengths", "2 strengths", "review:r2"),
            ("review.governance.to_improve", "1 point to improve", "review:r2"),
            ("review.staff.strengths", "1 strength", "review:r1"),
        ]
    );
}

#[tokio::test]
async fn a_filter_takes_the_school_the_measure_and_the_period() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    let schools = [Uuid::from_u128(1), Uuid::from_u128(2)].map(|id| id.to_string());
    for school in &schools {
        stand
            .happens(&format!("{school}.governance"), decision(cell(school, AUTUMN, 1), "improve"))
            .await;
    }
    let listed = |school_id: &str, measure_prefix: &str, period: &str| ListFactsRequest {
        school_id: school_id.into(),
        measure_prefix: measure_prefix.into(),
        period: period.into(),
        ..ListFactsRequest::default()
    };
    for (request, expected) in [
        (listed("", "", ""), 2),
        (listed(&schools[0], "", ""), 1),
        (listed("", "category", AUTUMN), 2),
        (listed("", "", "2025-26-spring"), 0),
        (listed("", "cat%", ""), 0),
    ] {
        assert_eq!(
            stand.facts(request.clone()).await.unwrap().facts.len(),
            expected,
            "{request:?}"
        );
    }
    let nul = stand.facts(listed("\0", "", "")).await.unwrap_err();
    refused(&nul, "MALFORMED");
}

fn on(day: &str) -> ListFactsRequest {
    ListFactsRequest { as_of: Some(AsOf::AsOfDate(day.into())), ..ListFactsRequest::default() }
}

#[tokio::test]
async fn a_day_ends_at_midnight_in_britain() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    let decided = |region| decision(cell("s1", AUTUMN, 1), region);
    for (at, region) in [
        // The clocks go forward on 29 March: 00:30 on the 30th.
        ("2026-03-29T23:30:00Z", "stabilise"),
        ("2026-08-31T22:59:59Z", "repair"),
        ("2026-08-31T23:00:00Z", "improve"),
        // The clocks went back that night: still the 25th.
        ("2026-10-25T23:59:59Z", "sustain"),
    ] {
        stand.happens_at(at, "s1.governance", decided(region)).await;
    }
    for (day, words) in [
        ("2026-03-29", None),
        ("2026-03-30", Some("Stabilise")),
        ("2026-08-30", Some("Stabilise")),
        ("2026-08-31", Some("Repair")),
        ("2026-09-01", Some("Improve")),
        ("2026-10-24", Some("Improve")),
        ("2026-10-25", Some("Sustain")),
        ("2036-01-01", Some("Sustain")),
    ] {
        let answer = stand.facts(on(day)).await.unwrap();
        assert_eq!(answer.facts.first().map(|fact| fact.words.as_str()), words, "{day}");
    }
}

#[tokio::test]
async fn an_answer_says_where_in_the_record_it_stands() {
    let stand = Stand::start().await;
    let position = stand.happens_at("2026-01-05T09:00:00Z", "s1", joined(Some(1))).await;
    let log = stand.store.log("dashboards").await.read(stand.trust, 0, 10).await.unwrap();

    let before = stand.facts(on("2025-11-20")).await.unwrap();
    assert_eq!(before.as_of.unwrap(), contract::log::v1::AsOf::default(), "before the first event");
    assert!(before.facts.is_empty());

    let between = stand.facts(on("2026-01-04")).await.unwrap().as_of.unwrap();
    assert_eq!((between.position, between.time), (1, log[0].recorded_at.to_string()));

    let now = stand.facts(ListFactsRequest::default()).await.unwrap().as_of.unwrap();
    assert_eq!((now.position, now.time.clone()), (position, log[1].recorded_at.to_string()));
    for (asked, answered) in [(0, 0), (1, 1), (position, position), (u64::MAX, position)] {
        let as_of = Some(AsOf::AsOfPosition(asked));
        let answer =
            stand.facts(ListFactsRequest { as_of, ..ListFactsRequest::default() }).await.unwrap();
        assert_eq!(answer.as_of.unwrap().position, answered);
        assert_eq!(answer.facts.len(), usize::from(answered == position));
    }
}

#[tokio::test]
async fn a_day_that_is_none_is_refused() {
    let stand = Stand::start().await;
    for day in ["", "yesterday", "2026-02-30", "31/08/2026"] {
        let status = stand.facts(on(day)).await.unwrap_err();
        refused(&status, "AS_OF_MALFORMED");
        assert!(status.message().contains("as_of_date"));
    }
}

#[tokio::test]
async fn filled_again_the_rows_are_the_same() {
    let stand = Stand::start().await;
    stand.round(AUTUMN, 1, &LADDER).await;
    stand.happens("s1", joined(Some(210))).await;
    for region in ["improve", "sustain", "sustain"] {
        stand.happens("s1.governance", decision(cell("s1", AUTUMN, 1), region)).await;
    }
    stand.happens("w1", scheduled()).await;
    assert_eq!(stand.rebuilt_differs(Arc::new(Facts)).await, 0);
}
