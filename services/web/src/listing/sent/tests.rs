use super::*;

fn sent(pairs: &[(&str, &str)]) -> Result<SentView, Failure> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    SentView::read(&Fields(pairs.collect()))
}

fn named(name: &str) -> SentView {
    sent(&[(LIST, "/reports"), (NAME, name), (QUERY, "find=late")]).unwrap()
}

#[test]
fn a_view_keeps_the_query_without_what_is_of_the_moment() {
    let query = "find=late&page=3&take=csv&table=x&entered=1&refused-view=2&sort=-due&only-state=";
    let sent = sent(&[(LIST, "/reports"), (NAME, " Late\n reports "), (QUERY, query)]).unwrap();
    let view =
        SavedView { name: "Late reports".to_owned(), query: "find=late&sort=-due".to_owned() };
    assert_eq!(sent.view, view);
    assert!(!sent.replaces && sent.problem().is_none());
}

#[test]
fn a_name_has_one_to_sixty_characters() {
    assert_eq!(named(" ").problem().as_deref(), Some("Enter a name for the view"));
    assert!(named(&"é".repeat(60)).problem().is_none());
    let longer = named(&"é".repeat(61)).problem();
    assert_eq!(longer.as_deref(), Some("Shorten the name to 60 characters; it has 61"));
}

#[test]
fn a_query_that_is_longer_than_any_of_ours_is_not_kept() {
    let query = format!("find={}", "a".repeat(LONGEST_ADDRESS));
    let sent = sent(&[(LIST, "/reports"), (NAME, "Long"), (QUERY, &query)]).unwrap();
    assert_eq!(sent.problem().as_deref(), Some(TOO_MUCH));
}

#[test]
fn the_browser_is_led_to_no_other_place() {
    let elsewhere =
        ["", "reports", "//example.org", "/\\example.org", "https://example.org", "/a b", "/a?b"];
    for list in elsewhere {
        assert!(sent(&[(LIST, list), (NAME, "Late")]).is_err(), "{list}");
    }
    assert!(sent(&[(LIST, "/schools/1/visits"), (NAME, "Late")]).is_ok());
}

#[test]
fn capital_letters_make_no_other_name() {
    let view = SavedView { name: "Écoles".to_owned(), query: String::new() };
    assert!(view.is_named("éCOLES") && !view.is_named("ecoles"));
}
