//! Erasing what a person wrote, and what comes back with a backup.

use contract::log::v1::{Words, WordsClass};
use contract::{Caller, Said as _};

use super::rights::registered;
use super::*;
use crate::erasures::{self, ErasedLine, ErasedThing, ErasureStanding, Ledger, ReplayedLine};

/// What a school said of itself, as the register shows it.
async fn said(world: &World) -> Words {
    world.catch_up().await;
    let wanted = v1::GetTrustRequest { at_least: world.end().await };
    let trust = world.doors.get_trust(world.request(wanted)).await.unwrap().into_inner();
    trust.schools[0].uniqueness.clone().unwrap()
}

pub(super) async fn stated(world: &World, statement: &str) -> Words {
    stated_by(world, &world.caller, statement).await
}

async fn stated_by(world: &World, caller: &Caller, statement: &str) -> Words {
    let request = v1::StateUniquenessRequest {
        command_id: new_id(),
        school_id: world.join("150252", "Orford").await.unwrap().school_id,
        statement: statement.to_owned(),
    };
    world.doors.state_uniqueness(caller.request(request)).await.unwrap();
    said(world).await
}

pub(super) async fn erase(world: &World, commitment: &str) -> Result<u64, Status> {
    let mut request = v1::EraseWordsRequest {
        command_id: new_id(),
        commitment: commitment.to_owned(),
        ..Default::default()
    };
    request.set_reason(v1::ErasureReason::NamesAChild);
    Ok(world.doors.erase_words(world.request(request)).await?.into_inner().position)
}

#[tokio::test]
async fn erased_words_are_gone_and_every_event_is_as_it_was() {
    let world = World::start().await;
    let words = stated(&world, "Alice Canary sings here").await;
    assert_eq!(words.said(), "Alice Canary sings here");
    let end = world.end().await;
    let events = world.doors.log.read(world.caller.trust, 0, 100).await.unwrap();
    assert!(events.iter().all(|event| !event.body.contains("Canary")));
    assert_eq!(erase(&world, &words.commitment).await.unwrap(), end + 1);
    let gone = said(&world).await;
    assert!(gone.said().starts_with("Removed on "), "{}", gone.said());
    assert_eq!(gone.commitment, words.commitment);
    let still = world.doors.log.read(world.caller.trust, 0, end as u32).await.unwrap();
    assert_eq!(still, events);
    let verdict = eventlog::verify(&world.doors.log, world.caller.trust).await.unwrap();
    assert!(verdict.fault.is_none() && verdict.good == end + 1);
    let again = erase(&world, &words.commitment).await;
    assert_eq!(refused(again), no(Code::FailedPrecondition, "WORDS_ERASED"));
}

/// Trap 28 of the field: a legal hold and a wish to be erased on one text.
#[tokio::test]
async fn words_of_a_person_on_hold_are_erased_once_the_hold_is_released() {
    let world = World::start().await;
    let grace = registered(&world, "Grace").await;
    let caller = Caller { actor: grace, ..world.caller.clone() };
    let words = stated_by(&world, &caller, "Alice Canary sings here").await;
    let (person_id, reason) = (grace.to_string(), "a claim".to_owned());
    let hold = v1::HoldPersonRequest { command_id: new_id(), person_id, reason };
    world.doors.hold_person(world.request(hold)).await.unwrap();
    let held = erase(&world, &words.commitment).await;
    assert_eq!(refused(held), no(Code::FailedPrecondition, "WRITER_ON_HOLD"));
    assert_eq!(said(&world).await.said(), "Alice Canary sings here");
    let (person_id, reason) = (grace.to_string(), "settled".to_owned());
    let release = v1::ReleasePersonRequest { command_id: new_id(), person_id, reason };
    world.doors.release_person(world.request(release)).await.unwrap();
    erase(&world, &words.commitment).await.unwrap();
    assert!(said(&world).await.said().starts_with("Removed on "));
}

#[tokio::test]
async fn what_nobody_wrote_cannot_be_erased() {
    let world = World::start().await;
    for commitment in ["5c".repeat(32), "no hex".to_owned()] {
        let unknown = erase(&world, &commitment).await;
        assert_eq!(refused(unknown), no(Code::NotFound, "WORDS_UNKNOWN"), "{commitment}");
    }
}

