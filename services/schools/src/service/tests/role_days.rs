//! Roles that were given, ended or taken back on a day: what holds on which day, and what the clock tells of it.

use contract::events::{PersonEvent, StoredEvent as _};
use sha2::{Digest as _, Sha256};

use super::clock::{DONE, NOTHING};
use super::*;

/// A person with an invitation that is open for a month.
async fn invited(world: &World, name: &str) -> String {
    let request = v1::RegisterPersonRequest {
        command_id: new_id(),
        name: name.to_owned(),
        email: String::new(),
    };
    let registered = world.doors.register_person(world.request(request)).await.unwrap();
    let person_id = registered.into_inner().person_id;
    let request = v1::InvitePersonRequest {
        command_id: new_id(),
        person_id: person_id.clone(),
        secret_sha256: Sha256::digest([7; 32]).to_vec(),
        days: 30,
    };
    world.doors.invite_person(world.request(request)).await.unwrap();
    person_id
}

/// A school's governor from one day to another: the grant.
async fn governs(world: &World, person: &str, school: &str, days: [&str; 2]) -> String {
    let [from, until] = days.map(str::to_owned);
    let request = v1::GrantRoleRequest {
        command_id: new_id(),
        person_id: person.to_owned(),
        role: v1::Role::Governor.into(),
        scope: Some(v1::Scope { kind: v1::ScopeKind::School.into(), id: school.to_owned() }),
        from,
        until,
    };
    world.doors.grant_role(world.request(request)).await.unwrap().into_inner().grant_id
}

async fn end(world: &World, person: &str, grant: &str, on: &str) {
    let [person_id, grant_id, on] = [person, grant, on].map(str::to_owned);
    let command_id = new_id();
    let request = v1::EndRoleRequest { command_id, person_id, grant_id, on, reason: String::new() };
    world.doors.end_role(world.request(request)).await.unwrap();
}

async fn take_back(world: &World, person: &str, grant: &str) -> Result<u64, Status> {
    let [person_id, grant_id] = [person, grant].map(str::to_owned);
    let (command_id, reason) = (new_id(), "Another person was meant".to_owned());
    let request = v1::TakeBackRoleEndRequest { command_id, person_id, grant_id, reason };
    Ok(world.doors.take_back_role_end(world.request(request)).await?.into_inner().position)
}

/// The names of what happened to a person, but for becoming known and being invited.
async fn happened(world: &World, person: &str) -> Vec<&'static str> {
    let stream = eventlog::Stream::new("person", person);
    let events = world.doors.log.load(world.caller.trust, &stream).await.unwrap();
    let name = |event: PersonEvent| event.type_name().rsplit('.').next().unwrap_or_default();
    events.iter().skip(2).map(|event| name(event.decode().unwrap())).collect()
}

/// Whether the person may ask questions about a school's reports on a day, by the rules and by the list of what is allowed.
async fn may_ask(world: &World, person: &str, day: &str) -> bool {
    let mut caller = world.caller.clone();
    caller.actor = person.parse().unwrap();
    "governor".clone_into(&mut caller.role);
    caller.now = Some(format!("{day}T10:00:00Z").parse().unwrap());
    let mut doors = doors(&world.service).await;
    doors.door = world.service.guarded_door().await;
    match doors.list_may(caller.request(v1::ListMayRequest {})).await {
        Ok(answer) => {
            let may = answer.into_inner().may;
            may.iter().any(|may| may.action == "reports.AskQuestion")
        }
        Err(status) => {
            assert_eq!(status.code(), Code::PermissionDenied, "{status}");
            false
        }
    }
}

async fn open_invitations(world: &World) -> usize {
    world.catch_up().await;
    let request = v1::ListSignInsRequest { at_least: world.end().await };
    let sign_ins = world.doors.list_sign_ins(world.request(request)).await.unwrap().into_inner();
    sign_ins.sign_ins.iter().filter(|one| !one.invited_until.is_empty()).count()
}

