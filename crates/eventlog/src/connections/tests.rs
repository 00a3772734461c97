use super::*;

#[test]
fn what_is_more_than_the_fewest_is_shared_out_and_nothing_is_lost() {
    assert_eq!(StoreConnections::of(0), StoreConnections::FEW);
    for most in StoreConnections::FEW.total()..100 {
        assert_eq!(StoreConnections::of(most).total(), most);
    }
}
