//! Who is shown the event of a note of a visit, whose readers are agreed with its issue.

use contract::Caller;
use contract::events::{SchoolEvent, VisitNoteEvent};
use contract::evidence::v1::VisitFindingRecorded;
use contract::schools::v1::SchoolJoined;

use super::*;

#[tokio::test]
async fn the_event_of_a_note_is_shown_to_the_lead_only() {
    let mut stand = Stand::start().await;
    let joined = SchoolJoined { school_id: S1.into(), ..SchoolJoined::default() };
    stand.happens(S1, SchoolEvent::SchoolJoined(joined)).await;
    let people = [
        (1, Role::ImprovementLead, None, true),
        (2, Role::Headteacher, Some(S1), false),
        (3, Role::ChiefExecutive, None, false),
    ];
    for (number, role, over, _) in people {
        stand.grants(Uuid::from_u128(0xa0 + number), role, over).await;
    }
    let found = VisitFindingRecorded {
        visit_note_id: "v1".into(),
        school_id: S1.into(),
        areas: vec!["governance".into()],
        ..VisitFindingRecorded::default()
    };
    let position = stand.happens("v1", VisitNoteEvent::VisitFindingRecorded(found)).await;
    stand.doors.door = stand.service.guarded_door().await;
    for (number, role, _, shown) in people {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        let person = Uuid::from_u128(0xa0 + number);
        let caller = Caller { now, ..Caller::new(stand.trust, person, "unknown") };
        let request = caller.request(GetEventRequest { position });
        assert_eq!(stand.doors.get_event(request).await.is_ok(), shown, "{role:?}");
    }
}
