use super::*;

#[test]
fn as_many_steps_are_filled_as_the_rung_is_high() {
    let svg = steps(3, 4).into_string();
    assert_eq!(svg.matches("fill=\"currentColor\"").count(), 3);
    assert_eq!(svg.matches("fill=\"none\"").count(), 1);
    assert_eq!(steps(0, 0).into_string().matches("<rect").count(), 0);
}