#[tokio::test]
async fn a_role_dated_ahead_begins_and_is_over_on_its_days_and_the_clock_tells_both() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let ada = invited(&world, "Ada Byron").await;
    governs(&world, &ada, &orford, ["2025-12-01", "2025-12-12"]).await;
    // Access goes by the day, whether or not the clock has come by.
    for (day, may) in
        [("2025-11-30", false), ("2025-12-01", true), ("2025-12-12", true), ("2025-12-13", false)]
    {
        assert_eq!(may_ask(&world, &ada, day).await, may, "{day}");
    }
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2025-11-30").await, NOTHING);
    assert_eq!(world.pass(&clock, "2025-12-01").await, DONE);
    assert_eq!(happened(&world, &ada).await, ["RoleGranted", "RoleTookEffect"]);
    assert_eq!(world.pass(&clock, "2025-12-12").await, NOTHING);
    assert_eq!(open_invitations(&world).await, 1);
    assert_eq!(world.pass(&clock, "2025-12-13").await, DONE);
    let both = ["RoleGranted", "RoleTookEffect", "RoleRanOut", "InvitationEnded"];
    assert_eq!(happened(&world, &ada).await, both);
    assert_eq!(open_invitations(&world).await, 0, "with the last role the invitation ends");
    assert_eq!(world.pass(&clock, "2025-12-14").await, NOTHING);
    for (day, may) in [("2025-12-12", true), ("2025-12-13", false)] {
        assert_eq!(may_ask(&world, &ada, day).await, may, "{day}, told");
    }
}

#[tokio::test]
async fn after_days_off_two_clocks_tell_each_day_of_a_role_once() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let ada = invited(&world, "Ada Byron").await;
    governs(&world, &ada, &orford, ["2025-12-01", "2025-12-12"]).await;
    let (one, other) = (world.clock().await, world.clock().await);
    world.catch_up().await;
    let now = "2026-02-01T09:00:00Z".parse().unwrap();
    let (first, second) = tokio::join!(one.pass(now), other.pass(now));
    assert_eq!((first.unwrap().away, second.unwrap().away), (0, 0));
    let both = ["RoleGranted", "RoleTookEffect", "RoleRanOut", "InvitationEnded"];
    assert_eq!(happened(&world, &ada).await, both);
    assert_eq!(world.pass(&one, "2026-02-01").await, NOTHING);
}

#[tokio::test]
async fn nothing_is_due_of_a_role_that_holds_from_today_without_end_or_was_ended_at_once() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let ada = invited(&world, "Ada Byron").await;
    governs(&world, &ada, &orford, ["2025-09-01", ""]).await;
    let bo = invited(&world, "Bo Peep").await;
    let never = governs(&world, &bo, &orford, ["2025-12-01", "2026-08-31"]).await;
    end(&world, &bo, &never, "2025-12-01").await;
    let clock = world.clock().await;
    // The end was dated ahead, so its day is told where there was a role; a role that never began has none.
    world.pass(&clock, "2025-12-02").await;
    assert_eq!(happened(&world, &bo).await, ["RoleGranted", "RoleEnded"]);
    assert_eq!(happened(&world, &ada).await, ["RoleGranted"]);
    assert_eq!(world.pass(&clock, "2026-09-01").await.away, 0);
    assert_eq!(happened(&world, &bo).await, ["RoleGranted", "RoleEnded"]);
}

#[tokio::test]
async fn the_end_of_a_role_that_was_a_mistake_is_taken_back_and_the_role_is_held_again() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let ada = invited(&world, "Ada Byron").await;
    let grant = governs(&world, &ada, &orford, ["2025-09-01", "2026-08-31"]).await;
    end(&world, &ada, &grant, "2025-11-01").await;
    assert!(!may_ask(&world, &ada, "2025-11-21").await);
    let given = async |world: &World| {
        world.catch_up().await;
        let request = v1::ListRolesRequest { at_least: world.end().await, person_id: ada.clone() };
        world.doors.list_roles(world.request(request)).await.unwrap().into_inner().roles
    };
    let listed = given(&world).await.remove(0);
    let role = listed.role.unwrap();
    assert_eq!((role.until.as_str(), listed.ended_on.as_str()), ("2026-08-31", "2025-11-01"));
    take_back(&world, &ada, &grant).await.unwrap();
    assert_eq!(given(&world).await[0].ended_on, "");
    for (day, may) in [("2025-11-21", true), ("2026-08-31", true), ("2026-09-01", false)] {
        assert_eq!(may_ask(&world, &ada, day).await, may, "{day}");
    }
    let again = take_back(&world, &ada, &grant).await;
    assert_eq!(refused(again), no(Code::FailedPrecondition, "ROLE_NOT_ENDED"));
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-09-01").await, DONE, "its own last day is due again");
    // No person takes back the end of a role of the own.
    let request = v1::GrantRoleRequest {
        command_id: new_id(),
        person_id: ada.clone(),
        role: v1::Role::Administrator.into(),
        scope: Some(v1::Scope { kind: v1::ScopeKind::Trust.into(), id: String::new() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    world.doors.grant_role(world.request(request)).await.unwrap();
    world.service.caller.actor = ada.parse().unwrap();
    world.guard().await;
    assert_eq!(refused(take_back(&world, &ada, &grant).await).0, Code::PermissionDenied);
}
