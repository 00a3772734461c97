use super::*;
use crate::form::Fields;
use crate::listing::{PageListing, RefusedView};

fn saved(name: &str, query: &str) -> SavedView {
    SavedView { name: name.to_owned(), query: query.to_owned() }
}

fn own(views: Vec<SavedView>) -> OwnViews {
    OwnViews { views, token: "token".to_owned(), mark: "mark".to_owned(), ..OwnViews::default() }
}

fn drawn(query: &str, own: Option<OwnViews>) -> String {
    let rows = (1..=30).map(|row: u32| vec![crate::components::Cell::number(row.to_string())]);
    let listing = PageListing::new("rows", ["Row"], rows.collect());
    let view = ListView::of("/rows", &Fields::parse(query.as_bytes())).with_own(own);
    listing.draw(&view).into_string()
}

#[test]
fn a_view_leads_to_its_list_and_says_that_it_is_shown() {
    let views = || own(vec![saved("Late", "find=late&sort=-row"), saved("A <b>", "rows=100")]);
    let page = drawn("", Some(views()));
    assert!(page.contains("href=\"/rows?find=late&amp;sort=-row\""), "{page}");
    assert!(page.contains("<bdi>A &lt;b&gt;</bdi>") && !page.contains("(shown now)"), "{page}");
    // The page turned to is no part of a view.
    let page = drawn("find=late&sort=-row&page=2", Some(views()));
    assert_eq!(page.matches("(shown now)").count(), 1, "{page}");
}

#[test]
fn the_form_carries_what_the_address_asks() {
    let page = drawn("find=late&page=2&only-state=&refused-view=x", Some(own(Vec::new())));
    assert!(page.contains("name=\"query\" value=\"find=late\""), "{page}");
    assert!(page.contains("name=\"list\" value=\"/rows\""), "{page}");
    assert!(page.contains("name=\"form-token\" value=\"token\""), "{page}");
}

#[test]
fn where_nothing_is_kept_nothing_is_offered() {
    assert!(!drawn("find=late", None).contains("Save this view"));
    assert!(drawn("find=late", Some(own(Vec::new()))).contains("Save this view"));
}

#[test]
fn views_of_all_lists_say_their_list_and_are_removed_where_they_stand() {
    let one = |list: &str| ListedView { list: list.to_owned(), view: saved("Late", "find=late") };
    let page = all_views(&[one("/rows"), one("/others")], "token").into_string();
    assert!(page.contains("href=\"/others?find=late\"") && page.contains("On /rows"), "{page}");
    assert_eq!(page.matches("name=\"among-all\"").count(), 2, "{page}");
    // Beside its list a view leads back to the list.
    let page = drawn("", Some(own(vec![saved("Late", "find=late")])));
    assert!(!page.contains("among-all") && page.contains("href=\"/saved\""), "{page}");
}

#[test]
fn a_refused_name_stands_in_its_field_with_the_reason() {
    let refused = RefusedView { name: "LATE".to_owned(), sentence: "Taken already".to_owned() };
    let refused = OwnViews { refused: Some(refused), ..own(vec![saved("Late", "find=late")]) };
    let page = drawn("rows=25", Some(refused.clone()));
    assert!(page.contains("id=\"view-name-error\"") && page.contains("value=\"LATE\""), "{page}");
    assert!(page.contains("<details class=\"govuk-details\" open>"), "{page}");
    assert!(page.contains("Replace the view of this name"), "{page}");
    let view = ListView::default().with_own(Some(refused));
    assert!(view.is_refused() && view.above().into_string().contains("href=\"#view-name\""));
}
