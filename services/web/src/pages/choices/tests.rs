use contract::schools::v1::StateUniquenessRequest;

use super::*;
use crate::sample;

#[test]
fn terms_begin_with_this_year_and_schools_are_those_one_may_act_for() {
    let terms = terms(&sample::lead());
    assert_eq!((terms.len(), terms[0].value.as_str()), (6, "2025-26-autumn"));
    assert_eq!(terms[3].value, "2026-27-autumn");
    let own = schools::<StateUniquenessRequest>(&sample::head(), &sample::ground());
    assert_eq!(own.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>(), [sample::MARYS]);
}
