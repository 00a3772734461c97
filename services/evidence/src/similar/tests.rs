use contract::evidence::v1::{FigureAbsence, NoNumber};

use super::*;

fn given(number: f64) -> Option<FigureValue> {
    Some(FigureValue { number: Some(number), absence: None })
}

fn without_number(code: &str) -> Option<FigureValue> {
    let absence = FigureAbsence { code: code.to_owned(), means: NoNumber::Suppressed.into() };
    Some(FigureValue { number: None, absence: Some(absence) })
}

/// A primary school of the Church of England in Suffolk.
fn school(urn: u32, free_meals: f64, pupils: f64) -> RegisteredSchool {
    RegisteredSchool {
        urn: urn.to_string(),
        name: format!("School {urn}"),
        town: "Woodbridge".to_owned(),
        authority: "935".to_owned(),
        region: "East of England".to_owned(),
        phase: "Primary".to_owned(),
        religious_character: "Church of England".to_owned(),
        pupils: given(pupils),
        free_meals: given(free_meals),
    }
}

/// The school that is compared: 12% free meals and 200 pupils.
fn own() -> RegisteredSchool {
    school(150_252, 12.0, 200.0)
}

/// So many schools that are as it is.
fn alike(schools: u32) -> Vec<RegisteredSchool> {
    (0..schools).map(|place| school(100_000 + place, 12.0, 200.0)).collect()
}

fn urns(schools: &[RegisteredSchool]) -> Vec<&str> {
    schools.iter().map(|school| school.urn.as_str()).collect()
}

/// The set as it is found: with wider widths where too few fit.
fn chosen(
    own: &RegisteredSchool,
    candidates: &[RegisteredSchool],
    choice: &SimilarChoice,
) -> SimilarSchools {
    let ours = BTreeSet::from(["150252".to_owned(), "150253".to_owned()]);
    let rule = SimilarRule { own, choice, ours: &ours };
    let mut sets = rule.steps().into_iter().map(|widths| rule.at(candidates, widths));
    let mut last = sets.next().unwrap();
    for set in sets {
        if last.fitting >= ENOUGH {
            break;
        }
        last = set;
    }
    last
}

fn usual(candidates: &[RegisteredSchool]) -> SimilarSchools {
    chosen(&own(), candidates, &SimilarChoice::default())
}

#[test]
fn schools_of_the_same_phase_and_character_that_are_near_are_picked() {
    let mut candidates = alike(20);
    let other = |change: fn(&mut RegisteredSchool)| {
        let mut other = school(200_000, 12.0, 200.0);
        change(&mut other);
        other
    };
    candidates.extend([
        other(|one| one.phase = "Secondary".to_owned()),
        other(|one| one.phase = "Not applicable".to_owned()),
        other(|one| one.religious_character = "Does not apply".to_owned()),
        other(|one| one.free_meals = given(15.1)),
        other(|one| one.pupils = given(241.0)),
        own(),
        school(150_253, 12.0, 200.0),
    ]);
    let set = usual(&candidates);
    assert_eq!((set.none(), set.fitting, set.unsaid), (NoSimilar::Unspecified, 20, 0));
    assert!(!urns(&set.schools).contains(&"200000"), "{set:?}");
    assert!(!urns(&set.schools).contains(&"150252"), "the school itself: {set:?}");
    assert!(!urns(&set.schools).contains(&"150253"), "a school of the trust: {set:?}");
    assert_eq!((set.free_meals_points, set.pupils_per_cent, set.widened), (3, 20, false));
    // Both ends of a width fit, whatever a sum of tenths comes to.
    let mut own = own();
    own.free_meals = given(12.1);
    let ends = [school(1, 9.1, 160.0), school(2, 15.1, 240.0)];
    let narrow =
        SimilarChoice { free_meals_points: 3, pupils_per_cent: 20, ..SimilarChoice::default() };
    assert_eq!(chosen(&own, &ends, &narrow).fitting, 2);
}

#[test]
fn another_church_is_like_it_and_a_school_without_a_character_is_not() {
    let mut catholic = school(1, 12.0, 200.0);
    catholic.religious_character = "Roman Catholic".to_owned();
    let mut none = school(2, 12.0, 200.0);
    none.religious_character = "None".to_owned();
    let candidates = [catholic, none.clone()];
    assert_eq!(urns(&usual(&candidates).schools), ["1"]);
    assert_eq!(urns(&chosen(&none, &candidates, &SimilarChoice::default()).schools), ["2"]);
    let either = SimilarChoice { any_character: true, ..SimilarChoice::default() };
    assert_eq!(chosen(&own(), &candidates, &either).fitting, 2);
}

