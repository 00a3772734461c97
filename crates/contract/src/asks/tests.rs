use super::*;
use crate::surveys::v1::{GetResultsRequest, OpenWaveRequest};
use crate::trail::v1::GetEventRequest;

fn action<M: Asks>() -> &'static str {
    M::ACTION
}

#[test]
fn a_request_says_what_it_asks_for_and_about_what() {
    assert_eq!(action::<OpenWaveRequest>(), "surveys.OpenWave");
    let results = GetResultsRequest {
        wave_id: "w".to_owned(),
        school_id: "s".to_owned(),
        ..GetResultsRequest::default()
    };
    let about = [(Thing::Wave, "wave_id", "w"), (Thing::School, "school_id", "s")];
    assert_eq!(results.about(), about);
    assert_eq!(results.position(), 0);
    assert_eq!(GetEventRequest { position: 7 }.position(), 7);
}
