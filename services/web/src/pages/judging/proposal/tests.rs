use super::*;
use crate::form::Fields;

#[test]
fn a_proposal_rests_on_something() {
    let read = |fields: &[u8]| Entered::read(ProposeRegion::ENTRIES, Fields::parse(fields));
    assert_eq!(ProposeRegion::problems(&read(b"region=improve&reason=Seen")).len(), 1);
    assert!(ProposeRegion::problems(&read(b"statement=The+visit+in+May")).is_empty());
}
