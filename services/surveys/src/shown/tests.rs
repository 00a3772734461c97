use std::collections::{BTreeMap, BTreeSet};

use access::Sight;
use contract::surveys::v1::{Figure, ResponseRate};
use uuid::Uuid;

use super::*;

const OWN: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn results() -> GetResultsResponse {
    let question = |id: &str, section: &str| Question {
        question_id: id.to_owned(),
        section: section.to_owned(),
        ..Question::default()
    };
    let places = [String::new(), OWN.to_string(), OTHER.to_string()];
    let figure = |school: &String, id: &str| Figure {
        school_id: school.clone(),
        question_id: id.to_owned(),
        ..Figure::default()
    };
    GetResultsResponse {
        questions: vec![question("q1", "Vision and values"), question("q2", "Workload")],
        response_rates: places
            .iter()
            .map(|school| ResponseRate { school_id: school.clone(), ..Default::default() })
            .collect(),
        figures: places.iter().flat_map(|s| [figure(s, "q1"), figure(s, "q2")]).collect(),
        hubs: [OWN, OTHER].map(hub).into(),
        ..GetResultsResponse::default()
    }
}

fn hub(school: Uuid) -> HubResults {
    let figure = |id: &str| Figure { question_id: id.to_owned(), ..Figure::default() };
    HubResults {
        hub_id: format!("hub of {school}"),
        school_ids: vec![school.to_string()],
        response_rate: Some(ResponseRate::default()),
        figures: vec![figure("q1"), figure("q2")],
    }
}

#[test]
fn a_hubs_row_is_for_who_sees_the_trusts_row_or_a_school_of_the_hub() {
    let mut found = results();
    keep(&mut found, &reach(true, Shows::SurveyResults));
    assert_eq!(found.hubs, [hub(OWN), hub(OTHER)]);
    let mut found = results();
    keep(&mut found, &reach(false, Shows::SurveyResults));
    assert_eq!(found.hubs, [hub(OWN)]);
    let mut found = results();
    keep(&mut found, &reach(false, Shows::SurveyVision));
    let [seen] = &found.hubs[..] else { panic!("the own hub") };
    assert_eq!((seen.figures.len(), seen.response_rate.is_none()), (1, true));
}

fn reach(trust: bool, kind: Shows) -> Reach {
    let sight = || Sight::Only(BTreeSet::from([kind]));
    Reach::Schools {
        trust: trust.then(sight),
        schools: BTreeMap::from([(OWN, sight())]),
        reviews: BTreeMap::new(),
    }
}

#[test]
fn another_schools_figures_are_left_out() {
    let mut found = results();
    keep(&mut found, &reach(true, Shows::SurveyResults));
    assert!(found.figures.iter().all(|figure| figure.school_id != OTHER.to_string()));
    assert_eq!((found.figures.len(), found.response_rates.len()), (4, 2));
}

#[test]
fn who_sees_vision_and_values_sees_nothing_else() {
    let mut found = results();
    keep(&mut found, &reach(false, Shows::SurveyVision));
    let shown: Vec<&str> = found.figures.iter().map(|figure| figure.question_id.as_str()).collect();
    assert_eq!(shown, ["q1"]);
    assert!(found.response_rates.is_empty());
}
