use super::*;

fn wanted(query: &str) -> SimilarWanted {
    SimilarWanted::read(&Fields::parse(query.as_bytes()))
}

#[test]
fn an_address_without_a_choice_asks_for_the_usual() {
    let usual = wanted("done=1");
    assert_eq!(usual.choice(), SimilarChoice::default());
    assert!(!usual.is_own() && usual.problems().is_empty());
}

#[test]
fn each_characteristic_and_width_stands_in_the_address() {
    let asked = wanted(
        "similar-phase=any&similar-character=any&similar-free-meals=6&similar-pupils=any&similar-place=authority&similar-add=100001,+100002&similar-leave=100003",
    );
    let expected = SimilarChoice {
        any_phase: true,
        any_character: true,
        any_free_meals: false,
        any_pupils: true,
        place: SimilarPlace::Authority.into(),
        free_meals_points: 6,
        pupils_per_cent: 0,
        added_urns: vec!["100001".to_owned(), "100002".to_owned()],
        left_out_urns: vec!["100003".to_owned()],
    };
    assert_eq!(asked.choice(), expected);
    assert!(asked.is_own());
    let form = asked.form("/here").into_string();
    assert!(form.contains("Within 6 percentage points"), "an own width is kept: {form}");
    assert!(form.contains("value=\"100001, 100002\""), "{form}");
    assert!(form.contains("<option value=\"authority\" selected>"), "{form}");
    assert!(form.contains("href=\"/here\""), "the way back to the usual: {form}");
}

#[test]
fn what_cannot_be_read_is_told_and_asks_for_the_usual() {
    let wrong = wanted("similar-free-meals=101&similar-pupils=many&similar-add=Orford,100001");
    let choice = wrong.choice();
    assert_eq!((choice.free_meals_points, choice.pupils_per_cent), (0, 0));
    assert_eq!(choice.added_urns, ["100001"]);
    let sentence =
        "Schools to add must be URNs of six digits, such as 123456, with commas between them";
    assert_eq!(wrong.problems(), [(sentence.to_owned(), Some(ADD.to_owned()))]);
    let form = wrong.form("/here").into_string();
    assert!(form.contains(sentence) && !form.contains("Within 101"), "{form}");
    let many = vec!["100001"; MOST_ADDED + 1].join(",");
    let many = wanted(&format!("similar-add={many}"));
    assert_eq!(many.choice().added_urns.len(), MOST_ADDED);
    assert_eq!(many.problems()[0].0, "Schools to add must be 50 or fewer");
}
