use super::*;
use crate::sample;

#[test]
fn the_chooser_says_it_is_a_demo_and_names_people_with_their_roles() {
    let loaded = Loaded { trusts: Vec::new(), chosen: Some((sample::trust(), sample::people())) };
    let page = render(&loaded, &Choice::default(), "token").into_string();
    for wanted in [
        "This is a demonstration",
        "Amira Khan",
        "Improvement lead",
        "Governor, St Mary's &amp; &lt;b&gt;",
        "value=\"token\"",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn every_role_stands_in_one_group() {
    for role in (1..).map_while(|number| Role::try_from(number).ok()) {
        let groups = GROUPS.iter().filter(|group| group.roles.contains(&role)).count();
        assert_eq!(groups, 1, "{role:?}");
    }
}

#[test]
fn an_empty_installation_says_what_to_do() {
    let loaded = Loaded { trusts: Vec::new(), chosen: None };
    let page = render(&loaded, &Choice::default(), "token").into_string();
    assert!(page.contains("Open the link that the start of Plumbline printed"), "{page}");
}

#[test]
fn whoever_is_chosen_acts_in_the_role_that_was_granted() {
    let chosen = visitor(&sample::trust(), &sample::people(), sample::GRANT).unwrap();
    assert_eq!(chosen.caller().role, "improvement_lead");
    assert_eq!(chosen.name, "Amira Khan");
    assert!(visitor(&sample::trust(), &sample::people(), "no such grant").is_none());
}
