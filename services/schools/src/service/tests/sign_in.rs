use contract::schools::v1::KnownPerson;
use sha2::{Digest as _, Sha256};

use super::*;

const SECRET: [u8; 32] = [7; 32];
const LATER: [u8; 32] = [8; 32];

async fn register(world: &World, email: &str) -> String {
    let request = v1::RegisterPersonRequest {
        command_id: new_id(),
        name: "Zebedee Canary".to_owned(),
        email: email.to_owned(),
    };
    world.doors.register_person(world.request(request)).await.unwrap().into_inner().person_id
}

async fn invite(world: &World, person: &str, secret: [u8; 32]) -> v1::InvitePersonResponse {
    let request = v1::InvitePersonRequest {
        command_id: new_id(),
        person_id: person.to_owned(),
        secret_sha256: Sha256::digest(secret).to_vec(),
        days: 0,
    };
    world.doors.invite_person(world.request(request)).await.unwrap().into_inner()
}

fn accepting(person: &str, secret: [u8; 32], subject: &str) -> v1::AcceptInvitationRequest {
    v1::AcceptInvitationRequest {
        command_id: new_id(),
        person_id: person.to_owned(),
        secret: secret.to_vec(),
        issuer: "https://issuer.example".to_owned(),
        subject: subject.to_owned(),
    }
}

async fn accept(world: &World, request: &v1::AcceptInvitationRequest) -> Result<u64, Status> {
    let answer = world.doors.accept_invitation(world.request(request.clone())).await?;
    Ok(answer.into_inner().position)
}

async fn known(world: &World, subject: &str) -> Vec<KnownPerson> {
    let request = v1::FindBySignInRequest {
        issuer: "https://issuer.example".to_owned(),
        subject: subject.to_owned(),
    };
    world.doors.find_by_sign_in(world.request(request)).await.unwrap().into_inner().people
}

async fn sign_ins(world: &World) -> Vec<v1::SignIn> {
    world.catch_up().await;
    let request = v1::ListSignInsRequest { at_least: world.end().await };
    world.doors.list_sign_ins(world.request(request)).await.unwrap().into_inner().sign_ins
}

#[tokio::test]
async fn whoever_takes_an_invitation_up_is_known_by_that_account() {
    let world = World::start().await;
    let person = register(&world, "").await;
    assert!(sign_ins(&world).await.is_empty());
    let invited = invite(&world, &person, SECRET).await;
    assert_eq!(invited.until, "2025-11-28T10:00:00Z");
    let listed = sign_ins(&world).await;
    assert_eq!(
        (listed[0].invited_until.as_str(), listed[0].issuer.as_str()),
        (invited.until.as_str(), "")
    );
    assert!(known(&world, "canary-subject").await.is_empty());

    let request = accepting(&person, SECRET, "canary-subject");
    let position = accept(&world, &request).await.unwrap();
    assert_eq!(accept(&world, &request).await.unwrap(), position, "a repeat");
    let found = known(&world, "canary-subject").await;
    assert_eq!((found.len(), found[0].person_id.as_str()), (1, person.as_str()));
    let listed = sign_ins(&world).await;
    assert_eq!(
        (listed[0].invited_until.as_str(), listed[0].since.as_str()),
        ("", "2025-11-21T10:00:00Z")
    );

    let admin = world.store.admin().await;
    let events = "select count(*) from log.event where body::text || metadata::text ~* 'canary'";
    assert_eq!(admin.query_one(events, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_late_repeat_neither_replaces_a_newer_account_nor_brings_an_erased_one_back() {
    let world = World::start().await;
    let person = register(&world, "").await;
    invite(&world, &person, SECRET).await;
    let first = accepting(&person, SECRET, "first");
    accept(&world, &first).await.unwrap();
    invite(&world, &person, LATER).await;
    let answer = accept(&world, &first).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "INVITATION_SPENT"));
    let second = accepting(&person, LATER, "second");
    accept(&world, &second).await.unwrap();
    assert!(known(&world, "first").await.is_empty(), "the newest account counts");
    assert_eq!(known(&world, "second").await.len(), 1);

    let admin = world.store.admin().await;
    let erase = "delete from identity.person; delete from identity.sign_in";
    admin.batch_execute(erase).await.unwrap();
    accept(&world, &second).await.unwrap();
    assert!(known(&world, "second").await.is_empty());
}

#[tokio::test]
async fn who_changed_the_address_of_a_person_who_signs_in_does_not_invite_alone() {
    let mut world = World::start().await;
    let person = register(&world, "before@example.org").await;
    let change = async |world: &World, email: &str| {
        let request = v1::ChangePersonRequest {
            command_id: new_id(),
            person_id: person.clone(),
            name: "Zebedee Canary".to_owned(),
            email: email.to_owned(),
        };
        world.doors.change_person(world.request(request)).await.unwrap();
    };
    let invites = |world: &World| {
        let request = v1::InvitePersonRequest {
            command_id: new_id(),
            person_id: person.clone(),
            secret_sha256: Sha256::digest(LATER).to_vec(),
            days: 0,
        };
        world.request(request)
    };
    invite(&world, &person, SECRET).await;
    change(&world, "slip@example.org").await;
    let answer = accept(&world, &accepting(&person, SECRET, "subject")).await;
    assert_eq!(refused(answer), no(Code::NotFound, "INVITATION_UNKNOWN"));
    assert!(sign_ins(&world).await.is_empty(), "the letter had gone elsewhere");
    invite(&world, &person, SECRET).await;
    accept(&world, &accepting(&person, SECRET, "subject")).await.unwrap();

    change(&world, "other@example.org").await;
    let answer = world.doors.invite_person(invites(&world)).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "ADDRESS_CHANGED_BY_INVITER"));
    world.service.caller.actor = Uuid::from_u128(0xad);
    world.doors.invite_person(invites(&world)).await.unwrap();
}

