//! Closing a wave: every thanked answer once, whatever breaks in between.

use contract::events::StoredEvent as _;
use contract::surveys::v1::{AnswersCollected, WaveClosed};
use futures::future::join_all;

use super::*;
use crate::batches::WaveEnd;
use crate::wave::Wave;

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

/// What [`batches::fix`] is told of a wave.
async fn ending(stand: &Stand, wave: Uuid) -> WaveEnd {
    let (loaded, _) = eventlog::load::<Wave>(&stand.log, stand.trust, wave).await.unwrap();
    let (key, batches) = loaded.open_with().unwrap();
    WaveEnd { trust: stand.trust, wave, key, batches, left_out: None }
}

async fn closed_with_everything(stand: &Stand, wave: Uuid, count: usize) {
    assert_eq!(sorted(stand.collected(wave).await), said(count));
    let closes = stand
        .events()
        .await
        .iter()
        .filter(|event| matches!(event, WaveEvent::WaveClosed(_)))
        .count();
    assert_eq!((closes, stand.tokens_left().await, stand.buffered().await), (1, 0, 0));
    let key = stand.count("select count(*) from collector.wave where closing").await;
    assert_eq!(key, 1);
    assert!(stand.keys_left().is_empty());
}

#[tokio::test]
async fn the_close_commits_to_every_answer_and_destroys_tokens_and_key() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 41).await;
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    closed_with_everything(&stand, wave.wave_id, 41).await;
    assert_eq!(refused(stand.submit(&wave.tokens[0][40], &[("q1", "yes")]).await), "TOKEN_UNKNOWN");
}

#[tokio::test]
async fn the_log_tells_how_many_batches_were_to_come_and_not_how_many_answered() {
    for answers in [0, 1, 403] {
        let stand = Stand::start().await;
        let wave = stand.opened(&[500, 100]).await;
        let tokens = wave.tokens[0].iter().take(answers).enumerate();
        let submits = tokens.map(|(number, token)| {
            let stand = &stand;
            async move { stand.submit(token, &distinct(number)).await.unwrap() }
        });
        join_all(submits).await;
        stand.close(wave.wave_id, &new_id()).await.unwrap();
        let events = stand.events().await;
        let numbers: Vec<u32> = events
            .iter()
            .filter_map(|event| match event {
                WaveEvent::AnswersCollected(batch) => Some(batch.number),
                _ => None,
            })
            .collect();
        assert_eq!(numbers, [1, 2, 3]);
        let closed = WaveClosed { wave_id: wave.wave_id.to_string(), batches: 3 };
        assert_eq!(events.last(), Some(&closed.into()));
        assert_eq!(stand.collected(wave.wave_id).await.len(), answers);
    }
}

#[tokio::test]
async fn a_wave_nobody_answered_closes_too() {
    let stand = Stand::start().await;
    let wave = stand.opened(&[10, 10]).await.wave_id;
    stand.close(wave, &new_id()).await.unwrap();
    closed_with_everything(&stand, wave, 0).await;
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_close_is_refused() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 20).await.wave_id;
    let command = new_id();
    let position = stand.close(wave, &command).await.unwrap();
    assert_eq!(stand.close(wave, &command).await.unwrap(), position);
    assert_eq!(refused(stand.close(wave, &new_id()).await), "WAVE_NOT_OPEN");
    closed_with_everything(&stand, wave, 20).await;
}