#[test]
fn widths_widen_step_by_step_until_enough_fit() {
    let widths = |near: u32, farther: u32| {
        let mut candidates = alike(near);
        candidates.extend((0..farther).map(|place| school(300_000 + place, 19.5, 290.0)));
        let set = usual(&candidates);
        (set.free_meals_points, set.pupils_per_cent, set.widened, set.fitting)
    };
    assert_eq!(widths(20, 5), (3, 20, false, 20));
    assert_eq!(widths(19, 5), (8, 50, true, 24));
    assert_eq!(widths(0, 3), (12, 75, true, 3), "the widest");
}

#[test]
fn a_width_that_the_reader_gave_stays() {
    let choice = SimilarChoice { free_meals_points: 2, ..SimilarChoice::default() };
    let candidates = [school(1, 14.5, 200.0), school(2, 14.0, 340.0)];
    let set = chosen(&own(), &candidates, &choice);
    assert_eq!((set.free_meals_points, set.pupils_per_cent), (2, 75));
    assert_eq!(urns(&set.schools), ["2"]);
    let both = SimilarChoice { pupils_per_cent: 20, ..choice };
    let set = chosen(&own(), &candidates, &both);
    assert_eq!((set.pupils_per_cent, set.widened, set.fitting), (20, false, 0));
}

#[test]
fn of_fewer_than_ten_schools_there_is_no_set() {
    assert_eq!(usual(&alike(9)).none(), NoSimilar::TooFew);
    assert_eq!(usual(&alike(9)).schools.len(), 9, "they are told all the same");
    assert_eq!(usual(&alike(10)).none(), NoSimilar::Unspecified);
    assert_eq!((usual(&[]).least, usual(&[]).enough), (10, 20));
}

#[test]
fn only_the_nearest_fifty_are_taken() {
    let mut candidates: Vec<_> = (0..60)
        .map(|place| school(100_000 + place, 12.0, 200.0 + f64::from(place) / 2.0))
        .collect();
    candidates.reverse();
    let set = usual(&candidates);
    assert_eq!((set.fitting, set.schools.len()), (60, 50));
    assert_eq!(urns(&set.schools)[..2], ["100000", "100001"]);
    assert_eq!(urns(&set.schools)[49], "100049");
    // One of twelve points is farther than 10 of 150 pupils.
    let near = [school(1, 13.0, 200.0), school(2, 12.0, 210.0)];
    assert_eq!(urns(&usual(&near).schools), ["2", "1"]);
}

#[test]
fn a_school_of_which_something_is_not_said_is_counted_apart() {
    let mut candidates = alike(20);
    let silent = |change: fn(&mut RegisteredSchool)| {
        let mut silent = school(200_000, 12.0, 200.0);
        change(&mut silent);
        silent
    };
    candidates.extend([
        silent(|one| one.free_meals = without_number("SUPP")),
        silent(|one| one.pupils = without_number("")),
        silent(|one| one.phase.clear()),
        silent(|one| one.religious_character.clear()),
        // What is said of this one does not fit.
        silent(|one| (one.pupils, one.free_meals) = (without_number(""), given(40.0))),
    ]);
    let set = usual(&candidates);
    assert_eq!((set.fitting, set.unsaid, set.schools.len()), (20, 4, 20));
}

