use super::*;
use crate::assets::colour_styles;
use crate::sample;

fn shown(visitor: &Visitor, style: &GetTrustStyleResponse, tried: &str) -> String {
    let asked = StyleAsked { tried: TriedColour(tried.to_owned()), wrong: None };
    render(visitor, style, &asked, &Told::default()).into_string()
}

/// Whether the page links to the styles of a colour.
fn wears(page: &str, colour: &str) -> bool {
    page.contains(&format!("href=\"{}\"", colour_styles(Colour::read(colour).unwrap())))
}

#[test]
fn the_head_of_a_page_shows_the_mark_and_the_colour() {
    let styled = sample::styled(sample::administrator());
    let page = shown(&styled, &sample::trust_style(), "");
    let mark = kept_at(&"ab".repeat(32));
    assert!(
        page.contains(&format!("<img class=\"pl-header__own\" src=\"{mark}\" alt=\"\">")),
        "{page}"
    );
    assert!(wears(&page, sample::COLOUR));
    assert!(page.contains("<meta name=\"theme-color\" content=\"#00563f\">"));
    assert!(page.contains("#00563f, 8.7 to 1 against white."));
    assert!(page.contains("480 by 160 pixels"));
    assert!(page.contains("action=\"/trust/mark-removal\""));
}

#[test]
fn a_trust_without_them_has_the_looks_of_plumbline() {
    let page = shown(&sample::administrator(), &GetTrustStyleResponse::default(), "");
    assert!(!page.contains("pl-header__own") && !page.contains("/assets/colour-"));
    assert!(!page.contains("/trust/mark-removal"), "there is nothing to take out");
}

#[test]
fn a_colour_is_shown_before_it_is_set() {
    let bare = GetTrustStyleResponse::default();
    let page = shown(&sample::administrator(), &bare, "#7A1F3D");
    assert!(wears(&page, "#7a1f3d"));
    assert!(page.contains("It is not set yet."));
    assert!(page.contains("value=\"#7a1f3d\""), "the form that sets it begins with it");
    for (tried, sentence) in [
        ("#ffcc00", "#ffcc00 on white has 1.5 to 1; 4.5 to 1 is needed."),
        ("green", "Write # and six digits"),
    ] {
        let page = shown(&sample::administrator(), &bare, tried);
        assert!(page.contains(sentence) && page.contains("<title>Error: "), "{tried}");
        assert!(!page.contains("/assets/colour-"));
    }
}

#[test]
fn a_file_that_was_given_is_shown_in_its_place() {
    let act = SetTrustMark { file: "abc".to_owned() };
    let page = checked(&sample::administrator(), &act, &Told::default()).into_string();
    assert_eq!(page.matches("src=\"/trust/mark-given/abc\"").count(), 2);
    assert!(page.contains("action=\"/trust/mark/abc\""));
}

#[test]
fn only_administrators_set_them() {
    assert!(may_set(&sample::administrator()).is_ok());
    assert!(matches!(may_set(&sample::lead()), Err(Failure::Forbidden(_))));
}
