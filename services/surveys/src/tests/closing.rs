//! Closing a wave: every thanked answer once, whatever breaks in between.

use contract::events::StoredEvent as _;
use contract::surveys::v1::WaveClosed;
use futures::future::join_all;

use super::*;
use crate::buffer;

/// An open wave of two schools in which so many answered.
async fn answered(stand: &Stand, count: usize) -> Opened {
    let opened = stand.opened(&[count as u32, count as u32]).await;
    let submits = (0..count).map(|number| {
        let token = opened.tokens[number % 2][number / 2].clone();
        async move { stand.submit(&token, &distinct(number)).await.unwrap() }
    });
    join_all(submits).await;
    opened
}

/// What those who answered said, in the form of [`sorted`].
fn said(count: usize) -> Vec<(String, Vec<Answer>)> {
    let response = |number: usize| Response {
        school_id: school(number as u128 % 2 + 1).to_string(),
        answers: distinct(number)
            .iter()
            .map(|(question, option)| answer(question, option))
            .collect(),
    };
    sorted((0..count).map(response).collect())
}

async fn closed_with_everything(stand: &Stand, count: usize) {
    assert_eq!(sorted(stand.collected().await), said(count));
    let closes = stand
        .events()
        .await
        .iter()
        .filter(|event| matches!(event, WaveEvent::WaveClosed(_)))
        .count();
    assert_eq!((closes, stand.tokens_left().await, stand.buffered().await), (1, 0, 0));
}

#[tokio::test]
async fn the_close_brings_every_answer_into_the_log_and_destroys_the_tokens() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 41).await;
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    closed_with_everything(&stand, 41).await;
    assert_eq!(refused(stand.submit(&wave.tokens[0][40], &[("q1", "yes")]).await), "TOKEN_UNKNOWN");
}

#[tokio::test]
async fn many_answers_come_in_even_batches() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 403).await;
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    let sizes: Vec<usize> = stand
        .events()
        .await
        .iter()
        .filter_map(|event| match event {
            WaveEvent::ResponsesCollected(batch) => Some(batch.responses.len()),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [135, 134, 134]);
    closed_with_everything(&stand, 403).await;
}

#[tokio::test]
async fn a_wave_nobody_answered_closes_too() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[10, 10]).await.wave_id;
    stand.close(wave, &new_id()).await.unwrap();
    closed_with_everything(&stand, 0).await;
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_close_is_refused() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 20).await.wave_id;
    let command = new_id();
    let position = stand.close(wave, &command).await.unwrap();
    assert_eq!(stand.close(wave, &command).await.unwrap(), position);
    assert_eq!(refused(stand.close(wave, &new_id()).await), "WAVE_NOT_OPEN");
    closed_with_everything(&stand, 20).await;
}

#[tokio::test]
async fn a_crash_after_the_batches_are_fixed_loses_nothing() {
    for same_command in [true, false] {
        let stand = Stand::start().await;
        let wave = answered(&stand, 30).await;
        // What the process had done when it died: batches fixed, nothing appended.
        let fixed = buffer::fix(&stand.log, stand.trust, wave.wave_id).await.unwrap();
        assert_eq!(stand.tokens_left().await, 0);
        assert_eq!(
            refused(stand.submit(&wave.tokens[0][29], &[("q1", "yes")]).await),
            "TOKEN_UNKNOWN"
        );
        let command = new_id();
        stand.close(wave.wave_id, &command).await.unwrap();
        if same_command {
            stand.close(wave.wave_id, &command).await.unwrap();
        }
        closed_with_everything(&stand, 30).await;
        let in_log: Vec<Response> = fixed.into_iter().flat_map(|batch| batch.responses).collect();
        assert_eq!(stand.collected().await, in_log);
    }
}

