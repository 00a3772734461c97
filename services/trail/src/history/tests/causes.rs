//! An event names what led to it and what it led to, as far as the reader opens those events.

use contract::Caller;
use contract::events::SchoolEvent;
use contract::schools::v1::SchoolJoined;
use contract::trail::v1::{GetEventResponse, LinkedEvents};
use eventlog::testing::first_append;
use eventlog::{Append, Metadata};

use super::*;

const LEAD: (u128, Role, Option<&str>) = (0xa1, Role::ImprovementLead, None);
const HEAD: (u128, Role, Option<&str>) = (0xa2, Role::Headteacher, Some(S1));
const OTHER: (u128, Role, Option<&str>) = (0xa3, Role::Headteacher, Some(S2));

impl Stand {
    /// A wave of a school that Plumbline closed because of an event; gives the position of its close.
    async fn closed_because_of(&self, wave: &str, school: &str, cause: Uuid) -> u64 {
        let scheduled = WaveScheduled {
            wave_id: wave.into(),
            school_ids: vec![school.into()],
            ..WaveScheduled::default()
        };
        self.happens(wave, WaveEvent::WaveScheduled(scheduled)).await;
        let append = first_append(self.trust, wave);
        let metadata = Metadata { causation: Some(cause), ..append.metadata.clone() };
        let append = Append { expected: 1, metadata, ..append };
        let position = self.store.log("surveys").await.append(append).await.unwrap().last;
        assert_eq!(self.catch_up().await, position);
        position
    }

    async fn opened(&self, reader: u128, position: u64) -> GetEventResponse {
        let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
        let caller = Caller { now, ..Caller::new(self.trust, Uuid::from_u128(reader), "unknown") };
        let request = caller.request(GetEventRequest { position });
        self.doors.get_event(request).await.unwrap().into_inner()
    }
}

fn positions(linked: Option<LinkedEvents>) -> (Vec<u64>, bool) {
    let LinkedEvents { lines, withheld, more } = linked.unwrap();
    assert!(!more);
    assert!(lines.iter().all(|line| line.opens && !line.sentence.is_empty()));
    (lines.iter().map(|line| line.position).collect(), withheld)
}

#[tokio::test]
async fn an_event_names_its_cause_and_what_follows_and_tells_withheld_from_none() {
    let mut stand = Stand::start().await;
    for school in [S1, S2] {
        let joined = SchoolJoined { school_id: school.into(), ..SchoolJoined::default() };
        stand.happens(school, SchoolEvent::SchoolJoined(joined)).await;
    }
    for (person, role, over) in [LEAD, HEAD, OTHER] {
        stand.grants(Uuid::from_u128(person), role, over).await;
    }
    let cause = stand.happens("c1", decided(S1, "governance")).await;
    let cause_id = stand.event(cause).await.unwrap().event_id.parse().unwrap();
    let here = stand.closed_because_of("w1", S1, cause_id).await;
    let there = stand.closed_because_of("w2", S2, cause_id).await;
    stand.doors.door = stand.service.guarded_door().await;

    let none = (Vec::new(), false);
    let opened = stand.opened(LEAD.0, cause).await;
    assert_eq!(positions(opened.because_of), none, "a person did it");
    assert_eq!(positions(opened.led_to), (vec![here, there], false));
    let opened = stand.opened(LEAD.0, there).await;
    assert_eq!(positions(opened.because_of), (vec![cause], false));
    assert_eq!(positions(opened.led_to), none);
    // A head is not shown what is about another school, and is told that there is more.
    let opened = stand.opened(HEAD.0, cause).await;
    assert_eq!(positions(opened.led_to), (vec![here], true));
    let opened = stand.opened(OTHER.0, there).await;
    assert_eq!(positions(opened.because_of), (Vec::new(), true));
}
