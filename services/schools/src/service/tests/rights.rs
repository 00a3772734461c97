//! Holding, releasing, erasing; and names that come back.

use super::people::governor;
use super::*;
use crate::erasures::{self, ErasedLine, ErasedThing, ErasureStanding, Ledger, ReplayedLine};

pub(super) async fn registered(world: &World, name: &str) -> Uuid {
    let request = v1::RegisterPersonRequest {
        command_id: new_id(),
        name: name.to_owned(),
        email: format!("{}@example.org", name.to_lowercase()),
    };
    let answer = world.doors.register_person(world.request(request)).await.unwrap();
    answer.into_inner().person_id.parse().unwrap()
}

async fn erase(world: &World, person: Uuid) -> Result<u64, Status> {
    let request = v1::ErasePersonRequest {
        command_id: new_id(),
        person_id: person.to_string(),
        reason: "asked for".to_owned(),
    };
    Ok(world.doors.erase_person(world.request(request)).await?.into_inner().position)
}

async fn record(world: &World, person: Uuid) -> Result<v1::GetPersonRecordResponse, Status> {
    world.catch_up().await;
    let request = v1::GetPersonRecordRequest {
        at_least: world.end().await,
        person_id: person.to_string(),
        why: "request 7".to_owned(),
    };
    Ok(world.doors.get_person_record(world.request(request)).await?.into_inner())
}

#[tokio::test]
async fn an_erased_persons_name_and_address_are_gone_and_every_event_is_as_it_was() {
    let world = World::start().await;
    let ada = registered(&world, "Ada").await;
    let before = record(&world, ada).await.unwrap();
    assert_eq!((before.name.as_str(), before.email.as_str()), ("Ada", "ada@example.org"));
    let end = world.end().await;
    let events = world.doors.log.read(world.caller.trust, 0, 100).await.unwrap();
    assert_eq!(erase(&world, ada).await.unwrap(), end + 1);
    let after = record(&world, ada).await.unwrap();
    assert_eq!((after.name.as_str(), after.email.as_str(), after.erased), ("", "", true));
    let still = world.doors.log.read(world.caller.trust, 0, 100).await.unwrap();
    let hashes = |events: &[eventlog::Recorded]| {
        events
            .iter()
            .map(|event| (event.body.clone(), event.leaf().unwrap().hash()))
            .collect::<Vec<_>>()
    };
    assert_eq!(hashes(&still)[..events.len()], hashes(&events)[..]);
    let verdict = eventlog::verify(&world.doors.log, world.caller.trust).await.unwrap();
    assert!(verdict.fault.is_none() && verdict.good == end + 1);
    assert_eq!(refused(erase(&world, ada).await), no(Code::FailedPrecondition, "PERSON_ERASED"));
}

#[tokio::test]
async fn a_hold_and_a_role_each_refuse_an_erasure() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let (person, _) = governor(&world, "Ada", &orford).await;
    let person: Uuid = person.parse().unwrap();
    assert_eq!(refused(erase(&world, person).await), no(Code::FailedPrecondition, "ROLES_HELD"));
    let grace = registered(&world, "Grace").await;
    let hold = v1::HoldPersonRequest {
        command_id: new_id(),
        person_id: grace.to_string(),
        reason: "a claim".to_owned(),
    };
    world.doors.hold_person(world.request(hold)).await.unwrap();
    assert!(record(&world, grace).await.unwrap().on_hold);
    assert_eq!(refused(erase(&world, grace).await), no(Code::FailedPrecondition, "HOLD_STANDS"));
    let release = v1::ReleasePersonRequest {
        command_id: new_id(),
        person_id: grace.to_string(),
        reason: "settled".to_owned(),
    };
    world.doors.release_person(world.request(release)).await.unwrap();
    erase(&world, grace).await.unwrap();
    let unknown = record(&world, Uuid::from_u128(9)).await;
    assert_eq!(refused(unknown), no(Code::NotFound, "PERSON_UNKNOWN"));
}

#[tokio::test]
async fn a_name_that_comes_back_from_a_backup_is_erased_again() {
    let world = World::start().await;
    let (ada, grace) = (registered(&world, "Ada").await, registered(&world, "Grace").await);
    let admin = world.store.admin().await;
    admin.batch_execute("create table public.backup as table identity.person").await.unwrap();
    erase(&world, ada).await.unwrap();
    let restore = "delete from identity.person; insert into identity.person table public.backup";
    admin.batch_execute(restore).await.unwrap();
    assert_eq!(erasures::come_back(&world.doors.log).await.unwrap(), [(world.caller.trust, ada)]);
    assert_eq!(erasures::replay(&world.doors.log).await.unwrap(), 1);
    assert_eq!(record(&world, ada).await.unwrap().name, "");
    assert_eq!(record(&world, grace).await.unwrap().name, "Grace");
    assert_eq!(erasures::replay(&world.doors.log).await.unwrap(), 0);
}

