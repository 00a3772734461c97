use super::*;
use crate::sample;

#[test]
fn the_next_version_begins_with_the_words_of_the_last() {
    let trustee = sample::trustee();
    let page = render(&trustee, &sample::framework(), &Told::default()).into_string();
    assert!(
        page.contains("/framework/default/versions/2\"") && page.contains("Governance in Improve")
    );
    assert!(page.contains("What governance looks like"));
    let first = render(&trustee, &first(), &Told::default()).into_string();
    assert!(!first.contains("method=\"post\" action=\"/framework"), "{first}");
}

#[test]
fn other_areas_and_words_come_back_in_their_order() {
    let query = Fields::parse(b"areas=People%0D%0AMoney&regions=Low%0AHigh");
    let draft = drafted(first(), &query);
    assert_eq!(
        draft.areas.iter().map(|area| &*area.area_id).collect::<Vec<_>>(),
        ["people", "money"]
    );
    let fields = b"name=Ours&areas-people=People&areas-money=Money&regions-low=Low&regions-high=High&words-people%2Flow=Weak";
    let act = AgreeFramework { framework: "default".to_owned(), version: "3".to_owned() };
    let wanted = act.command(&Entered::read(AgreeFramework::ENTRIES, Fields::parse(fields)));
    let framework = wanted.framework.unwrap();
    assert_eq!((framework.version, framework.areas.len(), framework.regions.len()), (3, 2, 2));
    assert_eq!(
        (&*framework.descriptors[0].area_id, &*framework.descriptors[0].region_id),
        ("people", "low")
    );
}
