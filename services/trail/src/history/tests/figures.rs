//! Who is shown the event of a figure that may rest on few pupils.

use contract::Caller;
use contract::events::{FigureEvent, ImportedFiguresEvent, SchoolEvent};
use contract::evidence::v1::{FigureLevel, FigureRecorded, FigureVersion, FiguresImported};
use contract::schools::v1::SchoolJoined;

use super::*;

#[tokio::test]
async fn a_figures_event_is_shown_to_head_and_lead_only() {
    let mut stand = Stand::start().await;
    for school in [S1, S2] {
        let joined = SchoolJoined { school_id: school.into(), ..SchoolJoined::default() };
        stand.happens(school, SchoolEvent::SchoolJoined(joined)).await;
    }
    let people = [
        (1, Role::ImprovementLead, None, true),
        (2, Role::Headteacher, Some(S1), true),
        (3, Role::Headteacher, Some(S2), false),
        // The whole history but this.
        (4, Role::ChiefExecutive, None, false),
        (5, Role::Trustee, None, false),
    ];
    for (number, role, over, _) in people {
        stand.grants(Uuid::from_u128(0xa0 + number), role, over).await;
    }
    let recorded = FigureRecorded {
        level: FigureLevel::School.into(),
        school_id: S1.into(),
        states: Some(FigureVersion { cohort: Some(4), ..FigureVersion::default() }),
        ..FigureRecorded::default()
    };
    let position = stand.happens("f1", FigureEvent::FigureRecorded(recorded)).await;
    let imported = FiguresImported { school_id: S1.into(), ..FiguresImported::default() };
    let brought = stand.happens("i1", ImportedFiguresEvent::FiguresImported(imported)).await;
    let decision = stand.happens("c1", decided(S1, "governance")).await;
    stand.doors.door = stand.service.guarded_door().await;
    for (number, role, _, shown) in people {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        let person = Uuid::from_u128(0xa0 + number);
        let caller = Caller { now, ..Caller::new(stand.trust, person, "unknown") };
        let sees = async |position| {
            let request = caller.request(GetEventRequest { position });
            stand.doors.get_event(request).await.is_ok()
        };
        assert_eq!(sees(position).await, shown, "{role:?} {number}");
        assert_eq!(sees(brought).await, shown, "{role:?} {number}, of a file");
        if role == Role::ChiefExecutive {
            assert!(sees(decision).await);
        }
    }
}
