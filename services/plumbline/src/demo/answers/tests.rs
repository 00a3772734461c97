use rstest::rstest;

use super::*;
use crate::demo::script::Script;

fn given(slug: &str, term: TermKey) -> (InstrumentPublished, Vec<Vec<Answer>>) {
    let script = Script::shipped();
    let audience = script.trust.terms.of(term).wave;
    let instrument = crate::demo::survey::instrument(audience).unwrap();
    let answers = answers(&instrument, audience, script.school(slug).unwrap(), term);
    (instrument, answers)
}

fn positive(slug: &str, term: TermKey, question_id: &str) -> (usize, usize) {
    let (instrument, answers) = given(slug, term);
    let question = instrument.questions.iter().find(|q| q.question_id == question_id).unwrap();
    let counted =
        answers.iter().flatten().filter(|answer| answer.question_id == question_id).map(|answer| {
            question
                .options
                .iter()
                .find(|option| option.option_id == answer.option_id)
                .unwrap()
                .counting()
        });
    counted.fold((0, 0), |(positive, base), counting| match counting {
        Counting::Positive => (positive + 1, base + 1),
        Counting::OutsideBase => (positive, base),
        _ => (positive, base + 1),
    })
}

#[rstest]
#[case("sallowfield", [41, 16, 44])]
#[case("thornmere", [63, 24, 66])]
#[case("st-botolphs", [29, 12, 31])]
#[case("little-ousel", [7, 6, 8])]
#[case("quaymarsh", [38, 17, 47])]
#[case("lapwing-green", [33, 14, 35])]
#[case("marram", [8, 5, 9])]
#[case("starling-heath", [15, 11, 16])]
fn as_many_answer_as_the_story_says(#[case] slug: &str, #[case] counts: [usize; 3]) {
    let answered = TermKey::ALL.map(|term| given(slug, term).1.len());
    assert_eq!(answered, counts);
    let script = Script::shipped();
    let school = script.school(slug).unwrap();
    for term in TermKey::ALL {
        let asked = school.asked.of(script.trust.terms.of(term).wave) as usize;
        assert!(*school.answered.of(term) < asked, "{slug}: everyone answered in {term:?}");
    }
}

#[test]
fn behaviour_at_sallowfield_is_seen_better_in_summer() {
    assert_eq!(positive("sallowfield", TermKey::Autumn, "q3"), (29, 40));
    let (better, base) = positive("sallowfield", TermKey::Summer, "q3");
    assert!(better * 10 > base * 9, "{better} of {base}");
}

#[test]
fn everyone_at_starling_heath_agrees() {
    assert_eq!(positive("starling-heath", TermKey::Autumn, "q3"), (15, 15));
    assert_eq!(positive("starling-heath", TermKey::Autumn, "q14"), (15, 15));
}

#[test]
fn both_hidden_schools_together_are_not_below_the_floor() {
    for term in TermKey::ALL {
        let hidden = given("little-ousel", term).1.len() + given("marram", term).1.len();
        assert!(hidden >= 10, "{term:?}: {hidden}");
    }
}

#[test]
fn only_families_with_send_are_asked_about_it() {
    for respondent in given("thornmere", TermKey::Autumn).1 {
        let has = respondent.iter().any(|a| a.question_id == "q7a" && a.option_id == "yes");
        assert!(has || respondent.iter().all(|answer| answer.question_id != "q7b"));
    }
}

#[test]
fn the_same_is_answered_every_time_and_nobody_answers_nothing() {
    assert_eq!(given("quaymarsh", TermKey::Spring).1, given("quaymarsh", TermKey::Spring).1);
    assert!(given("quaymarsh", TermKey::Spring).1.iter().all(|answers| !answers.is_empty()));
}
