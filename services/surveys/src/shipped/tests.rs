use contract::surveys::v1::{Audience, Counting, Question};
use eventlog::cqrs_es::test::TestFramework;

use super::*;
use crate::instrument::{Instrument, publish};
use crate::samples::context;

/// The versions of a set of questions, the oldest first.
fn versions(instrument_id: &str) -> Vec<InstrumentPublished> {
    let all = shipped_instruments().into_iter();
    all.filter(|instrument| instrument.instrument_id == instrument_id).collect()
}

fn newest(instrument_id: &str) -> InstrumentPublished {
    versions(instrument_id).pop().unwrap()
}

fn parent_view() -> InstrumentPublished {
    newest("parent-view-2019-2025")
}

fn counting(question: &Question) -> Vec<Counting> {
    question.options.iter().map(|option| option.counting()).collect()
}

#[test]
fn every_shipped_instrument_can_be_published() {
    for instrument_id in ["parent-view-2019-2025", "dfe-staff-workload"] {
        let mut earlier = Vec::new();
        for instrument in versions(instrument_id) {
            let mut published = instrument.clone();
            // No version asks anything else than the first.
            published.questions.iter_mut().for_each(|question| question.compared_since = 1);
            TestFramework::<Instrument>::with(((), context()))
                .given(earlier.clone())
                .when(publish(instrument))
                .then_expect_events(vec![published.clone().into()]);
            earlier.push(published.into());
        }
    }
}

#[test]
fn every_shipped_instrument_names_its_source_and_licence() {
    for instrument in shipped_instruments() {
        assert!(!instrument.source.is_empty() && !instrument.title.is_empty());
        let attribution =
            "Contains public sector information licensed under the Open Government Licence v3.0.";
        assert!(instrument.licence.ends_with(attribution), "{}", instrument.licence);
    }
}

#[test]
fn parent_view_has_its_fourteen_statements() {
    let ids: Vec<String> =
        parent_view().questions.into_iter().map(|question| question.question_id).collect();
    let expected = "q1 q2 q3 q4 q5 q6 q7a q7b q8 q9 q10 q11 q12 q13 q14";
    assert_eq!(ids.join(" "), expected);
    assert_eq!(parent_view().audience(), Audience::Parents);
}

#[test]
fn parent_view_is_counted_as_ofsted_counts_it() {
    use Counting::{Negative, Neither, OutsideBase, Positive};
    for question in &parent_view().questions {
        let mut expected = match question.question_id.as_str() {
            "q7a" => vec![OutsideBase, OutsideBase],
            "q14" => vec![Positive, Negative],
            _ => vec![Positive, Positive, Negative, Negative, Neither],
        };
        if ["q4", "q6"].contains(&question.question_id.as_str()) {
            expected.push(OutsideBase);
        }
        assert_eq!(counting(question), expected, "{}", question.question_id);
        assert_eq!(question.sensitive, ["q2", "q4"].contains(&question.question_id.as_str()));
        let condition =
            question.only_if.as_ref().map(|c| (c.question_id.as_str(), c.option_id.as_str()));
        assert_eq!(condition, (question.question_id == "q7b").then_some(("q7a", "yes")));
        assert_eq!(question.about_you, question.question_id == "q7a");
    }
}

#[test]
fn the_workload_survey_leaves_out_what_is_not_in_a_role() {
    let workload = newest("dfe-staff-workload");
    assert_eq!(workload.audience(), Audience::Staff);
    assert_eq!(workload.questions.len(), 33);
    let first = workload.questions.first().map(counting);
    use Counting::{Negative, Neither, OutsideBase, Positive};
    assert_eq!(first, Some(vec![Positive, Neither, Negative, OutsideBase]));
    assert!(workload.questions.iter().all(|question| !question.section.is_empty()));
    let under_a_stem = workload.questions.iter().filter(|question| !question.stem.is_empty());
    assert_eq!(under_a_stem.count(), 29, "a task alone is no question");
}
