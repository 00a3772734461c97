use super::*;

fn quartiles(numbers: &[f64]) -> Quartiles {
    Quartiles::of(numbers).expect("there are enough")
}

#[test]
fn quartiles_part_the_numbers_in_four_whatever_their_order() {
    let five = quartiles(&[50.0, 10.0, 40.0, 20.0, 30.0]);
    assert_eq!((five.lowest, five.lower, five.middle), (10.0, 20.0, 30.0));
    assert_eq!((five.upper, five.highest), (40.0, 50.0));
    let four = quartiles(&[1.0, 2.0, 3.0, 4.0]);
    assert_eq!((four.lower, four.middle, four.upper), (1.75, 2.5, 3.25));
    assert_eq!(Quartiles::of(&[1.0, 2.0]), None, "two have no middle");
    assert_eq!(Quartiles::of(&[]), None);
}

#[test]
fn schools_that_are_alike_stand_in_the_middle() {
    assert_eq!(quartiles(&[7.0, 7.0, 7.0]).share(7.0), 50.0);
    assert_eq!(quartiles(&[-2.0, 0.0, 2.0]).share(-2.0), 0.0, "points may lie below nought");
}

#[test]
fn of_three_schools_no_half_is_told() {
    let definition = MeasureDefinition::default();
    let of = |numbers: &[f64]| quartiles(numbers).words(&definition, numbers.len());
    assert!(!of(&[1.0, 2.0, 3.0]).contains("Half of them"));
    assert!(of(&[1.0, 2.0, 3.0, 4.0]).contains("Half of them lie between"));
}
