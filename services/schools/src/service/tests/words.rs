//! Erasing what a person wrote, and what comes back with a backup.

use contract::Said as _;
use contract::log::v1::Words;

use super::*;
use crate::erasures;

/// What a school said of itself, as the register shows it.
async fn said(world: &World) -> Words {
    world.catch_up().await;
    let wanted = v1::GetTrustRequest { at_least: world.end().await };
    let trust = world.doors.get_trust(world.request(wanted)).await.unwrap().into_inner();
    trust.schools[0].uniqueness.clone().unwrap()
}

async fn stated(world: &World, statement: &str) -> Words {
    let request = v1::StateUniquenessRequest {
        command_id: new_id(),
        school_id: world.join("150252", "Orford").await.unwrap().school_id,
        statement: statement.to_owned(),
    };
    world.doors.state_uniqueness(world.request(request)).await.unwrap();
    said(world).await
}

async fn erase(world: &World, commitment: &str) -> Result<u64, Status> {
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
