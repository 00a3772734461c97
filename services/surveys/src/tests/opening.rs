//! Opening a wave: the same tokens for the same command, also when something breaks in between.

use std::collections::HashSet;

use super::*;

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
async fn a_repeat_within_a_day_shows_the_same_tokens_and_later_none() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let open = open_request(wave_id, &[5]);
    let at = |now: &str| stand.doors.open_wave(stand.request_at(now, open.clone()));
    let first = at(NOW).await.unwrap().into_inner();
    assert_eq!(first.tokens[0].tokens.len(), 5);
    let again = at("2025-11-22T09:59:59Z").await.unwrap().into_inner();
    assert_eq!(again, first);
    let late = at("2025-11-22T10:00:00Z").await.unwrap().into_inner();
    assert_eq!((late.position, late.tokens.len()), (first.position, 0));
    assert_eq!(stand.tokens_left().await, 5);
    stand.submit(&first.tokens[0].tokens[0], &[("q1", "yes")]).await.unwrap();
    let other = stand.doors.open_wave(stand.request(open_request(wave_id, &[5]))).await;
    assert_eq!(refused(other), "WAVE_ALREADY_OPEN");
    stand.close(wave_id, &new_id()).await.unwrap();
    assert!(at(NOW).await.unwrap().into_inner().tokens.is_empty());
    assert_eq!(stand.tokens_left().await, 0);
}

#[tokio::test]
async fn a_crash_anywhere_burns_no_token() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    // What the process had done when it died first: the key, no event.
    let key = stand.keys.make(wave_id).unwrap();
    let open = open_request(wave_id, &[5]);
    let first = stand.doors.open_wave(stand.request(open.clone())).await.unwrap().into_inner();
    assert_eq!(first.tokens[0].tokens[0], key.link(school(1), 0).link());
    // The second time: the event, and no tokens.
    let undo = "delete from invitation.token; delete from collector.wave";
    stand.store.admin().await.batch_execute(undo).await.unwrap();
    assert_eq!(stand.tokens_left().await, 0);
    let again = stand.doors.open_wave(stand.request(open)).await.unwrap().into_inner();
    assert_eq!(again, first);
    for token in &first.tokens[0].tokens {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
    }
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!((stand.tokens_left().await, stand.collected(wave_id).await.len()), (0, 5));
}

#[tokio::test]
async fn a_wave_whose_links_were_never_stored_can_be_closed() {
    let stand = Stand::start().await;
    let wave_id = stand.opened(&[5]).await.wave_id;
    let undo = "delete from invitation.token; delete from collector.wave";
    stand.store.admin().await.batch_execute(undo).await.unwrap();
    stand.close(wave_id, &new_id()).await.unwrap();
    assert!(stand.keys_left().is_empty());
}

#[tokio::test]
async fn of_two_who_open_at_once_one_gets_the_tokens() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let open = |count| stand.doors.open_wave(stand.request(open_request(wave_id, &[count])));
    let (one, other) = tokio::join!(open(5), open(7));
    let opened: Vec<_> =
        [one, other].into_iter().flatten().map(tonic::Response::into_inner).collect();
    assert_eq!(opened.len(), 1);
    let tokens = &opened[0].tokens[0].tokens;
    assert_eq!(stand.tokens_left().await, tokens.len() as i64);
    for token in tokens {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
    }
}

#[tokio::test]
async fn a_repeat_after_the_key_was_lost_says_so() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let open = open_request(wave_id, &[5]);
    stand.doors.open_wave(stand.request(open.clone())).await.unwrap();
    stand.keys.destroy(wave_id).unwrap();
    assert_eq!(refused(stand.doors.open_wave(stand.request(open)).await), "WAVE_KEY_LOST");
}

#[tokio::test]
async fn a_refused_opening_makes_no_tokens() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    assert_eq!(
        refused(stand.doors.open_wave(stand.request(open_request(wave_id, &[1, 1]))).await),
        "SCHOOL_NOT_IN_WAVE"
    );
    let unknown = stand.doors.open_wave(stand.request(open_request(Uuid::new_v4(), &[1]))).await;
    assert_eq!(refused(unknown), "WAVE_UNKNOWN");
    let crowd = stand.doors.open_wave(stand.request(open_request(wave_id, &[u32::MAX]))).await;
    assert_eq!(crowd.unwrap_err().code(), tonic::Code::InvalidArgument);
    assert_eq!(stand.tokens_left().await, 0);
}

#[tokio::test]
async fn each_time_the_tokens_are_shown_is_a_recorded_look() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let doors = stand.guarded().await;
    let open = open_request(wave_id, &[3]);
    let look = format!("{} improvement_lead surveys.OpenWave", stand.caller.actor);
    // The opening, and a repeat of it.
    for times in 1..=2 {
        let opened = doors.open_wave(stand.request(open.clone())).await.unwrap().into_inner();
        assert_eq!(opened.tokens[0].tokens.len(), 3);
        assert_eq!(stand.looks_at(wave_id).await, vec![look.clone(); times]);
    }
}
