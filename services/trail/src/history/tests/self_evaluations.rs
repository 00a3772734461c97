//! Who is shown the event of a self-evaluation before its headteacher signed it off.

use contract::Caller;
use contract::events::{SchoolEvent, SelfEvaluationEvent};
use contract::evidence::v1::{SelfEvaluationSigned, SelfEvaluationWritten};
use contract::schools::v1::SchoolJoined;

use super::*;

#[tokio::test]
async fn what_is_written_is_shown_to_the_headteacher_and_the_signing_to_the_lead_too() {
    let mut stand = Stand::start().await;
    let joined = SchoolJoined { school_id: S1.into(), ..SchoolJoined::default() };
    stand.happens(S1, SchoolEvent::SchoolJoined(joined)).await;
    let people = [(1, Role::ImprovementLead, None, false), (2, Role::Headteacher, Some(S1), true)];
    for (number, role, over, _) in people {
        stand.grants(Uuid::from_u128(0xa0 + number), role, over).await;
    }
    let school_id = S1.to_owned();
    let written = SelfEvaluationWritten { school_id, ..SelfEvaluationWritten::default() };
    let written = stand.happens("e1", SelfEvaluationEvent::SelfEvaluationWritten(written)).await;
    let school_id = S1.to_owned();
    let signed = SelfEvaluationSigned { school_id, ..SelfEvaluationSigned::default() };
    let signed = stand.happens("e1", SelfEvaluationEvent::SelfEvaluationSigned(signed)).await;
    stand.doors.door = stand.service.guarded_door().await;
    for (number, role, _, shown) in people {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        let person = Uuid::from_u128(0xa0 + number);
        let asked = |position| {
            let caller = Caller { now, ..Caller::new(stand.trust, person, "unknown") };
            caller.request(GetEventRequest { position })
        };
        assert_eq!(stand.doors.get_event(asked(written)).await.is_ok(), shown, "{role:?}");
        assert!(stand.doors.get_event(asked(signed)).await.is_ok(), "{role:?}");
    }
}
