use super::*;
use crate::sample;
use contract::schools::v1::Role;

fn page(again: &Again, found: Option<&SearchWordsResponse>) -> String {
    let officer = sample::somebody(Role::DataProtectionOfficer);
    render(&officer, &sample::ground(), again, found).into_string()
}

#[test]
fn what_is_found_leads_to_its_event_and_to_the_forms_about_it() {
    let found = sample::found_words();
    let page = page(&asked("text=lunch&why=request+7"), Some(&found));
    let position = found.found[0].line.as_ref().unwrap().position;
    assert!(page.contains(&format!("/trail/{position}/words")), "{page}");
    assert!(page.contains("For: The school’s committee"), "{page}");
    assert!(page.contains("Show older ones") && page.contains("value=\"lunch\""), "{page}");
    assert!(!page.contains("action=\"/trail/words?"), "no text in an address");
}

#[test]
fn a_search_says_what_for_and_why() {
    let page = page(&asked("text=&why="), None);
    assert!(page.contains("Say what shall be looked for") && page.contains("Say why you look"));
}

#[test]
fn nothing_found_is_said_to_be_of_what_is_kept() {
    let none = SearchWordsResponse::default();
    let page = page(&asked("text=lunch&why=request+7"), Some(&none));
    assert!(page.contains("Nothing that is kept holds this text"), "{page}");
}

#[test]
fn only_the_officer_searches() {
    assert!(may_search(&sample::somebody(Role::DataProtectionOfficer)).is_ok());
    for visitor in [sample::lead(), sample::head(), sample::somebody(Role::Administrator)] {
        assert!(may_search(&visitor).is_err());
    }
}
