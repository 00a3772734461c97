use super::*;

#[test]
fn where_two_have_one_name_the_town_or_the_urn_stands_beside_it() {
    let school = |name: &str, town: &str, urn: &str| School {
        name: name.to_owned(),
        town: town.to_owned(),
        urn: urn.to_owned(),
        ..School::default()
    };
    let mut schools = vec![
        school("St Mary’s", "Orford", "143001"),
        school("st mary’s", "Wilby", "143002"),
        school("All Saints", "Orford", "143003"),
        school("Alder", "Wilby", "143004"),
        school("Alder", "Wilby", "143005"),
        school("Alder", "", "143006"),
    ];
    tell_apart(&mut schools);
    let names: Vec<_> = schools.iter().map(|school| school.name.as_str()).collect();
    let expected = [
        "St Mary’s (Orford)",
        "st mary’s (Wilby)",
        "All Saints",
        "Alder (URN 143004)",
        "Alder (URN 143005)",
        "Alder (URN 143006)",
    ];
    assert_eq!(names, expected);
}
