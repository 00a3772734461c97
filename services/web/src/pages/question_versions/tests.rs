use super::*;
use crate::sample;

#[test]
fn words_that_stay_give_the_same_questions_again() {
    let before = sample::instrument();
    let again = next(&before, &as_lines(&before), &[]);
    assert_eq!(again.version, before.version + 1);
    let same = |one: &Question| Question { compared_since: 0, ..one.clone() };
    let expected: Vec<_> = before.questions.iter().map(same).collect();
    assert_eq!(again.questions, expected);
}

#[test]
fn a_reworded_question_keeps_its_id_and_continues_only_where_it_is_ticked() {
    let before = sample::instrument();
    let id = before.questions[0].question_id.clone();
    let reworded = format!("{id}: My child is glad to go to this school\n");
    let of = |ticked: &[String]| next(&before, &reworded, ticked).questions.remove(0);
    let silent = of(&[]);
    assert_eq!((silent.question_id.as_str(), silent.continues), (id.as_str(), false));
    assert_eq!(silent.options, before.questions[0].options);
    assert!(of(std::slice::from_ref(&id)).continues);
    let unchanged = format!("{id}: {}", before.questions[0].text);
    assert!(!next(&before, &unchanged, &[id]).questions[0].continues);
}

#[test]
fn a_line_without_an_id_is_a_new_question_under_its_heading() {
    let before = sample::instrument();
    let text = "# School: life\n!Is there a bully: yes or no?\nDoes it rain?";
    let found = next(&before, text, &[]).questions;
    let ids: Vec<_> = found.iter().map(|one| one.question_id.as_str()).collect();
    let used = |id: &str| before.questions.iter().any(|one| one.question_id == id);
    assert!(ids.len() == 2 && ids[0] != ids[1] && !ids.iter().any(|id| used(id)), "{ids:?}");
    assert_eq!((found[0].section.as_str(), found[0].sensitive), ("School: life", true));
    assert_eq!(found[0].text, "Is there a bully: yes or no?");
    assert_eq!(found[1].options, before.questions[0].options);
}

#[test]
fn new_words_follow_the_newest_version() {
    let first = sample::instrument();
    let second = InstrumentPublished { version: 2, ..first.clone() };
    let listed = [second, first];
    let id = sample::instrument().instrument_id;
    let of = |version| before(&listed, &id, version).map(|found| found.version);
    assert_eq!((of(3), of(2), of(1), of(0)), (Some(2), Some(1), None, None));
    let page = forms(&sample::lead(), &listed, &Told::default()).into_string();
    assert_eq!(page.matches("<form").count(), 1);
    assert!(page.contains("/versions/3\""));
    assert!(forms(&sample::head(), &listed, &Told::default()).into_string().is_empty());
}
