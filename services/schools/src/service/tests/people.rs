use contract::events::ReviewEvent;
use contract::reviews::v1::{ReviewRequested, Reviewer, TeamMatched, TeamReleased};

use super::*;

pub async fn register(world: &World, name: &str, email: &str) -> Result<String, Status> {
    let request = v1::RegisterPersonRequest {
        command_id: new_id(),
        name: name.to_owned(),
        email: email.to_owned(),
    };
    Ok(world.doors.register_person(world.request(request)).await?.into_inner().person_id)
}

async fn grant(world: &World, person_id: &str, scope: v1::Scope) -> Result<String, Status> {
    grant_as(world, person_id, (v1::Role::Governor, scope)).await
}

pub async fn grant_as(
    world: &World,
    person_id: &str,
    (role, scope): (v1::Role, v1::Scope),
) -> Result<String, Status> {
    let request = v1::GrantRoleRequest {
        command_id: new_id(),
        person_id: person_id.to_owned(),
        role: role as i32,
        scope: Some(scope),
        from: "2025-09-01".to_owned(),
        until: "2029-08-31".to_owned(),
    };
    Ok(world.doors.grant_role(world.request(request)).await?.into_inner().grant_id)
}

pub fn over(kind: v1::ScopeKind, id: &str) -> v1::Scope {
    v1::Scope { kind: kind as i32, id: id.to_owned() }
}

/// A person who governs a school from 1 September 2025 to 31 August 2029: person and grant.
pub async fn governor(world: &World, name: &str, school_id: &str) -> (String, String) {
    let person = register(world, name, "").await.unwrap();
    let grant = grant(world, &person, over(v1::ScopeKind::School, school_id)).await.unwrap();
    (person, grant)
}

async fn people(world: &World, on: &str) -> Vec<v1::Person> {
    world.catch_up().await;
    let request = v1::ListPeopleRequest { at_least: world.end().await, on: on.to_owned() };
    world.doors.list_people(world.request(request)).await.unwrap().into_inner().people
}

async fn end(world: &World, person: &str, grant: &str, on: &str) -> Result<u64, Status> {
    let request = v1::EndRoleRequest {
        command_id: new_id(),
        person_id: person.to_owned(),
        grant_id: grant.to_owned(),
        on: on.to_owned(),
        reason: "moved away".to_owned(),
    };
    Ok(world.doors.end_role(world.request(request)).await?.into_inner().position)
}

async fn roles_on(world: &World, on: &str) -> usize {
    people(world, on).await[0].roles.len()
}

#[tokio::test]
async fn a_role_is_held_from_its_first_to_its_last_day() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let (person, grant) = governor(&world, "Ada Byron", &orford).await;
    for (day, held) in
        [("2025-08-31", 0), ("2025-09-01", 1), ("", 1), ("2029-08-31", 1), ("2029-09-01", 0)]
    {
        assert_eq!(roles_on(&world, day).await, held, "{day}");
    }
    end(&world, &person, &grant, "2025-11-01").await.unwrap();
    for (day, held) in [("2025-10-31", 1), ("2025-11-01", 0), ("", 0)] {
        assert_eq!(roles_on(&world, day).await, held, "{day}");
    }
    let answer = end(&world, &person, &grant, "2025-11-01").await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "ROLE_NOT_HELD"));
}

#[tokio::test]
async fn names_are_in_no_event_and_no_fingerprint_and_may_be_erased() {
    let world = World::start().await;
    let person = register(&world, "Zebedee Canary", "canary@example.org").await.unwrap();
    let listed = people(&world, "").await;
    assert_eq!(listed[0].name, "Zebedee Canary");
    let admin = world.store.admin().await;
    let events = "select count(*) from log.event \
        where body::text || metadata::text ~* 'canary|zebedee'";
    assert_eq!(admin.query_one(events, &[]).await.unwrap().get::<_, i64>(0), 0);
    let erase = format!("delete from identity.person where person_id = '{person}'");
    admin.batch_execute(&erase).await.unwrap();
    let listed = people(&world, "").await;
    assert_eq!((listed[0].person_id.as_str(), listed[0].name.as_str()), (person.as_str(), ""));
}

#[tokio::test]
async fn an_e_mail_address_belongs_to_one_person() {
    let world = World::start().await;
    register(&world, "Ada Byron", "ada@example.org").await.unwrap();
    let answer = register(&world, "Ada King", "ADA@example.org").await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "PERSON_ALREADY_REGISTERED"));
    register(&world, "No Address", "").await.unwrap();
    register(&world, "Nor This", "").await.unwrap();
    assert_eq!(people(&world, "").await.len(), 3);
}

fn changing(person: &str, name: &str, email: &str) -> v1::ChangePersonRequest {
    v1::ChangePersonRequest {
        command_id: new_id(),
        person_id: person.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
    }
}