#[tokio::test]
async fn a_crash_after_the_batches_are_fixed_loses_nothing() {
    for same_command in [true, false] {
        let stand = Stand::start().await;
        let wave = answered(&stand, 30).await;
        // What the process had done when it died: batches fixed, nothing appended.
        let ending = ending(&stand, wave.wave_id).await;
        let fixed = batches::fix(&stand.log, ending).await.unwrap();
        assert_eq!(stand.tokens_left().await, 0);
        assert_eq!(
            refused(stand.submit(&wave.tokens[0][29], &[("q1", "yes")]).await),
            "TOKEN_UNKNOWN"
        );
        // Its links are gone, so a later last day would promise what nobody can use.
        let extended = stand.extend(wave.wave_id, "2025-12-05").await;
        assert_eq!(refused(extended), "WAVE_NOT_OPEN");
        let command = new_id();
        stand.close(wave.wave_id, &command).await.unwrap();
        if same_command {
            stand.close(wave.wave_id, &command).await.unwrap();
        }
        closed_with_everything(&stand, wave.wave_id, 30).await;
        assert_eq!(fixed[0].commitment, commitments(&stand).await[0]);
    }
}

async fn commitments(stand: &Stand) -> Vec<String> {
    let events = stand.events().await.into_iter();
    let collected = events.filter_map(|event| match event {
        WaveEvent::AnswersCollected(batch) => Some(batch.commitment),
        _ => None,
    });
    collected.collect()
}

#[tokio::test]
async fn a_close_that_is_killed_between_any_two_batches_goes_on_there() {
    for killed_after in 0..=3 {
        let stand = Stand::start().await;
        let wave = answered(&stand, 300).await;
        let ending = ending(&stand, wave.wave_id).await;
        assert_eq!(ending.batches, 3);
        batches::end(&stand.log, ending).await.unwrap();
        let mut fixed = Vec::new();
        for number in 1..=killed_after {
            let batch = batches::fix_one(&stand.log, ending, number).await.unwrap();
            fixed.push(batch.unwrap().commitment());
        }
        stand.close(wave.wave_id, &new_id()).await.unwrap();
        closed_with_everything(&stand, wave.wave_id, 300).await;
        assert_eq!(commitments(&stand).await[..fixed.len()], fixed);
    }
}

#[tokio::test]
async fn fixed_batches_never_change() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 50).await.wave_id;
    let ending = ending(&stand, wave).await;
    let first = batches::fix(&stand.log, ending).await.unwrap();
    let second = batches::fix(&stand.log, ending).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(batches::fix_one(&stand.log, ending, 1).await.unwrap(), None);
}

#[tokio::test]
async fn a_wave_whose_key_is_lost_says_so_and_can_be_closed() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 30).await;
    stand.keys.destroy(wave.wave_id).unwrap();
    let found = crate::lost_keys(&stand.log, Some(stand.folder.path())).await.unwrap();
    assert_eq!(found, [crate::LostKey { trust: stand.trust, wave: wave.wave_id }]);
    let status = stand.submit(&wave.tokens[0][29], &[("q1", "yes")]).await.unwrap_err();
    assert_eq!(reason(&status), "WAVE_KEY_LOST");
    assert!(status.message().contains("its key was lost"), "{status}");
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    closed_with_everything(&stand, wave.wave_id, 30).await;
}

#[tokio::test]
async fn a_key_that_a_crash_left_after_the_close_is_destroyed_at_the_start() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 3).await.wave_id;
    let ending = ending(&stand, wave).await;
    batches::end(&stand.log, ending).await.unwrap();
    assert_eq!(stand.keys_left().len(), 1);
    crate::lost_keys::tell(&stand.log, &stand.keys).await.unwrap();
    assert!(stand.keys_left().is_empty());
}

#[tokio::test]
async fn a_crash_after_the_append_doubles_nothing() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 30).await.wave_id;
    // What the process had done when it died: batches fixed and appended, their rows still there.
    let ending = ending(&stand, wave).await;
    let fixed = batches::fix(&stand.log, ending).await.unwrap();
    let wave_id = wave.to_string();
    let committed = fixed.into_iter().map(|batch| {
        let (wave_id, number) = (wave_id.clone(), batch.number);
        WaveEvent::from(AnswersCollected { wave_id, number, commitment: batch.commitment })
    });
    let mut events: Vec<WaveEvent> = committed.collect();
    events.push(WaveClosed { wave_id: wave.to_string(), batches: 1 }.into());
    stand.store.record(stand.trust, wave, events).await;
    assert_eq!(refused(stand.close(wave, &new_id()).await), "WAVE_NOT_OPEN");
    closed_with_everything(&stand, wave, 30).await;
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
    assert_eq!(stand.collected(wave.wave_id).await.len(), thanked.len());
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
    assert_eq!(stand.collected(wave.wave_id).await.len(), 60 - taken_back);
}

