use super::*;

#[test]
fn every_published_question_is_read() {
    assert_eq!(SPREADS.len(), 13);
    assert!(SPREADS.iter().all(|spread| {
        spread.schools > 5_000 && spread.tenth < spread.quarter && spread.quarter < spread.median
    }));
}

#[test]
fn each_question_has_its_own_percentiles() {
    let low = |text: &str, percent| {
        Spread::of(text).and_then(|spread| spread.low(percent)).map(|(percentile, _)| percentile)
    };
    let bullied =
        "My child has been bullied and the school dealt with the bullying quickly and effectively";
    assert_eq!(low(bullied, 50.0), None, "half of 5,887 schools had 54% or less");
    assert_eq!(low(bullied, 41.0), Some(25));
    assert_eq!(low(bullied, 29.0), Some(10));
    assert_eq!(low("My child is happy at this school.", 86.0), Some(25));
    assert_eq!(low("My child is happy at this school", 87.5), None);
    assert_eq!(low("My child is happy at this school", 77.0), Some(10));
    assert_eq!(low("I have enough time to plan", 1.0), None, "no question of Parent View");
}

#[test]
fn the_percentile_and_the_number_of_schools_are_said() {
    let (_, sentence) =
        Spread::of("My child feels safe at this school").unwrap().low(80.0).unwrap();
    assert_eq!(
        sentence,
        "It is at or below the 25th percentile of 5,909 schools, which is 88% (Ofsted Parent View, 2026)."
    );
    assert_eq!((thousands(980), thousands(5_009)), ("980".into(), "5,009".into()));
}