async fn replayed(world: &World, person: Uuid, standing: ErasureStanding) -> ReplayedLine {
    let (trust, now) = (world.caller.trust, world.caller.now.unwrap());
    let line = ErasedLine { trust, erased: ErasedThing::Person(person), standing };
    erasures::replay_line(&world.doors.log, &line, now).await.unwrap()
}

#[tokio::test]
async fn an_erasure_that_the_restored_log_does_not_know_is_made_again() {
    let world = World::start().await;
    let ada = registered(&world, "Ada").await;
    let again = async |person| replayed(&world, person, ErasureStanding::Erased).await;
    assert_eq!(again(ada).await, ReplayedLine::Again);
    assert!(record(&world, ada).await.unwrap().erased);
    assert_eq!(again(ada).await, ReplayedLine::Nothing, "once is enough");
    assert_eq!(again(Uuid::from_u128(9)).await, ReplayedLine::Nothing, "a stranger");
}

#[tokio::test]
async fn an_intent_whose_end_nobody_noted_is_completed_by_the_rules_alone() {
    let mut world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("erasures");
    world.doors.erasures = Some(ledger.clone());
    let [ada, grace] = [registered(&world, "Ada").await, registered(&world, "Grace").await];
    let (person_id, reason) = (ada.to_string(), "a claim".to_owned());
    let hold = v1::HoldPersonRequest { command_id: new_id(), person_id, reason };
    world.doors.hold_person(world.request(hold)).await.unwrap();
    erase(&world, ada).await.unwrap_err();
    let line = format!("{} {ada}", world.caller.trust);
    let said = std::fs::read_to_string(&ledger).unwrap();
    assert_eq!(said, format!("{line} intended\n{line} withdrawn\n"));

    let intended = async |person| replayed(&world, person, ErasureStanding::Intended).await;
    let left = intended(ada).await;
    assert!(matches!(&left, ReplayedLine::Left(why) if why.contains("legal hold")), "{left:?}");
    assert_eq!(record(&world, ada).await.unwrap().name, "Ada");
    assert_eq!(intended(grace).await, ReplayedLine::Again);
    assert_eq!(record(&world, grace).await.unwrap().name, "");
    let done = replayed(&world, ada, ErasureStanding::Erased).await;
    assert_eq!(done, ReplayedLine::Again, "what was erased before stays erased, hold or none");
}

#[tokio::test]
async fn an_erasure_that_broke_off_is_completed_by_the_same_command() {
    let mut world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("erasures");
    world.doors.erasures = Some(ledger.clone());
    let words = super::words::stated(&world, "Alice Canary sings here").await.commitment;
    let ada = registered(&world, "Ada").await;
    let request = v1::ErasePersonRequest {
        command_id: new_id(),
        person_id: ada.to_string(),
        reason: "asked for".to_owned(),
    };
    let ask = || world.doors.erase_person(world.request(request.clone()));
    let admin = world.store.admin().await;
    let take = "revoke delete on identity.person from plumbline_schools";
    admin.batch_execute(take).await.unwrap();
    ask().await.unwrap_err();
    let position = world.end().await;
    let kept = crate::identity::kept(&world.doors.log, world.trust, ada).await.unwrap();
    assert_eq!(kept.unwrap().name, "Ada", "the log has the erasure, and the name is still there");
    std::fs::remove_file(&ledger).unwrap();
    let give = "grant delete on identity.person to plumbline_schools";
    admin.batch_execute(give).await.unwrap();
    for _ in 0..2 {
        assert_eq!(ask().await.unwrap().into_inner().position, position);
        assert_eq!(record(&world, ada).await.unwrap().name, "");
    }

    let request =
        v1::EraseWordsRequest { command_id: new_id(), commitment: words, ..Default::default() };
    for _ in 0..2 {
        let mut request = request.clone();
        request.set_reason(v1::ErasureReason::NamesAChild);
        let told = world.doors.erase_words(world.request(request)).await.unwrap().into_inner();
        assert_eq!(told.position, position + 1);
        let lines = Ledger::read(std::slice::from_ref(&ledger)).unwrap();
        assert!(lines.len() == 2 && lines[1].standing == ErasureStanding::Erased, "{lines:?}");
        // As if it had broken off before the last line was written.
        let lines = std::fs::read_to_string(&ledger).unwrap();
        let kept = lines.trim_end().rsplit_once('\n').unwrap().0;
        std::fs::write(&ledger, format!("{kept}\n")).unwrap();
        let lines = Ledger::read(std::slice::from_ref(&ledger)).unwrap();
        assert_eq!(lines[1].standing, ErasureStanding::Intended, "the intent came first");
    }
}
