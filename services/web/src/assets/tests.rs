use axum::http::header::ACCEPT_ENCODING;

use super::*;

#[test]
fn nothing_reserved_is_shipped() {
    for text in [STYLES, ANSWERING_STYLES, ICON] {
        let text = text.to_lowercase();
        for reserved in
            ["gds transport", "crest", "gov.uk", "@import", "http://fonts", "light-94a07e06a1"]
        {
            assert!(!text.contains(reserved), "{reserved} is in a shipped asset");
        }
    }
}

#[test]
fn the_stylesheets_name_the_fonts_that_are_served() {
    for sheet in &ASSETS[..2] {
        let styles = String::from_utf8(sheet.bytes.clone()).unwrap();
        for font in &ASSETS[3..] {
            assert!(
                styles.contains(&format!("url({})", font.name))
                    || styles.contains(&format!("url(\"{}\")", font.name)),
                "{} in {}",
                font.name,
                sheet.name
            );
        }
        assert_eq!(styles.matches("url(").count(), 2, "nothing else is fetched");
    }
}

#[test]
fn a_respondent_waits_for_less_than_ten_kilobytes_of_style() {
    let length = |place: usize| ASSETS[place].packed.as_ref().unwrap().len();
    assert!(length(1) < 10_000, "{}", length(1));
    assert!(length(1) * 2 < length(0), "{} of {}", length(1), length(0));
}

#[tokio::test]
async fn a_stylesheet_is_sent_packed_to_those_who_understand_it() {
    let name = || Path(ASSETS[0].name.clone());
    let takes = HeaderMap::from_iter([(ACCEPT_ENCODING, "gzip, br".parse().unwrap())]);
    let packed = serve(name(), takes).await.unwrap();
    assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
    let plain = serve(name(), HeaderMap::new()).await.unwrap();
    assert!(!plain.headers().contains_key(CONTENT_ENCODING));
}

#[test]
fn the_brand_is_our_own() {
    assert!(
        STYLES.contains("--govuk-brand-colour: #12436d")
            || STYLES.contains("--govuk-brand-colour:#12436d")
    );
    assert!(STYLES.contains("system-ui"));
}

#[test]
fn the_styles_of_a_colour_have_one_address_and_bear_white() {
    let [green, pale] = ["#00563f", "#ffcc00"].map(|text| Colour::read(text).unwrap());
    let name = colour_name(green);
    assert_eq!(colour_styles(green), format!("/assets/{name}"));
    assert_eq!(coloured(&name), Some(green));
    let upper = name.replace("00563f", "00563F");
    let of_other_rules = "colour-00563f-0123456789ab.css";
    for name in
        [&*upper, of_other_rules, colour_name(pale).as_str(), "colour-00563f.css", "colour--.css"]
    {
        assert_eq!(coloured(name), None, "{name}");
    }
    let styles = in_colour(green);
    assert!(styles.starts_with("@media screen "), "paper has no dark head: {styles}");
    assert!(styles.contains(".pl-header{background:#00563f}"), "{styles}");
    assert_eq!(styles.matches('{').count(), styles.matches('}').count(), "{styles}");
    // They stand over the same selectors of the stylesheet.
    assert!(STYLES.contains(".pl-header{background:") && STYLES.contains(".pl-footer{"));
}
