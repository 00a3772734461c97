//! A line says whether its event opens for its reader, and the event then does.

use contract::Caller;
use contract::events::{SchoolEvent, SelfEvaluationEvent};
use contract::evidence::v1::SelfEvaluationWritten;
use contract::schools::v1::SchoolJoined;

use super::*;

#[tokio::test]
async fn a_line_says_of_its_event_what_opening_it_answers() {
    let mut stand = Stand::start().await;
    for school in [S1, S2] {
        let joined = SchoolJoined { school_id: school.into(), ..SchoolJoined::default() };
        stand.happens(school, SchoolEvent::SchoolJoined(joined)).await;
    }
    let readers = [
        (0xa1, Role::ImprovementLead, None),
        (0xa2, Role::Headteacher, Some(S1)),
        (0xa3, Role::Headteacher, Some(S2)),
        (0xa4, Role::DataProtectionOfficer, None),
    ];
    for (person, role, over) in readers {
        stand.grants(Uuid::from_u128(person), role, over).await;
    }
    let written =
        SelfEvaluationWritten { school_id: S1.into(), ..SelfEvaluationWritten::default() };
    let written = stand.happens("e1", SelfEvaluationEvent::SelfEvaluationWritten(written)).await;
    let judged = stand.happens("c1", decided(S1, "governance")).await;
    let elsewhere = stand.happens("c2", decided(S2, "governance")).await;
    let paired = stand.happens("p1", paired()).await;
    stand.doors.door = stand.service.guarded_door().await;

    let mut opened = Vec::new();
    for (person, role, _) in readers {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        let caller = Caller { now, ..Caller::new(stand.trust, Uuid::from_u128(person), "unknown") };
        let page = stand.doors.list_history(caller.request(all())).await.unwrap().into_inner();
        for line in &page.lines {
            let asked = caller.request(GetEventRequest { position: line.position });
            let answered = stand.doors.get_event(asked).await.is_ok();
            assert_eq!(line.opens, answered, "{role:?}: {}", line.sentence);
        }
        let opens = |position: u64| {
            page.lines.iter().find(|line| line.position == position).map(|line| line.opens)
        };
        opened.push([written, judged, elsewhere, paired].map(opens));
    }
    let expected = [
        [Some(false), Some(true), Some(true), Some(true)],
        // Told of the pairing, a head opens what the record holds of both schools no more than of the other alone.
        [Some(true), Some(true), None, Some(false)],
        [None, None, Some(true), Some(false)],
        // The officer lists what happened, and opens no event.
        [Some(false); 4],
    ];
    assert_eq!(opened, expected);
}
