//! Who is shown the event of a figure that may rest on few pupils.

use contract::Caller;
use contract::events::{FigureEvent, ImportedFiguresEvent, PersonEvent, SchoolEvent};
use contract::evidence::v1::{FigureLevel, FigureRecorded, FigureVersion, FiguresImported};
use contract::schools::v1::{Role, RoleGranted, SchoolJoined, Scope, ScopeKind};

use super::*;

#[tokio::test]
async fn a_figures_event_is_shown_to_head_and_lead_only() {
    let mut stand = Stand::start().await;
    for school in [S1, S2] {
        let joined = SchoolJoined { school_id: school.into(), ..SchoolJoined::default() };
        stand.happens(school, SchoolEvent::SchoolJoined(joined)).await;
    }
    let trust = (ScopeKind::Trust, stand.trust.to_string());
    let school = |id: &str| (ScopeKind::School, id.to_owned());
    let people = [
        (1, Role::ImprovementLead, trust.clone(), true),
        (2, Role::Headteacher, school(S1), true),
        (3, Role::Headteacher, school(S2), false),
        // The whole history but this.
        (4, Role::ChiefExecutive, trust.clone(), false),
        (5, Role::Trustee, trust, false),
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
