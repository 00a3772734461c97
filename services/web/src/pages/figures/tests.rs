use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    let loaded = sample::figures_page(visitor);
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, &loaded, marys, &Told::default()).into_string()
}

#[test]
fn each_measure_has_its_newest_figure_beside_the_other_schools() {
    let page = shown(&sample::head());
    assert!(page.contains("56% (5 of 9)"), "{page}");
    assert!(page.contains("61% (of 83 in 4 schools)"));
    assert!(page.contains("SUPP: too few pupils to publish"));
    assert!(page.contains("Key stage 2") && page.contains("Whole school"));
    assert!(page.contains("Choose this measure"));
}

#[test]
fn who_is_not_shown_few_pupils_is_told_so() {
    let governor = shown(&sample::governor());
    assert!(governor.contains("not shown") && governor.contains("five pupils or fewer"));
    assert!(!governor.contains("Choose this measure"));
    assert!(!shown(&sample::head()).contains("five pupils or fewer"));
    assert!(shown(&sample::clerk()).contains("Published figures are shown to you."));
}

#[test]
fn an_empty_list_of_all_says_so_and_of_a_part_does_not() {
    let none = FiguresKnown::default();
    let of = |known: Shown<FiguresKnown>| {
        let ground = sample::ground();
        let lead = sample::lead();
        let marys = ground.school(sample::MARYS, &lead).unwrap();
        section(&known, marys).into_string()
    };
    let sentence = "No figure of this school";
    assert!(of(Shown::All(none.clone())).contains(sentence));
    assert!(!of(Shown::Part(none, "Not all.")).contains(sentence));
}
