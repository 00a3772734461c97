use super::*;
use crate::form::Fields;
use crate::sample;

#[test]
fn the_lead_forms_hubs_and_others_look() {
    let shown =
        |visitor: &Visitor| render(visitor, sample::trust(), &Told::default()).into_string();
    let page = shown(&sample::lead());
    assert!(
        page.contains("/hubs/new")
            && page.contains("/hubs/entry")
            && page.contains("/hubs/withdrawal")
    );
    assert!(!shown(&sample::head()).contains("action=\"/hubs"));
}

#[test]
fn a_school_leaves_the_hub_it_is_in() {
    let fields = Fields::parse(b"school=hub+school&on-day=1&on-month=9&on-year=2026");
    let wanted = WithdrawFromHub {}.command(&Entered::read(WithdrawFromHub::ENTRIES, fields));
    assert_eq!(
        (&*wanted.hub_id, &*wanted.school_id, &*wanted.on),
        ("hub", "school", "2026-09-02"),
        "the first day outside follows the last day inside"
    );
}
