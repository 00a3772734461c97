use governor::clock::FakeRelativeClock;

use super::*;

#[test]
fn the_rate_holds_and_comes_back_with_time() {
    let clock = FakeRelativeClock::default();
    let pace = Pace::by(Rate::per_minute(6), clock.clone());
    assert!((0..6).all(|_| pace.charge("one").is_ok()));
    let wait = pace.charge("one").unwrap_err();
    assert!(wait <= Duration::from_secs(10), "{wait:?}");
    assert!(pace.charge("another").is_ok());
    clock.advance(Duration::from_secs(10));
    assert!(pace.charge("one").is_ok());
    assert!(pace.charge("one").is_err());
}

#[test]
fn a_crowd_spends_nobody_elses_allowance() {
    let pace = Pace::by(Rate::per_minute(10), FakeRelativeClock::default());
    // A thousand addresses at their limit: sharing both counts with one of them is one in a thousand.
    for address in 0..1_000 {
        while pace.charge(address).is_ok() {}
    }
    let refused = (10_000..11_000).filter(|address| pace.charge(address).is_err()).count();
    assert!(refused < 20, "{refused} of 1,000 newcomers were refused");
}

#[test]
fn without_a_rate_nobody_is_refused() {
    let pace = Pace::new(Rate::NONE);
    assert!((0..100_000).all(|_| pace.charge("one").is_ok()));
}
