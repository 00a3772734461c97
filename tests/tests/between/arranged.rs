//! What is arranged for a day ahead is for the services alone: an account is told of schools as they are in force.

use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustRequest, ListSchoolsRequest, School};
use eventlog::Stream;
use plumbline_tests::RawEvent;
use serde_json::{Value, json};
use tonic::Request;
use uuid::Uuid;

use crate::stand::{Stand, with_token};

/// A day that no run of this test reaches.
const AHEAD: &str = "2099-09-01";

/// One school leaves on a day ahead, one that left returns, and one joins.
pub async fn nothing_arranged_is_told(stand: &Stand, token: &str) {
    let [leaving, away, expected] = [(); 3].map(|()| Uuid::new_v4());
    let on = |school: Uuid, on: &str| json!({ "schoolId": school.to_string(), "on": on });
    let ahead = joined(expected, AHEAD);
    let ahead = json!({ "schoolId": expected.to_string(), "school": ahead });
    let mut at_least = 0;
    for (school, kind, body) in [
        (leaving, "plumbline.schools.v1.SchoolJoined", joined(leaving, "2023-09-01")),
        (leaving, "plumbline.schools.v1.LeaveArranged", on(leaving, AHEAD)),
        (away, "plumbline.schools.v1.SchoolJoined", joined(away, "2022-09-01")),
        (away, "plumbline.schools.v1.SchoolLeft", on(away, "2024-09-01")),
        (away, "plumbline.schools.v1.ReturnArranged", on(away, AHEAD)),
        (expected, "plumbline.schools.v1.JoinArranged", ahead),
    ] {
        let happened = RawEvent {
            service: "schools",
            trust: stand.trust,
            stream: Stream::new("school", school),
            kind,
            body: &body.to_string(),
            at: "2025-11-20T10:00:00Z",
        };
        at_least = stand.world.append_raw(happened).await;
    }
    let channel = stand.world.peers_as(&stand.system_elsewhere()).channel("schools");
    let mut schools = SchoolsServiceClient::new(channel);
    for on in ["", AHEAD] {
        let on = on.to_owned();
        let all = ListSchoolsRequest { at_least, include_left: true, include_expected: true, on };
        let answer = schools.list_schools(with_token(Request::new(all), Some(token))).await;
        assert_eq!(told(&answer.unwrap().into_inner().schools), ["2022-09-01", "2023-09-01"]);
    }
    let trust = with_token(Request::new(GetTrustRequest { at_least }), Some(token));
    let trust = schools.get_trust(trust).await.unwrap().into_inner();
    assert_eq!(told(&trust.schools), ["2023-09-01"]);
}

fn joined(school: Uuid, on: &str) -> Value {
    json!({ "schoolId": school.to_string(), "urn": "900011", "name": on, "joinedOn": on })
}

/// The day on which each school joined.
fn told(schools: &[School]) -> Vec<&str> {
    let ahead = |school: &School| !(school.leaves_on.is_empty() && school.returns_on.is_empty());
    assert!(!schools.iter().any(ahead), "{schools:?}");
    schools.iter().map(|school| school.joined_on.as_str()).collect()
}