#[tokio::test]
async fn fixed_batches_never_change() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 50).await.wave_id;
    let first = buffer::fix(&stand.log, stand.trust, wave).await.unwrap();
    let second = buffer::fix(&stand.log, stand.trust, wave).await.unwrap();
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_crash_after_the_append_doubles_nothing() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 30).await.wave_id;
    // What the process had done when it died: batches fixed and appended, their rows still there.
    let fixed = buffer::fix(&stand.log, stand.trust, wave).await.unwrap();
    let mut events: Vec<WaveEvent> = fixed.into_iter().map(WaveEvent::from).collect();
    events.push(WaveClosed { wave_id: wave.to_string() }.into());
    stand.store.record(stand.trust, wave, events).await;
    assert_eq!(refused(stand.close(wave, &new_id()).await), "WAVE_NOT_OPEN");
    closed_with_everything(&stand, 30).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_and_the_close_at_the_same_moment_agree_on_who_was_in_time() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[600]).await;
    let begun = tokio::sync::Notify::new();
    // Twenty respondents answer with one link after the other; the close begins when the first is
    // thanked.
    let in_turn = wave.tokens[0].chunks(30).map(|tokens| {
        let (stand, begun) = (&stand, &begun);
        async move {
            let mut outcomes = Vec::new();
            for token in tokens {
                outcomes.push(
                    stand.submit(token, &[("q1", "yes")]).await.map_err(|status| reason(&status)),
                );
                begun.notify_one();
            }
            outcomes
        }
    });
    let command = new_id();
    let (outcomes, closed) = tokio::join!(join_all(in_turn), async {
        begun.notified().await;
        stand.close(wave.wave_id, &command).await
    });
    closed.unwrap();
    let (thanked, refused): (Vec<_>, Vec<_>) =
        outcomes.into_iter().flatten().partition(Result::is_ok);
    assert_eq!(stand.collected().await.len(), thanked.len());
    for reason in refused.into_iter().filter_map(Result::err) {
        assert!(
            ["WAVE_NOT_OPEN", "TOKEN_UNKNOWN", "UNAVAILABLE"].contains(&reason.as_str()),
            "{reason}"
        );
    }
    assert_eq!((stand.tokens_left().await, stand.buffered().await), (0, 0));
}

#[tokio::test]
async fn withdrawals_and_the_close_at_the_same_moment_agree() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[60]).await;
    let receipts =
        join_all(wave.tokens[0].iter().map(|token| stand.submit(token, &[("q1", "yes")]))).await;
    let withdrawals = receipts.iter().map(|receipt| stand.withdraw(receipt.as_ref().unwrap()));
    let command = new_id();
    let (outcomes, closed) =
        tokio::join!(join_all(withdrawals), stand.close(wave.wave_id, &command));
    closed.unwrap();
    let taken_back = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(stand.collected().await.len(), 60 - taken_back);
}

#[tokio::test]
async fn of_two_who_close_at_once_one_is_refused_and_nothing_is_doubled() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 30).await.wave_id;
    let (one, other) = (new_id(), new_id());
    let (one, other) = tokio::join!(stand.close(wave, &one), stand.close(wave, &other));
    assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1);
    closed_with_everything(&stand, 30).await;
}

#[tokio::test]
async fn a_refused_close_destroys_nothing() {
    let stand = Stand::start().await;
    let wave = stand.scheduled(1).await;
    crate::tokens::issue(&stand.log, stand.trust, wave, &[(school(1), 5)]).await.unwrap();
    assert_eq!(refused(stand.close(wave, &new_id()).await), "WAVE_NOT_OPEN");
    assert_eq!(refused(stand.close(Uuid::new_v4(), &new_id()).await), "WAVE_UNKNOWN");
    assert_eq!(stand.tokens_left().await, 5);
}

#[tokio::test]
async fn another_trusts_wave_is_unknown() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 12).await.wave_id;
    let other = stand.store.trust().await;
    let request = CloseWaveRequest { command_id: new_id(), wave_id: wave.to_string() };
    let caller = Caller::new(other, Uuid::from_u128(7), "improvement_lead");
    let closed = stand.doors.close_wave(caller.request(request)).await;
    assert_eq!(refused(closed), "WAVE_UNKNOWN");
    assert_eq!(stand.buffered().await, 12);
}

#[tokio::test]
async fn a_collected_event_holds_schools_and_answers_and_nothing_else() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 12).await.wave_id;
    stand.close(wave, &new_id()).await.unwrap();
    let event = stand
        .events()
        .await
        .into_iter()
        .find(|event| matches!(event, WaveEvent::ResponsesCollected(_)));
    let body: serde_json::Value = serde_json::from_str(&event.unwrap().to_json()).unwrap();
    let keys = |value: &serde_json::Value| {
        let names = value.as_object().unwrap().keys().cloned();
        names.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(keys(&body), ["responses", "waveId"]);
    assert_eq!(keys(&body["responses"][0]), ["answers", "schoolId"]);
    assert_eq!(keys(&body["responses"][0]["answers"][0]), ["optionId", "questionId"]);
}
