use super::*;

#[test]
fn nobody_takes_more_than_their_share_and_all_no_more_than_there_are() {
    let places = Places::new(3, 2);
    let first = places.take(Some(1)).unwrap();
    let _second = places.take(Some(1)).unwrap();
    assert!(places.take(Some(1)).is_none());
    let _third = places.take(Some(2)).unwrap();
    assert!(places.take(Some(3)).is_none(), "all are taken");
    drop(first);
    assert!(places.take(Some(3)).is_some());
}

#[test]
fn what_is_given_back_is_forgotten() {
    let places = Places::new(10, 2);
    for whose in 0..1_000 {
        drop(places.take(Some(whose)).unwrap());
    }
    assert!(locked(&places.taken).each.is_empty());
    assert_eq!(locked(&places.taken).all, 0);
}
