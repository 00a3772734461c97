use contract::surveys::v1::{Suppression, Wave};

use super::*;

fn figures(suppression: Suppression, words: &str) -> Figures {
    let figure = Figure {
        school_id: "school".to_owned(),
        question_id: "q3".to_owned(),
        suppression: suppression.into(),
        words: words.to_owned(),
        ..Figure::default()
    };
    let wave = Some(Wave { wave_id: "wave".to_owned(), ..Wave::default() });
    let results =
        GetResultsResponse { wave, figures: vec![figure], released_at: 40, ..Default::default() };
    let mut figures = Figures::default();
    figures.released(AudienceKey::Parents, results);
    figures
}

#[test]
fn a_shown_figure_is_quoted_and_cited_with_its_position() {
    let figures = figures(Suppression::None, "73% of 41 answers");
    assert_eq!(
        figures.quote("school", "only {parents:behaved} say so"),
        "only 73% of 41 answers say so"
    );
    let evidence = figures.evidence("school", "behaviour-and-attendance");
    assert_eq!((evidence[0].id.as_str(), evidence[0].position), ("wave/q3", 40));
    assert!(evidence[0].says.is_empty(), "the record says it");
}

#[test]
fn a_hidden_figure_is_no_evidence() {
    let figures = figures(Suppression::NotShown, "not shown");
    assert!(figures.evidence("school", "behaviour-and-attendance").is_empty());
}
