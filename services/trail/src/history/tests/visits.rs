//! Who is shown the event of a note of a visit, whose readers are agreed with its issue.

use contract::Caller;
use contract::events::{PersonEvent, SchoolEvent, VisitNoteEvent};
use contract::evidence::v1::VisitFindingRecorded;
use contract::schools::v1::{Role, RoleGranted, SchoolJoined, Scope, ScopeKind};

use super::*;

#[tokio::test]
async fn the_event_of_a_note_is_shown_to_the_lead_only() {
    let mut stand = Stand::start().await;
    let joined = SchoolJoined { school_id: S1.into(), ..SchoolJoined::default() };
    stand.happens(S1, SchoolEvent::SchoolJoined(joined)).await;
    let trust = (ScopeKind::Trust, stand.trust.to_string());
    let people = [
        (1, Role::ImprovementLead, trust.clone(), true),
        (2, Role::Headteacher, (ScopeKind::School, S1.to_owned()), false),
        (3, Role::ChiefExecutive, trust, false),
    ];
    for (number, role, (kind, id), _) in people.clone() {
        let person = Uuid::from_u128(0xa0 + number).to_string();
        let granted = RoleGranted {
            person_id: person.clone(),
            grant_id: Uuid::from_u128(0xb0 + number).to_string(),
            role: role.into(),
            scope: Some(Scope { kind: kind.into(), id }),
            from: "2025-09-01".into(),
            until: String::new(),
        };
        stand.happens(&person, PersonEvent::RoleGranted(granted)).await;
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
