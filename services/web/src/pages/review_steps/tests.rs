use super::*;
use crate::form::Fields;

#[test]
fn a_team_has_each_person_once_and_one_lead() {
    let act = MatchTeam { review: "r".to_owned() };
    let read = |fields: &[u8]| Entered::read(MatchTeam::ENTRIES, Fields::parse(fields));
    assert_eq!(act.problems(&read(b"lead=p+s&second=p+s")).len(), 1);
    let team = act.command(&read(b"lead=p+s&third=q+t")).reviewers;
    assert_eq!(
        team.iter().map(|one| (&*one.person_id, one.lead)).collect::<Vec<_>>(),
        [("p", true), ("q", false)]
    );
    assert_eq!(team[1].school_id, "t");
}

#[test]
fn a_partnership_is_of_two_schools() {
    let read = |fields: &[u8]| Entered::read(ProposePairing::ENTRIES, Fields::parse(fields));
    assert_eq!(ProposePairing {}.problems(&read(b"giving=a&receiving=a")).len(), 1);
    assert!(ProposePairing {}.problems(&read(b"giving=a&receiving=b")).is_empty());
}