async fn change(world: &World, request: &v1::ChangePersonRequest) -> Result<u64, Status> {
    let answer = world.doors.change_person(world.request(request.clone())).await?;
    Ok(answer.into_inner().position)
}

#[tokio::test]
async fn a_name_and_an_address_change_beside_the_log_and_a_late_repeat_changes_nothing() {
    let world = World::start().await;
    register(&world, "Grace Hopper", "grace@example.org").await.unwrap();
    let person = register(&world, "Ada Byron", "ada@example.org").await.unwrap();
    let taken = change(&world, &changing(&person, "Ada Byron", "GRACE@example.org")).await;
    assert_eq!(refused(taken), no(Code::AlreadyExists, "PERSON_ALREADY_REGISTERED"));
    let same = change(&world, &changing(&person, "Ada Byron", "ada@example.org")).await;
    assert_eq!(refused(same), no(Code::FailedPrecondition, "NOTHING_CHANGED"));
    let first = changing(&person, "Zebedee Canary", "ada@example.org");
    let position = change(&world, &first).await.unwrap();
    let second = changing(&person, "Ada Lovelace", "canary@example.org");
    change(&world, &second).await.unwrap();
    assert_eq!(change(&world, &first).await.unwrap(), position, "a repeat");
    let kept = async || {
        let found = people(&world, "").await.into_iter().find(|one| one.person_id == person);
        found.map(|one| (one.name, one.email)).unwrap()
    };
    assert_eq!(kept().await, ("Ada Lovelace".to_owned(), "canary@example.org".to_owned()));
    let admin = world.store.admin().await;
    let said =
        "select count(*) from log.event where body::text || metadata::text ~* 'canary|lovelace'";
    assert_eq!(admin.query_one(said, &[]).await.unwrap().get::<_, i64>(0), 0);
    // What a crash left undone the same command completes.
    admin.batch_execute("update identity.person set name = 'before'").await.unwrap();
    change(&world, &second).await.unwrap();
    assert_eq!(kept().await.0, "Ada Lovelace");
}

#[tokio::test]
async fn a_refused_person_leaves_no_name_behind() {
    let mut world = World::start().await;
    world.service.caller.trust = Uuid::now_v7();
    let answer = register(&world, "Ada Byron", "").await;
    assert_eq!(refused(answer), no(Code::NotFound, "TRUST_UNKNOWN"));
    let admin = world.store.admin().await;
    let count = admin.query_one("select count(*) from identity.person", &[]).await.unwrap();
    assert_eq!(count.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_role_is_held_over_something_that_is_there() {
    let world = World::start().await;
    let person = register(&world, "Ada Byron", "").await.unwrap();
    for (role, kind, reason) in [
        (v1::Role::Governor, v1::ScopeKind::School, "SCHOOL_UNKNOWN"),
        (v1::Role::HubLead, v1::ScopeKind::Hub, "HUB_UNKNOWN"),
        (v1::Role::Governor, v1::ScopeKind::Committee, "COMMITTEE_UNKNOWN"),
    ] {
        let answer = grant_as(&world, &person, (role, over(kind, &new_id()))).await;
        assert_eq!(refused(answer), no(Code::NotFound, reason));
    }
    let trustee = async |person: &str, id: &str| {
        grant_as(&world, person, (v1::Role::Trustee, over(v1::ScopeKind::Trust, id))).await
    };
    let answer = trustee(&person, &new_id()).await;
    assert_eq!(refused(answer), no(Code::InvalidArgument, "MALFORMED"));
    trustee(&person, "").await.unwrap();
    let again = trustee(&person, "").await;
    assert_eq!(refused(again), no(Code::AlreadyExists, "ROLE_ALREADY_HELD"));
    let listed = people(&world, "").await;
    let scope = listed[0].roles[0].scope.clone().unwrap();
    assert_eq!(scope, over(v1::ScopeKind::Trust, &world.caller.trust.to_string()));
    let answer = trustee(&new_id(), "").await;
    assert_eq!(refused(answer), no(Code::NotFound, "PERSON_UNKNOWN"));
}

#[tokio::test]
async fn a_role_is_held_over_what_it_reaches() {
    let world = World::start().await;
    let person = register(&world, "Ada Byron", "").await.unwrap();
    let wave = over(v1::ScopeKind::Wave, &new_id());
    let status = grant_as(&world, &person, (v1::Role::Headteacher, wave)).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), "scope.kind: must be school for the role of headteacher");
}

