use contract::evidence::v1::{
    InspectionRecorded, ReportCardArea, ReportCardGrade, ReportCardJudgement,
};

use super::*;
use crate::sentences::tests::reads_well;

fn told(outcome: InspectionOutcome) -> String {
    let recorded = InspectionRecorded {
        school_id: "s1".into(),
        on: "2026-03-03".into(),
        outcome: Some(outcome),
        ..InspectionRecorded::default()
    };
    let line = inspection(&recorded.into());
    assert_eq!(line.schools, ["s1"]);
    reads_well(&line.sentence);
    line.sentence
}

#[test]
fn each_framework_is_told_in_its_own_words() {
    let card = ReportCard {
        judgements: vec![ReportCardJudgement {
            area: ReportCardArea::Inclusion.into(),
            grade: ReportCardGrade::StrongStandard.into(),
        }],
        safeguarding: SafeguardingStandards::Met.into(),
        ..ReportCard::default()
    };
    let card = told(InspectionOutcome { report_card: Some(card), ..Default::default() });
    assert_eq!(
        card,
        "An inspection of {school:s1} on 3 March 2026 was recorded: an Ofsted report card with inclusion strong standard and safeguarding standards met."
    );
    let graded = GradedInspection { safeguarding: 1, ..Default::default() };
    let graded = told(InspectionOutcome { graded: Some(graded), ..Default::default() });
    assert!(graded.contains("overall no grade and safeguarding standards met"), "{graded}");
    let siams = SiamsInspection { outcome: SiamsOutcome::J1.into() };
    let siams = told(InspectionOutcome { siams: Some(siams), ..Default::default() });
    assert!(siams.ends_with("was recorded: SIAMS gave J1."), "{siams}");
}

#[test]
fn what_raises_concern_is_told() {
    let card = ReportCard {
        safeguarding: SafeguardingStandards::NotMet.into(),
        concern: CategoryOfConcern::SpecialMeasures.into(),
        ..ReportCard::default()
    };
    let told = told(InspectionOutcome { report_card: Some(card), ..Default::default() });
    assert!(told.contains("standards not met and category of concern special measures"));
}
