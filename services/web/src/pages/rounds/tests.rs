use super::*;
use crate::form::Fields;
use crate::sample;

#[test]
fn the_lead_opens_and_closes_and_others_look() {
    let shown = |visitor: &Visitor| {
        render(visitor, &sample::rounds_loaded(), &Told::default()).into_string()
    };
    let page = shown(&sample::lead());
    assert!(page.contains("/rounds/new") && page.contains("Keep the round"), "{page}");
    assert!(page.contains("checked"), "every school is ticked at first");
    assert!(!page.contains("<option value=\"2025-26-autumn\""), "a term has one round");
    assert!(!shown(&sample::governor()).contains("<form method=\"post\" action=\"/rounds"));
}

#[test]
fn a_round_carries_its_framework_and_schools() {
    let fields = b"term=2025-26-spring&framework=default+2&schools=a&schools=b";
    let entered = Entered::read(OpenRound::ENTRIES, Fields::parse(fields));
    let wanted = OpenRound {}.command(&entered);
    assert_eq!((wanted.framework_id.as_str(), wanted.framework_version), ("default", 2));
    assert_eq!(wanted.school_ids, ["a", "b"]);
}
