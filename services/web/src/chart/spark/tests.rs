use super::*;

#[test]
fn each_term_is_a_step_as_high_as_its_rung() {
    assert_eq!(line(&[4, 2, 3], 4), "M0 1h9V7h9V4h9");
    assert_eq!(line(&[2, 0, 4], 4), "M0 7h9M18 1h9", "a term without a rung is a gap");
}

#[test]
fn one_term_alone_goes_no_way() {
    assert!(spark(&[0, 0, 3], 4).into_string().is_empty());
    assert!(spark(&[1, 2], 0).into_string().is_empty());
    assert!(spark(&[0, 2, 3], 4).into_string().contains("width=\"27\""));
}
