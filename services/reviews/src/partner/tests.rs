use super::*;

const TOP: usize = 3;

fn school(id: &str, rung: usize, hub: &str) -> School {
    let one = Hub { hub_id: hub.to_lowercase(), name: hub.to_owned() };
    let hubs = if hub.is_empty() { BTreeSet::new() } else { BTreeSet::from([one]) };
    School { school_id: id.to_owned(), name: id.to_uppercase(), rung, hubs }
}

fn area(others: Vec<School>) -> Area {
    Area {
        regions: ["Stabilise", "Repair", "Improve", "Sustain"].map(str::to_owned).to_vec(),
        others,
        asked_before: BTreeSet::new(),
    }
}

fn partner(area: &Area, moved: &School) -> Option<(String, String)> {
    area.partner(moved).map(|pair| pair.key())
}

fn pair(giving: &str, receiving: &str) -> Option<(String, String)> {
    Some((giving.to_owned(), receiving.to_owned()))
}

#[test]
fn a_school_at_the_top_gives_to_the_one_in_the_lowest_region() {
    let area =
        area(vec![school("b", 2, "North"), school("c", 0, "South"), school("d", 1, "North")]);
    assert_eq!(partner(&area, &school("a", TOP, "South")), pair("a", "c"));
}

#[test]
fn of_equally_low_schools_the_one_in_another_hub_comes_first() {
    let area = area(vec![school("b", 1, "South"), school("c", 1, "North")]);
    assert_eq!(partner(&area, &school("a", TOP, "South")), pair("a", "c"));
}

#[test]
fn a_school_that_moved_elsewhere_receives_from_the_top_another_hub_first() {
    let area =
        area(vec![school("b", TOP, "South"), school("c", TOP, "North"), school("d", 2, "North")]);
    for rung in 0..TOP {
        assert_eq!(partner(&area, &school("a", rung, "South")), pair("c", "a"));
    }
}

#[test]
fn the_same_hub_will_do_where_there_is_no_other() {
    let area = area(vec![school("b", TOP, "South")]);
    assert_eq!(partner(&area, &school("a", 1, "South")), pair("b", "a"));
}

#[test]
fn equal_schools_are_told_apart_by_id_in_whatever_order_they_come() {
    let mut schools =
        vec![school("d", TOP, "North"), school("b", TOP, "West"), school("c", TOP, "North")];
    for _ in 0..3 {
        schools.rotate_left(1);
        assert_eq!(partner(&area(schools.clone()), &school("a", 0, "South")), pair("b", "a"));
    }
}

#[test]
fn without_hubs_every_school_counts_as_elsewhere() {
    let area = area(vec![school("b", TOP, ""), school("c", TOP, "South")]);
    assert_eq!(partner(&area, &school("a", 0, "")), pair("b", "a"));
    assert_eq!(partner(&area, &school("a", 0, "South")), pair("b", "a"));
}

#[test]
fn where_nobody_can_give_or_needs_it_nothing_is_proposed() {
    assert_eq!(partner(&area(vec![school("b", 2, "North")]), &school("a", 0, "South")), None);
    assert_eq!(partner(&area(vec![school("b", TOP, "North")]), &school("a", TOP, "South")), None);
    assert_eq!(partner(&area(vec![]), &school("a", 0, "South")), None);
}

#[test]
fn a_school_is_never_its_own_partner() {
    assert_eq!(partner(&area(vec![school("a", TOP, "North")]), &school("a", 0, "South")), None);
}

#[test]
fn a_pair_that_was_asked_before_is_passed_over() {
    let mut area = area(vec![school("b", TOP, "North"), school("c", TOP, "South")]);
    area.asked_before.insert(("b".to_owned(), "a".to_owned()));
    assert_eq!(partner(&area, &school("a", 0, "South")), pair("c", "a"));
    area.asked_before.insert(("c".to_owned(), "a".to_owned()));
    assert_eq!(partner(&area, &school("a", 0, "South")), None);
}
