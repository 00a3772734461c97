use super::*;
use crate::form::Fields;
use crate::pages::citable::takes_all_areas;

fn act() -> WriteSelfEvaluation {
    WriteSelfEvaluation { school: "s".to_owned(), term: "2025-26-autumn".to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(WriteSelfEvaluation::ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn all_areas_of_which_something_is_said_are_one_command() {
    let fields = "region-staff=improve&grade-staff=REPORT_CARD_GRADE_STRONG_STANDARD\
                  &strengths-staff=People+stay.&next-outcomes=Fractions.&region-outcomes=&version=3";
    let wanted = act().command(&entered(fields));
    assert_eq!((wanted.school_id.as_str(), wanted.term.as_str()), ("s", "2025-26-autumn"));
    assert_eq!(wanted.version, 3);
    let outcomes = SefAreaText {
        area_id: "outcomes".to_owned(),
        next_steps: "Fractions.".to_owned(),
        ..SefAreaText::default()
    };
    let staff = SefAreaText {
        area_id: "staff".to_owned(),
        region_id: "improve".to_owned(),
        grade: ReportCardGrade::StrongStandard.into(),
        strengths: "People stay.".to_owned(),
        ..SefAreaText::default()
    };
    assert_eq!(wanted.areas, [outcomes, staff]);
}

#[test]
fn something_is_written_and_not_too_much_is_cited() {
    let problems = |fields: &str| act().problems(&entered(fields)).len();
    assert_eq!(problems(""), 1);
    assert_eq!(problems("strengths-staff=People+stay."), 0);
    let pieces = |count: usize| "evidence-staff=x&".repeat(count);
    assert_eq!(problems(&pieces(8)), 0);
    assert_eq!(problems(&pieces(9)), 1);
}

#[test]
fn its_form_may_be_larger_than_others() {
    assert!(takes_all_areas("/schools/s/sef/2025-26-autumn/text"));
    assert!(!takes_all_areas("/schools/s/sef/2025-26-autumn/signature"));
    assert!(!takes_all_areas("/answer/sef/text"));
}