#[tokio::test]
async fn erased_words_that_a_backup_brought_back_are_erased_again() {
    let world = World::start().await;
    let words = stated(&world, "Alice Canary sings here").await;
    erase(&world, &words.commitment).await.unwrap();
    assert_eq!(erasures::erase_words_again(&world.doors.log).await.unwrap(), 0);
    let admin = world.store.admin().await;
    let restore =
        "update words.text set salt = 'x', text = 'Alice Canary sings here', removed_on = null";
    admin.execute(restore, &[]).await.unwrap();
    assert_eq!(said(&world).await.said(), "Alice Canary sings here");
    assert_eq!(erasures::erase_words_again(&world.doors.log).await.unwrap(), 1);
    assert!(said(&world).await.said().starts_with("Removed on "));
}

async fn classed(world: &World, words: &Words, class: WordsClass) -> Result<(), Status> {
    let events = world.doors.log.read(world.caller.trust, 0, 100).await.unwrap();
    let mut holds = events.iter().filter(|event| event.body.contains(&words.commitment));
    let request = v1::ClassWordsRequest {
        command_id: new_id(),
        commitment: words.commitment.clone(),
        class: class.into(),
        written_at: holds.next().unwrap().position,
    };
    world.doors.class_words(world.request(request)).await.map(drop)
}

#[tokio::test]
async fn words_are_classed_anew_by_the_event_that_holds_them() {
    let world = World::start().await;
    let words = stated(&world, "Alice Canary sings here").await;
    classed(&world, &words, WordsClass::Trust).await.unwrap();
    assert_eq!(said(&world).await.class(), WordsClass::Trust);
    let again = classed(&world, &words, WordsClass::Trust).await;
    assert_eq!(refused(again), no(Code::FailedPrecondition, "WORDS_CLASS_SAME"));
    let elsewhere = v1::ClassWordsRequest {
        command_id: new_id(),
        commitment: words.commitment.clone(),
        class: WordsClass::Open.into(),
        written_at: 1,
    };
    let elsewhere = world.doors.class_words(world.request(elsewhere)).await;
    assert_eq!(refused(elsewhere), no(Code::NotFound, "WORDS_UNKNOWN"));
    erase(&world, &words.commitment).await.unwrap();
    let erased = classed(&world, &words, WordsClass::Open).await;
    assert_eq!(refused(erased), no(Code::FailedPrecondition, "WORDS_ERASED"));
}

/// A log that was restored to before the erasure says nothing of it. The ledger does.
#[tokio::test]
async fn an_erasure_that_a_restored_log_does_not_know_is_made_again_from_the_ledger() {
    let mut world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("erasures");
    world.doors.erasures = Some(ledger.clone());
    let words = stated(&world, "Alice Canary sings here").await;
    erase(&world, &words.commitment).await.unwrap();
    let lines = Ledger::read(std::slice::from_ref(&ledger)).unwrap();
    let line = |trust, commitment: &str| {
        let erased = ErasedThing::Words(commitment.to_owned());
        ErasedLine { trust, erased, standing: ErasureStanding::Erased }
    };
    assert_eq!(lines, [line(world.caller.trust, &words.commitment)]);

    let restored = World::start().await;
    let trust = restored.caller.trust;
    let words = stated(&restored, "Alice Canary sings here").await;
    let now = "2026-03-03T10:00:00Z".parse().unwrap();
    let again = async |commitment: &str| {
        let line = line(trust, commitment);
        erasures::replay_line(&restored.doors.log, &line, now).await.unwrap()
    };
    assert_eq!(again(&words.commitment).await, ReplayedLine::Again);
    assert_eq!(again(&words.commitment).await, ReplayedLine::Nothing);
    let unknown = again(&"5c".repeat(32)).await;
    assert_eq!(
        unknown,
        ReplayedLine::Nothing,
        "a text that this log does not know has not come back"
    );
    assert!(said(&restored).await.said().starts_with("Removed on "));
    let last = restored.doors.log.read(trust, restored.end().await - 1, 1).await.unwrap();
    assert!(last[0].body.contains("ERASURE_REASON_BEFORE_A_RESTORE"), "{}", last[0].body);
}

#[tokio::test]
async fn nothing_is_erased_without_its_ledger() {
    let mut world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let words = stated(&world, "Alice Canary sings here").await;
    world.doors.erasures = Some(folder.path().to_owned());
    let status = erase(&world, &words.commitment).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(said(&world).await.said(), "Alice Canary sings here");
}
