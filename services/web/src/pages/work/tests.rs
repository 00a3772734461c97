use contract::schools::v1::Role;

use super::*;
use crate::sample;

#[test]
fn each_sees_the_ways_to_the_own_work_only() {
    let to = |visitor: &Visitor| ways(visitor).into_iter().map(|(to, _)| to).collect::<Vec<_>>();
    assert_eq!(to(&sample::clerk()), ["/committees", "/actions"]);
    assert!(to(&sample::lead()).contains(&"/rounds") && !to(&sample::lead()).contains(&"/terms"));
    assert!(to(&sample::trustee()).contains(&"/framework/new"));
    assert!(to(&sample::somebody(Role::Administrator)).contains(&"/schools/new"));
    assert!(to(&sample::somebody(Role::Member)).is_empty());
}
