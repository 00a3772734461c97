use super::*;
use crate::form::Fields;

#[test]
fn three_terms_are_set_at_once_and_none_ends_before_it_begins() {
    let fields = b"year=2026-27&autumn-starts-day=1&autumn-starts-month=9&autumn-starts-year=2026&autumn-ends-day=1&autumn-ends-month=8&autumn-ends-year=2026";
    let entered = Entered::read(SetTerms::ENTRIES, Fields::parse(fields));
    let wanted = SetTerms {}.command(&entered);
    assert_eq!((wanted.terms.len(), wanted.terms[1].term.as_str()), (3, "2026-27-spring"));
    assert_eq!(wanted.terms[0].starts_on, "2026-09-01");
    assert_eq!(SetTerms {}.problems(&entered).len(), 1);
    assert!(wanted.terms[0].breaks.is_empty());
}

#[test]
fn half_term_is_a_break_of_both_its_days() {
    let starts =
        "autumn-half-starts-day=20&autumn-half-starts-month=10&autumn-half-starts-year=2026";
    let ends = "autumn-half-ends-day=30&autumn-half-ends-month=10&autumn-half-ends-year=2026";
    let both = format!("year=2026-27&{starts}&{ends}");
    let entered = Entered::read(SetTerms::ENTRIES, Fields::parse(both.as_bytes()));
    let off = &SetTerms {}.command(&entered).terms[0].breaks;
    assert_eq!((off[0].starts_on.as_str(), off[0].ends_on.as_str()), ("2026-10-20", "2026-10-30"));
    let entered = Entered::read(SetTerms::ENTRIES, Fields::parse(ends.as_bytes()));
    assert_eq!(SetTerms {}.problems(&entered).len(), 1);
}
