//! Two processes of the service on one store: their folders of keys are one, copied, different, or restored from an older copy.

use std::path::Path;

use tempfile::TempDir;

use super::*;

/// A second process of the service.
struct Process {
    doors: Doors,
}

impl Process {
    /// Starts with a folder of keys: destroys those of closed waves, as the service does.
    async fn with(stand: &Stand, folder: &Path) -> Self {
        let config = stand.store.config("surveys");
        let log = Log::open(&config, true).await.unwrap();
        let keys = WaveKeys::in_folder(Some(folder));
        crate::lost_keys::tell(&log, &keys).await.unwrap();
        let doors = Doors {
            door: door::Door::unguarded(log.clone(), contract::Clock::new(true)),
            answering: Answering::start(log.clone(), &config, keys.clone()),
            keys,
            log,
            ..stand.doors.clone()
        };
        Self { doors }
    }

    async fn submit(&self, token: &str, option: &str) -> Result<String, Status> {
        let request =
            SubmitRequest { token: token.to_owned(), answers: vec![answer("q1", option)] };
        Ok(self.doors.submit(respondent(request)).await?.into_inner().receipt_code)
    }

    async fn withdraw(&self, receipt_code: String) {
        let request = respondent(WithdrawResponseRequest { receipt_code });
        self.doors.withdraw_response(request).await.unwrap();
    }

    async fn close(&self, stand: &Stand, wave_id: Uuid) -> Result<(), Status> {
        let request = CloseWaveRequest { command_id: new_id(), wave_id: wave_id.to_string() };
        self.doors.close_wave(stand.request(request)).await.map(|_| ())
    }
}

/// A copy of the stand's folder as it is now.
fn copied(stand: &Stand) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for name in stand.keys_left() {
        std::fs::copy(stand.folder.path().join(&name), copy.path().join(&name)).unwrap();
    }
    copy
}

fn keys_in(folder: &TempDir) -> usize {
    std::fs::read_dir(folder.path()).unwrap().count()
}

const YES: [(&str, &str); 1] = [("q1", "yes")];

#[tokio::test]
async fn two_processes_with_one_folder_are_as_one() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let other = Process::with(&stand, stand.folder.path()).await;
    let open = open_request(wave_id, &[4]);
    let (opened, again) = tokio::join!(
        stand.doors.open_wave(stand.request(open.clone())),
        other.doors.open_wave(stand.request(open))
    );
    let opened = opened.unwrap().into_inner();
    assert_eq!(again.unwrap().into_inner(), opened);
    let links = &opened.tokens[0].tokens;

    let receipt = stand.submit(&links[0], &YES).await.unwrap();
    assert_eq!(other.submit(&links[0], "yes").await.unwrap(), receipt, "it counts once");
    assert_eq!(refused(other.submit(&links[0], "no").await), "TOKEN_SPENT");
    other.withdraw(receipt).await;
    stand.submit(&links[0], &YES).await.unwrap();
    let (here, there) = tokio::join!(stand.submit(&links[1], &YES), other.submit(&links[1], "no"));
    let ((Ok(_), Err(spent)) | (Err(spent), Ok(_))) = (here, there) else {
        panic!("one link took two answers, or none")
    };
    assert_eq!(reason(&spent), "TOKEN_SPENT");

    let command = new_id();
    let closes = tokio::join!(stand.close(wave_id, &command), other.close(&stand, wave_id));
    assert_eq!(usize::from(closes.0.is_ok()) + usize::from(closes.1.is_ok()), 1);
    assert_eq!((stand.collected(wave_id).await.len(), stand.keys_left().len()), (2, 0));
}

#[tokio::test]
async fn with_a_copy_of_the_folder_a_link_counts_once_and_the_next_start_destroys_the_copy() {
    let stand = Stand::start().await;
    let Opened { wave_id, tokens } = stand.opened(&[4]).await;
    let (links, copy) = (&tokens[0], copied(&stand));
    let other = Process::with(&stand, copy.path()).await;
    assert_eq!(keys_in(&copy), 1, "the wave is open");
    stand.submit(&links[0], &YES).await.unwrap();
    assert_eq!(refused(other.submit(&links[0], "no").await), "TOKEN_SPENT");
    other.submit(&links[1], "no").await.unwrap();
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!((stand.collected(wave_id).await.len(), stand.keys_left().len()), (2, 0));
    // The same holds for a folder that a backup brings back after the close.
    assert_eq!(keys_in(&copy), 1);
    assert_eq!(refused(other.submit(&links[2], "yes").await), "TOKEN_UNKNOWN");
    Process::with(&stand, copy.path()).await;
    assert_eq!(keys_in(&copy), 0);
}

