use contract::schools::v1::RegisterDifference;

use super::*;

#[test]
fn a_line_tells_a_school_and_further_ones_what_differs() {
    let difference = RegisterDifference { what: "roll".into(), was: "62".into(), is: "61".into() };
    let one = RefreshOutcome {
        urn: "150252".into(),
        name: "Orford".into(),
        outcome: "differs".into(),
        differences: vec![difference],
        ..RefreshOutcome::default()
    };
    let answer = RefreshSchoolsResponse { outcomes: vec![one], ..Default::default() };
    assert_eq!(lines(&answer), ["150252 Orford: differs", "  roll: 61 (was 62)"]);
}