#[tokio::test]
async fn an_account_is_one_person_of_a_trust() {
    let world = World::start().await;
    let (ada, ben) = (register(&world, "").await, register(&world, "").await);
    for person in [&ada, &ben] {
        invite(&world, person, SECRET).await;
    }
    accept(&world, &accepting(&ada, SECRET, "one")).await.unwrap();
    let answer = accept(&world, &accepting(&ben, SECRET, "one")).await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "SIGN_IN_TAKEN"));
    accept(&world, &accepting(&ben, SECRET, "two")).await.unwrap();
}

#[tokio::test]
async fn an_address_finds_those_who_sign_in_with_it() {
    let world = World::start().await;
    let person = register(&world, "Canary@example.org").await;
    let ask = async |email: &str, issuer: &str| {
        let (email, issuer) = (email.to_owned(), issuer.to_owned());
        let request = v1::FindByAddressRequest { email, issuer };
        let found = world.doors.find_by_address(world.request(request)).await;
        found.unwrap().into_inner().people.len()
    };
    assert_eq!(ask("canary@example.org", "https://issuer.example").await, 0);
    invite(&world, &person, SECRET).await;
    accept(&world, &accepting(&person, SECRET, "one")).await.unwrap();
    assert_eq!(ask("canary@EXAMPLE.org", "https://issuer.example").await, 1);
    assert_eq!(ask("canary@example.org", "https://other.example").await, 0);
    assert_eq!(ask("other@example.org", "https://issuer.example").await, 0);
}

#[tokio::test]
async fn everyone_knows_oneself() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let (person, grant) = super::people::governor(&world, "Ada Byron", &orford).await;
    world.catch_up().await;
    world.service.caller.actor = person.parse().unwrap();
    let ask = async |world: &World| {
        let request = v1::GetOneselfRequest { at_least: 0 };
        world.doors.get_oneself(world.request(request)).await
    };
    let oneself = ask(&world).await.unwrap().into_inner().person.unwrap();
    assert_eq!(
        (oneself.name.as_str(), oneself.roles[0].grant_id.as_str()),
        ("Ada Byron", grant.as_str())
    );
    world.service.caller.now = Some("2029-09-01T10:00:00Z".parse().unwrap());
    assert!(ask(&world).await.unwrap().into_inner().person.unwrap().roles.is_empty());
    world.service.caller.actor = Uuid::from_u128(99);
    assert_eq!(refused(ask(&world).await), no(Code::NotFound, "PERSON_UNKNOWN"));
}

#[tokio::test]
async fn invitations_are_bounded() {
    let world = World::start().await;
    let person = register(&world, "").await;
    for (hash, days) in [(vec![0; 31], 7), (vec![], 0), (vec![0; 32], 31)] {
        let request = v1::InvitePersonRequest {
            command_id: new_id(),
            person_id: person.clone(),
            secret_sha256: hash,
            days,
        };
        let answer = world.doors.invite_person(world.request(request)).await;
        assert_eq!(refused(answer), no(Code::InvalidArgument, "MALFORMED"));
    }
}

#[tokio::test]
async fn a_repeat_binds_the_account_that_its_first_try_did_not_come_to_bind() {
    let world = World::start().await;
    let person = register(&world, "").await;
    invite(&world, &person, SECRET).await;
    accept(&world, &accepting(&person, SECRET, "first")).await.unwrap();
    invite(&world, &person, LATER).await;
    let admin = world.store.admin().await;
    let before = "create table before as select * from identity.sign_in";
    admin.batch_execute(before).await.unwrap();
    let second = accepting(&person, LATER, "second");
    let position = accept(&world, &second).await.unwrap();
    // The log has the acceptance, and the store went away before the account was bound.
    let lost = "delete from identity.sign_in; insert into identity.sign_in select * from before";
    admin.batch_execute(lost).await.unwrap();
    assert_eq!(accept(&world, &second).await.unwrap(), position);
    assert!(known(&world, "first").await.is_empty());
    assert_eq!(known(&world, "second").await.len(), 1);
}

#[tokio::test]
async fn an_address_is_looked_up_by_an_index_of_every_trust() {
    const FOUND: &str =
        "where p.email <> '' and lower(p.email) = lower(in_email) and s.issuer = in_issuer";
    let world = World::start().await;
    let admin = world.store.admin().await;
    let source = "select pg_get_functiondef('identity.find_by_address'::regproc)";
    let source: String = admin.query_one(source, &[]).await.unwrap().get(0);
    assert!(source.contains(FOUND), "what is explained is what the function asks: {source}");
    // As the function runs; a small table would be read as a whole.
    admin.batch_execute("set enable_seqscan = off; set role plumbline_greeter").await.unwrap();
    let found = FOUND.replace("in_email", "'a@example.org'").replace("in_issuer", "'x'");
    let asked = format!(
        "explain (costs off) select p.trust_id, p.person_id from identity.person p \
         join identity.sign_in s using (trust_id, person_id) {found}"
    );
    let plan: Vec<String> =
        admin.query(&asked, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(plan.iter().any(|line| line.contains("person_by_address")), "{plan:#?}");
}
