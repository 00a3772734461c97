use contract::evidence::v1::{FigureAbsence, NoNumber};

use super::*;
use crate::form::Fields;
use crate::sample;

/// The set of the sample, changed.
fn set(change: impl FnOnce(&mut SimilarSchools)) -> SimilarSchools {
    let loaded = sample::figure_page(&sample::head());
    let mut set = loaded.benchmarks.similar_schools().unwrap().clone();
    change(&mut set);
    set
}

fn said(set: &SimilarSchools, choice: &SimilarChoice) -> String {
    sentences(set, choice).join(" ")
}

#[test]
fn the_set_is_explained_with_its_figures() {
    let usual = SimilarChoice::default();
    let all = said(&set(|_| ()), &usual);
    let kind = "Similar are primary schools with a religious character, anywhere in England, with 7.5% to 17.5% of the pupils eligible for free school meals (this school: 12.5%) and 83 to 153 pupils (this school: 118).";
    assert!(all.contains(kind), "{all}");
    assert!(all.contains("62 schools fit; the 50 nearest are taken."), "{all}");
    assert!(all.contains("fewer than 20 fit, so the widths were widened"), "{all}");
    assert!(all.contains("2 more may fit and are not counted"), "{all}");
    assert!(all.contains("The schools of this trust are not among them"), "{all}");
    assert!(all.contains("Not in the register as an open state-funded school: 999999."), "{all}");
    assert!(all.contains("Not added, since they are of this trust: 150253."), "{all}");
    let fewer = set(|set| {
        set.schools.truncate(12);
        (set.fitting, set.unsaid, set.widened) = (11, 0, false);
    });
    let choice = SimilarChoice { added_urns: vec!["100001".to_owned()], ..usual };
    let fewer = said(&fewer, &choice);
    assert!(fewer.contains("11 schools fit. Added by name: 1. "), "{fewer}");
    assert!(!fewer.contains("widened") && !fewer.contains("may fit"), "{fewer}");
}

#[test]
fn what_is_not_asked_for_is_not_told_of_the_schools() {
    let choice = SimilarChoice {
        any_phase: true,
        any_character: true,
        any_pupils: true,
        place: SimilarPlace::Region.into(),
        ..SimilarChoice::default()
    };
    let wide = said(&set(|set| set.pupils_per_cent = 0), &choice);
    let kind = "Similar are schools of any phase, in the region East of England, with 7.5% to 17.5% of the pupils eligible for free school meals (this school: 12.5%).";
    assert!(wide.contains(kind), "{wide}");
    let named = SimilarChoice { any_free_meals: true, ..choice };
    let named = said(&set(|set| (set.free_meals_points, set.pupils_per_cent) = (0, 0)), &named);
    assert!(named.contains("Only schools that the address names are taken"), "{named}");
    let none = set(|set| set.own.as_mut().unwrap().religious_character = "None".to_owned());
    assert!(said(&none, &SimilarChoice::default()).contains(" without a religious character,"));
}

#[test]
fn without_a_set_the_reason_and_what_to_do_are_told() {
    let none = |why: NoSimilar| {
        let told = set(|set| {
            let few = FigureAbsence { code: "SUPP".to_owned(), means: NoNumber::Suppressed.into() };
            let own = set.own.as_mut().unwrap();
            own.free_meals = Some(FigureValue { number: None, absence: Some(few) });
            own.pupils = Some(FigureValue::default());
            set.schools.truncate(9);
            set.none = why.into();
        });
        said(&told, &SimilarChoice::default())
    };
    let suppressed = none(NoSimilar::WithoutFreeMeals);
    let sentence = "This school is not compared with similar ones: the national register gives it no share of free school meals (SUPP: too few pupils to publish). Choose any share to compare it all the same.";
    assert!(suppressed.contains(sentence), "{suppressed}");
    assert!(!suppressed.contains("Similar are"), "nothing was looked for: {suppressed}");
    assert!(none(NoSimilar::WithoutPupils).contains("gives it no number of pupils. Choose"));
    let few = none(NoSimilar::TooFew);
    assert!(few.contains("of the 10 schools or more that are needed, 9 are found. "), "{few}");
    assert!(few.contains("Similar are primary schools"), "{few}");
    for why in [
        NoSimilar::NoRegister,
        NoSimilar::NotRegistered,
        NoSimilar::WithoutPhase,
        NoSimilar::WithoutCharacter,
        NoSimilar::WithoutPlace,
    ] {
        assert!(none(why).contains("the national register"), "{why:?}");
    }
    assert_eq!(why_none(&set(|_| ())), None);
}

#[test]
fn each_school_has_a_way_out_of_the_set_or_back_into_it() {
    let wanted =
        SimilarWanted::read(&Fields::parse(b"similar-add=100001,100002&similar-leave=100099"));
    let page = section(&set(|_| ()), &wanted, "/here").into_string();
    let way = |query: &str| page.contains(&format!("href=\"/here?{query}\""));
    assert!(way("similar-add=100002&amp;similar-leave=100099"), "an added one: {page}");
    assert!(way("similar-add=100001%2C100002&amp;similar-leave=100099%2C100003"), "{page}");
    assert!(way("similar-add=100001%2C100002"), "back into it: {page}");
    assert!(page.contains("All Saints’ School 100001") && page.contains("12.5% free school meals"));
}