#[tokio::test]
async fn a_peer_reviewer_reviews_what_was_asked_for() {
    let mut world = World::start().await;
    let ada = register(&world, "Ada Byron", "").await.unwrap();
    let bo = register(&world, "Bo Peep", "").await.unwrap();
    let trust = over(v1::ScopeKind::Trust, "");
    grant_as(&world, &ada, (v1::Role::Administrator, trust)).await.unwrap();
    world.service.caller.actor = ada.parse().unwrap();
    let review = new_id();
    let reviewer = (v1::Role::PeerReviewer, over(v1::ScopeKind::Review, &review));
    world.guard().await;
    let answer = grant_as(&world, &bo, reviewer.clone()).await;
    assert_eq!(refused(answer), no(Code::NotFound, "REVIEW_UNKNOWN"));
    let requested = ReviewRequested {
        review_id: review.clone(),
        host_school_id: new_id(),
        ..ReviewRequested::default()
    };
    world.store.record(world.caller.trust, &review, vec![ReviewEvent::from(requested)]).await;
    world.guard().await;
    grant_as(&world, &bo, reviewer).await.unwrap();
}

#[tokio::test]
async fn a_role_by_the_match_of_a_team_is_listed_until_the_team_changes_or_is_released() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let (ada, _) = governor(&world, "Ada Byron", &orford).await;
    let (bo, bos_grant) = governor(&world, "Bo Peep", &orford).await;
    let review_id = new_id();
    let happens = async |event: ReviewEvent| {
        world.store.record(world.caller.trust, &review_id, vec![event]).await
    };
    let named = |on: &str, people: &[&String]| -> ReviewEvent {
        let reviewer =
            |person: &&String| Reviewer { person_id: (*person).clone(), ..Reviewer::default() };
        let reviewers = people.iter().map(reviewer).collect();
        TeamMatched { review_id: review_id.clone(), reviewers, on: on.to_owned() }.into()
    };
    let reviewers = async |on: &str| {
        let listed = people(&world, on).await;
        let reviews = |person: &v1::Person| {
            person.roles.iter().filter(|role| role.role() == v1::Role::PeerReviewer).count() == 1
        };
        listed.into_iter().filter(reviews).map(|person| person.name).collect::<Vec<_>>()
    };
    happens(named("2025-10-01", &[&ada, &bo])).await;
    happens(named("2025-10-08", &[&bo])).await;
    happens(named("2025-10-15", &[&bo, &ada])).await;
    happens(named("2025-10-15", &[&bo])).await;
    end(&world, &bo, &bos_grant, "2025-11-01").await.unwrap();
    for (day, expected) in [
        ("2025-09-30", &[][..]),
        ("2025-10-01", &["Ada Byron", "Bo Peep"][..]),
        ("2025-10-08", &["Bo Peep"][..]),
        ("2025-10-15", &["Bo Peep"][..]),
        // With the last other role the team is left.
        ("2025-11-01", &[][..]),
    ] {
        assert_eq!(reviewers(day).await, expected, "{day}");
    }
    happens(named("2025-11-05", &[&ada])).await;
    let on = "2025-11-20".to_owned();
    happens(TeamReleased { review_id: review_id.clone(), on }.into()).await;
    assert_eq!(reviewers("2025-11-20").await, ["Ada Byron"]);
    assert!(reviewers("2025-11-21").await.is_empty());
    let asked = v1::ListRolesRequest { at_least: world.end().await, person_id: ada };
    let roles = world.doors.list_roles(world.request(asked)).await.unwrap().into_inner().roles;
    let given = roles.iter().filter_map(|given| Some((given.role.as_ref()?, &given.ended_on)));
    let by_match = given.filter(|(role, _)| contract::is_by_match(role));
    let days: Vec<_> = by_match.map(|(role, ended)| (&*role.from, &**ended)).collect();
    assert_eq!(
        days,
        [("2025-10-01", "2025-10-08"), ("2025-10-15", "2025-10-15"), ("2025-11-05", "2025-11-21")]
    );
}

#[tokio::test]
async fn addresses_are_for_those_who_keep_the_record_and_ones_own() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let school = || over(v1::ScopeKind::School, &orford);
    let trust = || over(v1::ScopeKind::Trust, "");
    let keeper = register(&world, "Ada Byron", "ada@example.org").await.unwrap();
    grant_as(&world, &keeper, (v1::Role::Administrator, trust())).await.unwrap();
    let governor = register(&world, "Grace Hopper", "grace@example.org").await.unwrap();
    grant_as(&world, &governor, (v1::Role::Governor, school())).await.unwrap();
    world.guard().await;
    let mut seen_by = async |person: &str| {
        world.service.caller.actor = person.parse().unwrap();
        let listed = people(&world, "").await;
        listed.into_iter().map(|person| person.email).collect::<Vec<_>>()
    };
    assert_eq!(seen_by(&keeper).await, ["ada@example.org", "grace@example.org"]);
    assert_eq!(seen_by(&governor).await, ["", "grace@example.org"]);
}
