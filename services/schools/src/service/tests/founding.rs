use sha2::{Digest as _, Sha256};

use super::*;

const SECRET: [u8; 32] = [7; 32];
const NOW: &str = "2025-11-21T10:00:00Z";

/// A caller for a trust that is not there yet.
fn caller(trust: Uuid, role: &str, now: &str) -> contract::Caller {
    let now = Some(now.parse().unwrap());
    contract::Caller { now, ..contract::Caller::new(trust, contract::SYSTEM_ACTOR, role) }
}

async fn offer(world: &World, trust: Uuid, role: &str) -> Result<String, Status> {
    let secret_sha256 = Sha256::digest(SECRET).to_vec();
    let wanted = caller(trust, role, NOW).request(v1::OfferFoundingRequest { secret_sha256 });
    Ok(world.doors.offer_founding(wanted).await?.into_inner().until)
}

fn beginning(second_email: &str) -> v1::BeginTrustRequest {
    v1::BeginTrustRequest {
        command_id: Uuid::from_u128(77).to_string(),
        secret: SECRET.to_vec(),
        name: "Harbour".to_owned(),
        first_name: "Ada Byron".to_owned(),
        first_email: "ada@example.org".to_owned(),
        second_name: "Grace Hopper".to_owned(),
        second_email: second_email.to_owned(),
        invitation_sha256: Sha256::digest([9; 32]).to_vec(),
    }
}

async fn begin(
    world: &World,
    trust: Uuid,
    now: &str,
    asked: &v1::BeginTrustRequest,
) -> Result<v1::BeginTrustResponse, Status> {
    let wanted = caller(trust, "system", now).request(asked.clone());
    Ok(world.doors.begin_trust(wanted).await?.into_inner())
}

async fn check(world: &World, trust: Uuid, secret: [u8; 32]) -> Result<String, Status> {
    let wanted = v1::CheckFoundingRequest { secret: secret.to_vec() };
    let wanted = caller(trust, "system", NOW).request(wanted);
    Ok(world.doors.check_founding(wanted).await?.into_inner().until)
}

#[tokio::test]
async fn a_link_begins_a_trust_with_two_officers_once() {
    let world = World::start().await;
    let trust = Uuid::now_v7();
    let no_link = check(&world, trust, SECRET).await;
    assert_eq!(refused(no_link), no(Code::NotFound, "FOUNDING_LINK_UNKNOWN"));
    assert_eq!(offer(&world, trust, "administrator").await.unwrap(), "2025-11-28T10:00:00Z");
    assert_eq!(check(&world, trust, SECRET).await.unwrap(), "2025-11-28T10:00:00Z");
    let guessed = check(&world, trust, [8; 32]).await;
    assert_eq!(refused(guessed), no(Code::NotFound, "FOUNDING_LINK_UNKNOWN"));
    let late = begin(&world, trust, "2025-11-28T10:00:01Z", &beginning("g@example.org")).await;
    assert_eq!(refused(late), no(Code::FailedPrecondition, "FOUNDING_LINK_OVER"));
    let alone = begin(&world, trust, NOW, &beginning("ADA@example.org")).await;
    assert_eq!(refused(alone), no(Code::InvalidArgument, "OFFICERS_ALIKE"));

    let asked = beginning("grace@example.org");
    let begun = begin(&world, trust, NOW, &asked).await.unwrap();
    // The trust, two people with their roles, and one invitation.
    assert_eq!((begun.trust_id.as_str(), begun.position), (trust.to_string().as_str(), 6));
    assert_eq!(begin(&world, trust, NOW, &asked).await.unwrap(), begun, "a repeat");
    let other = v1::BeginTrustRequest { name: "Other".to_owned(), ..asked };
    let second = begin(&world, trust, NOW, &other).await;
    assert_eq!(refused(second), no(Code::AlreadyExists, "TRUST_ALREADY_FOUNDED"));
    let used = check(&world, trust, SECRET).await;
    assert_eq!(refused(used), no(Code::AlreadyExists, "TRUST_ALREADY_FOUNDED"));
    assert_eq!(world.doors.log.head(trust).await.unwrap(), Some(6));

    let ada = Uuid::try_parse(&begun.person_id).unwrap();
    let kept = crate::identity::kept(&world.doors.log, trust, ada).await.unwrap().unwrap();
    assert_eq!(kept.name, "Ada Byron");
    let (known, _) =
        eventlog::load::<crate::person::Person>(&world.doors.log, trust, ada).await.unwrap();
    assert!(!known.came_in_by(&[9; 32]), "the invitation waits");
}

#[tokio::test]
async fn a_beginning_that_broke_off_is_completed_by_the_same_request() {
    let world = World::start().await;
    let trust = Uuid::now_v7();
    offer(&world, trust, "administrator").await.unwrap();
    let asked = beginning("grace@example.org");
    let admin = world.store.admin().await;
    let breaks = "alter table identity.person add constraint breaks check (name <> 'Grace Hopper')";
    admin.batch_execute(breaks).await.unwrap();
    begin(&world, trust, NOW, &asked).await.unwrap_err();
    assert_eq!(world.doors.log.head(trust).await.unwrap(), Some(4), "the first officer is there");
    admin.batch_execute("alter table identity.person drop constraint breaks").await.unwrap();
    let begun = begin(&world, trust, "2025-11-22T10:00:00Z", &asked).await.unwrap();
    assert_eq!(begun.position, 6);
    assert_eq!(begin(&world, trust, NOW, &asked).await.unwrap(), begun);
}

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_a_start_makes_none_beside_a_trust() {
    let world = World::start().await;
    let at_start = offer(&world, Uuid::now_v7(), "system").await;
    assert_eq!(refused(at_start), no(Code::FailedPrecondition, "INSTALLATION_BEGUN"));
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    offer(&world, first, "administrator").await.unwrap();
    offer(&world, second, "administrator").await.unwrap();
    let ended = begin(&world, first, NOW, &beginning("grace@example.org")).await;
    assert_eq!(refused(ended), no(Code::NotFound, "FOUNDING_LINK_UNKNOWN"));
    begin(&world, second, NOW, &beginning("grace@example.org")).await.unwrap();
}
