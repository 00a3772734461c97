//! A wave that opens by itself, at the doors: the day, what holds it up, and its links when the lead comes.

use contract::surveys::v1::{
    HandOutLinksRequest, HandOutLinksResponse, ListWavesRequest, OpenOnItsDayRequest,
    OpeningObstacle, PlanInvitationsRequest, Wave, WaveState,
};

use super::*;

impl Stand {
    async fn plan_invitations(&self, wave_id: Uuid, asked: &[u32]) {
        let OpenWaveRequest { wave_id, invited, .. } = open_request(wave_id, asked);
        let request = PlanInvitationsRequest { command_id: new_id(), wave_id, invited };
        self.doors.plan_invitations(self.request(request)).await.unwrap();
    }

    async fn day_comes(&self, wave_id: Uuid, now: &str) -> Result<u64, Status> {
        let request = OpenOnItsDayRequest { command_id: new_id(), wave_id: wave_id.to_string() };
        let answer = self.doors.open_on_its_day(self.request_at(now, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn hand_out(&self, wave_id: Uuid, now: &str) -> Result<HandOutLinksResponse, Status> {
        let request = HandOutLinksRequest { command_id: new_id(), wave_id: wave_id.to_string() };
        Ok(self.doors.hand_out_links(self.request_at(now, request)).await?.into_inner())
    }

    async fn the_wave(&self) -> Wave {
        self.catch_up().await;
        let request = ListWavesRequest { at_least: self.end().await, ..Default::default() };
        self.doors.list_waves(self.request(request)).await.unwrap().into_inner().waves.remove(0)
    }
}

#[tokio::test]
async fn a_wave_opens_on_its_day_with_no_person_there_and_its_links_wait() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(2).await;
    stand.plan_invitations(wave_id, &[3, 2]).await;
    assert_eq!(stand.the_wave().await.planned.len(), 2);
    stand.day_comes(wave_id, "2025-11-09T23:59:59Z").await.unwrap();
    assert_eq!(stand.the_wave().await.state(), WaveState::Scheduled, "nothing before the day");
    stand.day_comes(wave_id, "2025-11-10T00:00:00Z").await.unwrap();
    let wave = stand.the_wave().await;
    assert_eq!((wave.state(), wave.links_wait, wave.planned.len()), (WaveState::Open, true, 0));
    // The weekend passes. On Wednesday the lead comes.
    let first = stand.hand_out(wave_id, "2025-11-12T09:00:00Z").await.unwrap();
    let counts: Vec<_> = first.tokens.iter().map(|school| school.tokens.len()).collect();
    assert_eq!(counts, [3, 2]);
    assert!(!stand.the_wave().await.links_wait);
    let again = stand.hand_out(wave_id, "2025-11-13T08:59:59Z").await.unwrap();
    assert_eq!(again.tokens, first.tokens, "the same for a day");
    let late = stand.hand_out(wave_id, "2025-11-13T09:00:00Z").await;
    assert_eq!(refused(late), "LINKS_HANDED_OUT");
    for token in first.tokens.iter().flat_map(|school| &school.tokens) {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
    }
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!(stand.collected(wave_id).await.len(), 5);
    assert_eq!(refused(stand.hand_out(wave_id, NOW).await), "WAVE_CLOSED");
}

#[tokio::test]
async fn a_late_repeat_of_a_hand_out_shows_no_links() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    stand.plan_invitations(wave_id, &[3]).await;
    stand.day_comes(wave_id, "2025-11-10T00:00:00Z").await.unwrap();
    let request = HandOutLinksRequest { command_id: new_id(), wave_id: wave_id.to_string() };
    let at = |now: &str| stand.doors.hand_out_links(stand.request_at(now, request.clone()));
    let first = at("2025-11-12T09:00:00Z").await.unwrap().into_inner();
    assert_eq!(first.tokens[0].tokens.len(), 3);
    assert_eq!(at("2025-11-12T10:00:00Z").await.unwrap().into_inner(), first);
    let late = at("2025-11-13T09:00:00Z").await.unwrap().into_inner();
    assert_eq!((late.position, late.tokens.len()), (first.position, 0));
}

#[tokio::test]
async fn a_crash_between_the_event_and_the_links_burns_none() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    stand.plan_invitations(wave_id, &[3]).await;
    stand.day_comes(wave_id, "2025-11-10T00:00:00Z").await.unwrap();
    assert_eq!(stand.tokens_left().await, 3);
    let undo = "delete from invitation.token; delete from collector.wave";
    stand.store.admin().await.batch_execute(undo).await.unwrap();
    let handed = stand.hand_out(wave_id, "2025-11-12T09:00:00Z").await.unwrap();
    for token in &handed.tokens[0].tokens {
        stand.submit(token, &[("q1", "yes")]).await.unwrap();
    }
    assert_eq!(stand.tokens_left().await, 3);
}