#[test]
fn what_is_not_said_of_the_school_itself_is_told() {
    let lacks = |change: fn(&mut RegisteredSchool), choice: SimilarChoice| {
        let mut own = own();
        change(&mut own);
        SimilarRule { own: &own, choice: &choice, ours: &BTreeSet::new() }.lacks()
    };
    let usual = SimilarChoice::default;
    let region = || SimilarChoice { place: SimilarPlace::Region.into(), ..usual() };
    let free_meals = |one: &mut RegisteredSchool| one.free_meals = without_number("SUPP");
    assert_eq!(lacks(|_| (), usual()), None);
    assert_eq!(lacks(free_meals, usual()), Some(NoSimilar::WithoutFreeMeals));
    let any = SimilarChoice { any_free_meals: true, ..usual() };
    assert_eq!(lacks(free_meals, any), None, "it is not asked for");
    let named = SimilarChoice { any_free_meals: true, any_pupils: true, ..usual() };
    assert_eq!(lacks(|one| one.phase.clear(), named), None, "nothing is asked of the school");
    let phase = lacks(|one| one.phase = "Not applicable".to_owned(), region());
    assert_eq!(phase, Some(NoSimilar::WithoutPhase));
    let character = lacks(|one| one.religious_character.clear(), region());
    assert_eq!(character, Some(NoSimilar::WithoutCharacter));
    let pupils = lacks(|one| one.pupils = without_number(""), region());
    assert_eq!(pupils, Some(NoSimilar::WithoutPupils));
    assert_eq!(lacks(|one| one.region.clear(), region()), Some(NoSimilar::WithoutPlace));
}

#[test]
fn a_place_narrows_the_set() {
    let mut far = school(1, 12.0, 200.0);
    far.region = "South West".to_owned();
    far.authority = "866".to_owned();
    let mut beside = school(2, 12.0, 200.0);
    beside.authority = "926".to_owned();
    let candidates = [far, beside, school(3, 12.0, 200.0)];
    let at = |place: SimilarPlace| {
        let choice = SimilarChoice { place: place.into(), ..SimilarChoice::default() };
        chosen(&own(), &candidates, &choice).fitting
    };
    assert_eq!(at(SimilarPlace::Unspecified), 3);
    assert_eq!((at(SimilarPlace::Region), at(SimilarPlace::Authority)), (2, 1));
}

#[test]
fn schools_are_added_and_left_out_by_their_urns() {
    let mut candidates = alike(12);
    candidates.push(school(400_000, 60.0, 900.0));
    let named =
        |urns: &[&str]| -> Vec<String> { urns.iter().map(|urn| (*urn).to_owned()).collect() };
    let choice = SimilarChoice {
        added_urns: named(&["400000", "999999", "150253"]),
        left_out_urns: named(&["100000", "888888"]),
        ..SimilarChoice::default()
    };
    let set = chosen(&own(), &candidates, &choice);
    assert_eq!((set.fitting, set.schools.len()), (11, 12));
    assert_eq!(set.schools[0].urn, "400000", "added ones come first");
    assert_eq!(urns(&set.left_out), ["100000"]);
    assert_eq!(set.unknown_urns, ["999999", "888888"]);
    assert_eq!(set.own_urns, ["150253"]);
}

#[test]
fn without_a_share_and_a_number_to_be_near_to_only_named_schools_are_taken() {
    let candidates = alike(12);
    let choice = SimilarChoice {
        any_free_meals: true,
        any_pupils: true,
        added_urns: vec!["100003".to_owned()],
        ..SimilarChoice::default()
    };
    let set = chosen(&own(), &candidates, &choice);
    assert_eq!((urns(&set.schools), set.fitting), (vec!["100003"], 0));
    assert_eq!((set.free_meals_points, set.pupils_per_cent, set.widened), (0, 0, false));
    let own = own();
    let rule = SimilarRule { own: &own, choice: &choice, ours: &BTreeSet::new() };
    assert_eq!(rule.bounds(rule.steps()[0]), None, "no store is looked through");
}

#[test]
fn the_bounds_of_a_width_hold_every_school_that_fits() {
    let (own, choice) = (own(), SimilarChoice::default());
    let rule = SimilarRule { own: &own, choice: &choice, ours: &BTreeSet::new() };
    let bounds = rule.bounds(rule.steps()[0]).unwrap();
    assert_eq!(bounds.phase.as_deref(), Some("Primary"));
    assert_eq!((bounds.region, bounds.authority), (None, None));
    let [free_meals, pupils] = [bounds.free_meals, bounds.pupils].map(Option::unwrap);
    assert!((free_meals.from - 9.0).abs() < 0.01 && (free_meals.to - 15.0).abs() < 0.01);
    assert!((pupils.from - 160.0).abs() < 0.01 && (pupils.to - 240.0).abs() < 0.01);
    let without = SimilarChoice { any_phase: true, any_pupils: true, ..choice.clone() };
    let rule = SimilarRule { choice: &without, ..rule };
    let bounds = rule.bounds(rule.steps()[0]).unwrap();
    assert_eq!((bounds.phase, bounds.pupils), (None, None));
}