#[tokio::test]
async fn with_another_folder_a_process_says_so_and_can_close() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let folder = tempfile::tempdir().unwrap();
    let other = Process::with(&stand, folder.path()).await;
    let open = open_request(wave_id, &[4]);
    let opened = stand.doors.open_wave(stand.request(open.clone())).await.unwrap().into_inner();
    let links = &opened.tokens[0].tokens;
    stand.submit(&links[0], &YES).await.unwrap();

    assert_eq!(refused(other.doors.open_wave(stand.request(open)).await), "WAVE_KEY_LOST");
    assert_eq!(refused(other.submit(&links[1], "yes").await), "WAVE_KEY_LOST");
    let lost = crate::lost_keys(&stand.log, Some(folder.path())).await.unwrap();
    assert_eq!(lost, [crate::LostKey { trust: stand.trust, wave: wave_id }]);
    let lost = crate::lost_keys(&stand.log, Some(stand.folder.path())).await.unwrap();
    assert!(lost.is_empty(), "{lost:?}");
    stand.submit(&links[1], &YES).await.unwrap();

    other.close(&stand, wave_id).await.unwrap();
    assert_eq!(refused(stand.submit(&links[2], &YES).await), "TOKEN_UNKNOWN");
    assert_eq!(stand.collected(wave_id).await.len(), 2);
    assert_eq!(stand.keys_left().len(), 1, "the other process cannot reach it");
    Process::with(&stand, stand.folder.path()).await;
    assert!(stand.keys_left().is_empty());
}

#[tokio::test]
async fn of_two_that_open_at_once_with_different_folders_one_key_makes_the_links() {
    let stand = Stand::start().await;
    let wave_id = stand.scheduled(1).await;
    let folder = tempfile::tempdir().unwrap();
    let other = Process::with(&stand, folder.path()).await;
    let open = open_request(wave_id, &[4]);
    let outcomes = tokio::join!(
        stand.doors.open_wave(stand.request(open.clone())),
        other.doors.open_wave(stand.request(open))
    );
    let ((Ok(opened), Err(lost)) | (Err(lost), Ok(opened))) = outcomes else {
        panic!("two keys, or none")
    };
    assert_eq!(reason(&lost), "WAVE_KEY_LOST");
    let opened = opened.into_inner();
    let link = &opened.tokens[0].tokens[0];
    let answers = (stand.submit(link, &YES).await, other.submit(link, "yes").await);
    let ((Ok(_), Err(lost)) | (Err(lost), Ok(_))) = answers else {
        panic!("one key takes answers")
    };
    assert_eq!(reason(&lost), "WAVE_KEY_LOST");
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!(stand.collected(wave_id).await.len(), 1);
    for folder in [stand.folder.path(), folder.path()] {
        Process::with(&stand, folder).await;
    }
    assert_eq!((stand.keys_left().len(), keys_in(&folder)), (0, 0));
}

#[tokio::test]
async fn after_a_restore_a_wave_whose_key_is_there_goes_on_and_another_is_closed_or_asked_anew() {
    let stand = Stand::start().await;
    let older = stand.opened(&[4]).await;
    let copy = copied(&stand);
    let newer = stand.another_opened(&[4]).await;
    for wave in [&older, &newer] {
        stand.submit(&wave.tokens[0][0], &YES).await.unwrap();
    }
    // The folder as it was before the second wave opened.
    let restored = Process::with(&stand, copy.path()).await;
    restored.submit(&older.tokens[0][1], "no").await.unwrap();
    let newer_link = &newer.tokens[0][1];
    assert_eq!(refused(restored.submit(newer_link, "no").await), "WAVE_KEY_LOST");
    restored.close(&stand, newer.wave_id).await.unwrap();
    assert_eq!(stand.collected(newer.wave_id).await.len(), 1, "what came before is counted");

    let anew = stand.another_scheduled(1).await;
    let open = stand.request(open_request(anew, &[4]));
    let opened = restored.doors.open_wave(open).await.unwrap().into_inner();
    let links = &opened.tokens[0].tokens;
    assert!(links.iter().all(|link| !newer.tokens[0].contains(link)));
    restored.submit(&links[0], "yes").await.unwrap();
    assert_eq!(refused(restored.submit(newer_link, "no").await), "TOKEN_UNKNOWN");
    assert_eq!((stand.buffered().await, keys_in(&copy)), (3, 2));
}
