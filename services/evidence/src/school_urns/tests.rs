use contract::schools::v1::{
    SchoolDescribed, SchoolJoined, SchoolLeft, SchoolReturned, SchoolSucceeded, UrnPeriod,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::*;

/// A school is converted, or joins another trust, every few years.
#[test]
fn a_school_with_many_urns_fits_into_a_document() {
    let urns = vec!["150252".to_owned(); 100];
    let school_id = Uuid::nil().to_string();
    let authority = "935".to_owned();
    let largest = SchoolUrns { school_id, urns, left: true, authority };
    eventlog::testing::fits::<SchoolUrnsList>(&largest);
}

fn after(events: Vec<SchoolEvent>) -> SchoolUrns {
    let at = At { position: 1, time: Timestamp::UNIX_EPOCH, actor: Uuid::nil() };
    let mut school = SchoolUrns::default();
    for event in events {
        SchoolUrnsList::fold(&mut school, &event, &at);
    }
    school
}

fn joined() -> SchoolEvent {
    let earlier = UrnPeriod { urn: "124777".to_owned(), ..UrnPeriod::default() };
    SchoolEvent::SchoolJoined(SchoolJoined {
        school_id: "orford".to_owned(),
        urn: "150252".to_owned(),
        earlier_urns: vec![earlier],
        ..SchoolJoined::default()
    })
}

#[test]
fn a_school_keeps_the_urns_it_had_before_it_converted() {
    assert_eq!(after(vec![joined()]).urns, ["124777", "150252"]);
    let succeeded = SchoolSucceeded { new_urn: "160000".to_owned(), ..SchoolSucceeded::default() };
    let school = after(vec![joined(), SchoolEvent::SchoolSucceeded(succeeded)]);
    assert_eq!(school.urns, ["124777", "150252", "160000"]);
}

#[test]
fn a_school_that_left_is_told_until_it_returns() {
    let left = || SchoolEvent::SchoolLeft(SchoolLeft::default());
    assert!(after(vec![joined(), left()]).left);
    let returned = SchoolEvent::SchoolReturned(SchoolReturned::default());
    assert!(!after(vec![joined(), left(), returned]).left);
}

#[test]
fn a_school_lies_in_the_authority_that_its_number_begins_with() {
    assert_eq!(after(vec![joined()]).authority, "");
    let described = |laestab: &str| {
        let laestab = laestab.to_owned();
        SchoolEvent::SchoolDescribed(SchoolDescribed { laestab, ..SchoolDescribed::default() })
    };
    assert_eq!(after(vec![joined(), described("9353116")]).authority, "935");
    // A later register that has no number says nothing of the authority; one with another number does.
    let moved = vec![joined(), described("9353116"), described(""), described("9363116")];
    assert_eq!(after(moved.clone()).authority, "936");
    assert_eq!(after(moved[..3].to_vec()).authority, "935");
}
