use super::*;
use crate::form::Fields;

fn problems(fields: &str) -> Vec<String> {
    let entered = Entered::read(ENTRIES, Fields::parse(fields.as_bytes()));
    addresses(&entered).into_iter().map(|problem| problem.sentence).collect()
}

#[test]
fn the_officers_are_two_people_with_addresses() {
    let alike = problems("first-email=a%40b.example&second-email=A%40B.example");
    assert!(alike.len() == 1 && alike[0].contains("another person"), "{alike:?}");
    assert_eq!(problems("first-email=a&second-email=b%40b.example").len(), 1);
    assert!(problems("first-email=a%40b.example&second-email=b%40b.example").is_empty());
}

#[test]
fn what_was_entered_stays_where_something_is_wrong() {
    let [fresh, wrong] = samples().map(Markup::into_string);
    assert!(!fresh.contains("There is a problem"));
    assert!(wrong.contains("Enter your name") && wrong.contains("Oak &amp; &lt;b&gt;"));
    assert!(wrong.contains("<title>Error: Begin"), "{wrong}");
}
