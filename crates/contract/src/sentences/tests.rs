use super::*;
use crate::evidence::v1::{
    Breakdown, FigureValue, GradedInspection, MeasureUnit, ReportCard, ReportCardArea,
    ReportCardGrade, ReportCardJudgement, SiamsInspection, SiamsOutcome,
};
use crate::surveys::v1::Question;

#[test]
fn an_inspection_is_told_in_the_words_of_its_framework() {
    let siams = SiamsInspection { outcome: SiamsOutcome::J1.into() };
    let siams = InspectionOutcome { siams: Some(siams), ..InspectionOutcome::default() };
    assert_eq!(inspection("2024-02-06", &siams), "SIAMS inspection, 6 February 2024: J1");
    let graded = GradedInspection { overall: OfstedGrade::Good.into(), ..Default::default() };
    let graded = InspectionOutcome { graded: Some(graded), ..InspectionOutcome::default() };
    assert_eq!(
        inspection("2023-05-10", &graded),
        "Ofsted inspection with grades, 10 May 2023: overall good"
    );
    let judged = |area: ReportCardArea, grade: ReportCardGrade| ReportCardJudgement {
        area: area.into(),
        grade: grade.into(),
    };
    let card = ReportCard {
        judgements: vec![
            judged(ReportCardArea::Inclusion, ReportCardGrade::StrongStandard),
            judged(ReportCardArea::Achievement, ReportCardGrade::ExpectedStandard),
            judged(ReportCardArea::EarlyYears, ReportCardGrade::ExpectedStandard),
        ],
        ..ReportCard::default()
    };
    let card = InspectionOutcome { report_card: Some(card), ..InspectionOutcome::default() };
    assert_eq!(
        inspection("2025-12-02", &card),
        "Ofsted report card, 2 December 2025: strong standard in 1 area, expected standard in 2 areas"
    );
    assert_eq!(card.judged()[1].area, "Achievement");
}

#[test]
fn an_accreditation_a_self_evaluation_and_the_roll_are_told() {
    let gold = SchemeAward { scheme: "Artsmark", level: "Gold", awarded_on: "2025-05-03" };
    assert_eq!(gold.sentence(), "Artsmark, Gold, awarded 3 May 2025");
    let plain = SchemeAward { level: "", ..gold };
    assert_eq!(plain.sentence(), "Artsmark, awarded 3 May 2025");
    assert_eq!(self_evaluation("2025-26-autumn"), "Self-evaluation, Autumn 2025-26");
    assert_eq!(on_roll(412.0), "Pupils on roll: 412");
}

#[test]
fn a_survey_figure_is_told_by_the_question_that_was_asked() {
    let question = |id: &str, text: &str| Question {
        question_id: id.to_owned(),
        text: text.to_owned(),
        ..Question::default()
    };
    let asked = InstrumentPublished {
        title: "Parent View".to_owned(),
        questions: vec![question("q1", "My child is happy."), question("q2", &"a".repeat(300))],
        ..InstrumentPublished::default()
    };
    let (term, words) = ("2025-26-autumn", "86% of 42 answers");
    let figure = ReleasedFigure { asked: &asked, question_id: "q1", term, words };
    let told = "My child is happy. (Parent View), Autumn 2025-26: 86% of 42 answers";
    assert_eq!(figure.sentence().as_deref(), Some(told));
    let long = ReleasedFigure { question_id: "q2", ..figure }.sentence().unwrap();
    assert!(long.ends_with("a… (Parent View), Autumn 2025-26: 86% of 42 answers"), "{long}");
    assert!(long.chars().count() < 200, "{long}");
    assert_eq!(ReleasedFigure { question_id: "q3", ..figure }.sentence(), None);
}

#[test]
fn a_figure_is_told_with_its_part_of_the_pupils_its_period_and_how_settled_it_is() {
    let girls = Breakdown {
        breakdown_id: "girls".to_owned(),
        title: "Girls".to_owned(),
        ..Breakdown::default()
    };
    let definition = MeasureDefinition {
        title: "Expected standard".to_owned(),
        unit: MeasureUnit::Percent.into(),
        breakdowns: vec![girls],
        ..MeasureDefinition::default()
    };
    let version = FigureVersion {
        value: Some(FigureValue { number: Some(62.0), absence: None }),
        cohort: Some(41),
        status: FigureStatus::Provisional.into(),
        ..FigureVersion::default()
    };
    let of = FigureKey {
        school_id: "s",
        measure_id: "ks2-rwm-expected",
        period: "2024-25",
        breakdown_id: "girls",
    };
    assert_eq!(
        definition.sentence(&of, &version),
        "Expected standard, Girls, 2024-25: 62% (of 41), provisional"
    );
    let elsewhere = MeasureDefinition { survey_elsewhere: true, ..definition };
    let whole = FigureKey { breakdown_id: "", period: "2024-25-autumn", ..of };
    assert_eq!(
        elsewhere.sentence(&whole, &version),
        "Expected standard (survey run elsewhere), Autumn 2024-25: 62% (of 41), provisional"
    );
}

#[test]
fn a_piece_of_evidence_shows_the_sentence_of_its_thing_before_any_words() {
    let words = Evidence { says: Some("Calm corridors.".into()), ..Evidence::default() };
    assert_eq!(words.said(), "Calm corridors.");
    let thing = Evidence { shows: "Pupils on roll: 412".to_owned(), ..words };
    assert_eq!(thing.said(), "Pupils on roll: 412");
}
