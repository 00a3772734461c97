use contract::categories::v1::Citation;

use super::*;
use crate::form::Fields;
use crate::sample::{self, MARYS};

fn act() -> StateViews {
    StateViews { round: "r".to_owned(), school: MARYS.to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(StateViews::ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn areas_without_a_view_are_asked_for_with_the_words_of_each_region() {
    let page = render(&sample::head(), &sample::own_views_loaded(), &act(), &Told::default());
    let page = page.into_string();
    assert!(page.contains("name=\"region-foundations\""), "{page}");
    assert!(!page.contains("name=\"region-governance\""), "governance was said");
    assert!(page.contains("Decided last: <strong>Repair"), "before anything is said of it");
    assert!(page.contains("looks like in each region") && page.contains("What you have said"));
}

#[test]
fn each_region_wants_a_reason_and_each_reason_a_region() {
    let problems = |fields| act().problems(&entered(fields)).len();
    assert_eq!(problems("region-staff=improve&reason-staff=Seen"), 0);
    assert_eq!(problems("region-staff=improve"), 1);
    assert_eq!(problems("region-staff=improve&reason-outcomes=Seen"), 2);
    assert_eq!(entered("").problems.len(), 1, "something has to be said");
}

#[test]
fn the_views_of_several_areas_are_one_command() {
    let fields =
        "region-staff=improve&reason-staff=Seen&region-outcomes=repair&reason-outcomes=Low";
    let wanted = act().command(&entered(fields));
    let view = |area: &str, region: &str, reason: &str| AreaView {
        area_id: area.to_owned(),
        region_id: region.to_owned(),
        reason: reason.to_owned(),
        evidence: Vec::new(),
    };
    assert_eq!(wanted.views, [view("staff", "improve", "Seen"), view("outcomes", "repair", "Low")]);
    let piece = Citation { id: "wave/q3".to_owned(), position: 4, ..Citation::default() };
    let value = citable::value(&Citable { piece: piece.clone(), ..Citable::default() });
    let fields = [("region-staff", "improve"), ("evidence-staff", value.as_str())];
    let wanted = act().command(&entered(&crate::form::encoded(&fields)));
    assert_eq!(wanted.views[0].evidence, [piece]);
}

#[test]
fn a_view_starts_from_the_self_evaluation_that_is_signed_off() {
    let shown = |loaded: &OwnViewsLoaded| {
        render(&sample::head(), loaded, &act(), &Told::default()).into_string()
    };
    let mut loaded = sample::own_views_loaded();
    let page = shown(&loaded);
    assert!(page.contains("start from the self-evaluation that you signed off on"), "{page}");
    assert!(page.contains("<option value=\"improve\" selected>"), "{page}");
    assert!(page.contains("People stay, and say why."));
    loaded.evaluation = None;
    let page = shown(&loaded);
    assert!(!page.contains("self-evaluation") && !page.contains(" selected>"), "{page}");
}
