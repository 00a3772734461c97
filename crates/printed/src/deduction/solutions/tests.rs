use super::*;

/// Three sums of two numbers each leave one solution, which no single sum tells.
#[test]
fn numbers_that_only_several_sums_together_tell_are_not_shown() {
    let mut known = Deduction::default();
    let all: Vec<usize> = (0..3).map(|_| known.number(Between::new(0, 8))).collect();
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        known.sum(vec![(all[one], 1), (all[other], 1)], Between::exactly(8));
    }
    assert_eq!(known.narrowed().unwrap(), [Between::new(0, 8); 3]);
    assert_eq!(known.not_shown(&[5; 3], &[]), Some(0));
}

#[test]
fn solutions_show_what_one_sum_leaves() {
    let mut known = Deduction::default();
    let all: Vec<usize> = (0..3).map(|_| known.number(Between::new(0, 8))).collect();
    known.sum(all.iter().map(|number| (*number, 1)).collect(), Between::exactly(12));
    assert_eq!(known.not_shown(&[9; 3], &[]), None);
    assert_eq!(known.not_shown(&[0, 10, 10], &[]), Some(1));
}