#[tokio::test]
async fn two_clocks_open_a_wave_once() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    stand.plan_invitations(wave_id, &[3]).await;
    let day = "2025-11-10T00:00:00Z";
    let (one, other) = tokio::join!(stand.day_comes(wave_id, day), stand.day_comes(wave_id, day));
    let opened = [one, other].into_iter().filter(Result::is_ok).count();
    assert!(opened >= 1);
    let openings = stand.events().await;
    let openings = openings.iter().filter(|event| matches!(event, WaveEvent::WaveOpened(_)));
    assert_eq!((openings.count(), stand.keys_left().len()), (1, 1));
}

#[tokio::test]
async fn what_holds_it_up_stands_on_the_wave_until_it_is_gone() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    stand.day_comes(wave_id, "2025-11-10T00:00:00Z").await.unwrap();
    assert_eq!(stand.the_wave().await.obstacle(), OpeningObstacle::NumbersMissing);
    assert!(stand.keys_left().is_empty(), "no key is made for what does not open");
    stand.plan_invitations(wave_id, &[3]).await;
    assert_eq!(stand.the_wave().await.obstacle(), OpeningObstacle::Unspecified);
    // A file stands where the folder should be.
    let folder = stand.folder.path();
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::write(folder, "no folder").unwrap();
    stand.day_comes(wave_id, "2025-11-11T00:00:00Z").await.unwrap();
    assert_eq!(stand.the_wave().await.obstacle(), OpeningObstacle::KeyFolder);
    std::fs::remove_file(folder).unwrap();
    std::fs::create_dir(folder).unwrap();
    stand.day_comes(wave_id, "2025-11-12T00:00:00Z").await.unwrap();
    let wave = stand.the_wave().await;
    assert_eq!((wave.state(), wave.obstacle()), (WaveState::Open, OpeningObstacle::Unspecified));
}

#[tokio::test]
async fn nothing_is_recorded_as_handed_out_that_the_key_cannot_make() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    stand.plan_invitations(wave_id, &[3]).await;
    stand.day_comes(wave_id, "2025-11-10T00:00:00Z").await.unwrap();
    stand.keys.destroy(wave_id).unwrap();
    let lost = stand.hand_out(wave_id, "2025-11-10T09:00:00Z").await;
    assert_eq!(refused(lost), "WAVE_KEY_LOST");
    assert!(stand.the_wave().await.links_wait);
}

#[tokio::test]
async fn each_hand_out_is_a_recorded_look() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    stand.plan_invitations(wave_id, &[3]).await;
    stand.day_comes(wave_id, "2025-11-10T00:00:00Z").await.unwrap();
    let doors = stand.guarded().await;
    let asked = || HandOutLinksRequest { command_id: new_id(), wave_id: wave_id.to_string() };
    let (first, second) = (asked(), asked());
    let look = format!("{} improvement_lead surveys.HandOutLinks", stand.caller.actor);
    // The first time, a repeat of that command, and another command within the day.
    for (times, asked) in (1..).zip([first.clone(), first, second]) {
        let handed = doors.hand_out_links(stand.request(asked)).await.unwrap().into_inner();
        assert_eq!(handed.tokens[0].tokens.len(), 3);
        assert_eq!(stand.looks_at(wave_id).await, vec![look.clone(); times]);
    }
}
