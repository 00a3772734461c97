//! Opening a wave: tokens once, also when something breaks in between.

use std::collections::HashSet;

use super::*;
use crate::tokens;

#[tokio::test]
async fn every_person_asked_gets_a_different_token() {
    let stand = Stand::start().await;
    let Opened { tokens, .. } = stand.opened(&[30, 0, 12]).await;
    assert_eq!(tokens.iter().map(Vec::len).collect::<Vec<_>>(), [30, 0, 12]);
    let different: HashSet<&String> = tokens.iter().flatten().collect();
    assert_eq!(different.len(), 42);
    assert_eq!(stand.tokens_left().await, 42);
}

#[tokio::test]
async fn a_repeat_shows_no_tokens_and_leaves_the_first_ones_good() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let open = open_request(wave_id, &[5]);
    let first = stand.doors.open_wave(stand.ask(open.clone())).await.unwrap().into_inner();
    let again = stand.doors.open_wave(stand.ask(open)).await.unwrap().into_inner();
    assert_eq!(again.position, first.position);
    assert!(again.tokens.is_empty());
    assert_eq!(stand.tokens_left().await, 5);
    stand.submit(&first.tokens[0].tokens[0], &[("q1", "yes")]).await.unwrap();
    let other = stand.doors.open_wave(stand.ask(open_request(wave_id, &[5]))).await;
    assert_eq!(refused(other), "WAVE_ALREADY_OPEN");
    assert_eq!(stand.tokens_left().await, 5);
}

#[tokio::test]
async fn a_crash_before_the_event_leaves_a_wave_that_still_opens() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    // What the process had done when it died: rows, no event.
    tokens::issue(&stand.log, stand.trust, wave_id, &[(school(1), 5)]).await.unwrap();
    let open =
        stand.doors.open_wave(stand.ask(open_request(wave_id, &[5]))).await.unwrap().into_inner();
    assert_eq!(open.tokens[0].tokens.len(), 5);
    for token in &open.tokens[0].tokens {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
    }
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!(stand.tokens_left().await, 0);
    assert_eq!(stand.collected().await.len(), 5);
}

#[tokio::test]
async fn of_two_who_open_at_once_one_gets_the_tokens() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let open = || stand.doors.open_wave(stand.ask(open_request(wave_id, &[5])));
    let (one, other) = tokio::join!(open(), open());
    let opened: Vec<_> =
        [one, other].into_iter().flatten().map(tonic::Response::into_inner).collect();
    assert_eq!(opened.len(), 1);
    assert_eq!(stand.tokens_left().await, 5);
    for token in &opened[0].tokens[0].tokens {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
    }
}

#[tokio::test]
async fn a_refused_opening_makes_no_tokens() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    assert_eq!(
        refused(stand.doors.open_wave(stand.ask(open_request(wave_id, &[1, 1]))).await),
        "SCHOOL_NOT_IN_WAVE"
    );
    let unknown = stand.doors.open_wave(stand.ask(open_request(Uuid::new_v4(), &[1]))).await;
    assert_eq!(refused(unknown), "WAVE_UNKNOWN");
    let crowd = stand.doors.open_wave(stand.ask(open_request(wave_id, &[u32::MAX]))).await;
    assert_eq!(crowd.unwrap_err().code(), tonic::Code::InvalidArgument);
    assert_eq!(stand.tokens_left().await, 0);
}
