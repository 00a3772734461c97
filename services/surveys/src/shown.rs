//! What of a wave's released results is shown to whom.

use std::collections::HashSet;

use access::{Reach, Shows};
use contract::surveys::v1::{GetResultsResponse, Question};

/// Keeps the figures the reader may see: those of the schools in reach, and for some only what was asked about vision
/// and values.
pub(crate) fn keep(results: &mut GetResultsResponse, reach: &Reach) {
    let vision: HashSet<String> = results
        .questions
        .iter()
        .filter(|question| is_about_vision(question))
        .map(|question| question.question_id.clone())
        .collect();
    results.response_rates.retain(|rate| reach.shows_of(&rate.school_id, Shows::SurveyResults));
    results.figures.retain(|figure| {
        reach.shows_of(&figure.school_id, Shows::SurveyResults)
            || (reach.shows_of(&figure.school_id, Shows::SurveyVision)
                && vision.contains(&figure.question_id))
    });
}

/// An instrument says it by its section's heading.
fn is_about_vision(question: &Question) -> bool {
    let section = question.section.to_lowercase();
    section.contains("vision") || section.contains("values")
}

#[cfg(test)]
mod tests {
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
            ..GetResultsResponse::default()
        }
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
        let shown: Vec<&str> =
            found.figures.iter().map(|figure| figure.question_id.as_str()).collect();
        assert_eq!(shown, ["q1"]);
        assert!(found.response_rates.is_empty());
    }
}
