use super::*;

#[test]
fn the_highest_rung_always_has_the_deepest_shade() {
    assert_eq!([1, 2, 3, 4].map(|rung| rank(rung, 4)), [1, 2, 3, 4]);
    assert_eq!([1, 2, 3].map(|rung| rank(rung, 3)), [2, 3, 4]);
    assert_eq!(rank(8, 8), 4);
    assert_eq!(rank(0, 4), 0);
    assert_eq!(rank(1, 0), 0);
}
