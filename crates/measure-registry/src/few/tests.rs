use super::*;
use crate::shipped_measures;

#[test]
fn a_part_stands_beside_the_parts_of_its_topic_and_the_whole() {
    let topics = Topics::of(shipped_measures());
    let beside =
        |part: &str| topics.beside("ks2-rwm-expected", part).into_iter().collect::<Vec<_>>();
    assert_eq!(beside("girls"), ["", "boys", "girls"]);
    assert_eq!(beside(""), [""], "no part hides the whole");
    assert_eq!(beside("of-an-earlier-definition"), ["", "of-an-earlier-definition"]);
}
