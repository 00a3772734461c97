use super::*;

#[test]
fn a_link_that_led_to_a_survey_is_known_and_no_other() {
    let links = KnownLinks::default();
    links.learn("link");
    assert!(links.knows("link") && !links.knows("other"));
}

#[test]
fn links_are_bounded() {
    let links = KnownLinks::default();
    for number in 0..MOST + 3 {
        links.learn(&number.to_string());
    }
    assert_eq!(links.used().len(), MOST);
    assert!(links.knows(&(MOST + 2).to_string()) && !links.knows("0"));
}
