use super::*;
use crate::reports::v1::{CategoryRow, ReportSchool};

const TRUST: Uuid = Uuid::from_u128(7);
const SCHOOL: &str = "school-1";

fn id(measure_id: &str, breakdown_id: &str) -> String {
    FigureKey { school_id: SCHOOL, measure_id, period: "2024-25", breakdown_id }.id(TRUST)
}

fn strip(measure_id: &str, words: &str) -> KeyFigure {
    KeyFigure {
        figure_id: id(measure_id, ""),
        measure_id: measure_id.to_owned(),
        words: words.to_owned(),
        position: 70,
        ..KeyFigure::default()
    }
}

fn cited(kind: &str, id: &str, position: u64) -> CitedEvidence {
    CitedEvidence { kind: kind.to_owned(), id: id.to_owned(), position, ..CitedEvidence::default() }
}

#[test]
fn a_report_prints_the_figures_of_its_strip_and_those_that_its_decisions_cite_each_once() {
    let evidence = vec![
        cited(FIGURE_CITED, "ks2-rwm-expected/2024-25", 60),
        cited(FIGURE_CITED, "absence-overall:girls/2024-25", 60),
        cited(FIGURE_CITED, "absence-overall/2024-25", 0),
        cited(FIGURE_CITED, "roll.pupils", 12),
        cited("survey figure", "wave/q1", 50),
    ];
    let data = ReportData {
        trust_id: TRUST.to_string(),
        school: Some(ReportSchool { school_id: SCHOOL.to_owned(), ..ReportSchool::default() }),
        as_of_position: 90,
        key_figures: vec![strip("ks2-rwm-expected", "62%"), strip("eyfs-gld", FIGURE_NOT_SHOWN)],
        categories: vec![CategoryRow { evidence, ..CategoryRow::default() }],
        ..ReportData::default()
    };
    let printed: Vec<_> = data.printed_figures();
    let told = |figure: &PrintedFigure| (figure.figure_id.clone(), figure.position);
    let told: Vec<_> = printed.iter().map(told).collect();
    let cited = (id("absence-overall", "girls"), 90);
    assert_eq!(told, [(id("ks2-rwm-expected", ""), 70), cited]);
    assert_eq!(printed[1].measure_id, "absence-overall");
}
