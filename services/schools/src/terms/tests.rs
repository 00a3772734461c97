use contract::schools::v1::TermBreak;

use super::*;

#[test]
fn a_year_fits_into_a_document() {
    let text = || "2025-09-02".to_owned();
    let off = TermBreak { starts_on: text(), ends_on: text() };
    let (term, breaks) = (text(), vec![off; 60]);
    let dates = TermDates { term, starts_on: text(), ends_on: text(), breaks };
    let terms = vec![dates; 3];
    eventlog::testing::fits::<Terms>(&TermsSet { terms, ..TermsSet::default() });
}
