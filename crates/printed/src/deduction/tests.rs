use super::*;

#[test]
fn a_sum_narrows_its_numbers() {
    let mut known = Deduction::default();
    let one = known.number(Between::new(0, 8));
    let other = known.number(Between::new(0, 8));
    known.sum(vec![(one, 1), (other, 1)], Between::exactly(14));
    assert_eq!(known.narrowed().unwrap(), [Between::new(6, 8); 2]);
}

#[test]
fn a_difference_narrows_too() {
    let mut known = Deduction::default();
    let most = known.number(Between::new(0, 8));
    let least = known.number(Between::new(5, 20));
    known.sum(vec![(most, 1), (least, -1)], Between::NOT_NEGATIVE);
    assert_eq!(known.narrowed().unwrap(), [Between::new(5, 8); 2]);
}

#[test]
fn numbers_that_fit_no_sum_are_none() {
    let mut known = Deduction::default();
    let one = known.number(Between::new(0, 8));
    known.sum(vec![(one, 1)], Between::exactly(9));
    assert_eq!(known.narrowed(), None);
}
