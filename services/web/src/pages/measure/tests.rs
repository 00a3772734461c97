use super::*;
use crate::sample;

#[test]
fn measures_are_said_in_words() {
    let names = sample::ground().names;
    let instruments = [sample::instrument()];
    let words = |measure: &str| {
        let measure = measure.to_owned();
        words(&names, &instruments, &Fact { measure, ..Fact::default() })
    };
    assert_eq!(words("category.governance"), "Region in Governance");
    assert_eq!(words("category.staff.school_view"), "School’s own view of Staff");
    assert_eq!(words("survey.parent-view-2019-2025.response_rate"), "Took part: Parent View");
    assert_eq!(
        words("survey.parent-view-2019-2025.q1.positive"),
        "My child is happy at this school (Parent View)"
    );
    assert_eq!(words("review.staff.to_improve"), "Peer review: points to improve in Staff");
    assert_eq!(words("survey.other.q1.positive"), "survey.other.q1.positive");
}

#[test]
fn a_question_is_said_in_the_words_in_which_it_was_asked() {
    let names = sample::ground().names;
    let mut second = sample::instrument();
    second.version = 2;
    second.questions[0].text = "My child likes this school".to_owned();
    let instruments = [second, sample::instrument()];
    let of = |instrument_version| {
        let measure = "survey.parent-view-2019-2025.q1.positive".to_owned();
        words(&names, &instruments, &Fact { measure, instrument_version, ..Fact::default() })
    };
    assert_eq!(of(1), "My child is happy at this school (Parent View)");
    assert_eq!(of(2), "My child likes this school (Parent View)");
    assert_eq!(of(0), of(2), "the newest where it is not known");
}
