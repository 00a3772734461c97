use super::*;
use crate::sample;

#[test]
fn nobody_is_shown_the_way_to_a_page_that_would_refuse() {
    let leads = |visitor: &Visitor, thing, school| {
        link(visitor, thing, school, "id").into_string().contains("/seen")
    };
    assert!(leads(&sample::lead(), Thing::School, sample::OAK));
    assert!(leads(&sample::head(), Thing::Review, sample::MARYS));
    assert!(!leads(&sample::head(), Thing::Review, sample::OAK));
    assert!(!leads(&sample::governor(), Thing::Report, sample::MARYS));
    let chair = sample::chair();
    assert!(leads(&chair, Thing::Report, sample::MARYS));
    assert!(!leads(&chair, Thing::School, sample::MARYS));
    assert!(!leads(&sample::trustee(), Thing::Report, sample::MARYS));
}