#[tokio::test]
async fn of_two_who_close_at_once_one_is_refused_and_nothing_is_doubled() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 30).await.wave_id;
    let (one, other) = (new_id(), new_id());
    let (one, other) = tokio::join!(stand.close(wave, &one), stand.close(wave, &other));
    assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1);
    closed_with_everything(&stand, wave, 30).await;
}

#[tokio::test]
async fn a_refused_close_destroys_nothing() {
    let stand = Stand::start().await;
    let wave = stand.scheduled(1).await;
    stand.keys.make(wave).unwrap();
    assert_eq!(refused(stand.close(wave, &new_id()).await), "WAVE_NOT_OPEN");
    assert_eq!(refused(stand.close(Uuid::new_v4(), &new_id()).await), "WAVE_UNKNOWN");
    assert_eq!(stand.keys_left().len(), 1);
}

#[tokio::test]
async fn another_trusts_wave_is_unknown() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 12).await.wave_id;
    let other = stand.store.trust().await;
    let request = CloseWaveRequest { command_id: new_id(), wave_id: wave.to_string() };
    let caller = contract::Caller::new(other, Uuid::from_u128(7), "improvement_lead");
    let closed = stand.doors.close_wave(caller.request(request)).await;
    assert_eq!(refused(closed), "WAVE_UNKNOWN");
    assert_eq!((stand.buffered().await, stand.keys_left().len()), (12, 1));
}

#[tokio::test]
async fn a_collected_event_holds_a_commitment_and_nothing_of_the_answers() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 12).await.wave_id;
    stand.close(wave, &new_id()).await.unwrap();
    let mut events = stand.events().await.into_iter();
    let event = events.find(|event| matches!(event, WaveEvent::AnswersCollected(_)));
    let body: serde_json::Value = serde_json::from_str(&event.unwrap().to_json()).unwrap();
    let names: std::collections::BTreeSet<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["commitment", "number", "waveId"]);
    let logged = "select count(*) from log.event where body::text like '%optionId%' \
                  and type <> 'plumbline.surveys.v1.InstrumentPublished'";
    assert_eq!(stand.count(logged).await, 0);
}

#[tokio::test]
async fn a_release_is_counted_once_more_while_the_answers_are_kept() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 41).await.wave_id;
    let recount = || crate::recount(&stand.log, stand.trust, wave);
    stand.close(wave, &new_id()).await.unwrap();
    assert_eq!(recount().await.unwrap(), crate::Recount::NotReleased);
    stand.release(wave).await.unwrap();
    assert_eq!(recount().await.unwrap(), crate::Recount::Same(1));
    let admin = stand.store.admin().await;
    let altered = "update collector.batch set answers = replace(answers::text, 'yes', 'no')::json";
    admin.batch_execute(altered).await.unwrap();
    assert_eq!(recount().await.unwrap(), crate::Recount::Altered);
    admin.batch_execute("delete from collector.batch").await.unwrap();
    assert_eq!(recount().await.unwrap(), crate::Recount::Removed);
    let unknown = crate::recount(&stand.log, stand.trust, Uuid::new_v4()).await;
    assert_eq!(unknown.unwrap(), crate::Recount::Unknown);
}

#[tokio::test]
async fn after_the_removal_nothing_is_released() {
    let stand = Stand::start().await;
    let wave = answered(&stand, 41).await.wave_id;
    stand.close(wave, &new_id()).await.unwrap();
    stand.store.admin().await.batch_execute("delete from collector.batch").await.unwrap();
    assert_eq!(refused(stand.release(wave).await), "ANSWERS_REMOVED");
}
