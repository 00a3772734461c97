//! The trust's history.

use contract::trail::v1::ListHistoryRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;

use crate::doors::Doors;

pub async fn every_event_has_its_line(doors: &Doors) {
    let mut trail = TrailServiceClient::new(doors.peers.channel("trail"));
    let mut positions = Vec::new();
    let mut before_position = 0;
    loop {
        let at_least = doors.head;
        let page_size = 200;
        let message = ListHistoryRequest {
            at_least,
            before_position,
            page_size,
            ..ListHistoryRequest::default()
        };
        let page = trail.list_history(doors.caller.request(message)).await.unwrap().into_inner();
        for line in &page.lines {
            assert!(!line.sentence.is_empty(), "event {} has no sentence", line.position);
        }
        positions.extend(page.lines.iter().map(|line| line.position));
        before_position = page.next_before;
        if before_position == 0 {
            break;
        }
    }
    let all: Vec<u64> = (1..=doors.head).rev().collect();
    assert_eq!(positions, all);
}
