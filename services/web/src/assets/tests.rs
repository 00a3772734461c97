use super::*;

#[test]
fn nothing_reserved_is_shipped() {
    for text in [STYLES, ICON] {
        let text = text.to_lowercase();
        for reserved in
            ["gds transport", "crest", "gov.uk", "@import", "http://fonts", "light-94a07e06a1"]
        {
            assert!(!text.contains(reserved), "{reserved} is in a shipped asset");
        }
    }
}

#[test]
fn the_stylesheet_names_the_fonts_that_are_served() {
    let styles = String::from_utf8(ASSETS[0].bytes.clone()).unwrap();
    for font in &ASSETS[2..] {
        assert!(
            styles.contains(&format!("url({})", font.name))
                || styles.contains(&format!("url(\"{}\")", font.name))
        );
    }
    assert_eq!(styles.matches("url(").count(), 2, "nothing else is fetched");
}

#[test]
fn the_brand_is_our_own() {
    assert!(
        STYLES.contains("--govuk-brand-colour: #12436d")
            || STYLES.contains("--govuk-brand-colour:#12436d")
    );
    assert!(STYLES.contains("system-ui"));
}
