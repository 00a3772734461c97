use super::*;
use crate::form::{Again, Fields};
use crate::sample;

fn entered(fields: &[u8]) -> Entered {
    Entered::read(AddPerson::ENTRIES, Fields::parse(fields))
}

fn errors(fields: &[u8]) -> Vec<String> {
    let entered = entered(fields);
    let problems = entered.problems.iter().cloned().chain(AddPerson {}.problems(&entered));
    problems.map(|problem| problem.sentence).collect()
}

#[test]
fn a_role_is_held_where_it_belongs() {
    let from = "from-day=1&from-month=9&from-year=2026";
    let said = |fields: &str| errors(format!("name=Ada&{from}&{fields}").as_bytes());
    assert!(said("role=ROLE_HEADTEACHER&where=SCOPE_KIND_SCHOOL+1").is_empty());
    assert!(said("role=ROLE_HUB_LEAD&where=SCOPE_KIND_HUB+1").is_empty());
    assert_eq!(said("role=ROLE_HEADTEACHER"), ["Choose where"]);
    let elsewhere = said("role=ROLE_TRUSTEE&where=SCOPE_KIND_SCHOOL+1");
    assert_eq!(elsewhere, ["Choose the whole trust for the role of trustee"]);
    assert_eq!(errors(b"").len(), 4);
}

#[test]
fn every_role_but_one_can_be_the_first() {
    assert_eq!(roles().count(), access::all_roles().count() - 1);
}

#[test]
fn what_was_entered_stays() {
    let entered = entered(b"name=%3Cb%3E&role=ROLE_GOVERNOR");
    let (address, command) = (AddPerson {}.address(), entered.command());
    let told = Told { again: Some(Again { address, key: String::new(), entered }), notice: None };
    let page = render(&sample::lead(), &sample::trust(), &told).into_string();
    assert!(page.contains("value=\"&lt;b&gt;\"") && page.contains(&command), "{page}");
    assert!(page.contains("Error: Add a person") && page.contains("href=\"#from-day\""));
}
